"""SPARQL 1.1 Protocol, sections 2.1, 2.3 and 4: what binds a server that answers queries, sentence by sentence.

Here is what ``test_protocol.py`` does not hold: datasets, base IRIs, media types with parameters, the method QUERY.
"""

import json
from collections.abc import Callable
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

FORM = "application/x-www-form-urlencoded"
DIRECT = "application/sparql-query"
REGION = "https://w3id.org/phaen/id/graph/vocab/region"
ONTOLOGY = "https://w3id.org/phaen/id/graph/ontology"
NOTHING = "http://example.org/nothing"
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
GRAPHS = "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }"

ROW_NAMES = {"json", "xml", "csv", "tsv"}
GRAPH_NAMES = {"turtle", "ntriples", "rdfxml", "jsonld", "nquads", "trig", "json", "xml"}

Names = dict[str, str | list[str]]
Send = Callable[..., TestResponse]


def by_get(client: FlaskClient, query: str, **names: str | list[str]) -> TestResponse:
    return client.get("/sparql", query_string={"query": query, **names})


def by_form(client: FlaskClient, query: str, **names: str | list[str]) -> TestResponse:
    return client.post("/sparql", data={"query": query, **names})


def directly(client: FlaskClient, query: str, **names: str | list[str]) -> TestResponse:
    return client.post("/sparql", query_string=names, data=query.encode(), content_type=DIRECT)


def by_query_form(client: FlaskClient, query: str, **names: str | list[str]) -> TestResponse:
    return client.open("/sparql", method="QUERY", data={"query": query, **names})


def by_query_directly(client: FlaskClient, query: str, **names: str | list[str]) -> TestResponse:
    return client.open("/sparql", method="QUERY", query_string=names, data=query.encode(), content_type=DIRECT)


WAYS = [by_get, by_form, directly, by_query_form, by_query_directly]
every_way = pytest.mark.parametrize("send", WAYS)


def count(response: TestResponse) -> int:
    assert response.status_code == 200, response.text
    return int(json.loads(response.data)["results"]["bindings"][0]["n"]["value"])


def graphs(response: TestResponse) -> set[str]:
    assert response.status_code == 200, response.text
    return {row["g"]["value"] for row in json.loads(response.data)["results"]["bindings"]}


def boolean(response: TestResponse) -> bool:
    assert response.status_code == 200, response.text
    found: bool = json.loads(response.data)["boolean"]
    return found


def names(*, default: list[str] | None = None, named: list[str] | None = None) -> Names:
    found = {"default-graph-uri": default, "named-graph-uri": named}
    return {name: graphs for name, graphs in found.items() if graphs is not None}


@every_way
def test_every_way_of_sending_gives_the_same_answer(client: FlaskClient, send: Send) -> None:
    response = send(client, "SELECT ('ก+%26 ' AS ?x) {}")
    assert (response.status_code, response.content_type) == (200, "application/sparql-results+json")
    assert json.loads(response.data)["results"]["bindings"][0]["x"]["value"] == "ก+%26 "


@every_way
def test_several_default_graphs_are_merged(client: FlaskClient, send: Send) -> None:
    one, other = (count(send(client, COUNT, **names(default=[graph]))) for graph in (REGION, ONTOLOGY))
    assert count(send(client, COUNT, **names(default=[REGION, ONTOLOGY]))) == one + other > max(one, other) > 0


@every_way
def test_named_graphs_are_the_only_ones_that_can_be_named(client: FlaskClient, send: Send) -> None:
    assert graphs(send(client, GRAPHS, **names(named=[REGION, ONTOLOGY]))) == {REGION, ONTOLOGY}
    assert graphs(send(client, GRAPHS, **names(named=[ONTOLOGY]))) == {ONTOLOGY}


@every_way
def test_default_and_named_graphs_are_kept_apart(client: FlaskClient, send: Send) -> None:
    dataset = names(default=[REGION], named=[ONTOLOGY])
    assert graphs(send(client, GRAPHS, **dataset)) == {ONTOLOGY}
    assert count(send(client, COUNT, **dataset)) == count(send(client, COUNT, **names(default=[REGION])))


def test_a_dataset_of_named_graphs_has_an_empty_default_graph(client: FlaskClient) -> None:
    assert count(by_get(client, COUNT, **names(named=[REGION]))) == 0


def test_a_dataset_of_default_graphs_has_no_named_graph(client: FlaskClient) -> None:
    assert graphs(by_get(client, GRAPHS, **names(default=[REGION]))) == set()


def test_a_graph_that_is_not_there_is_empty(client: FlaskClient) -> None:
    assert count(by_get(client, COUNT, **names(default=[NOTHING]))) == 0


