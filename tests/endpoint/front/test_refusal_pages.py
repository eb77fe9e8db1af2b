"""Requests that are refused before the application: a page in the reader's language, problem+json for programs."""

import json

import pytest

from phaen.endpoint.errors import OverloadedError
from phaen.endpoint.front.refusal import document, problem_of, raw_answer
from phaen.endpoint.front.refusal_page import NOTHING, Asked
from phaen.endpoint.problems import from_answer_error
from tests.endpoint.front.conftest import HOST, Service

BROWSER = b"Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8\r\n"
THAI, ENGLISH = b"Accept-Language: th,en;q=0.5\r\n", b"Accept-Language: en-GB\r\n"
LARGE = b"X-Large: " + b"x" * 70_000 + b"\r\n\r\n"
TOO_LONG = b"Content-Type: application/sparql-query\r\nContent-Length: 999999999\r\n\r\n"
BUSY = OverloadedError("8 of your requests wait already; try again soon")


def read(answer: bytes) -> tuple[bytes, dict[bytes, bytes], str]:
    """Part an answer into its status, its header fields and its body."""
    head, _, body = answer.partition(b"\r\n\r\n")
    line, *fields = head.split(b"\r\n")
    return line.split()[1], dict(field.lower().split(b": ", 1) for field in fields), body.decode()


@pytest.mark.parametrize(
    ("sent", "status", "thai", "english"),
    [
        (b"GET / HTTP/1.1\r\n" + HOST + b"%s" + LARGE, b"431", "ลองลบคุกกี้ของเว็บไซต์นี้", "send fewer or shorter ones"),
        (b"POST /sparql HTTP/1.1\r\n" + HOST + b"%s" + TOO_LONG, b"413", "ข้อมูลที่ส่งมาใหญ่กว่า", "the body is larger than"),
        (b"GET / HTTP/1.1\r\n" + HOST + b"%sX: a", b"408", "ให้ส่งใหม่ต่อเนื่องกัน", "send it without pauses"),
        (b"GET / HTTP/1.1\r\n" + HOST + HOST + b"%s\r\n", b"400", "มาสองครั้ง", "the header Host is given twice"),
        (b"GET / HTTP/2.0\r\n" + HOST + b"%s\r\n", b"505", "บริการนี้ใช้ HTTP/1.1", "this service speaks HTTP/1.1"),
    ],
    ids=["431", "413", "408", "400", "505"],
)
def test_a_browser_gets_a_page_in_its_language(
    service: Service, sent: bytes, status: bytes, thai: str, english: str
) -> None:
    for language, said in ((THAI, thai), (ENGLISH, english)):
        found, fields, page = read(service.exchange(sent % (BROWSER + language)))
        assert found == status
        assert fields[b"content-type"] == b"text/html; charset=utf-8"
        assert fields[b"content-language"] == (b"th" if language == THAI else b"en")
        assert fields[b"cache-control"] == b"no-store"
        assert int(fields[b"content-length"]) == len(page.encode())
        assert said in page
        assert f'<p class="kind">{status.decode()}</p>' in page
    found, fields, body = read(service.exchange(sent % (b"Accept: application/json\r\n" + THAI)))
    assert (found, fields[b"content-type"]) == (status, b"application/problem+json")
    assert english in json.loads(body)["detail"]


@pytest.mark.parametrize(
    ("asked", "language"),
    [
        (Asked(b"/en/sparql", b"", [(b"accept", b"text/html"), (b"accept-language", b"th")]), "en"),
        (Asked(b"/search", b"q=a&lang=en", [(b"accept", b"text/html"), (b"accept-language", b"th")]), "en"),
        (Asked(b"/", b"", [(b"accept", b"text/html"), (b"cookie", b"a=b; phaen_lang=en")]), "en"),
        (Asked(b"/\xff\xfe", b"\xff=%", [(b"accept", b"text/html"), (b"cookie", b"\xff;;=;")]), "th"),
        (Asked(b"/", b"lang=en&" + b"a&" * 9000, [(b"accept", b"text/html")]), "th"),
    ],
    ids=["path", "parameter", "cookie", "nonsense", "long"],
)
def test_the_language_is_chosen_as_on_other_pages(asked: Asked, language: str) -> None:
    fields, page = document(from_answer_error(BUSY), asked)
    assert (b"content-language", language.encode()) in fields
    assert (b"retry-after", b"5") in fields
    said = {"th": "คำขอของคุณรออยู่แล้ว <span", "en": "8 of your requests wait already; try again soon"}[language]
    assert said in page.decode()
    assert "ลองใหม่อีกสักครู่" in page.decode() or language == "en"


@pytest.mark.parametrize("accept", [b"*/*", b"application/json", b"text/html;q=0.1,application/json", b""])
def test_who_does_not_ask_for_pages_gets_none(accept: bytes) -> None:
    fields, body = document(from_answer_error(BUSY), Asked(b"/th/", b"", [(b"accept", accept)]))
    assert (b"content-type", b"application/problem+json") in fields
    assert json.loads(body)["detail"] == str(BUSY)
    assert "localized" not in json.loads(body)


def test_a_program_that_shows_errors_to_people_gets_them_in_thai_too() -> None:
    asked = Asked(b"/sparql", b"", [(b"accept", b"application/json"), (b"accept-language", b"th")])
    found = json.loads(document(from_answer_error(BUSY), asked)[1])
    assert found["title"] == BUSY.title
    assert found["localized"]["detail"] == "คำขอของคุณรออยู่แล้ว 8 รายการ ลองใหม่อีกสักครู่"


def test_before_anything_is_known_of_a_request_its_refusal_is_json() -> None:
    assert b"application/problem+json" in raw_answer(problem_of(503, "too many connections are open"), NOTHING)


@pytest.mark.parametrize("language", [b"th", b"en"])
def test_what_a_client_sent_is_no_markup(language: bytes) -> None:
    asked = Asked(b"/" + language + b"/", b"", [(b"accept", b"text/html")])
    page = document(problem_of(400, "the request cannot be read (<script>); send it again as HTTP/1.1"), asked)[1]
    assert b"&lt;script&gt;" in page
    assert b"<script" not in page
