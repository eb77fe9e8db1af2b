"""``/compare``: two editions side by side, for eyes, ears and programs."""

import csv
import io
import re
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient

from phaen.endpoint.app import create_app
from phaen.endpoint.embedded import EmbeddedEngine
from phaen.endpoint.questions import question_of_editions
from phaen.endpoint.settings import Settings
from phaen.endpoint.tables import select
from phaen.endpoint.views import compare
from phaen.ontology.assets import prefixes
from tests.endpoint.plain_engine import PlainEngine

HTML = {"Accept": "text/html", "Accept-Language": "th"}
BOTH = "/compare?a=pao-51/2561-2565&b=pao-51/2566-2570"
PLAN = """
<organisation/pao-51> a phaen:LocalAuthority ; skos:prefLabel "อบจ.ลำพูน"@th ; phaen:hasPlan <plan/pao-51/{key}> .
<plan/pao-51/{key}> a phaen:Plan ; skos:prefLabel "แผน {key}"@th ; phaen:planOf <organisation/pao-51> ;
    phaen:periodFrom {first} ; phaen:periodTo {last} .
<plan/pao-51/{key}/strategy/1> a phaen:Strategy, phaen:PlanElement ; phaen:partOfPlan <plan/pao-51/{key}> ;
    skos:notation "1" ; skos:prefLabel "{text}"@th ; schema:position 1 .
"""


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory, publish: Callable[..., str]) -> Iterator[FlaskClient]:
    store = tmp_path_factory.mktemp("compare") / "store"
    former = PLAN.format(key="2561-2565", first=2561, last=2565, text="พัฒนาอาชีพ <b>")
    publish(store, former + PLAN.format(key="2566-2570", first=2566, last=2570, text="พัฒนาอาชีพและรายได้ <b>"))
    settings = Settings.from_environment({}, {"store": store, "query_workers": 1, "timeout": 20, "memory": 512})
    engine = EmbeddedEngine(settings, dict(prefixes()))
    yield create_app(settings, engine).test_client()
    engine.close()


def get(client: FlaskClient, path: str, **headers: str) -> str:
    response = client.get(path, headers={**HTML, **headers}, buffered=True)
    assert response.status_code == 200, response.text
    return response.text


def test_a_rewording_is_marked_for_the_eye_and_said_to_a_screen_reader(client: FlaskClient) -> None:
    page = get(client, BOTH)
    assert (
        '<ins><span class="unseen" lang="th">[เพิ่ม: </span>และรายได้<span class="unseen" lang="th">]</span></ins>' in page
    )
    assert "&lt;b&gt;" in page
    assert "<b>" not in page
    assert "<script>" not in page
    english = get(client, BOTH, **{"Accept-Language": "en"})
    assert "[inserted: " in english
    assert "Former edition" in english


def test_the_same_is_there_as_json(client: FlaskClient) -> None:
    found = client.get(f"{BOTH}&format=json", buffered=True).get_json()
    assert found["counts"] == {"unchanged": 0, "added": 0, "dropped": 0, "moved": 0, "reworded": 1}
    assert found["same_organisation"] is True


def test_the_same_is_there_as_csv_for_spreadsheets_and_as_a_question(client: FlaskClient) -> None:
    page = get(client, BOTH)
    assert 'format=spreadsheet" rel="alternate">CSV สำหรับตารางคำนวณ</a>' in page
    assert "ข้อความของทั้งสองแผนด้วย SPARQL</a>" in page
    response = client.get(f"{BOTH}&format=spreadsheet", headers=HTML, buffered=True)
    assert response.content_type == "text/csv; charset=utf-8"
    head, row = csv.reader(io.StringIO(response.text.removeprefix("\ufeff")))
    assert dict(zip(head, row, strict=True)) == {
        "change": "reworded",
        "kind": "strategy",
        "former_number": "1",
        "former_statement": "พัฒนาอาชีพ <b>",
        "former_iri": "https://w3id.org/phaen/id/plan/pao-51/2561-2565/strategy/1",
        "later_number": "1",
        "later_statement": "พัฒนาอาชีพและรายได้ <b>",
        "later_iri": "https://w3id.org/phaen/id/plan/pao-51/2566-2570/strategy/1",
    }


