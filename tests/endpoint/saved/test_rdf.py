"""The saved queries for other tools, over HTTP: as RDF, at the SPARQL endpoint, as files and for grlc."""

import csv
import io
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from pyoxigraph import NamedNode, Quad, RdfFormat, Store, parse

from phaen.endpoint.app import create_app
from phaen.endpoint.description.published import own_graphs
from phaen.endpoint.embedded import EmbeddedEngine
from phaen.endpoint.settings import Settings
from phaen.loaders.search.contents import Contents
from phaen.loaders.store import Writer
from phaen.ontology.assets import prefixes
from phaen.ontology.canonical import graph_quads
from phaen.ontology.publication.catalogue import terms
from phaen.queries.binding import bind
from phaen.queries.catalogue import load_catalogue
from phaen.queries.grlc import grlc_query, is_understood

BASE = "https://w3id.org/phaen/"
GRAPH = f"{BASE}sparql/.well-known/sparql-examples"
CATALOGUE = load_catalogue()
FOLDER = Path(__file__).parents[3] / "queries"
PREFIXES = """
PREFIX sh: <http://www.w3.org/ns/shacl#> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX void: <http://rdfs.org/ns/void#> PREFIX ext: <http://ldf.fi/void-ext#>
"""


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory, publish: Callable[..., str]) -> Iterator[FlaskClient]:
    """The service over a store in which it describes itself, as ``phaen load`` leaves it."""
    folder: Path = tmp_path_factory.mktemp("described") / "store"
    publish(folder)
    with Writer(folder) as writer:
        for name, quads in own_graphs(BASE).items():
            writer.replace_graph(name, quads)
        writer.publish()
    settings = Settings.from_environment({}, {"store": folder, "query_workers": 1, "timeout": 20, "memory": 512})
    engine = EmbeddedEngine(settings, dict(prefixes()))
    yield create_app(settings, engine).test_client()
    engine.close()


def ask(client: FlaskClient, query: str) -> list[dict[str, str]]:
    answer = client.get(
        "/sparql", query_string={"query": PREFIXES + query}, headers={"Accept": "text/csv"}, buffered=True
    )
    assert answer.status_code == 200, answer.text
    return list(csv.DictReader(io.StringIO(answer.text, newline="")))


# --- at the endpoint: what editors ask --------------------------------------------------------------------------------


def test_an_editor_finds_the_examples_by_plain_patterns(client: FlaskClient) -> None:
    found = ask(
        client,
        """SELECT DISTINCT ?example ?comment ?text WHERE {
             ?example a sh:SPARQLExecutable ; rdfs:comment ?comment ; sh:select|sh:ask|sh:construct|sh:describe ?text
           } ORDER BY ?example""",
    )
    shown = {row["example"].rpartition("/")[2] for row in found}
    assert shown == {saved.name for saved in CATALOGUE if saved.form != "describe"}
    assert len(found) == 2 * len(shown)
    texts = {row["example"].rpartition("/")[2]: row["text"].replace("\r\n", "\n") for row in found}
    assert all(text == CATALOGUE.get(name).text for name, text in texts.items())


def test_an_editor_finds_the_prefixes(client: FlaskClient) -> None:
    found = ask(client, "SELECT DISTINCT ?prefix ?space WHERE { [] sh:prefix ?prefix ; sh:namespace ?space }")
    assert {row["prefix"]: row["space"] for row in found} == dict(prefixes())


def test_an_editor_finds_the_properties_of_each_class_and_what_they_lead_to(client: FlaskClient) -> None:
    found = ask(
        client,
        """SELECT DISTINCT ?class ?property ?to ?datatype WHERE {
             ?partition void:class ?class ; void:propertyPartition ?use . ?use void:property ?property .
             OPTIONAL { { ?use void:classPartition [ void:class ?to ] }
                        UNION { ?use ext:datatypePartition [ ext:datatype ?datatype ] } } }""",
    )
    ours = {term.iri for term in terms().values() if term.is_class}
    assert ours <= {row["class"] for row in found}
    uses = {(row["class"].rpartition("#")[2], row["property"]): row for row in found}
    assert uses["Plan", f"{BASE}ontology#planOf"]["to"] == "http://www.w3.org/ns/org#FormalOrganization"
    assert uses["Project", f"{BASE}ontology#partOfPlan"]["to"] == f"{BASE}ontology#Plan"
    assert uses["Plan", f"{BASE}ontology#periodFrom"]["datatype"] == "http://www.w3.org/2001/XMLSchema#integer"
    assert not {row["to"] for row in found} & {term.iri for term in terms().values() if not term.is_class}


