"""``/organisations`` as data: all that are chosen, as tables and as graphs, the same in all languages."""

import csv
import io
import re
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from rdflib import RDF, Graph, Literal, Namespace, URIRef
from rdflib.compare import isomorphic

from phaen.endpoint.app import create_app
from phaen.endpoint.embedded import EmbeddedEngine
from phaen.endpoint.settings import Settings
from phaen.loaders.releases.kept import keep
from phaen.ontology.assets import prefixes
from tests.endpoint.conftest import WholeAnswers

ID = "https://w3id.org/phaen/id/"
VOCAB = "https://w3id.org/phaen/vocab/"
ORG, FOAF, SKOS, DCT, PHAEN = (
    Namespace(space)
    for space in (
        "http://www.w3.org/ns/org#",
        "http://xmlns.com/foaf/0.1/",
        "http://www.w3.org/2004/02/skos/core#",
        "http://purl.org/dc/terms/",
        "https://w3id.org/phaen/ontology#",
    )
)
LAMPANG, LAMPHUN, LOST = (URIRef(f"{ID}organisation/{name}") for name in ("pao-52", "sao-51", "lost"))
HOSTILE = "=1+1 <b>\"'{}"
MORE = f"""
<organisation/sao-51> a phaen:LocalAuthority ; skos:prefLabel "อบต.บ้านกลาง"@th, "Ban Klang"@en ;
    dct:spatial <{VOCAB}province/51> ; org:classification <{VOCAB}authority-type/sao> ;
    foaf:homepage <http://example.org/> ; phaen:areaCode "510101" ; phaen:hasPlan <plan/sao-51/a>, <plan/sao-51/b> .
<plan/sao-51/a> phaen:planOf <organisation/sao-51> . <plan/sao-51/b> phaen:planOf <organisation/sao-51> .
<organisation/lost> skos:prefLabel '''{HOSTILE.replace("'", chr(92) + "'")}'''@th .
<plan/lost/x> phaen:planOf <organisation/lost> .
<organisation/idle> a phaen:LocalAuthority ; skos:prefLabel "ไม่มีแผน"@th .
"""
RELEASE = "2026-01-02"
FORMS = {
    "ttl": "text/turtle",
    "nt": "application/n-triples",
    "rdf": "application/rdf+xml",
    "jsonld": "application/ld+json",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, publish: Callable[..., str]) -> Path:
    """Give a store of which a release was kept when it had one organisation, and that has three."""
    store = tmp_path_factory.mktemp("owners") / "store"
    keep(store, RELEASE, publish(store), 5)
    publish(store, MORE)
    return store


@pytest.fixture(scope="module")
def client(folder: Path) -> Iterator[FlaskClient]:
    settings = Settings.from_environment({}, {"store": folder, "query_workers": 1, "timeout": 20, "memory": 512})
    engine = EmbeddedEngine(settings, dict(prefixes()))
    app = create_app(settings, engine)
    app.test_client_class = WholeAnswers
    yield app.test_client()
    engine.close()


def rows(client: FlaskClient, query: str = "") -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(client.get(f"/organisations.csv{query}").text)))


def graph(client: FlaskClient, address: str, media_type: str = "text/turtle") -> Graph:
    response = client.get(address, headers={"Accept": media_type})
    assert (response.status_code, response.mimetype) == (200, media_type), response.text
    return Graph().parse(data=response.text, format="json-ld" if media_type.endswith("ld+json") else media_type)


def listed(found: Graph) -> set[str]:
    """Return those whose names are told, but for what they belong to."""
    return {str(iri) for iri in found.subjects(SKOS.prefLabel) if str(iri).startswith(ID)}


def test_the_table_has_each_once_with_names_in_both_languages(client: FlaskClient) -> None:
    found = {row["organisation_iri"]: row for row in rows(client)}
    assert set(found) == {str(LAMPANG), str(LAMPHUN), str(LOST)}
    assert found[str(LAMPHUN)] == {
        "region_th": "ภาคเหนือ", "region_en": "North", "province_code": "51", "province_th": "ลำพูน",
        "province_en": "Lamphun", "organisation": "อบต.บ้านกลาง", "type": "sao",
        "type_th": "องค์การบริหารส่วนตำบล", "type_en": "Subdistrict administrative organisation", "plans": "2",
        "organisation_iri": str(LAMPHUN),
    }  # fmt: skip
    assert (found[str(LOST)]["organisation"], found[str(LOST)]["province_code"]) == (HOSTILE, "")


def test_a_graph_says_of_each_in_short_what_it_is_and_where(client: FlaskClient) -> None:
    found = graph(client, "/organisations.ttl")
    assert listed(found) == {str(LAMPANG), str(LAMPHUN), str(LOST)}
    assert set(found.objects(LAMPHUN, SKOS.prefLabel)) == {Literal("อบต.บ้านกลาง", "th"), Literal("Ban Klang", "en")}
    assert found.value(LAMPHUN, PHAEN.areaCode) == Literal("510101")
    assert found.value(LAMPHUN, FOAF.homepage) == URIRef("http://example.org/")
    assert found.value(LAMPHUN, RDF.type) == PHAEN.LocalAuthority
    assert len(list(found.objects(LAMPHUN, PHAEN.hasPlan))) == 2
    for link, name in ((ORG.classification, "องค์การบริหารส่วนตำบล"), (DCT.spatial, "ลำพูน")):
        assert Literal(name, "th") in found.objects(found.value(LAMPHUN, link), SKOS.prefLabel)
    assert found.value(LOST, SKOS.prefLabel) == Literal(HOSTILE, "th")


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")
def test_all_graphs_are_one(client: FlaskClient) -> None:
    whole = graph(client, "/organisations.ttl")
    assert len(whole) > 20
    for suffix, media_type in FORMS.items():
        assert isomorphic(whole, graph(client, f"/organisations.{suffix}", media_type))
        assert isomorphic(whole, graph(client, "/organisations", media_type))


