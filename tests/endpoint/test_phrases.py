"""Every error that a reader of the pages can meet is told in Thai, with its value and its remedy."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

import phaen.endpoint
import phaen.queries
from phaen.endpoint.phrases import Phrase, Phrasebook

BOOK = Phrasebook.load()
ENDPOINT, QUERIES = Path(phaen.endpoint.__file__).parent, Path(phaen.queries.__file__).parent
FOR_PROGRAMS = (
    "authorization.py", "broker", "checking.py", "cli.py", "commands", "federation", "graphstore.py",
    "hosts.py", "jsonld.py", "reconciliation", "remote", "server.py", "setting", "sparql", "views/reconcile.py",
    "views/update.py", "writing", "xml.py",
)  # fmt: skip
"""What only programs meet, or who writes with the token; the parser of SPARQL speaks English."""
OUR_ERRORS = re.compile(r"[A-Z]\w+Error")
FOREIGN = frozenset(
    {
        *("ValueError", "TypeError", "KeyError", "AssertionError", "OSError", "PermissionError", "ConnectionError"),
        *("QueryFileError", "SettingError", "ServeError", "DamagedError", "FieldError", "TrialError", "StoreError"),
        "UnknownQueryError",
    }
)
MESSAGE_AT = {"ParameterError": 2, "RefusedError": 1}
"""Which argument is the message, where it is not the first."""
OTHERS = frozenset(
    {
        "the body has the Content-Encoding {}; send it without",
        "the body is said to be in {}; send it as UTF-8",
        "the body is no JSON in UTF-8 ({})",
        'the body is no JSON object; send one such as {"query": "ASK {}"}',
        "{} is no text; give it as a JSON string",
        "{} is no list of texts; give IRIs of graphs as JSON strings",
        "the compressed form of the file is broken ({})",
        "the compressed form of the file holds more than the file",
        "the file has become shorter while it was sent; ask again",
    }
)
"""Of bodies that no form of ours sends, and of answers that break off after their first bytes."""


def form(node: ast.expr) -> str | None:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)
    return None


def messages() -> Iterator[tuple[str, str]]:
    """Give the forms of the messages in the code, and where they are."""
    for folder in (ENDPOINT, QUERIES):
        for path in sorted(folder.rglob("*.py")):
            where = path.relative_to(folder).as_posix()
            if folder == ENDPOINT and where.startswith(FOR_PROGRAMS):
                continue
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args:
                    name = node.func.id
                    if OUR_ERRORS.fullmatch(name) and name not in FOREIGN:
                        place = MESSAGE_AT.get(name, 0)
                        found = form(node.args[place if len(node.args) > place else 0])
                        if found is not None and found.strip("{}"):
                            yield found, f"{where}:{node.lineno}"


def test_every_message_that_a_reader_can_meet_has_a_thai_one() -> None:
    known = {re.sub(r"\{\w+\}", "{}", phrase.english) for phrase in BOOK.phrases}
    lacking = {
        text: where
        for text, where in messages()
        if text not in known | OTHERS and BOOK.thai(text.replace("{}", "xx")) is None
    }
    assert lacking == {}, "write the Thai of these into endpoint/translations/errors.th.toml"


def test_the_thai_messages_have_the_same_gaps_and_are_thai() -> None:
    for phrase in BOOK.phrases:
        assert set(re.findall(r"\{(\w+)\}", phrase.thai)) == set(phrase.gaps), phrase.english
        assert re.search("[\u0e00-\u0e7f]", phrase.thai), phrase.english
        assert "\u0e4d\u0e32" not in phrase.thai, "sara am is one character"


@pytest.mark.parametrize("phrase", BOOK.phrases, ids=lambda phrase: phrase.english[:40])
def test_every_form_is_found_with_its_values(phrase: Phrase) -> None:
    values = {name: f"x{number}x" for number, name in enumerate(phrase.gaps)}
    said = BOOK.thai(phrase.english.format(**values))
    assert said is not None
    assert all(value in said for value in values.values())


@given(st.text(max_size=60))
def test_whatever_a_reader_sends_is_told_whole_and_escaped(text: str) -> None:
    said = BOOK.thai(f"kind is {text!r}, which is not known; use one of vision, mission")
    assert said is not None
    assert "vision, mission" in said
    assert "<script" not in said
    assert len(re.findall("<", said)) == len(re.findall("</?span", said))


def test_hostile_messages_take_no_long_time() -> None:
    hostile = "parameter " + " = ".join([": "] * 40_000)
    assert len(BOOK.thai(hostile) or hostile) >= len(hostile) // 2


def test_a_value_is_not_taken_for_a_part_of_a_longer_message() -> None:
    book = Phrasebook.of({"there is no plan {plan}": "ไม่มีแผน {plan}"})
    assert book.thai("there is no plan 'x'; give its IRI") is None
    assert "a; b" in str(book.thai("there is no plan 'a; b'"))


@pytest.mark.parametrize(
    ("url", "thai", "value"),
    [
        ("/doc/nothing", "ไม่มีข้อมูลเกี่ยวกับ", "https://w3id.org/phaen/id/nothing"),
        ("/queries/visionz", "หมายถึง", "visions"),
        ("/queries/visions?province=xyz", "ไม่มีจังหวัดชื่อนี้", "xyz"),
        ("/search?q=a&kind=xyz", "ซึ่งไม่รู้จัก", "xyz"),
        ("/search?format=xyz", "ไม่มีรูปแบบ", "xyz"),
        ("/compare?a=xyz&b=xyy", "ไม่มีแผน", "xyz"),
        ("/organisations?province=xyz", "ไม่มีจังหวัดชื่อ", "xyz"),
        ("/doc/plan/pao-52/undated?release=1999-01-01", "รุ่น", "phaen release"),
        ("/queries/visions.ttl", "ให้ผลเป็นตาราง", ".csv"),
        ("/sparql?query=ASK{}&timeout=xyz", "วินาที", "xyz"),
        ("/update", "ใช้คำสั่ง", "POST"),
        ("/nothing", "ไม่มีสิ่งใดอยู่ที่ที่อยู่นี้", "หน้าแรก"),
    ],
)
def test_a_thai_page_tells_what_is_wrong_in_thai(client: FlaskClient, url: str, thai: str, value: str) -> None:
    page = client.get(f"/th{url}", headers={"Accept": "text/html"})
    assert page.status_code >= 400
    assert thai in page.text
    assert value in page.text
    assert "บริการแจ้งเป็นภาษาอังกฤษว่า" not in page.text


def test_the_words_of_the_parser_stay_english_and_are_marked(client: FlaskClient) -> None:
    page = client.get("/th/sparql?query=SELEC", headers={"Accept": "text/html"})
    assert re.search(r'บรรทัด .*1.* คอลัมน์ .*<span lang="en">.*begins no query', page.text)


def test_programs_get_english_whatever_their_language(client: FlaskClient) -> None:
    for path in ("/search?kind=x", "/th/search?kind=x"):
        answer = client.get(path, headers={"Accept": "application/json", "Accept-Language": "th"})
        assert answer.json is not None
        assert answer.json["detail"].startswith("kind is 'x', which is not known")


def test_who_shows_an_error_to_people_gets_it_in_thai_beside_the_english(client: FlaskClient) -> None:
    headers = {"Accept": "application/json", "Accept-Language": "th,en;q=0.5"}
    answer = client.get("/search?kind=<b>", headers=headers)
    assert answer.json is not None
    assert answer.json["detail"].startswith("kind is '<b>', which is not known")
    said = answer.json["localized"]
    assert (said["language"], said["title"]) == ("th", "ค่าที่ระบุไม่ถูกต้อง")
    assert "“<b>”" in said["detail"]
    assert "Accept-Language" in answer.headers["Vary"]
    for language in ({}, {"Accept-Language": "en,th;q=0.5"}, {"Accept-Language": "fr"}):
        plain = client.get("/search?kind=x", headers={"Accept": "application/json"} | language).json
        assert plain is not None
        assert "localized" not in plain


@pytest.mark.parametrize(
    ("message", "kept"),
    [
        ("rows is a part of a view; give view too, one of table", '<span translate="no">rows</span>'),
        ("shape is 'x'; give rows, for plain JSON, or leave it out", '<span translate="no">rows</span>'),
        ("this query answers with rows; ask for one of csv", "ให้ผลเป็นตาราง"),
        ("the parameter x in the query string of the URL is longer than 9 characters; make it shorter", "ในที่อยู่"),
    ],
)
def test_names_of_parameters_stay_as_they_are_and_words_of_ours_are_thai(message: str, kept: str) -> None:
    told = BOOK.thai(message)
    assert told is not None
    assert kept in told
