"""The SPARQL 1.1 Service Description of the endpoint."""

from collections.abc import Iterator

from pyoxigraph import BlankNode, NamedNode, RdfFormat, Triple, serialize

from phaen.endpoint.formats import FORMATS, Format
from phaen.endpoint.website import Site

_SD = "http://www.w3.org/ns/sparql-service-description#"
_RDF_TYPE = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
_FORMAT_IRIS = {
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


def service_description(site: Site, endpoint: str, format_: Format) -> bytes:
    """Return the description of the endpoint at this address."""
    if not isinstance(format_.engine, RdfFormat):
        raise TypeError(f"{format_.name} cannot hold a service description")
    prefixes = {"sd": _SD, "formats": "http://www.w3.org/ns/formats/"}
    return serialize(list(_triples(site, NamedNode(endpoint))), format=format_.engine, prefixes=prefixes) or b""


def _triples(site: Site, service: NamedNode) -> Iterator[Triple]:
    dataset, graph = BlankNode("dataset"), BlankNode("graph")
    yield Triple(service, _RDF_TYPE, _sd("Service"))
    yield Triple(service, _sd("endpoint"), service)
    yield Triple(service, _sd("supportedLanguage"), _sd("SPARQL11Query"))
    if site.settings.union:
        yield Triple(service, _sd("feature"), _sd("UnionDefaultGraph"))
    for format_ in FORMATS:
        yield Triple(
            service, _sd("resultFormat"), NamedNode("http://www.w3.org/ns/formats/" + _FORMAT_IRIS[format_.name])
        )
    yield Triple(service, _sd("defaultDataset"), dataset)
    yield Triple(dataset, _RDF_TYPE, _sd("Dataset"))
    yield Triple(dataset, _sd("defaultGraph"), graph)
    yield Triple(graph, _RDF_TYPE, _sd("Graph"))


def _sd(name: str) -> NamedNode:
    return NamedNode(_SD + name)