def test_the_examples_stand_in_the_graph_that_the_convention_names(client: FlaskClient) -> None:
    found = ask(client, "SELECT DISTINCT ?g WHERE { GRAPH ?g { ?example a sh:SPARQLExecutable } }")
    assert found == [{"g": GRAPH}]
    listed = client.get("/sparql", headers={"Accept": "text/turtle"}, buffered=True).text
    assert f"<{GRAPH}>" in listed


@pytest.mark.parametrize("name", ["organisations", "plan-as-graph", "plans-for"])
def test_a_text_from_the_endpoint_runs_there_as_it_stands(client: FlaskClient, name: str) -> None:
    pattern = f"<{BASE}id/query/{name}> sh:select|sh:ask|sh:construct ?text"
    ((text),) = (row["text"] for row in ask(client, f"SELECT ?text WHERE {{ {pattern} }}"))
    assert client.get("/sparql", query_string={"query": text}, buffered=True).status_code == 200


def test_the_words_of_the_examples_are_not_searched() -> None:
    store = Store()
    plan = Quad(NamedNode(f"{BASE}x"), NamedNode("http://www.w3.org/2000/01/rdf-schema#label"), NamedNode(BASE))
    store.extend([plan, *(quad for quads in own_graphs(BASE).values() for quad in quads)])
    contents = Contents(store)
    example = f"{BASE}id/query/organisations"
    assert not contents.relevant(GRAPH)
    assert not list(contents.literals(GRAPH))
    assert not list(contents.literals_of(example))
    assert contents.entity(example) is None
    assert GRAPH not in contents.digests()


# --- as RDF -----------------------------------------------------------------------------------------------------------

TYPES = {
    "ttl": ("text/turtle", RdfFormat.TURTLE),
    "nt": ("application/n-triples", RdfFormat.N_TRIPLES),
    "rdf": ("application/rdf+xml", RdfFormat.RDF_XML),
    "jsonld": ("application/ld+json", RdfFormat.JSON_LD),
    "nq": ("application/n-quads", RdfFormat.N_QUADS),
    "trig": ("application/trig", RdfFormat.TRIG),
}


def canonical(data: bytes, format_: RdfFormat) -> frozenset[Quad]:
    return graph_quads(NamedNode(GRAPH), parse(data, format=format_, rename_blank_nodes=True))


