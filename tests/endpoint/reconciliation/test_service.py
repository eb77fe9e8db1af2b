"""The service over HTTP: manifest, queries, suggestions, data extension, previews; errors, CORS and JSONP."""

import json
import re
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient

from phaen.endpoint.reconciliation.properties import PROPERTIES
from phaen.endpoint.reconciliation.types import TYPES

OWNER = "https://w3id.org/phaen/id/organisation/pao-52"
STRATEGY = "https://w3id.org/phaen/id/plan/pao-52/undated/strategy/1"
LAMPANG = "https://w3id.org/phaen/vocab/province/52"


def answers(client: FlaskClient, **queries: object) -> Any:  # noqa: ANN401 - JSON
    answer = client.post("/reconcile", data={"queries": json.dumps(queries)})
    assert answer.status_code == 200, answer.text
    return answer.get_json()


def extended(client: FlaskClient, things: list[str], *properties: object) -> Any:  # noqa: ANN401 - JSON
    asked = {"ids": things, "properties": [{"id": one} if isinstance(one, str) else one for one in properties]}
    answer = client.post("/reconcile", data={"extend": json.dumps(asked)})
    assert answer.status_code == 200, answer.text
    return answer.get_json()


# --- the manifest -----------------------------------------------------------------------------------------------------


def test_the_manifest_names_its_versions_and_spaces_and_addresses_that_answer(client: FlaskClient) -> None:
    said = client.get("/reconcile").get_json()
    assert said["versions"] == ["0.1", "0.2"]
    assert (said["identifierSpace"], said["schemaSpace"]) == (
        "https://w3id.org/phaen/",
        "https://w3id.org/phaen/ontology#",
    )
    assert {one["id"] for one in said["defaultTypes"]} <= set(TYPES)
    for template in (said["view"]["url"], said["preview"]["url"]):
        found = client.get(re.sub(r"^http://localhost", "", template).replace("{{id}}", OWNER))
        assert found.status_code in (200, 303), template
    for name, place in said["suggest"].items():
        path = urlsplit(place["service_url"] + place["service_path"]).path
        assert client.get(path, query_string={"prefix": "จ"}).get_json().keys() == {"result"}, name
        assert "${id}" in place["flyout_service_path"]
    propose = said["extend"]["propose_properties"]
    assert client.get(propose["service_path"] + "?type=pao").get_json()["type"] == "pao"
    assert [one["name"] for one in said["extend"]["property_settings"]] == ["limit", "count"]


def test_a_browser_gets_a_page_that_explains_types_properties_and_features(client: FlaskClient) -> None:
    page = client.get("/reconcile?lang=en", headers={"Accept": "text/html"})
    assert page.mimetype == "text/html"
    assert all(f"<code>{name}</code>" in page.text for name in (*TYPES, *PROPERTIES))
    feature_view = client.get("/reconcile").get_json()["feature_view"]["url"].replace("{{id}}", "type_word")
    assert 'id="type_word"' in client.get(urlsplit(feature_view).path).text


def test_the_draft_of_1_0_has_a_manifest_of_its_own(client: FlaskClient) -> None:
    said = client.get("/reconcile/draft").get_json()
    assert said["versions"] == ["1.0-draft"]
    assert said["suggest"] == {"entity": True, "property": True, "type": True}
    assert said["standardizedScore"] is True


# --- queries ----------------------------------------------------------------------------------------------------------


def test_a_batch_is_answered_by_get_and_by_post_alike(client: FlaskClient) -> None:
    queries = {"a": {"query": "อบจ.ลำปาง", "type": "authority"}, "b": {"query": "Lampang", "type": "province"}}
    posted = answers(client, **queries)
    assert [(name, found["result"][0]["id"], found["result"][0]["match"]) for name, found in posted.items()] == [
        ("a", OWNER, True),
        ("b", LAMPANG, True),
    ]
    assert client.get("/reconcile", query_string={"queries": json.dumps(queries)}).get_json() == posted


