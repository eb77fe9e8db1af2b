"""Where a statement stands in its document: NIF offsets and Web Annotation selectors.

Offsets are code points into the raw NFC text, so that SPARQL itself can audit them:
``SUBSTR(?raw, ?begin + 1, ?end - ?begin) = ?verbatim``
(NIF 2.1 core; Web Annotation Data Model, section 4.2).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePath

from pyoxigraph import Literal, NamedNode

from phaen.loaders.model import Reading, Span
from phaen.loaders.text import THAI
from phaen.ontology import terms as t
from phaen.ontology.identifiers import Identifiers

CONTEXT = 32
"""Code points of text kept before and after a quotation, so that it is found again after small changes."""

Triple = tuple[NamedNode, NamedNode, NamedNode | Literal]


def text_literal(text: str) -> Literal:
    """Make a literal with the language that its script shows."""
    return Literal(text, language="th" if THAI.search(text) else "en")


def document_triples(node: NamedNode, reading: Reading) -> Iterator[Triple]:
    """Give a source document: its whole raw text, its fingerprint, and what is known of its origin."""
    document, context = reading.document, reading.context
    yield from ((node, t.RDF_TYPE, type_) for type_ in t.types_of(t.SOURCE_DOCUMENT))
    yield node, t.NIF_IS_STRING, Literal(document.text)
    yield node, t.SHA256, Literal(document.sha256)
    yield node, t.FILE_NAME, Literal(PurePath(document.path).name)
    yield node, t.DCAT_MEDIA_TYPE, Literal(document.media_type)
    if reading.title:
        yield node, t.DCT_TITLE, text_literal(reading.title)
    if context.source_url:
        yield node, t.DCT_SOURCE, NamedNode(context.source_url)
    if context.licence:
        yield node, t.DCT_LICENSE, NamedNode(context.licence)
    if context.rights:
        yield node, t.DCT_RIGHTS, text_literal(context.rights)
    if context.retrieved:
        yield node, t.RETRIEVED, Literal(context.retrieved, datatype=t.XSD_DATE)


def span_triples(
    node: NamedNode, span: Span, document: NamedNode, text: str, rule: str, identifiers: Identifiers
) -> Iterator[Triple]:
    """Give one stretch of a document as a NIF string and as a Web Annotation target with two selectors."""
    yield from string_triples(node, span, document, text, rule)
    yield from _selector_triples(node, span, text, identifiers)


def string_triples(node: NamedNode, span: Span, document: NamedNode, text: str, rule: str) -> Iterator[Triple]:
    """Give one stretch of a document as a NIF string: enough to find it, and to audit it by SPARQL."""
    verbatim = text[span.start : span.end]
    yield from ((node, t.RDF_TYPE, type_) for type_ in t.types_of(t.TEXT_SPAN))
    yield node, t.NIF_REFERENCE_CONTEXT, document
    yield node, t.NIF_BEGIN_INDEX, _offset(span.start)
    yield node, t.NIF_END_INDEX, _offset(span.end)
    yield node, t.NIF_ANCHOR_OF, Literal(verbatim)
    yield node, t.EXTRACTION_RULE, Literal(rule)
    yield node, t.OA_HAS_SOURCE, document


def _selector_triples(node: NamedNode, span: Span, text: str, identifiers: Identifiers) -> Iterator[Triple]:
    """Give the ways in which annotation tools find a stretch again: by position, and by quotation with its context."""
    position, quote = identifiers.selector(node, "position"), identifiers.selector(node, "quote")
    yield node, t.OA_HAS_SELECTOR, position
    yield node, t.OA_HAS_SELECTOR, quote
    yield position, t.RDF_TYPE, t.OA_TEXT_POSITION_SELECTOR
    yield position, t.OA_START, _offset(span.start)
    yield position, t.OA_END, _offset(span.end)
    yield quote, t.RDF_TYPE, t.OA_TEXT_QUOTE_SELECTOR
    yield quote, t.OA_EXACT, Literal(text[span.start : span.end])
    yield quote, t.OA_PREFIX, Literal(text[max(0, span.start - CONTEXT) : span.start])
    yield quote, t.OA_SUFFIX, Literal(text[span.end : span.end + CONTEXT])


@dataclass(frozen=True, slots=True)
class Evidence:
    """The spans of one document, ready to bear things out."""

    document: NamedNode
    text: str
    identifiers: Identifiers

    def of_statement(self, subject: NamedNode, span: Span, rule: str) -> Iterator[Triple]:
        """Give the span as the evidence of a statement."""
        node = self.identifiers.span(self.document, span.start, span.end)
        yield subject, t.HAS_EVIDENCE, node
        yield from span_triples(node, span, self.document, self.text, rule, self.identifiers)

    def of_detail(self, subject: NamedNode, predicate: NamedNode, span: Span, rule: str) -> Iterator[Triple]:
        """Give the span as evidence of an amount, or of what is printed beside a statement, by the property of it.

        A page of a plan has dozens of these, so they carry no selectors; that of their statement has some.
        """
        node = self.identifiers.span(self.document, span.start, span.end)
        yield subject, predicate, node
        yield from string_triples(node, span, self.document, self.text, rule)


def _offset(value: int) -> Literal:
    """Make an offset an xsd:integer, as Oxigraph keeps it: it returns every derived integer type as that."""
    return Literal(value)