@pytest.mark.parametrize("suffix", TYPES)
def test_the_file_holds_what_is_in_the_endpoint(client: FlaskClient, suffix: str) -> None:
    media_type, format_ = TYPES[suffix]
    by_suffix = client.get(f"/queries.{suffix}")
    by_accept = client.get("/queries", headers={"Accept": media_type})
    assert by_suffix.mimetype == by_accept.mimetype == media_type
    assert "Accept" in by_accept.vary
    assert canonical(by_suffix.data, format_) == own_graphs(BASE)[NamedNode(GRAPH)]
    again = client.get(f"/queries.{suffix}", headers={"If-None-Match": by_suffix.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


@pytest.mark.parametrize(
    ("address", "accept", "media_type"),
    [
        ("/queries", "*/*", "application/json"),
        ("/queries", "application/json", "application/json"),
        ("/queries", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "text/html"),
        ("/queries", "application/json;q=0.5, text/turtle", "text/turtle"),
        ("/queries?format=turtle", "text/html", "text/turtle"),
        ("/queries?format=json", "text/turtle", "application/json"),
        ("/queries?format=html", "text/turtle", "text/html"),
    ],
)
def test_the_catalogue_is_rdf_only_for_who_likes_it_best(
    client: FlaskClient, address: str, accept: str, media_type: str
) -> None:
    assert client.get(address, headers={"Accept": accept}).mimetype == media_type


def test_the_iri_of_a_query_leads_to_its_page_or_its_statements(client: FlaskClient) -> None:
    page = client.get("/id/query/plans-for", headers={"Accept": "text/html"})
    assert (page.status_code, page.location) == (303, "/queries/plans-for")
    data = client.get("/id/query/plans-for", headers={"Accept": "text/turtle"}, follow_redirects=True)
    assert data.mimetype == "text/turtle"
    subjects = {quad.subject for quad in parse(data.data, format=RdfFormat.TURTLE)}
    assert NamedNode(f"{BASE}id/query/plans-for") in subjects
    assert NamedNode(f"{BASE}id/query/plan-outline") not in subjects
    assert client.get("/doc/query/plans-for", headers={"Accept": "text/html"}).location == "/queries/plans-for"
    assert client.get("/id/query/plans-for.ttl").location == "/doc/query/plans-for.ttl"
    for address in ("/id/query/nothing", "/doc/query/nothing.ttl"):
        assert client.get(address, headers={"Accept": "text/turtle"}).status_code == 404
    assert client.get("/doc/query/plans-for.csv").status_code == 406


@pytest.mark.parametrize("address", ["/.well-known/sparql-examples", "/sparql/.well-known/sparql-examples"])
def test_the_name_of_the_graph_leads_to_its_statements(client: FlaskClient, address: str) -> None:
    found = client.get(address, headers={"Accept": "text/turtle"}, follow_redirects=True)
    assert canonical(found.data, RdfFormat.TURTLE) == own_graphs(BASE)[NamedNode(GRAPH)]


# --- as files ---------------------------------------------------------------------------------------------------------


def test_a_query_is_given_as_the_file_that_it_is(client: FlaskClient) -> None:
    files = {path.stem: path.read_text("utf-8") for path in FOLDER.glob("*/*.rq")}
    assert set(CATALOGUE.names) == set(files)
    for name, text in files.items():
        answer = client.get(f"/queries/{name}.rq")
        assert (answer.text, answer.content_type) == (text, "application/sparql-query; charset=utf-8")
        again = client.get(f"/queries/{name}.rq", headers={"If-None-Match": answer.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b"")


def test_values_in_the_address_take_the_place_of_the_examples(client: FlaskClient) -> None:
    hostile = '" } # \\u0022 <b>'
    answer = client.get("/queries/plans-for.rq", query_string={"province": "ลำปาง", "word": hostile})
    saved = CATALOGUE.get("plans-for")
    assert answer.text.endswith("\n\n" + bind(saved, {"province": "52", "word": hostile}))
    assert answer.text.startswith(saved.source.partition("\n\n")[0])
    assert answer.headers["ETag"] != client.get("/queries/plans-for.rq").headers["ETag"]


@pytest.mark.parametrize(
    ("address", "status", "named"),
    [
        ("/queries/plans-for.rq?province=51", 400, "word"),
        ("/queries/plans-for.rq?province=nowhere&word=a", 400, "province"),
        ("/queries/visions.rq?x=1", 400, "x"),
        ("/queries/visions.rq?province=51&province=52", 400, "province"),
        ("/queries/nothing.rq", 404, "nothing"),
        ("/grlc/nothing.rq", 404, "nothing"),
    ],
)
def test_what_is_wrong_with_an_address_is_said(client: FlaskClient, address: str, status: int, named: str) -> None:
    answer = client.get(address)
    assert answer.status_code == status
    assert answer.json is not None
    assert named in answer.json["detail"]


# --- for grlc ---------------------------------------------------------------------------------------------------------


def test_grlc_is_given_the_query_for_this_service_in_a_language(client: FlaskClient) -> None:
    saved = CATALOGUE.get("who-plans-for")
    groups = {group.name: group.title for group in CATALOGUE.groups}
    for language, address in (("en", "/grlc/who-plans-for.rq"), ("th", "/grlc/who-plans-for.rq?lang=th")):
        wanted = grlc_query(
            saved, "http://localhost/sparql", language=language, group=groups[saved.group].get(language)
        )
        answer = client.get(address, headers={"Accept": "text/plain", "Accept-Language": "th"})
        assert (answer.text, answer.content_type) == (wanted, "application/sparql-query; charset=utf-8")


def test_the_list_for_grlc_leads_to_every_query_that_it_understands(client: FlaskClient) -> None:
    answer = client.get("/grlc.yml", headers={"Accept": "text/yaml"})
    found = re.findall(r'name: "([a-z0-9-]+)"\n    url: "http://localhost(/grlc/[^"]+)"', answer.text)
    assert [name for name, _ in found] == [saved.name for saved in CATALOGUE if is_understood(saved)]
    assert all(client.get(address).status_code == 200 for _, address in found)