def test_a_query_with_a_wrong_type_gets_a_reason_and_the_others_their_candidates(client: FlaskClient) -> None:
    found = answers(client, wrong={"query": "x", "type": "Q5"}, right={"query": "pao-52"})
    assert found["wrong"]["result"] == []
    assert 'there is no type "Q5"' in found["wrong"]["error"]
    assert found["right"]["result"][0]["id"] == OWNER
    assert "error" not in found["right"]


def test_an_empty_batch_and_an_empty_name_have_empty_answers(client: FlaskClient) -> None:
    assert answers(client) == {}
    assert answers(client, q={"query": " \x00 "}) == {"q": {"result": []}}


def test_a_large_form_is_read_whole(client: FlaskClient) -> None:
    queries = {
        f"q{number}": {"query": "อบจ.ลำปาง", "properties": [{"pid": "x", "v": "ก" * 300}]} for number in range(200)
    }
    found = answers(client, **queries)
    assert len(found) == 200
    assert {one["result"][0]["id"] for one in found.values()} == {OWNER}


def test_the_draft_answers_in_the_order_of_the_queries_with_named_features(client: FlaskClient) -> None:
    name = {"matchType": "name", "v": "อบจ.ลำปาง"}
    body = {"queries": [{"conditions": [name]}, {}, {"type": "province", "conditions": [{**name, "v": "52"}]}]}
    for path in ("/reconcile/draft/match", "/reconcile"):
        found = client.post(path, json=body).get_json()["results"]
        assert [one["candidates"][:1] and one["candidates"][0]["id"] for one in found] == [OWNER, [], LAMPANG]
        assert "conditions" in found[1]["error"]
        assert all(one["name"] for one in found[0]["candidates"][0]["features"])


# --- data extension ---------------------------------------------------------------------------------------------------


def test_properties_are_proposed_by_type(client: FlaskClient) -> None:
    proposed = {one["id"] for one in client.get("/reconcile/extend/propose?type=pao").get_json()["properties"]}
    assert {"province", "region", "type", "website", "plans", "visions", "strategies", "sdg", "wikidata"} <= proposed
    assert "text" not in proposed
    of_statements = {
        one["id"] for one in client.get("/reconcile/extend/propose?type=strategy").get_json()["properties"]
    }
    assert {"text", "number", "organisation"} <= of_statements
    assert len(client.get("/reconcile/extend/propose?limit=2").get_json()["properties"]) == 2


def test_values_are_fetched_for_things_of_any_kind_and_what_is_unknown_has_none(client: FlaskClient) -> None:
    found = extended(client, [OWNER, STRATEGY, "urn:x", "no iri"], "province", "strategies", "organisation")
    rows = found["rows"]
    assert rows[OWNER] == {
        "province": [{"id": LAMPANG, "name": "ลำปาง"}],
        "strategies": [{"int": 1}],
        "organisation": [],
    }
    assert rows[STRATEGY]["organisation"] == [{"id": OWNER, "name": "องค์การบริหารส่วนจังหวัดลำปาง"}]
    assert rows["urn:x"] == rows["no iri"] == {"province": [], "strategies": [], "organisation": []}
    assert found["meta"][0] == {
        "id": "province",
        "name": "จังหวัด",
        "type": {"id": "province", "name": TYPES["province"].name("th")},
    }


def test_settings_limit_or_count_the_values(client: FlaskClient) -> None:
    assert len(extended(client, [LAMPANG], "name-en")["rows"][LAMPANG]["name-en"]) > 1
    one = extended(client, [LAMPANG], {"id": "name-en", "settings": {"limit": "1"}})
    assert len(one["rows"][LAMPANG]["name-en"]) == 1
    counted = extended(client, [LAMPANG], {"id": "name-en", "settings": {"count": True}})["rows"][LAMPANG]["name-en"]
    assert counted[0]["int"] > 1


