"""The saved queries over HTTP."""

import csv
import io
import json
from html.parser import HTMLParser
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from phaen.endpoint.app import create_app
from phaen.endpoint.embedded import EmbeddedEngine
from phaen.endpoint.settings import Settings
from phaen.queries.catalogue import load_catalogue

HTML = {"Accept": "text/html", "Accept-Language": "en"}
NAMES = load_catalogue().names


def test_the_catalogue_is_json_in_the_agreed_shape(client: FlaskClient) -> None:
    for url in ("/queries", "/queries.json"):
        found = client.get(url).json
        assert found is not None
        assert set(found) == {"queries"}
        assert [query["name"] for query in found["queries"]] == list(NAMES)
        for query in found["queries"]:
            assert set(query["title"]) == set(query["description"]) == {"th", "en"}
            assert all({"name", "type", "example"} <= set(parameter) for parameter in query["parameters"])


@pytest.fixture(scope="module")
def reader(settings: Settings, engine: EmbeddedEngine) -> FlaskClient:
    """One client for all queries: making an application takes longer than asking it."""
    return create_app(settings, engine).test_client()


@pytest.mark.parametrize("name", NAMES)
def test_every_saved_query_has_a_page_and_a_result(reader: FlaskClient, name: str) -> None:
    page = reader.get(f"/queries/{name}", headers=HTML, buffered=True)
    assert page.status_code == 200
    saved = load_catalogue().get(name)
    suffix = "jsonld" if saved.form in {"construct", "describe"} else "csv"
    values = {parameter.name: parameter.example for parameter in saved.parameters}
    result = reader.get(f"/queries/{name}.{suffix}", query_string=values, buffered=True)
    assert result.status_code == (403 if saved.services else 200)
    assert result.data


def test_a_result_is_chosen_by_suffix_or_by_accept(client: FlaskClient) -> None:
    by_suffix = client.get("/queries/organisations.csv")
    by_accept = client.get("/queries/organisations", headers={"Accept": "text/csv"})
    assert by_suffix.content_type == by_accept.content_type == "text/csv; charset=utf-8"
    assert by_suffix.data == by_accept.data
    rows = list(csv.reader(io.StringIO(by_suffix.text)))
    assert len(rows) == 2
    assert json.loads(client.get("/queries/organisations.json").data)["results"]["bindings"]


def test_a_value_reaches_the_query(client: FlaskClient) -> None:
    def rows(word: str) -> int:
        values = {"word": word, "province": ""}
        return len(
            list(csv.reader(io.StringIO(client.get("/queries/statements-mentioning.csv", query_string=values).text)))
        )

    assert (rows("การศึกษา"), rows("ไม่มีคำนี้")) == (2, 1)


def test_a_form_offers_the_provinces_in_thai_only_where_it_asks_for_one(client: FlaskClient) -> None:
    page = client.get("/queries/visions", headers=HTML).text
    assert page.count('list="l-province"') == page.count('<datalist id="l-province">') == 1
    assert page.count("<option value=") == 77
    assert '<option value="ลำพูน" lang="en">Lamphun</option>' in page
    assert "datalist" not in client.get("/queries/same-subject", headers=HTML).text


def test_a_misspelt_province_is_answered_with_the_names_near_it(client: FlaskClient) -> None:
    response = client.get("/queries/visions.csv?province=Lampun")
    assert (response.status_code, (response.json or {})["parameter"]) == (400, "province")
    assert "did you mean Lamphun" in response.text
    page = client.get("/queries/visions?province=Lampun", headers=HTML)
    assert page.status_code == 400
    assert 'value="Lampun"' in page.text
    assert "did you mean Lamphun, Lampang?" in page.text


@pytest.fixture
def strict_client(settings: Settings, engine: EmbeddedEngine, tmp_path: Path) -> FlaskClient:
    """A site whose one query needs a value."""
    header = [f'{key}.{lang} = "x"' for key in ("title", "description") for lang in ("th", "en")]
    header += ['keywords = ["x"]', "order = 1", "[[parameters]]", 'name = "text"', 'type = "text"']
    header += ['label.th = "x"', 'label.en = "x"', 'example = "ก"', "required = true"]
    query = 'SELECT ?text { VALUES ?text { "ก" } # parameter\n}'
    (tmp_path / "echo.rq").write_text("".join(f"#+ {line}\n" for line in header) + query, "utf-8")
    return create_app(settings, engine, load_catalogue(tmp_path)).test_client()


