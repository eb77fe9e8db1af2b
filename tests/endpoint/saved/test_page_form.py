"""The form page of a saved query: fields that fit their parameters, values that stay, errors where they belong."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given
from hypothesis import settings as limits
from hypothesis import strategies as st

from phaen.endpoint.app import create_app
from phaen.endpoint.embedded import EmbeddedEngine
from phaen.endpoint.saved.fields import eras
from phaen.endpoint.settings import Settings
from phaen.queries.catalogue import load_catalogue

EN = {"Accept": "text/html", "Accept-Language": "en"}
TH = {"Accept": "text/html", "Accept-Language": "th"}
SDG = "http://metadata.un.org/sdg/"
TEXTS = """#+ title.th = "แบบ"
#+ title.en = "Form"
#+ description.th = "ทดสอบ"
#+ description.en = "For a test"
"""
_KINDS = {
    "kind": 'type = "choice"\nexample = "a"\ndefault = "b"\nchoices = [{ value = "a", th = "ก ไก่", en = "Letter <A>" },'
    ' { value = "b", th = "ข", en = "Letter B" }]',
    "open": 'type = "boolean"\nexample = "true"',
    "year": 'type = "year"\nexample = "2566"',
    "day": 'type = "date"\nexample = "2026-11-21"',
    "goal": 'type = "iri"\nscheme = "https://w3id.org/phaen/vocab/sdg"\nexample = "6"',
    "broken": 'type = "text"\nexample = "x"\nchoices_query = "SELECT ?value { SERVICE <http://e.org/> {} }"',
    "threshold": 'type = "decimal"\nexample = "0.5"\nhelp.th = "ความเชื่อมั่น"\nhelp.en = "How sure"',
    "word": 'type = "text"\nexample = "น้ำ"\nrequired = true',
}
_EXAMPLES = {
    "kind": '"a"', "open": "true", "year": "2566", "day": '"2026-11-21"^^xsd:date', "goal": f"<{SDG}6>",
    "broken": '"x"', "threshold": "0.5", "word": '"น้ำ"',
}  # fmt: skip


def write_form(folder: Path) -> None:
    header = TEXTS
    for name, body in _KINDS.items():
        labels = f'name = "{name}"\nlabel.th = "ช่อง {name}"\nlabel.en = "Field {name}"'
        header += "".join(f"#+ {line}\n" for line in ["[[parameters]]", *labels.split("\n"), *body.split("\n")])
    blocks = "".join(f"  VALUES ?{name} {{ {value} }} # parameter\n" for name, value in _EXAMPLES.items())
    text = f"PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>\nSELECT * {{\n{blocks}}} ORDER BY ?word"
    (folder / "form.rq").write_text(header + text, "utf-8")
    rows = "SELECT ?n { VALUES ?n { 1 2 3 4 5 6 7 } } ORDER BY ?n"
    (folder / "rows.rq").write_text(TEXTS + '#+ view = { type = "bar", x = "n", y = "n" }\n' + rows, "utf-8")
    services = '#+ services = ["https://example.org/sparql"]\n'
    far = "SELECT ?n { SERVICE <https://example.org/sparql> { BIND(1 AS ?n) } } ORDER BY ?n"
    (folder / "far.rq").write_text(TEXTS + services + far, "utf-8")


@pytest.fixture(scope="module")
def forms(settings: Settings, engine: EmbeddedEngine, tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    folder = tmp_path_factory.mktemp("forms")
    write_form(folder)
    return create_app(settings, engine, load_catalogue(folder)).test_client()


class Form(HTMLParser):
    """The fields of a page by their names, and what each says."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.fields: dict[str, dict[str, str | None]] = {}
        self.options: dict[str, list[tuple[str, str, bool]]] = {}
        self.texts: dict[str, str] = {}
        self._list = self._id = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        name = str(found.get("name") or "")
        if tag in ("input", "select") and str(found.get("id", "")).startswith("p-"):
            self.fields[name] = {"tag": tag, **found}
        if tag == "select":
            self._list = name
        if tag == "datalist":
            self._list = str(found["id"]).removeprefix("l-")
        if tag == "option":
            self.options.setdefault(self._list, []).append((str(found.get("value")), "", "selected" in found))
        if "id" in found:
            self._id = str(found["id"])

    def handle_data(self, data: str) -> None:
        self.texts[self._id] = self.texts.get(self._id, "") + data
        if self.options.get(self._list) and not self.options[self._list][-1][1]:
            value, _, chosen = self.options[self._list][-1]
            self.options[self._list][-1] = (value, data.strip(), chosen)


def test_each_parameter_is_a_field_that_fits_it(forms: FlaskClient) -> None:
    form = Form(forms.get("/queries/form", headers=EN).text)
    kinds = {name: (field["tag"], field.get("type"), field.get("inputmode")) for name, field in form.fields.items()}
    assert kinds == {
        "kind": ("select", None, None),
        "open": ("select", None, None),
        "year": ("input", None, "numeric"),
        "day": ("input", "date", None),
        "goal": ("select", None, None),
        "broken": ("input", None, None),
        "threshold": ("input", None, "decimal"),
        "word": ("input", None, None),
    }
    assert form.options["kind"] == [("a", "Letter <A>", False), ("b", "Letter B", True)]
    assert form.options["open"] == [("", "(any)", False), ("true", "yes", False), ("false", "no", False)]
    assert "required" in form.fields["word"]
    assert "How sure · e.g. 0.5" in form.texts["h-threshold"], "the example is no part of the sentence before it"


