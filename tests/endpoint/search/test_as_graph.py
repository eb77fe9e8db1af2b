"""A page of hits as RDF: the same hits in the same order as everywhere, with their places and what the graph says."""

import csv
import io
import re
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from pyoxigraph import RdfFormat, parse
from rdflib import RDF, Graph, Literal, Namespace, URIRef
from rdflib.compare import isomorphic

from tests.endpoint.search.conftest import GUIDELINE, ORGANISATION, PLAN, SDG

HYDRA = Namespace("http://www.w3.org/ns/hydra/core#")
PHAEN = Namespace("https://w3id.org/phaen/ontology#")
SCHEMA = Namespace("https://schema.org/")
SKOS = Namespace("http://www.w3.org/2004/02/skos/core#")
ROOT = "http://localhost"
FORMS = {
    "ttl": "text/turtle",
    "nt": "application/n-triples",
    "rdf": "application/rdf+xml",
    "jsonld": "application/ld+json",
}

pytestmark = [
    pytest.mark.usefixtures("asked"),
    pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning"),  # rdflib's own reader
]


def graph(client: FlaskClient, address: str, media_type: str = "text/turtle") -> Graph:
    response = client.get(address, headers={"Accept": media_type})
    assert (response.status_code, response.mimetype) == (200, media_type), response.text
    return Graph().parse(data=response.text, format="json-ld" if media_type.endswith("ld+json") else media_type)


def listed(found: Graph) -> list[tuple[int, str]]:
    """Return the places of the hits, in order."""
    items = found.objects(None, SCHEMA.itemListElement)
    return sorted(
        (int(str(found.value(item, SCHEMA.position))), str(found.value(item, SCHEMA["item"]))) for item in items
    )


@pytest.mark.parametrize("query", ["q=การ", "q=ด้าน", "q=โครงการ&page=2&size=7", "q=qual", "q=nowhere", "kind=concept"])
def test_all_forms_are_one_graph_for_both_readers_of_rdf(client: FlaskClient, query: str) -> None:
    whole = graph(client, f"/search?{query}")
    for media_type in FORMS.values():
        assert isomorphic(whole, graph(client, f"/search?{query}", media_type)), media_type
    for format_ in (RdfFormat.TURTLE, RdfFormat.JSON_LD, RdfFormat.N_QUADS, RdfFormat.TRIG):
        response = client.get(f"/search?{query}", headers={"Accept": format_.media_type})
        assert len({quad.triple for quad in parse(response.data, format_)}) == len(whole)


@pytest.mark.parametrize("query", ["q=การ", "q=โครงการ&page=2", "q=โครงการ&page=3", "kind=concept", "q=nowhere"])
def test_the_same_hits_are_in_all_forms_in_the_same_order(client: FlaskClient, query: str) -> None:
    hits = [hit["iri"] for hit in (client.get(f"/search.json?{query}").json or {})["hits"]]
    rows = csv.DictReader(io.StringIO(client.get(f"/search.csv?{query}").text))
    page = client.get(f"/search?{query}", headers={"Accept": "text/html"}).text
    shown = re.findall(r'<h3 lang="[^"]*"><a href="([^"]+)"', page)
    addresses = [hit.replace("https://w3id.org/phaen", "").replace("http://metadata.un.org", "/vocab") for hit in hits]
    assert [row["iri"] for row in rows] == hits
    assert shown == addresses
    for suffix, media_type in FORMS.items():
        found = graph(client, f"/search.{suffix}?{query}", media_type)
        assert [iri for _, iri in listed(found)] == hits
        assert {str(iri) for iri in found.objects(None, HYDRA.member)} == set(hits)


def test_places_go_on_from_page_to_page_and_the_search_is_one(client: FlaskClient) -> None:
    whole, address, places = Graph(), f"{ROOT}/search.ttl?q={quote('โครงการ')}", []
    while address:
        found = graph(client, address)
        assert (URIRef(address), RDF.type, HYDRA.PartialCollectionView) in found
        places += listed(found)
        whole += found
        address = str(found.value(URIRef(address), HYDRA.next) or "")
    assert [place for place, _ in places] == list(range(1, 46))
    assert len({iri for _, iri in places}) == 45
    search = URIRef(f"{ROOT}/search?q={quote('โครงการ')}")
    assert list(whole.subjects(RDF.type, HYDRA.Collection)) == [search]
    assert list(whole.objects(search, HYDRA.totalItems)) == [Literal(45)]
    assert len(set(whole.objects(search, HYDRA.view))) == 3


def test_the_first_and_the_last_page_have_no_neighbour_there(client: FlaskClient) -> None:
    ends = [graph(client, f"/search.ttl?q=โครงการ&page={page}") for page in (1, 3, 300)]
    kinds = [
        {name for name in ("first", "previous", "next", "last") if any(g.objects(None, HYDRA[name]))} for g in ends
    ]
    assert kinds == [{"next", "last"}, {"first", "previous"}, {"first", "previous", "last"}]
    assert str(ends[2].value(None, HYDRA.previous)) == str(ends[2].value(None, HYDRA.last))