def test_a_missing_or_unknown_value_is_named(strict_client: FlaskClient) -> None:
    missing = strict_client.get("/queries/echo.csv")
    assert (missing.status_code, (missing.json or {})["parameter"]) == (400, "text")
    unknown = strict_client.get("/queries/echo.csv?text=x&nonsense=1")
    assert (unknown.status_code, (unknown.json or {})["parameter"]) == (400, "nonsense")


def test_a_page_without_a_needed_value_waits_for_it_and_offers_the_example(strict_client: FlaskClient) -> None:
    page = strict_client.get("/queries/echo", headers=HTML)
    assert page.status_code == 200
    assert '<input id="p-text" name="text" value=""' in page.text
    assert 'id="result"' not in page.text
    assert "has not been asked yet" in page.text
    example = strict_client.get("/queries/echo?text=%E0%B8%81", headers=HTML)
    assert 'href="/queries/echo?text=%E0%B8%81"' in page.text
    assert '<td><span lang="th">ก</span></td>' in example.text


def test_a_page_with_a_bad_value_keeps_the_form(strict_client: FlaskClient) -> None:
    page = strict_client.get("/queries/echo?nonsense=1", headers=HTML)
    assert page.status_code == 400
    assert '<input id="p-text"' in page.text
    assert "nonsense" in page.text


@pytest.mark.parametrize("value", ['"', "\\", "' } SELECT", "\\u0022", "SERVICE <http://127.0.0.1:1/> {}", "<script>"])
def test_a_hostile_value_comes_back_as_it_was_sent(strict_client: FlaskClient, value: str) -> None:
    response = strict_client.get("/queries/echo.json", query_string={"text": value})
    assert json.loads(response.data)["results"]["bindings"][0]["text"]["value"] == value


def test_an_unchanged_result_is_304(client: FlaskClient) -> None:
    first = client.get("/queries/organisations.csv")
    again = client.get("/queries/organisations.csv", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304


def test_a_page_leads_to_the_editor_with_the_values_filled_in(client: FlaskClient) -> None:
    page = client.get("/queries/statements-mentioning", query_string={"word": "เด็ก"}, headers=HTML).text
    assert 'href="/sparql?query=' in page
    assert "/queries/statements-mentioning.csv?word=" in page


class Cells(HTMLParser):
    """Read the first table of a page as rows of texts."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self._inside = False

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th") and self.rows:
            self.rows[-1].append("")
            self._inside = True

    def handle_endtag(self, tag: str) -> None:
        self._inside = self._inside and tag not in ("td", "th")

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.rows[-1][-1] += data


def test_the_cells_of_the_page_stand_under_their_names_as_in_the_csv(client: FlaskClient) -> None:
    for path in ("strategies-and-guidelines", "plan-outline", "organisations"):
        page, data = Cells(), client.get(f"/queries/{path}.csv").text
        page.feed(client.get(f"/queries/{path}", headers={"Accept": "text/html"}).text)
        table = list(csv.DictReader(io.StringIO(data)))
        assert table, path
        filled = [name for name in table[0] if any(row[name] for row in table)]
        assert page.rows[0] == filled
        for shown, row in zip(page.rows[1:], table, strict=True):
            for name, cell in zip(filled, shown, strict=True):
                assert cell.startswith(row[name][:20]) or row[name].startswith("http")


def test_a_saved_query_has_the_time_limit_of_its_file_and_a_request_may_ask_for_less(
    settings: Settings, engine: EmbeddedEngine, tmp_path: Path
) -> None:
    header = "\n".join(f'#+ {key}.{language} = "ช้า"' for key in ("title", "description") for language in ("th", "en"))
    runaway = "SELECT (COUNT(*) AS ?c) { ?a ?b ?c1 . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
    (tmp_path / "slow.rq").write_text(f"{header}\n#+ timeout = 0.6\n{runaway}\n", encoding="utf-8")
    client = create_app(settings, engine, load_catalogue(tmp_path)).test_client()
    for query, seconds in (("", "0.6"), ("?timeout=0.3", "0.3"), ("?timeout=50", "0.6")):
        problem = client.get(f"/queries/slow.json{query}")
        assert problem.status_code == 504
        assert f"after {seconds} s" in problem.json["detail"]  # type: ignore[index]
    assert client.get("/queries/slow.json?timeout=soon").status_code == 400