@every_way
def test_the_dataset_of_the_request_wins_over_that_of_the_query(client: FlaskClient, send: Send) -> None:
    in_query = COUNT.replace("{", f"FROM <{ONTOLOGY}> {{")
    assert count(send(client, in_query, **names(default=[REGION]))) == count(
        send(client, COUNT, **names(default=[REGION]))
    )
    named = GRAPHS.replace("{", f"FROM NAMED <{ONTOLOGY}> {{", 1)
    assert graphs(send(client, named, **names(named=[REGION]))) == {REGION}
    assert count(send(client, in_query, **names(named=[REGION]))) == 0


def test_the_dataset_of_the_query_holds_where_the_request_has_none(client: FlaskClient) -> None:
    assert count(by_get(client, COUNT.replace("{", f"FROM <{REGION}> {{"))) == count(
        by_get(client, COUNT, **names(default=[REGION]))
    )
    assert graphs(by_get(client, GRAPHS.replace("{", f"FROM NAMED <{REGION}> {{", 1))) == {REGION}


def test_the_dataset_holds_for_ask_construct_and_describe_too(client: FlaskClient) -> None:
    assert not boolean(by_get(client, "ASK { ?s ?p ?o }", **names(default=[NOTHING])))
    for query in ("CONSTRUCT WHERE { ?s ?p ?o }", "DESCRIBE <https://w3id.org/phaen/vocab/region>"):
        assert by_get(client, query, format="nt", **names(default=[REGION])).data
        assert by_get(client, query, format="nt", **names(default=[NOTHING])).data == b""


def test_an_empty_field_for_a_graph_names_none(client: FlaskClient) -> None:
    assert count(by_get(client, COUNT, **names(default=[""], named=[""]))) == count(by_get(client, COUNT))


def test_parameters_may_stand_in_any_order_and_be_encoded_in_any_way(client: FlaskClient) -> None:
    graph = quote(REGION, safe="")
    query = quote(COUNT, safe="").replace("%20", "+")
    first = client.get(f"/sparql?default-graph-uri={graph}&query={query}")
    assert count(first) == count(client.get(f"/sparql?query={query}&default-graph-uri={REGION}"))
    body = f"default-graph-uri={graph}&query={query}"
    assert count(client.post("/sparql", data=body, content_type=FORM)) == count(first)


def test_the_address_may_end_in_a_slash_and_a_form_may_have_its_dataset_in_the_url(client: FlaskClient) -> None:
    response = client.post("/sparql/", query_string={"default-graph-uri": NOTHING}, data={"query": COUNT})
    assert count(response) == 0


def test_names_and_text_outside_of_ascii_are_utf8(client: FlaskClient) -> None:
    assert boolean(by_get(client, "PREFIX ก: <http://example.org/ก#> ASK { FILTER(ก:ข = <http://example.org/ก#ข>) }"))
    assert count(by_get(client, COUNT, **names(default=["http://example.org/กราฟ"]))) == 0


@pytest.mark.parametrize(
    "kind",
    [
        DIRECT,
        DIRECT + ";charset=UTF-8",
        DIRECT + '; charset="utf-8"',
        DIRECT.upper() + " ; CHARSET=utf8",
        DIRECT + "; version=1.2",
        DIRECT + "; version=1.2; charset=utf-8",
    ],
)
def test_the_media_type_of_a_query_may_have_parameters(client: FlaskClient, kind: str) -> None:
    assert boolean(client.post("/sparql", data="ASK { FILTER('ก' = 'ก') }".encode(), content_type=kind))


@pytest.mark.parametrize("kind", [FORM, FORM + ";charset=UTF-8", FORM.title() + '; charset="UTF-8"'])
def test_the_media_type_of_a_form_may_have_parameters(client: FlaskClient, kind: str) -> None:
    assert boolean(client.post("/sparql", data="query=ASK%20%7B%7D", content_type=kind))


@pytest.mark.parametrize("charset", ["UTF-16", "iso-8859-1", "tis-620", "windows-874", '"latin1"', "nonsense"])
@pytest.mark.parametrize("kind", [DIRECT, FORM])
def test_utf8_is_the_only_valid_charset(client: FlaskClient, kind: str, charset: str) -> None:
    response = client.post("/sparql", data="query=ASK{}", content_type=f"{kind}; charset={charset}")
    assert response.status_code == 415
    assert "UTF-8" in response.get_json(force=True)["detail"]


@pytest.mark.parametrize("coding", ["gzip", "br", "deflate, gzip"])
def test_a_compressed_body_is_refused_by_name(client: FlaskClient, coding: str) -> None:
    response = client.post("/sparql", data=b"\x1f\x8b", content_type=DIRECT, headers={"Content-Encoding": coding})
    assert response.status_code == 415
    assert coding in response.get_json(force=True)["detail"]


