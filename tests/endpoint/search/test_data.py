"""Search for programs: JSON, CSV, suggestions, the description for browsers, and errors as problems."""

import csv
import io
import xml.etree.ElementTree as ET
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlsplit

import pytest
from flask.testing import FlaskClient

from phaen.endpoint.search.document import COLUMNS

Asked = list[tuple[str, Mapping[str, Any]]]
GUIDELINE = "https://w3id.org/phaen/id/plan/pao-52/undated/strategy/1/guideline/1"
SPEC = "{http://a9.com/-/spec/opensearch/1.1/}"

pytestmark = pytest.mark.usefixtures("asked")


def problem(client: FlaskClient, address: str, status: int = 400) -> str:
    response = client.get(address, headers={"Accept": "application/json"})
    assert response.status_code == status, response.text
    assert response.content_type == "application/problem+json"
    return str(response.get_json()["detail"])


def test_json_has_the_documented_shape(client: FlaskClient) -> None:
    found = client.get("/search.json?q=การ&kind=guideline&from=2566").get_json()
    assert set(found) == {
        "query", "understood", "did_you_mean", "all_words", "complete", "total", "page", "size", "filters", "hits",
        "facets", "links", "snapshot",
    }  # fmt: skip
    assert found["filters"] == {
        "kind": ["guideline"], "province": [], "organisation_type": [], "organisation": [], "theme": [],
        "from": 2023, "to": None,
    }  # fmt: skip
    hit = found["hits"][0]
    assert (hit["iri"], hit["kind"], hit["label"], hit["labels"]) == (
        GUIDELINE,
        "guideline",
        "การศึกษา",
        {"th": "การศึกษา"},
    )
    assert hit["organisation"]["iri"].endswith("/organisation/pao-52")
    assert hit["plan"] == {"iri": GUIDELINE.partition("/strategy")[0], "label": "แผนพัฒนา"}
    assert hit["period"] == {"from": 2023, "to": 2027}
    assert hit["snippets"][0] == {
        "field": "label",
        "pieces": [{"text": "การ", "match": True}, {"text": "ศึกษา", "match": False}],
    }
    assert hit["evidence"] == [
        {
            "iri": "https://w3id.org/phaen/id/document/0123456789abcdef#offset_21_43",
            "document": "https://w3id.org/phaen/id/document/0123456789abcdef",
            "title": "แผน",
            "begin": 21,
            "end": 43,
        }
    ]
    assert found["facets"]["kind"] == [{"value": "guideline", "label": "guideline", "labels": {}, "count": 1}]


@pytest.mark.parametrize(
    ("accept", "content_type"),
    [
        ("application/json", "application/json"),
        ("*/*", "application/json"),
        ("text/csv", "text/csv; charset=utf-8"),
        ("text/csv;q=0.5, application/json", "application/json"),
        ("text/html,application/xhtml+xml,*/*;q=0.8", "text/html; charset=utf-8"),
    ],
)
def test_the_answer_has_the_form_that_is_accepted(client: FlaskClient, accept: str, content_type: str) -> None:
    response = client.get("/search?q=การ", headers={"Accept": accept})
    assert response.content_type == content_type
    assert "Accept" in response.headers["Vary"].split(", ")


def test_what_cannot_be_made_is_refused(client: FlaskClient) -> None:
    assert client.get("/search?q=a", headers={"Accept": "application/pdf"}).status_code == 406
    assert client.get("/search?q=a&format=pdf").status_code == 406
    assert client.get("/search?q=a&format=json").content_type == "application/json"


def test_a_program_walks_through_all_pages_by_their_links(client: FlaskClient) -> None:
    address, seen = "/search.json?q=โครงการ&size=20", []
    for _ in range(5):
        found = client.get(address).get_json()
        seen += [hit["iri"] for hit in found["hits"]]
        if "next" not in found["links"]:
            break
        address = found["links"]["next"]
        assert urlsplit(address).path == "/search.json"
    assert len(seen) == len(set(seen)) == found["total"] == 45


def test_a_page_behind_the_last_one_is_empty_and_leads_back(client: FlaskClient) -> None:
    found = client.get("/search.json?q=โครงการ&page=300").get_json()
    assert (found["total"], found["hits"]) == (45, [])
    assert found["links"]["prev"].endswith("page=3")