def test_the_concepts_of_a_code_list_are_offered_in_the_language_of_the_page(forms: FlaskClient) -> None:
    thai, english = (Form(forms.get("/queries/form", headers=headers).text).options["goal"] for headers in (TH, EN))
    assert len(thai) == len(english) == 18
    assert thai[1][:2] == (f"{SDG}1", "ขจัดความยากจน")
    assert english[1][:2] == (f"{SDG}1", "No poverty")


def test_a_code_or_another_era_chooses_what_is_offered(forms: FlaskClient) -> None:
    form = Form(forms.get("/queries/form?word=x&goal=6&year=2023", headers=EN).text)
    assert [value for value, _, chosen in form.options["goal"] if chosen] == [f"{SDG}6"]
    assert form.fields["year"]["value"] == "2023"
    assert "2566 BE is 2023 CE" in form.texts["h-year"]


def test_choices_that_cannot_be_read_leave_a_plain_field_with_a_word_about_it(forms: FlaskClient) -> None:
    page = forms.get("/queries/form?word=x&broken=mine", headers=EN)
    form = Form(page.text)
    assert page.status_code == 200
    assert form.fields["broken"]["value"] == "mine"
    assert "cannot be read now" in form.texts["h-broken"]


def test_all_wrong_values_are_named_at_once_each_at_its_field_and_kept(forms: FlaskClient) -> None:
    wrong = {"year": "soon", "day": "2569-01-01", "goal": "nonsense", "threshold": "a<b", "word": "", "kind": "z"}
    page = forms.get("/queries/form", query_string=wrong, headers=EN)
    form = Form(page.text)
    assert page.status_code == 400
    assert {name for name, field in form.fields.items() if field.get("aria-invalid") == "true"} == set(wrong)
    for name, value in wrong.items():
        assert f"e-{name}" in str(form.fields[name]["aria-describedby"])
        assert form.texts[f"e-{name}"].strip()
        assert f'<a href="#p-{name}">' in page.text, "the summary leads to the field"
        kept = form.fields[name].get("value", "") if name not in form.options else value
        assert kept == value
    assert ("z", "z", True) in form.options["kind"]
    assert ("nonsense", "nonsense", True) in form.options["goal"]
    assert page.text.count('role="alert"') == 1
    assert 'id="result"' not in page.text


def test_a_form_sent_without_a_needed_value_says_so_at_the_field(forms: FlaskClient) -> None:
    page = forms.get("/queries/form?word=", headers=TH)
    assert page.status_code == 400
    assert "โปรดระบุค่า เช่น น้ำ" in Form(page.text).texts["e-word"]


@limits(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=30))
def test_no_value_leaves_its_place_in_the_page(forms: FlaskClient, value: str) -> None:
    hostile = f"{value}\"'><script>alert(1)</script><!--</textarea>"
    page = forms.get("/queries/form", query_string={"word": hostile, "kind": hostile, "day": hostile}, headers=EN).text
    scripts = re.findall("<script[^>]*>", page)
    assert scripts == ['<script src="/static/suggest.js" defer>']
    assert " style=" not in page
    assert "<!--" not in page


def test_the_table_of_a_page_has_its_neighbours_and_no_row_is_lost(forms: FlaskClient) -> None:
    seen: list[str] = []
    address = "/queries/rows?per_page=3"
    while address:
        page = forms.get(address, headers=EN).text
        seen += re.findall(r'<td class="number">(\d)</td>', page)
        address = next(iter(re.findall(r'<link rel="next" href="([^"#]+)', page)), "").replace("&amp;", "&")
    assert seen == list("1234567")
    beyond = forms.get("/queries/rows?per_page=3&page=9", headers=EN)
    assert (beyond.status_code, "This page has no rows" in beyond.text) == (200, True)
    assert forms.get("/queries/rows?page=0", headers=EN).status_code == 400


def test_the_picture_is_made_of_the_whole_result_whatever_page_is_shown(forms: FlaskClient) -> None:
    page = forms.get("/queries/rows?per_page=2&page=2", headers=EN).text
    assert page.count("<rect ") == 7
    assert "n by n; the same values" in page


def test_a_result_says_what_state_of_the_data_it_is_of(forms: FlaskClient, engine: EmbeddedEngine) -> None:
    page = forms.get("/queries/rows", headers=EN)
    assert f"<code>{engine.snapshot()}</code>" in page.text


def test_every_download_and_program_of_the_page_is_there_with_the_same_values(forms: FlaskClient) -> None:
    page = forms.get("/queries/form?word=%E0%B8%81&kind=a", headers=EN).text
    addresses = re.findall(r'href="(/queries/form\.[^"]+)"', page)
    suffixes = {address.partition("?")[0].rpartition(".")[2] for address in addresses}
    assert {"csv", "tsv", "json", "xml", "rq", "ipynb"} <= suffixes
    for address in addresses:
        assert "word=%E0%B8%81" in address
        if not re.search("xlsx|parquet", address):  # each of these takes a process of its own
            assert forms.get(address.replace("&amp;", "&")).status_code == 200, address


def test_a_question_to_a_service_that_is_not_allowed_is_shown_but_not_asked(forms: FlaskClient) -> None:
    page = forms.get("/queries/far", headers=EN)
    assert page.status_code == 200
    assert "https://example.org/sparql" in page.text
    assert "PHAEN_SERVICES" in page.text
    assert forms.get("/queries/far.csv").status_code == 403


def test_a_year_is_read_in_both_eras() -> None:
    assert (eras("๒๕๖๖"), eras("2023"), eras("66"), eras("²⁵⁶⁶")) == ((2566, 2023), (2566, 2023), None, None)
