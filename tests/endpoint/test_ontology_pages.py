"""The pages and the data of the ontology: each term, each version, the context, over a store with nearly all of it."""

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient
from pyoxigraph import CanonicalizationAlgorithm, Dataset, NamedNode, Quad, RdfFormat, parse
from rdflib import Graph
from rdflib.compare import isomorphic

from phaen.endpoint.app import create_app
from phaen.endpoint.embedded import EmbeddedEngine
from phaen.endpoint.settings import Settings
from phaen.loaders.store import Writer
from phaen.ontology.assets import ONTOLOGY_FILES, ontology_graphs, prefixes, read_text, shapes_turtle
from phaen.ontology.publication.catalogue import matches, terms
from phaen.ontology.publication.context import context
from phaen.ontology.publication.questions import ready_query
from phaen.ontology.publication.versions import current, version_turtle, versions

SAMPLE = Path(__file__).parents[1] / "ontology" / "sample.ttl"
BASE = "https://w3id.org/phaen/id/"
HTML = {"Accept": "text/html"}
LANGUAGES = ("th", "en")
# rdflib's own reader of JSON-LD uses a class that rdflib calls outdated.
JSON_LD = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")


class Page(HTMLParser):
    """Collects tags, text and what is open at the end."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words += data

    def values(self, tag: str, name: str) -> list[str]:
        return [value for found, attributes in self.tags if found == tag and (value := attributes.get(name))]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    folder = tmp_path_factory.mktemp("ontology") / "store"
    with Writer(folder) as writer:
        for path, turtle in [("plan/sample", SAMPLE.read_text("utf-8")), *ontology_graphs()]:
            graph = NamedNode(f"{BASE}graph/{path}")
            quads = parse(turtle, RdfFormat.TURTLE, base_iri=BASE, rename_blank_nodes=True)
            found = {Quad(quad.subject, quad.predicate, quad.object, graph) for quad in quads}
            writer.replace_graph(graph, found | set(writer.graph(graph)))
        writer.publish()
    settings = Settings.from_environment({}, {"store": folder, "query_workers": 1, "timeout": 20, "memory": 512})
    engine = EmbeddedEngine(settings, dict(prefixes()))
    yield create_app(settings, engine).test_client()
    engine.close()


def page(site: FlaskClient, address: str) -> Page:
    answer = site.get(address, headers=HTML)
    assert answer.status_code == 200, address
    return Page(answer.text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_overview_has_an_anchor_a_definition_and_a_page_for_every_term(site: FlaskClient, language: str) -> None:
    found = page(site, f"/ontology?lang={language}")
    anchors = [value for _, attributes in found.tags if (value := attributes.get("id"))]
    assert len(anchors) == len(set(anchors))
    links = set(found.values("a", "href"))
    for term in terms().values():
        assert term.name in anchors
        assert f"/ontology/{term.name}" in links
        assert term.definition[language] in found.words
    assert {f"#{anchor}" for anchor in ("picture", "classes", "properties", "mappings", "changes")} <= links
    assert {link[1:] for link in links if link.startswith("#")} <= set(anchors)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_overview_shows_every_mapping_every_version_and_where_to_get_what(site: FlaskClient, language: str) -> None:
    found = page(site, f"/ontology?lang={language}")
    for match in matches():
        assert match.reason[language] in found.words
    for version in versions().values():
        assert version.note[language] in found.words
        assert f"/ontology/{version.number}" in found.values("a", "href")
    downloads = {"/ontology.ttl", "/ontology.nt", "/ontology.rdf", "/ontology.jsonld"}
    assert downloads | {"/ontology/context.jsonld", "/shapes.ttl"} <= set(found.values("a", "href"))


def test_the_picture_has_a_title_a_text_and_links_without_style_that_a_policy_forbids(site: FlaskClient) -> None:
    found = page(site, "/ontology")
    (drawing,) = [attributes for tag, attributes in found.tags if tag == "svg"]
    labelled = (drawing["aria-labelledby"] or "").split()
    assert labelled
    assert set(labelled) <= {attributes.get("id") for _, attributes in found.tags}
    assert not [tag for tag, attributes in found.tags if "style" in attributes or tag == "style"]
    assert {f"/ontology/{term.name}" for term in terms().values() if term.is_class} <= set(found.values("a", "href"))


def test_the_counts_are_those_of_the_store(site: FlaskClient) -> None:
    query = "SELECT (COUNT(DISTINCT ?x) AS ?n) { ?x a <https://w3id.org/phaen/ontology#TextSpan> }"
    number = site.get("/sparql", query_string={"query": query, "format": "csv"}).text.split()[1]
    assert int(number) > 10
    assert f"instances: {number}" in page(site, "/ontology/TextSpan?lang=en").words
    assert "instances: 0" in page(site, "/ontology/Goal?lang=en").words


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_term_has_a_page_with_its_definition_its_query_and_what_is_asked(
    site: FlaskClient, language: str
) -> None:
    for term in terms().values():
        found = page(site, f"/ontology/{term.name}?lang={language}")
        assert term.definition[language] in found.words
        assert term.iri in found.words
        assert ready_query(term) in found.words
        (run,) = [link for link in found.values("a", "href") if link.startswith("/sparql?query=")]
        assert parse_qs(urlsplit(run).query)["query"] == [ready_query(term)]
        assert term.kind == "thing" or "uses" in found.values("h2", "id")


def test_the_query_of_a_term_runs_where_its_link_leads(site: FlaskClient) -> None:
    for name in ("Plan", "hasEvidence", "fiscalYear", "budgetStructure"):
        (run,) = [link for link in page(site, f"/ontology/{name}").values("a", "href") if link.startswith("/sparql?")]
        assert page(site, run).values("td", "class") or "<td" in site.get(run, headers=HTML).text


def test_the_example_is_a_thing_of_the_store_with_a_page_of_its_own(site: FlaskClient) -> None:
    for name in ("Plan", "Vision", "BudgetAllocation", "planOf", "amount"):
        text = site.get(f"/ontology/{name}", headers=HTML).text
        example = re.search(r'<p class="example"><a href="(/id/[^"]+)"', text)
        assert example, name
        assert site.get(example[1], headers=HTML, follow_redirects=True).status_code == 200


def test_what_has_no_example_yet_says_so(site: FlaskClient) -> None:
    assert 'class="example"' not in site.get("/ontology/Goal", headers=HTML).text
    assert "This data holds none yet." in page(site, "/ontology/Goal?lang=en").words


def read(name: str) -> Iterator[Quad]:
    return parse(read_text(name), RdfFormat.TURTLE, rename_blank_nodes=True)


def canonical(text: str, format_: RdfFormat = RdfFormat.TURTLE) -> Dataset:
    found = Dataset(parse(text, format_, rename_blank_nodes=True))
    found.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return found


def test_the_ontology_and_each_version_answer_with_their_statements(site: FlaskClient) -> None:
    parts = [quad for name in ONTOLOGY_FILES for quad in read(name)]
    whole = Dataset(parts)
    whole.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    for suffix, format_ in (("ttl", RdfFormat.TURTLE), ("rdf", RdfFormat.RDF_XML), ("jsonld", RdfFormat.JSON_LD)):
        assert canonical(site.get(f"/ontology.{suffix}").text, format_) == whole
    for number in versions():
        answer = site.get(f"/ontology/{number}", headers={"Accept": "text/turtle"})
        assert canonical(answer.text) == canonical(version_turtle(number))
        assert site.get(f"/ontology/{number}.jsonld").mimetype == "application/ld+json"


def test_an_old_version_leads_to_the_present_one(site: FlaskClient) -> None:
    assert f"/ontology/{current()}" in page(site, "/ontology/1.0.0").values("a", "href")


def test_the_shapes_answer_with_their_statements(site: FlaskClient) -> None:
    assert canonical(site.get("/shapes", headers={"Accept": "text/turtle"}).text) == canonical(shapes_turtle())
    assert site.get("/shapes", headers=HTML).status_code == 303


def test_the_data_of_a_term_says_what_it_is_and_why_it_is_mapped(site: FlaskClient) -> None:
    text = site.get("/ontology/Project", headers={"Accept": "text/turtle"}).text
    assert "schema:Project" in text
    assert "every road repair" in text
    assert "phaen:Vision" not in text


def test_the_same_request_has_the_same_tag_in_every_process(site: FlaskClient) -> None:
    """Nodes without a name get theirs by their place in the file, not by chance."""
    tag = site.get("/ontology.ttl").headers["ETag"]
    from phaen.endpoint.views import ontology

    ontology._statements.cache_clear()
    assert site.get("/ontology.ttl").headers["ETag"] == tag
    assert site.get("/ontology.ttl", headers={"If-None-Match": tag}).status_code == 304


@pytest.mark.parametrize("address", ["/ontology/Nothing", "/ontology/9.9.9", "/ontology/Plan.pdf", "/ontology/context"])
def test_what_the_ontology_does_not_have_is_not_found(site: FlaskClient, address: str) -> None:
    answer = site.get(address)
    assert answer.status_code == 404
    assert "/ontology" in json.loads(answer.data)["detail"]


@pytest.mark.parametrize("address", ["/ontology", "/ontology/Plan", "/ontology/1.0.0", "/shapes"])
def test_a_client_that_takes_no_rdf_is_told_what_there_is(site: FlaskClient, address: str) -> None:
    answer = site.get(address, headers={"Accept": "text/csv"})
    assert answer.status_code == 406
    assert "text/turtle" in json.loads(answer.data)["available"]


def test_the_context_is_served_to_any_page_and_may_be_kept(site: FlaskClient) -> None:
    answer = site.get("/ontology/context.jsonld")
    assert answer.mimetype == "application/ld+json"
    assert json.loads(answer.data) == {"@context": context()}
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "max-age" in answer.headers["Cache-Control"]
    again = site.get("/ontology/context.jsonld", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


@JSON_LD
def test_a_plan_as_json_ld_comes_back_as_the_same_graph_to_another_processor(site: FlaskClient) -> None:
    address = f"/graphs?graph={BASE}graph/plan/sample"
    text = site.get(address, headers={"Accept": "application/ld+json"}).text
    plain = Graph().parse(data=site.get(address, headers={"Accept": "text/turtle"}).text, format="turtle")
    assert len(plain) > 300
    assert isomorphic(Graph().parse(data=text, format="json-ld"), plain)
    served = {**json.loads(text), **json.loads(site.get("/ontology/context.jsonld").data)}
    assert isomorphic(Graph().parse(data=json.dumps(served), format="json-ld"), plain), "with the served context too"


def test_json_ld_calls_terms_by_their_names_and_numbers_numbers(site: FlaskClient) -> None:
    answer = site.get("/doc/plan/pao-51/undated.jsonld")
    nodes = json.loads(answer.data)["@graph"]
    (plan,) = [node for node in nodes if node["@id"].endswith("plan/pao-51/undated")]
    assert "Plan" in plan["@type"]
    assert plan["periodFrom"] == [2566]
    assert plan["planOf"] == [f"{BASE}organisation/pao-51"]


def test_the_pages_stand_without_any_data(tmp_path: Path) -> None:
    settings = Settings.from_environment({}, {"store": tmp_path / "none", "query_workers": 1})
    engine = EmbeddedEngine(settings, dict(prefixes()))
    try:
        client = create_app(settings, engine).test_client()
        for address in ("/ontology", "/ontology/Plan", "/ontology/1.0.0", "/ontology.ttl", "/shapes.ttl"):
            assert client.get(address, headers=HTML).status_code == 200
    finally:
        engine.close()
