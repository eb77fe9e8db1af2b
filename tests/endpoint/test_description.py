"""The service description: what SPARQL 1.1 Service Description asks for, and nothing that is not so."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from pyoxigraph import CanonicalizationAlgorithm, Dataset, NamedNode, RdfFormat, Store, parse
from rdflib import RDF, VOID, BNode, Graph, Literal, Namespace, URIRef
from rdflib.term import Node

from phaen.endpoint.app import create_app
from phaen.endpoint.description.functions import EXTENSION_FUNCTIONS, GEOSPARQL, LANGUAGE_EXTENSIONS
from phaen.endpoint.embedded import EmbeddedEngine
from phaen.endpoint.formats import FORMATS, GRAPH_FORMATS
from phaen.endpoint.settings import Secret, Settings
from phaen.loaders.store import Writer
from phaen.ontology import terms

SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
MEDIA = Namespace("http://www.w3.org/ns/formats/")
OURS = Namespace(terms.PHAEN.iri)
ROOT = "http://localhost/"
ENDPOINT = URIRef(f"{ROOT}sparql")
# SPARQL 1.1 Service Description, section 3.2: (domain, range) of each property; None where it states none.
SCHEMA: dict[str, tuple[str, str | None]] = {
    "endpoint": ("Service", None),
    "feature": ("Service", "Feature"),
    "defaultEntailmentRegime": ("Service", "EntailmentRegime"),
    "entailmentRegime": ("NamedGraph", "EntailmentRegime"),
    "defaultSupportedEntailmentProfile": ("Service", "EntailmentProfile"),
    "supportedEntailmentProfile": ("NamedGraph", "EntailmentProfile"),
    "extensionFunction": ("Service", "Function"),
    "extensionAggregate": ("Service", "Aggregate"),
    "languageExtension": ("Service", "Feature"),
    "supportedLanguage": ("Service", "Language"),
    "propertyFeature": ("Service", "Feature"),
    "defaultDataset": ("Service", "Dataset"),
    "availableGraphs": ("Service", "GraphCollection"),
    "resultFormat": ("Service", str(MEDIA.Format)),
    "inputFormat": ("Service", str(MEDIA.Format)),
    "defaultGraph": ("Dataset", "Graph"),
    "namedGraph": ("GraphCollection", "NamedGraph"),
    "name": ("NamedGraph", None),
    "graph": ("NamedGraph", "Graph"),
}
ABOVE = {"Dataset": "GraphCollection", "Language": "Feature", "Function": "Feature", "EntailmentRegime": "Feature"}
# Sections 3.4 and 3.5, and W3C's lists of formats and entailment regimes: what has its type without our saying so.
TYPED: dict[URIRef, str] = {
    **dict.fromkeys((SD.SPARQL10Query, SD.SPARQL11Query, SD.SPARQL11Update), "Language"),
    **dict.fromkeys((SD.UnionDefaultGraph, SD.RequiresDataset, SD.EmptyGraphs, SD.BasicFederatedQuery), "Feature"),
    SD.DereferencesURIs: "Feature",
    URIRef("http://www.w3.org/ns/entailment/Simple"): "EntailmentRegime",
    **{
        MEDIA[name]: str(MEDIA.Format)
        for name in (
            *("SPARQL_Results_XML", "SPARQL_Results_JSON", "SPARQL_Results_CSV", "SPARQL_Results_TSV"),
            *("Turtle", "TriG", "N-Triples", "N-Quads", "RDF_XML", "JSON-LD"),
        )
    },
}


def described(client: FlaskClient, path: str = "/sparql") -> Graph:
    response = client.get(path, headers={"Accept": "text/turtle"})
    assert response.status_code == 200
    return Graph().parse(data=response.data, format="turtle")


def kinds(graph: Graph, node: URIRef | BNode) -> set[str]:
    found = {str(cls).removeprefix(str(SD)) for cls in graph.objects(node, RDF.type)}
    found |= {TYPED[node]} if isinstance(node, URIRef) and node in TYPED else set()
    return found | {ABOVE[name] for name in found if name in ABOVE}


def broken(graph: Graph) -> list[str]:
    """Give the sd: statements that the schema of the vocabulary forbids."""
    found = []
    for subject, predicate, value in graph:
        if not str(predicate).startswith(str(SD)):
            continue
        domain, range_ = SCHEMA[str(predicate).removeprefix(str(SD))]
        if not isinstance(subject, URIRef | BNode) or domain not in kinds(graph, subject):
            found.append(f"{predicate}: domain of {subject}")
        if not isinstance(value, URIRef | BNode) or (range_ is not None and range_ not in kinds(graph, value)):
            found.append(f"{predicate}: range of {value}")
    return found


@pytest.fixture
def make(settings: Settings, engine: EmbeddedEngine) -> Callable[..., FlaskClient]:
    return lambda **changed: create_app(replace(settings, **changed), engine).test_client()


def test_every_statement_keeps_domain_and_range_of_the_vocabulary(make: Callable[..., FlaskClient]) -> None:
    for changed in (
        {},
        {"default_graph": "strict"},
        {"token": Secret("12345678"), "services": ("https://e.org/sparql",), "max_rows": 5},
    ):
        graph = described(make(**changed))
        assert broken(graph) == []
        classes = {str(cls) for cls in graph.objects(None, RDF.type) if str(cls).startswith(str(SD))}
        assert {SD.Service, SD.Dataset, SD.Graph, SD.NamedGraph, SD.Function, SD.Feature} == {*map(URIRef, classes)}


def test_a_statement_that_breaks_the_vocabulary_would_be_found(client: FlaskClient) -> None:
    graph = described(client)
    graph.add((BNode(), SD.endpoint, ENDPOINT))
    graph.add((next(graph.subjects(SD.endpoint, ENDPOINT)), SD.feature, SD.SPARQL11))
    assert len(broken(graph)) == 2


@pytest.mark.parametrize("path", ["/sparql", "/sparql/"])
def test_the_endpoint_is_the_address_that_was_asked(client: FlaskClient, path: str) -> None:
    graph = described(client, path)
    services = list(graph.subjects(RDF.type, SD.Service))
    assert len(services) == 1
    assert list(graph.objects(services[0], SD.endpoint)) == [URIRef(f"http://localhost{path}")]


def test_every_format_of_graphs_gives_the_same_description(client: FlaskClient) -> None:
    found = []
    for format_ in GRAPH_FORMATS:
        response = client.get("/sparql", headers={"Accept": format_.media_types[0]})
        assert response.content_type == format_.content_type
        assert isinstance(format_.engine, RdfFormat)
        found.append(Dataset(parse(response.data, format_.engine)))
        found[-1].canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    assert len(found[0]) > 150
    assert all(other == found[0] for other in found[1:])


def test_formats_in_and_out_are_those_of_the_service(make: Callable[..., FlaskClient]) -> None:
    graph = described(make())
    assert len(list(graph.objects(None, SD.resultFormat))) == len(FORMATS)
    assert not list(graph.objects(None, SD.inputFormat)), "nothing is read where writing is off"
    writing = described(make(token=Secret("12345678")))
    read = set(writing.objects(None, SD.inputFormat))
    assert len(read) == len(GRAPH_FORMATS)
    assert read < set(writing.objects(None, SD.resultFormat))


def test_the_features_follow_the_settings(make: Callable[..., FlaskClient]) -> None:
    def features(**changed: object) -> set[object]:
        return set(described(make(**changed)).objects(None, SD.feature))

    assert features() == {SD.EmptyGraphs, SD.UnionDefaultGraph}
    assert features(default_graph="strict") == {SD.EmptyGraphs}
    assert features(services=("https://e.org/sparql",)) == {
        SD.EmptyGraphs,
        SD.UnionDefaultGraph,
        SD.BasicFederatedQuery,
    }


def test_update_is_a_language_of_the_service_only_with_a_token_and_has_its_own_address(
    make: Callable[..., FlaskClient],
) -> None:
    reading, writing = described(make()), described(make(token=Secret("12345678")))
    assert set(reading.objects(None, SD.supportedLanguage)) == {SD.SPARQL11Query}
    assert not list(reading.objects(None, OURS.updateEndpoint))
    assert set(writing.objects(None, SD.supportedLanguage)) == {SD.SPARQL11Query, SD.SPARQL11Update}
    assert list(writing.objects(None, OURS.updateEndpoint)) == [URIRef(f"{ROOT}update")]
    assert list(writing.objects(None, SD.endpoint)) == [ENDPOINT], "updates are not taken here"
    assert "12345678" not in writing.serialize()


def test_the_limits_and_the_allowed_services_are_those_of_the_settings(make: Callable[..., FlaskClient]) -> None:
    allowed = ("https://e.org/sparql", "https://query.wikidata.org/sparql")
    changed = {"timeout": 2.5, "memory": 64, "max_rows": 7, "max_body": 1000, "services": allowed}
    graph = described(make(**changed))

    def one(name: str) -> object:
        (value,) = graph.objects(None, OURS[name])
        assert isinstance(value, Literal)
        return value.toPython()

    assert str(one("timeLimit")) == "2.5"
    assert (one("memoryLimit"), one("rowLimit"), one("bodyLimit")) == (64 * 2**20, 7, 1000)
    assert {str(iri) for iri in graph.objects(None, OURS.allowedService)} == set(allowed)
    plain = described(make(timeout=20.0))
    assert [str(value) for value in plain.objects(None, OURS.timeLimit)] == ["20.0"]
    assert not list(plain.objects(None, OURS.rowLimit))
    assert not list(plain.objects(None, OURS.allowedService))


def test_every_term_of_ours_is_in_the_ontology(client: FlaskClient) -> None:
    used = {str(iri) for triple in described(client) for iri in triple if str(iri).startswith(str(OURS))}
    assert len(used) >= 4
    assert used <= {value.value for value in vars(terms).values() if isinstance(value, NamedNode)}


def test_the_default_dataset_has_every_named_graph_with_its_size(client: FlaskClient, store: Path) -> None:
    with Writer(store) as writer:
        sizes = {name: len(list(writer.graph(NamedNode(name)))) for name in graph_names(client)}
    graph = described(client)
    (dataset,) = graph.objects(None, SD.defaultDataset)
    found = {}
    for named in graph.objects(dataset, SD.namedGraph):
        (name,), (content,) = graph.objects(named, SD.name), graph.objects(named, SD.graph)
        (found[str(name)],) = numbers(graph, content)
        assert client.get(str(content), headers={"Accept": "text/turtle"}).status_code == 200
    assert found == sizes
    (default,) = graph.objects(dataset, SD.defaultGraph)
    assert numbers(graph, default) == [sum(sizes.values())]
    assert str(default) == "https://w3id.org/phaen/id/dataset", "the union is what VoID describes"


def numbers(graph: Graph, of: Node | None) -> list[int]:
    return [int(str(value)) for value in graph.objects(of, VOID.triples)]


def graph_names(client: FlaskClient) -> set[str]:
    response = client.get("/sparql", query_string={"query": "SELECT DISTINCT ?g { GRAPH ?g {} }", "format": "csv"})
    return set(response.text.split()[1:])


def test_the_strict_default_graph_is_counted_alone(make: Callable[..., FlaskClient]) -> None:
    graph = described(make(default_graph="strict"))
    (default,) = graph.objects(None, SD.defaultGraph)
    assert isinstance(default, BNode)
    assert numbers(graph, default) == [0]


def test_a_new_snapshot_with_an_empty_graph_is_described_at_once(settings: Settings, tmp_path: Path) -> None:
    engine = EmbeddedEngine(replace(settings, store=tmp_path / "store"))
    client = create_app(replace(settings, store=tmp_path / "store"), engine).test_client()
    name = NamedNode("http://example.org/ก?a=1&b")
    try:
        publish_graph(tmp_path / "store", lambda database: database.add_graph(name))
        graph = described(client)
        assert [str(found) for found in graph.objects(None, SD.name)] == [name.value]
        assert set(numbers(graph, None)) == {0}
        publish_graph(tmp_path / "store", lambda database: database.remove_graph(name))
        assert not list(described(client).objects(None, SD.name))
    finally:
        engine.close()


def publish_graph(store: Path, change: Callable[[Store], None]) -> None:
    with Writer(store) as writer:
        writer.change(change)
        assert writer.publish() is not None


def test_the_description_is_not_sent_again_to_who_has_it(client: FlaskClient) -> None:
    first = client.get("/sparql", headers={"Accept": "text/turtle"})
    tag = first.headers["ETag"]
    again = client.get("/sparql", headers={"Accept": "text/turtle", "If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")
    assert client.get("/sparql", headers={"Accept": "text/turtle"}).headers["ETag"] == tag
    assert client.get("/sparql", headers={"Accept": "application/n-triples"}).headers["ETag"] != tag
    head = client.head("/sparql", headers={"Accept": "text/turtle"})
    assert (head.status_code, head.data, head.headers["ETag"]) == (200, b"", tag)
    assert "Accept" in first.headers["Vary"]


def test_the_endpoint_links_to_what_describes_it(client: FlaskClient) -> None:
    for response in (client.get("/sparql"), client.get("/sparql?query=ASK{}"), client.get("/")):
        links = response.headers.getlist("Link")
        assert '</.well-known/void>; rel="describedby"' in links
        assert any('rel="service-desc"' in link for link in links)
    assert not client.get("/nothing", headers={"Accept": "text/html"}).headers.getlist("Link")


SQUARE = '"POLYGON((100 18, 101 18, 101 19, 100 19, 100 18))"^^geo:wktLiteral'
OTHER = '"POLYGON((100.5 18.5, 102 18.5, 102 20, 100.5 20, 100.5 18.5))"^^geo:wktLiteral'
POINTS = '"POINT(100 18)"^^geo:wktLiteral, "POINT(101 19)"^^geo:wktLiteral'
METRE = "<http://www.opengis.net/def/uom/OGC/1.0/metre>"
ARGUMENTS = {
    "area": f"{SQUARE}, <http://www.opengis.net/def/uom/OGC/1.0/square_metre>",
    "distance": f"{POINTS}, {METRE}",
    **dict.fromkeys(("length", "perimeter"), f"{SQUARE}, {METRE}"),
    "relate": f'{SQUARE}, {OTHER}, "T*T***T**"',
    **dict.fromkeys(
        (
            *("asGeoJSON", "centroid", "convexHull", "coordinateDimension", "dimension", "envelope", "getSRID"),
            *("isEmpty", "isSimple", "spatialDimension"),
        ),
        SQUARE,
    ),
    **dict.fromkeys(("matches", "matchScore"), '"road repair", "roads"'),
    "date": '"2023-10-01"',
    "time": '"10:00:00"',
    "duration": '"P1Y2D"',
    "dayTimeDuration": '"PT1H"',
    "yearMonthDuration": '"P1Y"',
    "gYear": '"2023"',
    "gYearMonth": '"2023-10"',
    "gMonth": '"--10"',
    "gMonthDay": '"--10-01"',
    "gDay": '"---01"',
}
GEO = "PREFIX geo: <http://www.opengis.net/ont/geosparql#> PREFIX xsd: <http://www.w3.org/2001/XMLSchema#> "


def values(client: FlaskClient, query: str) -> list[str]:
    response = client.get("/sparql", query_string={"query": GEO + query}, headers={"Accept": "text/csv"})
    return response.text.splitlines()[1:] if response.status_code == 200 else [f"error {response.status_code}"]


@pytest.mark.parametrize("function", EXTENSION_FUNCTIONS, ids=lambda function: function.value)
def test_every_extension_function_gives_a_value(client: FlaskClient, function: NamedNode) -> None:
    name = function.value.rpartition("#" if "#" in function.value else "/")[2]
    arguments = ARGUMENTS.get(name, f"{SQUARE}, {OTHER}")
    (value,) = values(client, f"SELECT ({function}({arguments}) AS ?x) {{}}")
    assert value
    assert not value.startswith("error")


def test_a_function_that_the_engine_does_not_have_fails(client: FlaskClient) -> None:
    (value,) = values(client, f"SELECT ({GEOSPARQL['noSuchFunction']}(1) AS ?x) {{}}")
    assert value.startswith("error")


LANGUAGE = {
    "sparql12": 'VERSION "1.2" SELECT (LANGDIR("ก"@th--ltr) AS ?x) { BIND(TRIPLE(<a:a>, <a:b>, 1) AS ?t) }',
    "sep-0002": 'SELECT (ADJUST("2023-10-01T10:00:00Z"^^xsd:dateTime, "PT7H"^^xsd:dayTimeDuration) AS ?x) {}',
    "sep-0006": "SELECT ?x { VALUES ?a { 1 2 } LATERAL { SELECT ?a (?a + 1 AS ?x) {} } }",
}


def test_every_extension_of_the_language_works(client: FlaskClient) -> None:
    assert len(LANGUAGE) == len(LANGUAGE_EXTENSIONS)
    for extension in LANGUAGE_EXTENSIONS:
        (query,) = (query for name, query in LANGUAGE.items() if name in extension.iri)
        found = values(client, query)
        assert all(found), extension.iri
        assert not found[0].startswith("error")
        assert set(extension.label) == {"th", "en"}
