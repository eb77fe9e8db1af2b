"""The catalogue of saved queries as data: as a table, as JSON and as RDF, whole or as it is looked for."""

import csv
import io
import re
from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient
from pyoxigraph import RdfFormat, parse

from phaen.endpoint.saved.finding import Filter
from phaen.endpoint.saved.listing import COLUMNS
from phaen.ontology.terms import RDFS, SCHEMA
from phaen.queries.catalogue import load_catalogue

CATALOGUE = load_catalogue()
QUERY = "https://w3id.org/phaen/id/query/"


def table(client: FlaskClient, query: str = "") -> list[dict[str, str]]:
    response = client.get(f"/queries.csv{query}")
    assert response.content_type == "text/csv; charset=utf-8"
    return list(csv.DictReader(io.StringIO(response.text)))


def test_the_table_has_a_row_for_each_query_in_order(client: FlaskClient) -> None:
    rows = table(client)
    assert tuple(rows[0]) == COLUMNS
    assert tuple(row["name"] for row in rows) == CATALOGUE.names
    found = {row["name"]: row for row in rows}["goals-of-two-organisations"]
    saved = CATALOGUE.get("goals-of-two-organisations")
    group = next(group for group in CATALOGUE.groups if group.name == saved.group)
    assert (found["group"], found["group_th"], found["group_en"]) == (group.name, group.title.th, group.title.en)
    assert (found["title_th"], found["title_en"]) == (saved.title.th, saved.title.en)
    assert (found["description_th"], found["description_en"]) == (saved.description.th, saved.description.en)
    assert found["parameters"].split("; ") == [parameter.name for parameter in saved.parameters]
    assert found["required"].split("; ") == [one.name for one in saved.parameters if one.required]
    assert found["page"] == "http://localhost/queries/goals-of-two-organisations"


@pytest.mark.parametrize("name", ["visions", "goals-of-two-organisations", "plans-for", "plan-as-graph"])
def test_the_address_of_the_results_gives_results(client: FlaskClient, name: str) -> None:
    found = {row["name"]: row["results"] for row in table(client)}[name]
    answer = client.get(found.removeprefix("http://localhost"))
    graph = CATALOGUE.get(name).form == "construct"
    assert (answer.status_code, answer.mimetype) == (200, "text/turtle" if graph else "text/csv")
    assert urlsplit(found).path == f"/queries/{name}.{'ttl' if graph else 'csv'}"


@pytest.mark.parametrize("query", ["?q=visions", "?tag=SDG", "?q=งบประมาณ&tag=budget", "?q=nothing-at-all"])
def test_a_filter_leaves_the_same_in_all_forms(client: FlaskClient, query: str) -> None:
    fields = dict(field.split("=") for field in query[1:].split("&"))
    kept = [saved.name for saved in Filter(fields.get("q", ""), fields.get("tag", "")).keep(CATALOGUE)]
    assert [row["name"] for row in table(client, query)] == kept
    assert [one["name"] for one in (client.get(f"/queries.json{query}").json or {})["queries"]] == kept
    for format_ in (RdfFormat.TURTLE, RdfFormat.JSON_LD):
        answer = client.get(f"/queries{query}", headers={"Accept": format_.media_type})
        triples = {quad.triple for quad in parse(answer.data, format_)}
        iris = {t.subject.value for t in triples if t.predicate == SCHEMA["target"]}
        assert iris == {QUERY + name for name in kept}


def test_a_query_has_its_place_in_the_whole_catalogue_also_among_few(client: FlaskClient) -> None:
    def places(address: str) -> dict[str, str]:
        triples = parse(client.get(address).data, RdfFormat.TURTLE)
        found = (quad for quad in triples if quad.predicate == SCHEMA["position"])
        return {quad.subject.value: quad.object.value for quad in found}

    some, whole = places("/queries.ttl?q=visions"), places("/queries.ttl")
    assert 0 < len(some) < len(whole)
    assert some.items() <= whole.items()


def test_only_the_groups_of_what_is_found_are_described(client: FlaskClient) -> None:
    labels = list(parse(client.get("/queries.ttl?q=visions").data, RdfFormat.TURTLE))
    named = {quad.subject.value for quad in labels if quad.predicate == RDFS["label"]}
    groups = {saved.group for saved in Filter("visions").keep(CATALOGUE)}
    assert {iri.rpartition("/")[2] for iri in named if "/id/query-group/" in iri} == groups


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("text/csv", "text/csv"),
        ("*/*", "application/json"),
        ("application/json", "application/json"),
        ("text/turtle, text/csv;q=0.9", "text/turtle"),
        ("text/html", "text/html"),
    ],
)
def test_the_catalogue_comes_as_it_is_accepted(client: FlaskClient, accept: str, media_type: str) -> None:
    assert client.get("/queries", headers={"Accept": accept}).mimetype == media_type


def test_what_no_format_is_is_refused(client: FlaskClient) -> None:
    answer = client.get("/queries?format=xml")
    assert (answer.status_code, "json, csv, turtle" in (answer.json or {})["detail"]) == (406, True)


@pytest.mark.parametrize("address", ["/queries.csv", "/queries.json", "/queries?format=spreadsheet&tag=SDG"])
def test_data_are_not_sent_twice(client: FlaskClient, address: str) -> None:
    first = client.get(address)
    assert client.head(address).headers["ETag"] == first.headers["ETag"]
    again = client.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert client.get(address, headers={"Accept-Language": "en"}).data == first.data


def test_the_page_leads_to_the_data_of_what_it_shows(client: FlaskClient) -> None:
    page = client.get("/en/queries?tag=SDG", headers={"Accept": "text/html"}).text
    links = re.findall(r'<a href="(/queries[^"]+)" rel="alternate">', page)
    assert links == [
        "/queries?tag=SDG&amp;format=spreadsheet", "/queries.csv?tag=SDG", "/queries.json?tag=SDG",
        "/queries.ttl?tag=SDG", "/queries.jsonld?tag=SDG",
    ]  # fmt: skip
    assert '<link rel="alternate" type="text/turtle" href="/queries.ttl?tag=SDG">' in page
    assert client.get(links[0].replace("&amp;", "&")).text.startswith("\ufeff")
