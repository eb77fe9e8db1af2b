"""How much of a document was understood, and the stretches of its text that were taken for no statement, with why.

Their words are not copied, since the raw text has them: ``SUBSTR(?raw, ?begin + 1, ?end - ?begin)``.
"""

from collections.abc import Iterator
from decimal import ROUND_DOWN, Decimal

from pyoxigraph import Literal, NamedNode

from phaen.loaders.explanation.coverage import coverage
from phaen.loaders.graph.evidence import Triple
from phaen.loaders.model import Reading, Span, Unclaimed
from phaen.ontology import terms as t
from phaen.ontology.identifiers import Identifiers

APART = frozenset({"money-not-understood"})
"""Reasons whose stretches stand each for itself: cells of money beside each other are amounts of their own."""

_DIGITS = Decimal("0.0001")


def coverage_triples(document: NamedNode, reading: Reading, identifiers: Identifiers) -> Iterator[Triple]:
    """Give the coverage of a document, and what of it no statement was made of."""
    yield document, t.COVERAGE, _share(coverage(reading))
    for part in stretches(reading):
        node = identifiers.span(document, part.span.start, part.span.end)
        yield from ((node, t.RDF_TYPE, type_) for type_ in t.types_of(t.UNCLAIMED_TEXT))
        yield node, t.NIF_REFERENCE_CONTEXT, document
        yield node, t.NIF_BEGIN_INDEX, Literal(part.span.start)
        yield node, t.NIF_END_INDEX, Literal(part.span.end)
        yield node, t.UNCLAIMED_REASON, t.REASON_CODE[part.reason]


def stretches(reading: Reading) -> list[Unclaimed]:
    """Give what is unclaimed, in the order of the text, without blanks around it; neighbours with one reason are one.

    A stretch of blanks alone is left out.
    """
    text = reading.document.text
    found: list[Unclaimed] = []
    for part in sorted(reading.unclaimed, key=lambda part: (part.span.start, part.span.end, part.reason)):
        span = _trimmed(text, part.span)
        if span.start == span.end:
            continue
        last = found[-1] if found else None
        if last and last.reason == part.reason not in APART and not text[last.span.end : span.start].strip():
            span = Span(last.span.start, max(last.span.end, span.end))
            found.pop()
        found.append(Unclaimed(span, part.reason))
    return found


def _trimmed(text: str, span: Span) -> Span:
    words = text[span.start : span.end]
    start = span.start + len(words) - len(words.lstrip())
    return Span(start, start + len(words.strip()))


def _share(share: float) -> Literal:
    """Write a share so that 1 means all of it: rounded down, without an exponent or zeros at the end.

    What binary fractions add or take away (0.09999999999999998) is mended first.
    """
    rounded = Decimal(repr(round(share, 9))).quantize(_DIGITS, ROUND_DOWN)
    return Literal(f"{rounded.normalize():f}", datatype=t.XSD_DECIMAL)