COMPARED = """
<comparison/1> a phaen:Comparison ; phaen:formerVersion <plan/pao-51/2561-2565> ;
    phaen:laterVersion <plan/pao-51/2566-2570> .
<change/1> phaen:inComparison <comparison/1> ; phaen:changeKind "reworded" ;
    phaen:formerVersion <plan/pao-51/2561-2565/strategy/1> ; phaen:laterVersion <plan/pao-51/2566-2570/strategy/1> .
"""


def asked(client: FlaskClient, label: str) -> list[dict[str, str]]:
    """Return the rows of the query that the page of a comparison leads to by a link of this name."""
    link = re.search(rf'<a href="([^"]+)">{label}</a>', get(client, BOTH))
    assert link, "no such link"
    query = parse_qs(urlsplit(unescape(link[1])).query)["query"][0]
    answer = client.get("/sparql", query_string={"query": query, "format": "csv"}, buffered=True)
    return list(csv.DictReader(io.StringIO(answer.text)))


def test_what_is_published_nowhere_is_not_asked_for_but_the_statements_of_both_plans_are(client: FlaskClient) -> None:
    rows = asked(client, "ข้อความของทั้งสองแผนด้วย SPARQL")
    assert [(row["plan"][-9:], row["number"], row["statement"]) for row in rows] == [
        ("2561-2565", "", "พัฒนาอาชีพ <b>"),
        ("2566-2570", "", "พัฒนาอาชีพและรายได้ <b>"),
    ]


def test_what_is_published_is_asked_for(publish: Callable[..., str], tmp_path: Path) -> None:
    plans = [PLAN.format(key=f"{n}-{n + 4}", first=n, last=n + 4, text=f"ข้อ {n}") for n in (2561, 2566)]
    publish(tmp_path / "store", "".join([*plans, COMPARED]))
    settings = Settings.from_environment({}, {"store": tmp_path / "store", "query_workers": 1, "timeout": 20})
    engine = EmbeddedEngine(settings, dict(prefixes()))
    try:
        (row,) = asked(create_app(settings, engine).test_client(), "ถามเรื่องนี้ด้วย SPARQL")
    finally:
        engine.close()
    assert (row["change"], row["former_statement"], row["later_statement"]) == ("reworded", "ข้อ 2561", "ข้อ 2566")


def test_the_same_is_there_as_csv_for_programs(client: FlaskClient) -> None:
    response = client.get(BOTH, headers={"Accept": "text/csv"}, buffered=True)
    assert response.content_type == "text/csv; charset=utf-8"
    assert client.get(f"{BOTH}&format=csv", buffered=True).data == response.data
    (row,) = csv.DictReader(io.StringIO(response.text))
    assert (row["change"], row["later_statement"]) == ("reworded", "พัฒนาอาชีพและรายได้ <b>")


def test_what_no_comparison_can_be_is_refused(client: FlaskClient) -> None:
    for asked in ({"Accept": "text/turtle"}, {"Accept": "application/pdf"}):
        assert client.get(BOTH, headers=asked).status_code == 406
    assert client.get(f"{BOTH}&format=turtle").status_code == 406


def test_what_can_be_compared_is_there_as_data(client: FlaskClient) -> None:
    (found,) = client.get("/compare", headers={"Accept": "application/json"}, buffered=True).get_json()["comparisons"]
    assert found["former"]["iri"].endswith("/pao-51/2561-2565")
    assert found["later"]["iri"].endswith("/pao-51/2566-2570")
    (row,) = csv.DictReader(io.StringIO(client.get("/compare?format=csv", buffered=True).text))
    assert (row["former"], row["later_iri"]) == (found["former"]["label"], found["later"]["iri"])
    assert row["comparison"] == found["address"]
    assert get(client, found["address"].removeprefix("http://localhost")) == get(client, BOTH)
    page = get(client, "/compare")
    for name in ("spreadsheet", "csv", "json"):
        assert f'<a href="/compare?format={name}" rel="alternate">' in page