@pytest.mark.parametrize(
    ("query", "chosen"),
    [
        ("?province=51", {LAMPHUN}),
        ("?province=Lampang", {LAMPANG}),
        ("?province=unknown", {LOST}),
        ("?type=sao", {LAMPHUN}),
        ("?q=จังหวัด ลำปาง", {LAMPANG}),
        ("?q=%3Cb%3E%22'{}", {LOST}),
        ("?q=nobody", set()),
        ("?type=sao&province=52", set()),
    ],
)
def test_a_choice_leaves_the_same_in_all_forms(client: FlaskClient, query: str, chosen: set[URIRef]) -> None:
    iris = {str(iri) for iri in chosen}
    assert {row["organisation_iri"] for row in rows(client, query)} == iris
    assert listed(graph(client, f"/organisations.ttl{query}")) == iris
    bound = (client.get(f"/organisations.json{query}").json or {})["results"]["bindings"]
    assert {row["organisation_iri"]["value"] for row in bound} == iris
    page = client.get(f"/organisations{query}", headers={"Accept": "text/html"}).text
    owners = page.partition('<ul class="owners">')[2]
    assert set(re.findall(r'href="/id/(organisation/[^"]+)"', owners)) == {iri.removeprefix(ID) for iri in iris}


def test_a_spreadsheet_runs_no_formula_of_a_name(client: FlaskClient) -> None:
    sheet = client.get("/organisations?province=unknown&format=spreadsheet")
    assert sheet.text.startswith("\ufeff")
    assert [row["organisation"] for row in csv.DictReader(io.StringIO(sheet.text[1:]))] == ["'" + HOSTILE]


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("*/*", "application/sparql-results+json"),
        ("application/json", "application/json"),
        ("text/csv, text/html;q=0.5", "text/csv"),
        ("application/ld+json", "application/ld+json"),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "text/html"),
    ],
)
def test_a_browser_gets_the_page_and_a_program_what_it_accepts(
    client: FlaskClient, accept: str, media_type: str
) -> None:
    answer = client.get("/organisations", headers={"Accept": accept})
    assert answer.mimetype == media_type
    assert "Accept" in answer.headers["Vary"].split(", ")


@pytest.mark.parametrize(
    ("query", "status", "said"),
    [
        ("/organisations.ttl?page=2", 400, "leave it out"),
        ("/organisations.csv?province=nowhere", 400, "nowhere"),
        ("/organisations.jsonld?q=a&q=b", 400, "given 2 times"),
        ("/organisations.ttl?release=1999-01-01", 404, "1999-01-01"),
        ("/organisations?format=pdf", 406, "turtle"),
        ("/organisations.csv?provnce=51", 400, "'provnce'"),
        ("/organisations.ttl?lang=th&<b>=1", 400, "'<b>'"),
    ],
)
def test_what_cannot_be_given_says_why(client: FlaskClient, query: str, status: int, said: str) -> None:
    answer = client.get(query)
    assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")
    assert said in (answer.json or {})["detail"]


@pytest.mark.parametrize("suffix", ["csv", "json", *FORMS])
def test_data_are_not_sent_twice_and_have_no_language(client: FlaskClient, suffix: str) -> None:
    first = client.get(f"/organisations.{suffix}", headers={"Accept-Language": "th"})
    assert first.headers["Phaen-Snapshot"]
    again = client.get(f"/organisations.{suffix}", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    head = client.head(f"/organisations.{suffix}")
    assert (head.status_code, head.headers["ETag"], head.data) == (200, first.headers["ETag"], b"")
    english = client.get(f"/en/organisations.{suffix}", headers={"Accept-Language": "en"})
    assert english.data == first.data
    assert f'<http://localhost/organisations.{suffix}>; rel="canonical"' in english.headers.getlist("Link")


def test_a_release_has_those_of_its_day(client: FlaskClient) -> None:
    assert [row["organisation_iri"] for row in rows(client, f"?release={RELEASE}")] == [str(LAMPANG)]
    answer = client.get(f"/organisations.ttl?release={RELEASE}")
    assert answer.headers["Phaen-Release"] == RELEASE
    assert listed(Graph().parse(data=answer.text)) == {str(LAMPANG)}


def test_the_page_leads_to_the_data_of_what_it_shows_in_the_same_release(client: FlaskClient) -> None:
    page = client.get(f"/en/organisations?province=52&release={RELEASE}", headers={"Accept": "text/html"}).text
    links = [unescape(link) for link in re.findall(r'<a href="([^"]+)" rel="alternate">', page)]
    heads = [unescape(link) for link in re.findall(r'<link rel="alternate" type="[^"]+" href="(/org[^"]+)">', page)]
    assert links == heads
    assert [link.partition("?")[0] for link in links] == [
        "/organisations", "/organisations.csv", "/organisations.json", "/organisations.ttl", "/organisations.jsonld",
    ]  # fmt: skip
    for link in links:
        answer = client.get(link)
        assert (answer.status_code, answer.headers["Phaen-Release"]) == (200, RELEASE)
        assert "องค์การบริหารส่วนจังหวัดลำปาง" in answer.text


def test_a_link_from_elsewhere_may_bring_the_page_more(client: FlaskClient) -> None:
    answer = client.get("/organisations?province=52&utm_source=x", headers={"Accept": "text/html"})
    assert (answer.status_code, "องค์การบริหารส่วนจังหวัดลำปาง" in answer.text) == (200, True)
