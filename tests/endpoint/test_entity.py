"""Dereferencing: every IRI of ours leads to a page or to data."""

from dataclasses import replace

import pytest
from flask.testing import FlaskClient
from pyoxigraph import RdfFormat, parse

from phaen.endpoint.app import create_app
from phaen.endpoint.embedded import EmbeddedEngine
from phaen.endpoint.iris import Addresses
from phaen.endpoint.settings import Settings

HTML = {"Accept": "text/html", "Accept-Language": "th"}
PLAN = "https://w3id.org/phaen/id/plan/pao-52/undated"


@pytest.mark.parametrize(
    ("path", "accept", "target"),
    [
        ("/id/organisation/pao-52", "text/html", "/doc/organisation/pao-52"),
        ("/id/organisation/pao-52", "*/*", "/doc/organisation/pao-52.ttl"),
        ("/id/organisation/pao-52", "application/ld+json", "/doc/organisation/pao-52.jsonld"),
        ("/id/organisation/pao-52.nt", "text/html", "/doc/organisation/pao-52.nt"),
        ("/id/organisation/pao-52?lang=en", "text/html", "/doc/organisation/pao-52?lang=en"),
        ("/id/a%3Cb/%E0%B8%81", "text/html", "/doc/a%3Cb/%E0%B8%81"),
        ("/id//evil.example/", "text/html", "/doc//evil.example/"),
    ],
)
def test_a_thing_is_answered_303_to_what_describes_it(client: FlaskClient, path: str, accept: str, target: str) -> None:
    response = client.get(path, headers={"Accept": accept}, follow_redirects=False)
    if response.status_code == 308:
        response = client.get(response.headers["Location"], headers={"Accept": accept})
        target = target.replace("//", "/")
    assert response.status_code == 303
    assert response.headers["Location"] == target
    assert "Accept" in response.headers["Vary"]


@pytest.mark.parametrize("suffix", ["ttl", "nt", "rdf", "jsonld"])
def test_the_data_of_a_plan_says_what_is_said_about_it_and_what_points_to_it(client: FlaskClient, suffix: str) -> None:
    response = client.get(f"/doc/plan/pao-52/undated.{suffix}")
    format_ = {
        "ttl": RdfFormat.TURTLE,
        "nt": RdfFormat.N_TRIPLES,
        "rdf": RdfFormat.RDF_XML,
        "jsonld": RdfFormat.JSON_LD,
    }
    found = {(quad.subject, quad.predicate, quad.object) for quad in parse(response.data, format_[suffix])}
    assert any(str(subject) == f"<{PLAN}>" for subject, _, _ in found)
    assert any(str(object_) == f"<{PLAN}>" for _, _, object_ in found)
    assert len(found) == 6


def test_the_data_of_a_statement_holds_its_evidence(client: FlaskClient) -> None:
    text = client.get("/doc/plan/pao-52/undated/strategy/1/guideline/1.ttl").text
    assert "nif:anchorOf" in text
    assert "nif:beginIndex" in text


def test_the_data_of_a_document_holds_its_spans_since_their_iris_lead_there(client: FlaskClient) -> None:
    assert "offset_21_43" in client.get("/doc/document/0123456789abcdef", headers={"Accept": "text/turtle"}).text


def test_a_graph_answers_with_its_content(client: FlaskClient) -> None:
    found = list(parse(client.get("/doc/graph/vocab/region.nt").data, RdfFormat.N_TRIPLES))
    assert len(found) > 10


def test_the_page_of_a_statement_shows_the_words_of_the_document(client: FlaskClient) -> None:
    page = client.get("/doc/plan/pao-52/undated/strategy/1/guideline/1", headers=HTML).text
    assert "<mark>การศึกษา (ส่งเสริมเด็ก)</mark>" in page
    assert "อักขระที่ 21 ถึง 43" in page
    assert 'href="/id/document/0123456789abcdef#offset_21_43"' in page


def test_the_page_of_a_plan_shows_its_tree(client: FlaskClient) -> None:
    page = client.get("/doc/plan/pao-52/undated", headers=HTML).text
    strategy, tactic = page.index("ประเด็นยุทธศาสตร์"), page.index("กลยุทธ์ ๑")
    assert strategy < tactic
    assert page.count('<ul class="tree">') == 2
    assert "ส่งเสริมเด็ก" in page


def test_the_page_of_a_document_marks_what_was_read_from_it(client: FlaskClient) -> None:
    page = client.get("/doc/document/0123456789abcdef", headers=HTML).text
    assert '<mark class="k-guideline" data-sign="น" id="offset_21_43">' in page
    assert 'id="offset_21_43"><a href="/id/plan/pao-52/undated/strategy/1/guideline/1"' in page


def test_the_page_of_an_organisation_lists_its_plans(client: FlaskClient) -> None:
    page = client.get("/doc/organisation/pao-52", headers=HTML).text
    assert 'href="/id/plan/pao-52/undated"' in page
    assert 'href="/vocab/province/52"' in page
    assert "ลำปาง" in page


def test_a_page_uses_the_labels_of_the_reader_s_language(client: FlaskClient) -> None:
    assert "องค์กรปกครองส่วนท้องถิ่น" in client.get("/doc/organisation/pao-52?lang=th", headers=HTML).text
    assert "Local authority" in client.get("/doc/organisation/pao-52?lang=en", headers=HTML).text


@pytest.mark.parametrize(
    "path", ["/ontology", "/ontology.ttl", "/vocab/region", "/vocab/region.ttl", "/vocab/province/52.ttl"]
)
def test_the_vocabulary_answers_with_turtle(client: FlaskClient, path: str) -> None:
    response = client.get(path)
    assert response.content_type == "text/turtle; charset=utf-8"
    assert list(parse(response.data, RdfFormat.TURTLE))


def test_a_deployment_with_a_base_of_its_own_answers_for_it_and_for_the_shared_vocabulary(
    settings: Settings, engine: EmbeddedEngine
) -> None:
    base = "https://data.example.go.th/"
    addresses = Addresses(base, {})
    assert addresses.local(base + "id/plan/x") == "/id/plan/x"
    assert addresses.local("https://w3id.org/phaen/id/plan/x") is None
    assert addresses.local("https://w3id.org/phaen/vocab/region/1") == "/vocab/region/1"
    assert addresses.local("https://w3id.org/phaen/ontology#Plan") == "/ontology#Plan"
    client = create_app(replace(settings, base=base), engine).test_client()
    assert client.get("/doc/plan/pao-52/undated").status_code == 404
    assert client.get("/vocab/region.ttl").status_code == 200


@pytest.mark.parametrize("iri", ["https://w3id.org/phaen/id/a%3Cb", "https://w3id.org/phaen/id/ก/ข"])
def test_an_iri_and_its_address_lead_back_to_each_other(client: FlaskClient, iri: str) -> None:
    from urllib.parse import unquote

    addresses = Addresses("https://w3id.org/phaen/", {})
    address = addresses.local(iri)
    assert address is not None
    assert addresses.thing(unquote(address).removeprefix("/id/")) == iri


def test_only_web_addresses_are_linked() -> None:
    addresses = Addresses("https://w3id.org/phaen/", {"e": "http://e/"})
    assert addresses.href("http://e/x") == "http://e/x"
    assert all(
        addresses.href(iri) is None for iri in ("javascript:alert(1)", "JavaScript:x", "data:text/html,x", "urn:x:y")
    )
    assert (addresses.short("http://e/x"), addresses.short("http://e/x/y")) == ("e:x", "http://e/x/y")