def test_every_property_has_a_query_that_runs(client: FlaskClient) -> None:
    names = list(PROPERTIES)
    for start in range(0, len(names), 20):
        extended(client, [OWNER, STRATEGY, LAMPANG], *names[start : start + 20])


def test_the_draft_gives_the_values_as_lists(client: FlaskClient) -> None:
    found = client.post("/reconcile/draft/extend", json={"ids": [OWNER], "properties": [{"id": "plans"}]}).get_json()
    assert found["rows"] == [{"id": OWNER, "properties": [{"id": "plans", "values": [{"int": 1}]}]}]


# --- suggestions, previews --------------------------------------------------------------------------------------------


def test_entities_types_and_properties_are_suggested(client: FlaskClient) -> None:
    found = client.get("/reconcile/suggest/entity?prefix=องค์การบริหารส่วนจังหวัดลำ&type=pao").get_json()["result"]
    assert OWNER in {one["id"] for one in found}
    assert {one["id"] for one in client.get("/reconcile/suggest/type?prefix=เทศบาลต").get_json()["result"]} == {
        "municipality-subdistrict"
    }
    assert client.get("/reconcile/suggest/property?prefix=wiki").get_json()["result"][0]["id"] == "wikidata"
    assert client.get("/reconcile/suggest/entity?prefix=").get_json() == {"result": []}
    assert len(client.get("/reconcile/suggest/type?limit=3&cursor=2").get_json()["result"]) == 3


def test_a_preview_may_be_framed_and_escapes_what_plans_say(client: FlaskClient) -> None:
    page = client.get("/reconcile/preview", query_string={"id": STRATEGY, "lang": "en"})
    assert "ด้านสังคม &lt;b&gt;เอียง&lt;/b&gt;" in page.text
    assert "<b>" not in page.text
    assert page.headers.getlist("Content-Security-Policy") == [
        "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors *"
    ]
    assert 'lang="en"' in page.text
    assert "frame-ancestors 'none'" in client.get("/reconcile/features").headers["Content-Security-Policy"]


def test_a_flyout_escapes_what_plans_say(client: FlaskClient) -> None:
    found = client.get("/reconcile/flyout/entity", query_string={"id": STRATEGY}).get_json()
    assert found["id"] == STRATEGY
    assert "&lt;b&gt;เอียง" in found["html"]
    assert client.get("/reconcile/flyout/type?id=pao").get_json()["id"] == "pao"
    assert client.get("/reconcile/flyout/property?id=sdg").get_json()["id"] == "sdg"


@pytest.mark.parametrize("id_", ["javascript:alert(1)", "http://example.org/", "//example.org", "\ud800"])
def test_no_view_leads_to_another_site(client: FlaskClient, id_: str) -> None:
    answer = client.get("/reconcile/view?id=" + id_.encode("utf-8", "surrogatepass").hex(), follow_redirects=False)
    assert answer.status_code == 404
    assert client.get("/reconcile/view", query_string={"id": id_.encode("utf-8", "replace")}).status_code == 404


# --- other sites, errors ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path", ["/reconcile", "/reconcile?queries={", "/reconcile/suggest/type", "/reconcile/flyout/type"]
)
def test_every_answer_may_be_read_by_pages_of_other_sites(client: FlaskClient, path: str) -> None:
    assert client.get(path, headers={"Origin": "https://other.example"}).headers["Access-Control-Allow-Origin"] == "*"
    asked = client.options(path, headers={"Access-Control-Request-Method": "GET", "Origin": "https://other.example"})
    assert "GET" in asked.headers["Access-Control-Allow-Methods"]