@pytest.mark.parametrize("method", ["POST", "QUERY"])
def test_a_body_must_say_what_it_is(client: FlaskClient, method: str) -> None:
    for body in (b"ASK {}", b"query=ASK%20%7B%7D"):
        assert client.open("/sparql", method=method, data=body).status_code == 415


def test_the_method_query_needs_a_query_in_its_body(client: FlaskClient) -> None:
    assert client.open("/sparql?query=ASK{}", method="QUERY", data={"a": "b"}).status_code == 400
    assert client.open("/sparql", method="QUERY", data=b"", content_type=DIRECT).status_code == 400
    fits = client.open("/sparql", method="QUERY", data=b"ASK {}", content_type=DIRECT, headers={"Accept": "text/csv"})
    assert (fits.status_code, fits.mimetype) == (200, "text/csv")
    assert DIRECT in fits.headers["Accept-Query"]


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_get_has_no_body(client: FlaskClient, method: str) -> None:
    response = client.open("/sparql?query=ASK%7B%7D", method=method, data=b"ASK {}", content_type=DIRECT)
    assert response.status_code == 400


@pytest.mark.parametrize("send", [by_get, by_form])
def test_there_is_exactly_one_query_and_at_most_one_version(client: FlaskClient, send: Send) -> None:
    assert send(client, "ASK {}", version="1.1").status_code == 200
    assert send(client, "ASK {}", version=["1.1", "1.2"]).status_code == 400
    assert send(client, ["ASK {}", "ASK {}"]).status_code == 400


def test_relative_iris_are_resolved_against_the_service_or_against_base(client: FlaskClient) -> None:
    assert boolean(by_get(client, "ASK { FILTER(<a> = <http://localhost/a> && <> = <http://localhost/sparql>) }"))
    assert boolean(by_get(client, "BASE <http://example.org/x/y> ASK { FILTER(<../a> = <http://example.org/a>) }"))
    assert boolean(
        by_get(client, "BASE <http://example.org/> BASE <b/> ASK { FILTER(<a> = <http://example.org/b/a>) }")
    )


def test_a_relative_graph_in_from_is_resolved_too(client: FlaskClient) -> None:
    query = f"BASE <https://w3id.org/phaen/id/graph/vocab/> {COUNT.replace('{', 'FROM <region> {')}"
    assert count(by_get(client, query)) == count(by_get(client, COUNT, **names(default=[REGION])))


@pytest.mark.parametrize(
    ("query", "status", "code"),
    [
        ("SELECT", 400, "query-syntax"),
        ("ASK { ?s ?p }", 400, "query-syntax"),
        ("INSERT DATA { <a:a> <a:b> 1 }", 400, "query-syntax"),
        ("", 400, "query-syntax"),
        ("ASK { SERVICE <http://127.0.0.1:1/> {} }", 403, "service-refused"),
    ],
)
@every_way
def test_an_unsuccessful_query_is_told_by_its_status(
    client: FlaskClient, send: Send, query: str, status: int, code: str
) -> None:
    response = send(client, query)
    assert response.status_code == status
    assert response.content_type == "application/problem+json"
    assert response.get_json(force=True)["type"].rpartition("/")[2] == code


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("SELECT * { VALUES ?x { 1 } }", ROW_NAMES),
        ("ASK {}", ROW_NAMES),
        ("CONSTRUCT WHERE { ?s ?p ?o }", GRAPH_NAMES),
        ("DESCRIBE <https://w3id.org/phaen/vocab/region>", GRAPH_NAMES),
    ],
)
def test_each_form_of_query_has_its_formats_and_no_others(client: FlaskClient, query: str, names: set[str]) -> None:
    for name in ROW_NAMES | GRAPH_NAMES:
        response = by_get(client, query, format=name)
        assert response.status_code == (200 if name in names else 406), name
        assert response.data


def test_a_format_may_be_wished_for_by_several_names_at_once(client: FlaskClient) -> None:
    wishes = {
        "text/tab-separated-values": ["tsv", "text/tab-separated-values"],
        "application/sparql-results+xml": ["nonsense", "srx"],
        "application/sparql-results+json": ["", "json"],
    }
    for media_type, wish in wishes.items():
        assert by_get(client, "ASK {}", format=wish).mimetype == media_type
    graph = {"format": ["json-ld", "application/ld+json,application/x-json+ld"]}
    assert by_get(client, "CONSTRUCT WHERE { ?s ?p ?o }", **graph).mimetype == "application/ld+json"
    assert by_get(client, "ASK {}", format=["pdf", "doc"]).status_code == 406


def test_a_file_may_begin_with_a_byte_order_mark(client: FlaskClient) -> None:
    assert boolean(directly(client, "\ufeffASK {}"))
