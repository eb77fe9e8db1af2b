"""Requests that are not sound: each gets one clear answer, and nothing of it is taken for another request."""

import json

import pytest

from tests.endpoint.front.conftest import HOST, Service

POST = b"POST /sparql HTTP/1.1\r\n" + HOST + b"Content-Type: application/sparql-query\r\n"
LINE = b"GET /health/live HTTP/1.1\r\n" + HOST
CLOSE = b"Connection: close\r\n"
SMUGGLED = b"0\r\n\r\n" + LINE + CLOSE + b"\r\n"


def status_and_problem(answer: bytes) -> tuple[int, dict[str, object]]:
    head, _, body = answer.partition(b"\r\n\r\n")
    assert b"application/problem+json" in head
    assert b"connection: close" in head.lower()
    problem = json.loads(body)  # fails if a second answer follows
    assert head.startswith(b"HTTP/1.1 %d " % problem["status"])
    return problem["status"], problem


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        (LINE + HOST + b"\r\n", 400),
        (POST + b"Content-Length: 6\r\nContent-Length: 6\r\n\r\nASK {}", 400),
        (POST + b"Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n" + SMUGGLED, 400),
        (POST + b"Transfer-Encoding: chunked\r\nContent-Length: 6\r\n\r\n" + SMUGGLED, 400),
        (POST + b"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n" + SMUGGLED, 400),
        (POST + b"Transfer-Encoding: gzip, chunked\r\n\r\n" + SMUGGLED, 501),
        (POST + b"Transfer-Encoding: identity\r\n\r\n" + SMUGGLED, 501),
        (POST + b"Transfer-Encoding: \x0bchunked\r\n\r\n" + SMUGGLED, 400),
        (POST + b"Transfer-Encoding : chunked\r\n\r\n" + SMUGGLED, 400),
        (POST.replace(b"1.1", b"1.0") + b"Transfer-Encoding: chunked\r\n\r\n" + SMUGGLED, 400),
        (POST + b"Content-Length: +6\r\n\r\nASK {}", 400),
        (POST + b"Content-Length: 6, 6\r\n\r\nASK {}", 400),
        (POST + b"Content-Length: -1\r\n\r\nASK {}", 400),
        (POST + b"Content-Length: 99999999999999999999999\r\n\r\nASK {}", 400),
        (POST + b"Content-Length: 100000000\r\n\r\n" + b"a" * 500_000, 413),
        (POST + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n", 400),
        (POST + b"Transfer-Encoding: chunked\r\n\r\n6\r\nASK {}XX", 400),
        (POST + b"Transfer-Encoding: chunked\r\n\r\n6\r\nASK {}\r\n0\r\nX: " + b"a" * 500_000, 400),
        (POST + b"Transfer-Encoding: chunked\r\n\r\n6;" + b"a" * 500_000, 400),
        (LINE + b"X: a\r\n b\r\n\r\n", 400),
        (LINE + b"X: a\x00b\r\n\r\n", 400),
        (LINE + b"X: a\rY: b\r\n\r\n", 400),
        (LINE + b" X: a\r\n\r\n", 400),
        (LINE + b"X y: a\r\n\r\n", 400),
        (LINE + b": a\r\n\r\n", 400),
        (b"GET /health/live\r\n\r\n", 505),
        (b"GET /health/live HTTP/2.0\r\n" + HOST + b"\r\n", 505),
        (b"GET health HTTP/1.1\r\n" + HOST + b"\r\n", 400),
        (b"CONNECT localhost:80 HTTP/1.1\r\n" + HOST + b"\r\n", 501),
        (b"BREW /sparql HTTP/1.1\r\n" + HOST + b"\r\n", 501),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 400),
        (b"GET /" + b"a" * 70_000 + b" HTTP/1.1\r\n" + HOST + b"\r\n", 414),
        (b"GET /" + b"a" * 300_000, 414),
        (LINE + b"X: " + b"a" * 70_000 + b"\r\n\r\n", 431),
        (LINE + b"X: " + b"a" * 500_000, 431),
        (LINE + b"X: a\r\n" * 12_000 + b"\r\n", 431),
    ],
)
def test_what_could_be_read_in_two_ways_or_without_end_is_refused(
    service: Service, request_: bytes, status: int
) -> None:
    assert status_and_problem(service.exchange(request_))[0] == status