def test_a_callback_is_called_with_the_answer_only_if_it_is_a_name(client: FlaskClient) -> None:
    for path in (
        "/reconcile?",
        "/reconcile/suggest/type?",
        "/reconcile/extend/propose?",
        f"/reconcile/flyout/entity?id={OWNER}&",
    ):
        answer = client.get(f"{path}callback=jQuery._17")
        assert answer.mimetype == "text/javascript"
        assert re.fullmatch(r"/\*\*/jQuery\._17\(\{.*\}\);", answer.text, re.DOTALL)
    for name in ("alert(1)", "a;b", "a b", "<script>", "", "ก", "a" * 200, "a\n"):
        assert client.get("/reconcile", query_string={"callback": name}).status_code == 400
    assert client.post("/reconcile?callback=a", data={"queries": "{}"}).get_json() == {}


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/reconcile?query=x", 400),
        ("/reconcile?queries=[]", 400),
        ("/reconcile?extend=5", 400),
        ("/reconcile/suggest/entity?prefix=x&type=Q5", 400),
        ("/reconcile/suggest/entity?prefix=" + "x" * 501, 400),
        ("/reconcile/suggest/type?cursor=-1", 400),
        ("/reconcile/extend/propose?type=Q5", 400),
        ("/reconcile/preview", 400),
        ("/reconcile/preview?id=x%20y", 404),
        ("/reconcile/preview?id=urn:nothing", 404),
        ("/reconcile/flyout/type?id=Q5", 404),
        ("/reconcile/flyout/nothing?id=Q5", 404),
        ("/reconcile/draft/match", 405),
    ],
)
def test_bad_addresses_are_refused_with_a_reason(client: FlaskClient, path: str, status: int) -> None:
    answer = client.get(path)
    assert answer.status_code == status
    assert answer.get_json()["detail"]


@pytest.mark.parametrize("body", [b"", b"queries", b"queries=%FF", b"queries=" + b"[" * 9999, b"extend={}", b"x=y"])
def test_bad_forms_are_refused_with_a_reason(client: FlaskClient, body: bytes) -> None:
    answer = client.post("/reconcile", data=body, content_type="application/x-www-form-urlencoded")
    assert (answer.status_code, bool(answer.get_json()["detail"])) == (400, True)


@pytest.mark.parametrize(
    ("path", "body", "status", "given_back"),
    [
        ("", b'queries={"\\ud800": {"query": ""}}', 200, r'{"\ud800": '),
        ("", b'extend={"ids": ["\\ud800"], "properties": [{"id": "sdg"}]}', 200, r'{"\ud800": '),
        ("", b'extend={"ids": [], "properties": [{"id": "\\ud800"}]}', 400, r"no property \"\\ud800\""),
        ("/draft/extend", b'{"ids": ["\\ud800"], "properties": []}', 200, r'"id": "\ud800"'),
    ],
)
def test_what_utf_8_cannot_hold_goes_back_as_it_came(
    client: FlaskClient, path: str, body: bytes, status: int, given_back: str
) -> None:
    type_ = "application/json" if path else "application/x-www-form-urlencoded"
    answer = client.post(f"/reconcile{path}", data=body, content_type=type_)
    assert answer.status_code == status
    assert given_back in answer.text


def test_of_several_types_the_unknown_one_is_named(client: FlaskClient) -> None:
    answer = client.get("/reconcile/suggest/entity?prefix=x&type=pao&type=Q5")
    assert (answer.status_code, "there is no type 'Q5'" in answer.get_json()["detail"]) == (400, True)


def test_ten_thousand_rows_at_once_are_too_many(client: FlaskClient) -> None:
    queries = {f"q{number}": {"query": "ก"} for number in range(10_000)}
    answer = client.post("/reconcile", data={"queries": json.dumps(queries)})
    assert answer.status_code == 413
    assert "500 or fewer" in answer.get_json()["detail"]


def test_queries_and_an_extension_are_asked_for_one_at_a_time(client: FlaskClient) -> None:
    both = {"queries": json.dumps({"q0": {"query": "อบจ.ลำพูน"}}), "extend": json.dumps({"ids": [], "properties": []})}
    answer = client.post("/reconcile", data=both)
    assert answer.status_code == 400
    assert "one of them at a time" in answer.text
