"""What is said of a short link to programs: as JSON, and as RDF in the terms in which queries are published."""

from dataclasses import asdict, dataclass
from typing import Any, Final

from pyoxigraph import Literal, NamedNode

from phaen.endpoint.description.rdf import TITLE, TYPE, Statements
from phaen.endpoint.short_links.citation import Citation
from phaen.endpoint.short_links.link import Link
from phaen.ontology.terms import DCT, SCHEMA, SH, XSD
from phaen.queries.shacl import SPEX

_CLASSES: Final = {
    "select": SH["SPARQLSelectExecutable"],
    "ask": SH["SPARQLAskExecutable"],
    "construct": SH["SPARQLConstructExecutable"],
    "describe": SPEX["SPARQLDescribeExecutable"],
}
_TEXTS: Final = {
    "select": SH["select"],
    "ask": SH["ask"],
    "construct": SH["construct"],
    "describe": SPEX["describe"],
}


@dataclass(frozen=True)
class Shown:
    """A link as somebody asks for it: its address, that of the endpoint, the current snapshot and the one to cite."""

    link: Link
    address: str
    endpoint: str
    current: str
    cited: str
    citation: Citation


def as_json(shown: Shown) -> dict[str, Any]:
    """Return the members of the JSON document."""
    link = shown.link
    return {
        "address": shown.address,
        **link.content.members(),
        "created": link.created.isoformat(),
        "snapshots": list(link.snapshots),
        "current_snapshot": shown.current or None,
        "result": f"{shown.address}?run",
        "citation": asdict(shown.citation),
    }


def as_statements(shown: Shown) -> Statements:
    """Describe the link as saved queries are: as an executable of SHACL, with the endpoint to ask."""
    said, link = Statements(), shown.link
    node = NamedNode(shown.address)
    said.say(node, TYPE, SH["SPARQLExecutable"], _CLASSES[link.form])
    said.say(node, _TEXTS[link.form], Literal(link.content.query))
    said.say(node, SCHEMA["target"], NamedNode(shown.endpoint))
    said.say(node, DCT["created"], Literal(link.created.isoformat(), datatype=XSD["date"]))
    if link.content.title:
        said.say(node, TITLE, Literal(link.content.title))
    said.say(node, DCT["bibliographicCitation"], Literal(shown.citation.en, language="en"))
    said.say(node, DCT["bibliographicCitation"], Literal(shown.citation.th, language="th"))
    return said