def test_what_follows_a_refused_request_is_never_answered(service: Service) -> None:
    answer = service.exchange(POST + b"Content-Length: 6\r\nContent-Length: 6\r\n\r\nASK {}" + LINE + b"\r\n")
    assert answer.count(b"HTTP/1.1 ") == 1


def test_what_follows_connection_close_belongs_to_nobody(service: Service) -> None:
    answer = service.exchange(LINE + CLOSE + b"\r\n" + LINE + b"\r\n")
    assert answer.count(b"HTTP/1.1 200") == 1


def test_a_bad_request_after_a_good_one_does_not_spoil_its_answer(service: Service) -> None:
    good = b"GET /sparql?query=ASK%7B%7D HTTP/1.1\r\n" + HOST + b"\r\n"
    answer = service.exchange(good + b"GET nonsense HTTP/1.1\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 200")
    assert answer.endswith(b'{"head":{},"boolean":true}')


def test_requests_sent_before_their_answers_are_answered_in_order_and_bounded(service: Service) -> None:
    many = b"".join(b"GET /nothing/%d HTTP/1.1\r\n" % number + HOST + b"\r\n" for number in range(8))
    answer = service.exchange(many + LINE + CLOSE + b"\r\n")
    assert answer.count(b"HTTP/1.1 404") == 8
    assert answer.rpartition(b"HTTP/1.1 ")[2].startswith(b"200")
    flood = service.exchange(LINE + b"\r\n" + many * 10)
    assert 1 <= flood.count(b"HTTP/1.1 ") <= 20


def test_trailers_say_nothing(service: Service) -> None:
    body = b"Transfer-Encoding: chunked\r\n\r\n6\r\nASK {}\r\n0\r\nHost: evil\r\nAccept: text/csv\r\n\r\n"
    answer = service.exchange(POST + CLOSE + body)
    assert answer.endswith(b'{"head":{},"boolean":true}')


def test_a_field_with_an_underscore_is_nobody_s(service: Service) -> None:
    asked = b"GET /sparql?query=ASK%7B%7D HTTP/1.1\r\n" + HOST + CLOSE
    answer = service.exchange(asked + b"Content_Length: 5\r\nTransfer_Encoding: chunked\r\nSCRIPT_NAME: /x\r\n\r\n")
    assert answer.endswith(b'{"head":{},"boolean":true}')


@pytest.mark.parametrize("target", ["http://localhost/health/live", "HTTP://elsewhere/health/live?x"])
def test_an_address_in_absolute_form_means_its_path(service: Service, target: str) -> None:
    answer = service.exchange(f"GET {target} HTTP/1.1\r\n".encode() + HOST + CLOSE + b"\r\n")
    assert answer.startswith(b"HTTP/1.1 200")


def test_thai_letters_in_an_address_may_come_as_they_are(service: Service) -> None:
    query = "SELECT (STRLEN('แผน') AS ?n) {}".replace(" ", "+").replace("{", "%7B").replace("}", "%7D")
    head = f"GET /sparql?query={query}&format=csv HTTP/1.1\r\n".encode() + HOST + CLOSE + b"\r\n"
    assert service.exchange(head[:30], head[30:41], head[41:]).endswith(b"\r\n\r\nn\r\n3\r\n")


def test_a_client_that_asks_first_is_told_before_it_sends(service: Service) -> None:
    small = service.exchange(POST + CLOSE + b"Expect: 100-continue\r\nContent-Length: 6\r\n\r\nASK {}")
    assert small.startswith(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200")
    large = service.exchange(POST + CLOSE + b"Expect: 100-continue\r\nContent-Length: 100000000\r\n\r\n")
    assert large.startswith(b"HTTP/1.1 413")


def test_a_wish_for_another_protocol_is_answered_in_this_one(service: Service) -> None:
    answer = service.exchange(LINE + b"Connection: Upgrade\r\nUpgrade: h2c\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 200")
    assert b"connection: close" in answer
