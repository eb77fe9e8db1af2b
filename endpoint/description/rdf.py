"""Put statements together and write them down, for the documents that describe the service and its data."""

import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import quote

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, parse, serialize

from phaen.endpoint.formats import Format
from phaen.endpoint.jsonld import contextual
from phaen.ontology.terms import DCT, RDF, RDFS, XSD, Namespace

Node = NamedNode | BlankNode
Term = Node | Literal

SD: Final = Namespace("http://www.w3.org/ns/sparql-service-description#")
VOID: Final = Namespace("http://rdfs.org/ns/void#")
FOAF: Final = Namespace("http://xmlns.com/foaf/0.1/")
FORMATS: Final = Namespace("http://www.w3.org/ns/formats/")
ENTAILMENT: Final = Namespace("http://www.w3.org/ns/entailment/")
SPDX: Final = Namespace("http://spdx.org/rdf/terms#")
DCATAP: Final = Namespace("http://data.europa.eu/r5r/")
VCARD: Final = Namespace("http://www.w3.org/2006/vcard/ns#")

TYPE: Final = RDF["type"]
LABEL: Final = RDFS["label"]
SEE_ALSO: Final = RDFS["seeAlso"]
TITLE: Final = DCT["title"]

_HEADED: Final = {RdfFormat.TURTLE, RdfFormat.TRIG}
_FORMAT_NAMES: Final = {
    "json": "SPARQL_Results_JSON",
    "xml": "SPARQL_Results_XML",
    "csv": "SPARQL_Results_CSV",
    "tsv": "SPARQL_Results_TSV",
    "turtle": "Turtle",
    "ntriples": "N-Triples",
    "rdfxml": "RDF_XML",
    "jsonld": "JSON-LD",
    "nquads": "N-Quads",
    "trig": "TriG",
}


@dataclass
class Statements:
    """Statements in the order in which they were made; the same calls give the same statements."""

    triples: list[Triple] = field(default_factory=list)
    _blanks: int = 0

    def say(self, subject: Node, predicate: NamedNode, *objects: Term | None) -> None:
        """State a property of the subject, once for each object; None says nothing."""
        self.triples.extend(Triple(subject, predicate, value) for value in objects if value is not None)

    def blank(self, *types: NamedNode) -> BlankNode:
        """Return a node without a name, which has these types."""
        self._blanks += 1
        node = BlankNode(f"n{self._blanks}")
        self.say(node, TYPE, *types)
        return node

    def plain(self) -> bytes:
        """Return the statements as N-Triples, each once, by subject: the same bytes for the same calls."""
        about: dict[object, dict[Triple, None]] = {}
        for triple in self.triples:
            about.setdefault(triple.subject, {})[triple] = None
        return serialize((triple for group in about.values() for triple in group), format=RdfFormat.N_TRIPLES) or b""


def serialised(plain: bytes, format_: Format, prefixes: Mapping[str, str]) -> bytes:
    """Write N-Triples down in one of the formats of graphs, with the prefixes that they need."""
    if not isinstance(format_.engine, RdfFormat):
        raise TypeError(f"{format_.name} cannot hold a description")
    known = {**prefixes, "formats": FORMATS.iri, "spdx": SPDX.iri, "vcard": VCARD.iri, "dcatap": DCATAP.iri}
    used = {name: space for name, space in known.items() if f"<{space}".encode() in plain}
    output = io.BytesIO()
    with contextual(format_, output, used) as target:
        given = used if format_.prefixes and format_.engine != RdfFormat.JSON_LD else None
        serialize(parse(plain, RdfFormat.N_TRIPLES), target, format_.engine, prefixes=given)
    return _in_order(output.getvalue()) if format_.engine in _HEADED else output.getvalue()


def _in_order(text: bytes) -> bytes:
    """Sort the lines of prefixes, which the engine writes in any order: the same statements are the same bytes."""
    end = 0
    while text.startswith(b"@prefix ", end):
        end = text.index(b"\n", end) + 1
    return b"".join(sorted(text[:end].splitlines(keepends=True))) + text[end:]


def format_iri(format_: Format) -> NamedNode:
    """Return the IRI that W3C has given to a format (Unique URIs for File Formats)."""
    return FORMATS[_FORMAT_NAMES[format_.name]]


def whole(number: int | None) -> Literal | None:
    """Return a count as an xsd:integer; None for one that is not known."""
    return None if number is None else Literal(str(number), datatype=XSD["integer"])


def in_languages(texts: Mapping[str, str]) -> list[Literal]:
    """Return one literal for each language."""
    return [Literal(text, language=language) for language, text in texts.items()]


def graph_address(root: str, graph: str) -> NamedNode:
    """Return the address of a graph's content (Graph Store HTTP Protocol, section 4.2), which also identifies it."""
    return NamedNode(f"{root}graphs?graph={quote(graph, safe='')}")