@pytest.mark.parametrize("address", [BOTH, "/compare/themes?plan=pao-51/2561-2565&plan=pao-51/2566-2570"])
def test_both_plans_are_there_as_turtle_and_as_json_ld(client: FlaskClient, address: str) -> None:
    links = re.findall(r'href="(/doc/plan/pao-51/[^"]+)" rel="alternate">(?:Turtle|JSON-LD)<', get(client, address))
    assert links == [
        f"/doc/plan/pao-51/{key}.{suffix}" for key in ("2561-2565", "2566-2570") for suffix in ("ttl", "jsonld")
    ]
    for link in links:
        assert "แผน 256" in client.get(link, buffered=True).text


def test_the_question_of_a_comparison_finds_what_the_command_published() -> None:
    names = ("2561-2565", "2566-2570")
    former, later = (f"https://w3id.org/phaen/id/plan/pao-51/{name}" for name in names)
    engine: Any = PlainEngine(f"""
        <c> a phaen:Comparison ; phaen:formerVersion <{former}> ; phaen:laterVersion <{later}> .
        <x> phaen:inComparison <c> ; phaen:changeKind "added" ; phaen:laterVersion <s> .
        <s> skos:prefLabel "ก"@th ; phaen:printedNumber "1" .""")
    (row,) = select(engine, question_of_editions(former, later).query, 9).records()
    assert {name: getattr(value, "value", "") for name, value in row.items()} == {
        "change": "added",
        "later_iri": "https://w3id.org/phaen/id/s",
        "later_statement": "ก",
        "later_number": "1",
    }


def test_the_pages_of_both_plans_lead_there(client: FlaskClient) -> None:
    for key, other in (("2561-2565", "2566-2570"), ("2566-2570", "2561-2565")):
        page = get(client, f"/doc/plan/pao-51/{key}")
        address = "/compare?a=pao-51%2F2561-2565&amp;b=pao-51%2F2566-2570"
        assert f'<a href="{address}">เปรียบเทียบกับ แผน {other}</a>' in page
    assert "/compare?a" not in get(client, "/doc/plan/pao-52/undated")


def test_without_plans_the_page_offers_those_that_there_are(client: FlaskClient) -> None:
    page = get(client, "/compare")
    assert "แผน 2561-2565 → แผน 2566-2570" in page
    assert '<label for="c-a">' in page


def test_plans_of_different_organisations_are_compared_and_that_is_said(client: FlaskClient) -> None:
    page = get(client, "/compare?a=pao-51/2561-2565&b=pao-52/undated")
    assert "ไม่ใช่ของหน่วยงานเดียวกัน" in page


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("a=pao-51/2561-2565", 400),
        ("a=pao-51/2561-2565&b=pao-51/2561-2565", 400),
        ("a=pao-51/2561-2565&b=nothing", 404),
        ("a=<&b=%00", 404),
    ],
)
def test_what_cannot_be_compared_is_a_problem(client: FlaskClient, query: str, status: int) -> None:
    response = client.get(f"/compare?{query}", headers={"Accept": "application/json"}, buffered=True)
    assert (response.status_code, response.content_type) == (status, "application/problem+json")


def test_a_plan_too_large_for_a_page_is_left_to_the_command(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compare, "MOST_STATEMENTS", 0)
    response = client.get(BOTH, headers=HTML, buffered=True)
    assert response.status_code == 400
    assert "phaen compare" in response.text


def test_the_page_may_be_kept_until_the_next_snapshot(client: FlaskClient) -> None:
    response = client.get(BOTH, headers=HTML, buffered=True)
    again = client.get(BOTH, headers={**HTML, "If-None-Match": response.headers["ETag"]}, buffered=True)
    assert again.status_code == 304


def test_the_styles_are_there_for_what_is_deleted_and_inserted() -> None:
    style = (Path(compare.__file__).parents[1] / "static" / "phaen.css").read_text("utf-8")
    assert all(f"\n{name} {{" in style for name in ("ins", "del", ".unseen"))