def test_csv_has_a_line_for_each_hit(client: FlaskClient) -> None:
    response = client.get("/search.csv?q=การ&size=1000")
    rows = list(csv.DictReader(io.StringIO(response.text)))
    assert tuple(rows[0]) == COLUMNS
    assert len(rows) == 46
    assert rows[0]["iri"] == GUIDELINE
    assert (rows[0]["period_from"], rows[0]["plan"], rows[0]["province"]) == ("2023", "แผนพัฒนา", "ลำปาง")
    assert rows[0]["evidence_iri"].endswith("#offset_21_43")


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("q=", "q is empty"),
        ("", "q is empty"),
        ("q=a&q=b", "q is given 2 times"),
        ("q=" + "a" * 1001, "1,000"),
        ("q=" + "a" * 10_240, "longer than 10000"),
        ("q=%ff", "UTF-8"),
        ("q=a&kind=foo", "'foo'"),
        ("q=a&organisation=pao-99", "organisation/pao-99>"),
        ("q=a&theme=sdg/99", "sdg/99>"),
        ("q=a&limit=5", "'limit'"),
        ("q=a&page=10000", "page is '10000'"),
    ],
)
def test_what_is_wrong_is_said_as_a_problem(client: FlaskClient, query: str, said: str) -> None:
    assert said in problem(client, f"/search?{query}")
    assert said in problem(client, f"/search.json?{query}")


def test_filters_alone_are_a_search(client: FlaskClient) -> None:
    assert client.get("/search.json?kind=project").get_json()["total"] == 45


def test_suggestions_have_the_format_that_browsers_read(client: FlaskClient, asked: Asked) -> None:
    response = client.get("/search/suggest?q=การ", headers={"Accept-Language": "en"})
    assert response.content_type == "application/x-suggestions+json"
    assert response.get_json() == [
        "การ",
        ["การศึกษา"],
        ["Guideline or tactic"],
        ["http://localhost/search?q=" + quote("การศึกษา")],
    ]
    assert asked == [("suggest", {"text": "การ", "limit": 8, "language": "en"})]


def test_nothing_and_what_is_no_beginning_of_a_name_have_no_suggestions(client: FlaskClient, asked: Asked) -> None:
    for text in ("", "%20", "%00", "ก" * 101):
        answer = client.get(f"/search/suggest?q={text}")
        assert answer.status_code == 200
        assert answer.get_json()[1:] == [[], [], []]
    assert client.get("/search/suggest").get_json()[1] == []
    assert asked == []
    assert "given 2 times" in problem(client, "/search/suggest?q=a&q=b")


def test_suggestions_are_not_sent_again_to_who_has_them(client: FlaskClient) -> None:
    tag = client.get("/search/suggest?q=การ").headers["ETag"]
    assert client.get("/search/suggest?q=การ", headers={"If-None-Match": tag}).status_code == 304


def test_the_description_for_browsers_leads_to_what_there_is(client: FlaskClient) -> None:
    response = client.get("/opensearch.xml", headers={"Accept-Language": "en"})
    assert response.content_type == "application/opensearchdescription+xml"
    document = ET.fromstring(response.text)
    assert document.tag == f"{SPEC}OpenSearchDescription"
    assert 0 < len(document.findtext(f"{SPEC}ShortName", "")) <= 16
    assert len(document.findtext(f"{SPEC}LongName", "")) <= 48
    templates = {url.get("type"): url.get("template", "") for url in document.findall(f"{SPEC}Url")}
    assert set(templates) >= {"text/html", "application/json", "application/x-suggestions+json"}
    for kind, template in templates.items():
        assert kind
        address = template.replace("{searchTerms}", quote("การ")).replace("{startPage?}", "1").replace("{count?}", "5")
        answer = client.get(address, headers={"Accept": kind})
        assert (answer.status_code, answer.mimetype) == (200, kind)
    empty = templates["text/html"].replace("{searchTerms}", "a").replace("{startPage?}", "")
    assert client.get(empty, headers={"Accept": "text/html"}).status_code == 200


def test_the_methods_of_a_resource_that_is_only_read(client: FlaskClient) -> None:
    assert client.head("/search?q=การ").status_code == 200
    assert client.post("/search").status_code == 405
