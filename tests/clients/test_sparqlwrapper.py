"""SPARQLWrapper as it comes: every way of sending, every format that it knows."""

import itertools
from xml.dom.minidom import Document

import pytest
import SPARQLWrapper
from SPARQLWrapper import (
    CSV,
    GET,
    JSON,
    JSONLD,
    N3,
    POST,
    POSTDIRECTLY,
    RDFXML,
    TSV,
    TURTLE,
    URLENCODED,
    XML,
    SPARQLExceptions,
)

from tests.clients.service import Service

SELECT = "SELECT ?l { <https://w3id.org/phaen/vocab/region> skos:prefLabel ?l FILTER(LANG(?l) = 'th') }"
PROLOGUE = "PREFIX skos: <http://www.w3.org/2004/02/skos/core#>\n"
QUERIES = {
    "select": PROLOGUE + SELECT,
    "ask": "ASK { ?s ?p ?o }",
    "construct": PROLOGUE + "CONSTRUCT WHERE { <https://w3id.org/phaen/vocab/region> skos:prefLabel ?l }",
    "describe": "DESCRIBE <https://w3id.org/phaen/vocab/region>",
}
ROWS = {
    None: "application/sparql-results+xml",
    XML: "application/sparql-results+xml",
    JSON: "application/sparql-results+json",
    CSV: "text/csv",
    TSV: "text/tab-separated-values",
}
GRAPHS = {
    None: "application/rdf+xml",
    XML: "application/rdf+xml",
    RDFXML: "application/rdf+xml",
    TURTLE: "text/turtle",
    N3: "text/turtle",
    JSONLD: "application/ld+json",
}
WAYS = [(GET, URLENCODED), (POST, URLENCODED), (POST, POSTDIRECTLY)]
CASES = [(form, name, ROWS[name]) for form, name in itertools.product(("select", "ask"), ROWS)]
CASES += [(form, name, GRAPHS[name]) for form, name in itertools.product(("construct", "describe"), GRAPHS)]

# SPARQLWrapper reads graphs into a class of rdflib that rdflib has deprecated.
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")


def wrapper(service: Service, query: str, way: tuple[str, str] = WAYS[0]) -> SPARQLWrapper.SPARQLWrapper:
    made = SPARQLWrapper.SPARQLWrapper(service.query, updateEndpoint=service.update)
    made.setMethod(way[0])
    made.setRequestMethod(way[1])
    made.setQuery(query)
    return made


@pytest.mark.parametrize(("form", "name", "media_type"), CASES)
def test_every_format_comes_by_every_way_as_what_was_asked_for(
    service: Service, form: str, name: str | None, media_type: str
) -> None:
    for way, only_conneg in itertools.product(WAYS, (True, False)):
        made = wrapper(service, QUERIES[form], way)
        made.setOnlyConneg(only_conneg)
        if name is not None:
            made.setReturnFormat(name)
        result = made.query()
        assert result.info()["content-type"].partition(";")[0] == media_type
        assert result.convert()


def test_json_xml_csv_and_tsv_bring_the_same_thai_label(service: Service) -> None:
    label = "ภาคของประเทศไทย"
    found = {}
    for name in (JSON, XML, CSV, TSV):
        made = wrapper(service, QUERIES["select"])
        made.setReturnFormat(name)
        found[name] = made.queryAndConvert()
    assert found[JSON]["results"]["bindings"] == [{"l": {"type": "literal", "value": label, "xml:lang": "th"}}]
    assert isinstance(found[XML], Document)
    assert found[XML].getElementsByTagName("literal")[0].firstChild.data == label
    assert found[CSV].decode().splitlines() == ["l", label]
    assert found[TSV].decode().splitlines() == ["?l", f'"{label}"@th']


@pytest.mark.parametrize("way", WAYS)
def test_graphs_given_as_parameters_are_the_dataset(service: Service, way: tuple[str, str]) -> None:
    graph = "https://w3id.org/phaen/id/graph/ontology"
    made = wrapper(service, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", way)
    made.setReturnFormat(JSON)
    everything = int(made.queryAndConvert()["results"]["bindings"][0]["n"]["value"])
    made.addParameter("default-graph-uri", graph)
    one = int(made.queryAndConvert()["results"]["bindings"][0]["n"]["value"])
    assert 0 < one < everything


@pytest.mark.parametrize("way", WAYS[1:])
def test_an_update_is_made_with_the_token_in_a_header_of_its_own(service: Service, way: tuple[str, str]) -> None:
    graph = f"http://example.org/wrapper/{way[1]}"
    made = wrapper(service, f'INSERT DATA {{ GRAPH <{graph}> {{ <{graph}#a> <{graph}#p> "ก+%"@th }} }}', way)
    made.addCustomHttpHeader("Authorization", service.bearer["Authorization"])
    assert made.query().response.status == 204
    read = wrapper(service, f'ASK {{ GRAPH <{graph}> {{ ?s ?p "ก+%"@th }} }}')
    read.setReturnFormat(JSON)
    assert read.queryAndConvert()["boolean"] is True


def test_errors_are_those_that_the_library_knows(service: Service) -> None:
    with pytest.raises(SPARQLExceptions.QueryBadFormed):
        wrapper(service, "SELECT * { ?s ?p }").query()
    with pytest.raises(SPARQLExceptions.Unauthorized):
        wrapper(service, "CLEAR ALL", WAYS[1]).query()
    missing = SPARQLWrapper.SPARQLWrapper(service.address + "/nothing")
    missing.setQuery("ASK {}")
    with pytest.raises(SPARQLExceptions.EndPointNotFound):
        missing.query()