def test_a_hit_has_its_names_its_types_its_owner_and_its_evidence(client: FlaskClient) -> None:
    found, hit = graph(client, "/search.ttl?q=การศึกษา"), URIRef(GUIDELINE)
    item = found.value(None, SCHEMA["item"], hit)
    assert list(found.objects(item, SCHEMA.name)) == [Literal("การศึกษา", lang="th")]
    assert set(found.objects(hit, RDF.type)) == {PHAEN.Tactic, PHAEN.Approach, PHAEN.PlanElement}
    assert found.value(hit, SKOS.prefLabel) == Literal("การศึกษา", lang="th")
    assert found.value(hit, PHAEN.printedNumber) == Literal("๑")
    assert found.value(hit, PHAEN.partOfPlan) == URIRef(PLAN)
    assert found.value(URIRef(PLAN), PHAEN.planOf) == URIRef(ORGANISATION)
    assert found.value(URIRef(ORGANISATION), SKOS.prefLabel) == Literal("องค์การบริหารส่วนจังหวัดลำปาง", lang="th")
    assert str(found.value(hit, PHAEN.hasEvidence)).endswith("#offset_21_43")
    assert not list(found.objects(hit, SCHEMA.position)), "the place among the hits is none of the statement"


def test_what_documents_write_stays_text_in_its_language(client: FlaskClient) -> None:
    for suffix, media_type in FORMS.items():
        found = graph(client, f"/search.{suffix}?q=ด้าน", media_type)
        assert list(found.objects(None, SCHEMA.name)) == [Literal('ด้านสังคม <b>"เอียง"', lang="th")]
    concept = graph(client, "/search.ttl?kind=concept")
    assert list(concept.objects(None, SCHEMA.name)) == [Literal("Quality education", lang="en")]
    assert (URIRef(SDG), RDF.type, SKOS.Concept) in concept


def test_hostile_words_are_but_a_part_of_the_address(client: FlaskClient) -> None:
    for words in ('"><script>', "> <http://example.org/> <x> .", "ก\\u003e", "\ud7ff\U0010ffff", "{}|^`"):
        found = graph(client, f"/search.ttl?q={quote(words)}")
        assert listed(found) == []
        assert len(set(found.subjects())) == 2
        assert list(found.objects(None, HYDRA.totalItems)) == [Literal(0)]


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("", "q is empty"),
        ("q=a&q=b", "q is given 2 times"),
        ("q=a&limit=5", "'limit'"),
        ("q=a&size=101", "size is '101'"),
    ],
)
def test_mistakes_are_those_of_the_json(client: FlaskClient, query: str, said: str) -> None:
    details = [client.get(f"/search.{suffix}?{query}") for suffix in ("json", *FORMS)]
    assert {response.status_code for response in details} == {400}
    assert said in details[0].get_json()["detail"]
    assert len({response.get_json()["detail"] for response in details}) == 1


@pytest.mark.parametrize("suffix", FORMS)
def test_a_graph_is_kept_and_not_sent_twice(client: FlaskClient, suffix: str) -> None:
    first = client.get(f"/search.{suffix}?q=การ")
    assert first.headers["Cache-Control"].startswith("public")
    assert first.headers["Phaen-Snapshot"]
    assert {"Accept", "Accept-Encoding"} <= set(first.headers["Vary"].split(", "))
    assert client.get(f"/search.{suffix}?q=การ").data == first.data
    again = client.get(f"/search.{suffix}?q=การ", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    head = client.head(f"/search.{suffix}?q=การ")
    assert (head.status_code, head.headers["ETag"], head.data) == (200, first.headers["ETag"], b"")
    assert client.get(f"/th/search.{suffix}?q=การ").data == first.data


@pytest.mark.parametrize(
    ("asked_for", "media_type"),
    [
        ("application/ld+json, application/json;q=0.5", "application/ld+json"),
        ("application/json, text/turtle", "application/json"),
        ("text/turtle;q=0.9, text/html;q=0.8", "text/turtle"),
        ("text/html, text/turtle", "text/html"),
    ],
)
def test_a_graph_is_had_by_accept(client: FlaskClient, asked_for: str, media_type: str) -> None:
    assert client.get("/search?q=การ", headers={"Accept": asked_for}).mimetype == media_type


@pytest.mark.parametrize("name", ["turtle", "ttl", "jsonld", "json-ld", "application/ld json"])
def test_a_graph_is_had_by_the_name_of_its_format(client: FlaskClient, name: str) -> None:
    assert client.get(f"/search?q=การ&format={name}", headers={"Accept": "text/html"}).mimetype in FORMS.values()


def test_the_page_leads_to_its_hits_as_data(client: FlaskClient) -> None:
    page = client.get("/en/search?q=โครงการ&page=2", headers={"Accept": "text/html"}).text
    for name, suffix in (("Turtle", "ttl"), ("JSON-LD", "jsonld")):
        address = f"/search.{suffix}?q={quote('โครงการ')}&amp;page=2"
        assert f'<a href="{address}" rel="alternate">{name}</a>' in page
        assert f'<link rel="alternate" type="{FORMS[suffix]}" href="{address}">' in page
    nothing = client.get("/search?q=nowhere", headers={"Accept": "text/html"}).text
    assert "search.ttl" not in nothing
