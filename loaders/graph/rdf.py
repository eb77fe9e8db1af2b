"""RDF files as input: recognised by their content, read by the engine's parsers behind limits of our own.

The parsers take no network and no other file. What they do not bound themselves is bounded here before they run: XML
entities and deep XML and JSON would use up memory or time, deeply nested triple terms the stack.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, RdfFormat, parse

from phaen.loaders.documents import read_bytes
from phaen.loaders.errors import BrokenDocumentError, DocumentTooLargeError, HostileDocumentError
from phaen.loaders.formats.identify import HEAD, textual
from phaen.loaders.formats.safe_xml import Attributes, stream

MAX_QUADS = 500_000
"""Statements of one file: some 300 plans. A whole release is loaded plan by plan, from its folder plans/."""

MAX_DEPTH = 100
"""JSON objects and arrays inside one another."""

MAX_TRIPLE_TERMS = 1_000
"""Occurrences of '<<' outside of literals; no plan needs any."""

# A literal that is never closed is taken to the end, so that no text is looked at twice.
BRACKET = re.compile(r'"(?:[^"\\]|\\.)*+"?|([\[{])|([\]}])', re.DOTALL)
# What may hold '<<' without beginning a triple term: literals of all four kinds, IRIs and comments.
OPAQUE = re.compile(
    rb'"""(?:[^"\\]|\\.|"(?!""))*+(?:""")?|\'\'\'(?:[^\'\\]|\\.|\'(?!\'\'))*+(?:\'\'\')?'
    rb'|"(?:[^"\\\n]|\\.)*+"?|\'(?:[^\'\\\n]|\\.)*+\'?|<[^<>\s]*+>|(?<=\s)\#[^\n]*+',
    re.DOTALL,
)


def is_rdf(path: Path) -> bool:
    """Tell by its first bytes whether a file is RDF; one that cannot be read, or is no regular file, is none."""
    try:
        if not path.is_file():
            return False
        with path.open("rb") as file:
            found = textual(file.read(HEAD))
    except (OSError, ValueError):
        return False
    return found is not None and found.module == "rdf"


def read_rdf(path: Path) -> list[Quad]:
    """Read a Turtle, TriG, N-Triples, N-Quads, RDF/XML or JSON-LD file; raises a DocumentError that names it."""
    return parse_rdf(read_bytes(path), str(path))


def parse_rdf(data: bytes, path: str) -> list[Quad]:
    """Parse RDF in the format that its content shows; blank nodes keep the names that the parser gives.

    Raises BrokenDocumentError, HostileDocumentError or DocumentTooLargeError.
    """
    found = textual(data[:HEAD])
    format_ = RdfFormat.from_media_type(found.media_type) if found else None
    if format_ is None:
        raise BrokenDocumentError(f"{path}: is no RDF; write Turtle, TriG, N-Triples, N-Quads, RDF/XML or JSON-LD")
    _guard(data, path, format_)
    try:
        quads = list(islice(parse(data, format=format_), MAX_QUADS + 1))
    except (SyntaxError, ValueError) as error:
        raise BrokenDocumentError(f"{path}: is not well-formed RDF ({error}); correct the file") from error
    if len(quads) > MAX_QUADS:
        raise DocumentTooLargeError(f"{path}: over {MAX_QUADS:,} statements; split the file by plan")
    return quads


class Statement(NamedTuple):
    """A statement without blank nodes and triple terms; ``graph`` is None in the default graph."""

    subject: NamedNode
    predicate: NamedNode
    object: NamedNode | Literal
    graph: NamedNode | None


def without_blank_nodes(quads: Iterable[Quad], start: str) -> Iterator[Statement]:
    """Give blank nodes IRIs that begin with ``start``, numbered as they appear, so the same file gives the same ones.

    This is skolemisation (RDF 1.1 Concepts, section 3.5). Raises ValueError for triple terms, which no plan needs.
    """
    names: dict[BlankNode, NamedNode] = {}

    def named(term: object) -> NamedNode:
        if isinstance(term, BlankNode):
            return names.setdefault(term, NamedNode(f"{start}{len(names) + 1}"))
        if not isinstance(term, NamedNode):
            raise ValueError("a triple term; state it as triples")  # noqa: TRY004 - the file's fault, not the caller's
        return term

    for quad in quads:
        value = quad.object if isinstance(quad.object, Literal) else named(quad.object)
        graph = None if isinstance(quad.graph_name, DefaultGraph) else named(quad.graph_name)
        yield Statement(named(quad.subject), quad.predicate, value, graph)


class _Nothing:
    """Takes XML only to see that it is harmless."""

    def start(self, _tag: str, _attributes: Attributes) -> None:
        """Take nothing."""

    def end(self, _tag: str) -> None:
        """Take nothing."""

    def data(self, _text: str) -> None:
        """Take nothing."""


def _guard(data: bytes, path: str, format_: RdfFormat) -> None:
    """Refuse what the parser would not survive; raises HostileDocumentError or BrokenDocumentError."""
    if format_ == RdfFormat.RDF_XML:
        stream(data, path, _Nothing())
    elif format_ == RdfFormat.JSON_LD:
        _guard_json(data, path)
    elif data.count(b"<<") > MAX_TRIPLE_TERMS and OPAQUE.sub(b"", data).count(b"<<") > MAX_TRIPLE_TERMS:
        raise HostileDocumentError(f"{path}: over {MAX_TRIPLE_TERMS:,} triple terms; state them as triples")


def _guard_json(data: bytes, path: str) -> None:
    depth = 0
    for match in BRACKET.finditer(data.decode("utf-8", "replace")):
        depth += bool(match[1]) - bool(match[2])
        if depth > MAX_DEPTH:
            raise HostileDocumentError(f"{path}: JSON over {MAX_DEPTH} levels deep; write flat JSON-LD or Turtle")
