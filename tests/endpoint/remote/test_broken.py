"""A service that breaks off, is slow, or answers strangely: never a result that looks whole, always a clear error."""

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest

from phaen.endpoint.engine import GraphJob, Job
from phaen.endpoint.errors import (
    AnswerError,
    BodyTooLargeError,
    EngineError,
    EvaluationError,
    NotReadyError,
    OverloadedError,
    QuerySyntaxError,
    QueryTimeoutError,
    UpdateError,
)
from phaen.endpoint.formats import Form
from phaen.endpoint.writing.jobs import UpdateJob
from phaen.loaders.remote.client import Client, Request
from phaen.loaders.remote.credentials import Credentials
from tests.endpoint.remote.fake import JSON, N_TRIPLES, NO_ROWS, YES, Fake, Piece, chunked, reply
from tests.patience import once_in_three

HEAD = b'{"head":{"vars":["x"]},"results":{"bindings":['
ROW = b'{"x":{"type":"uri","value":"http://example.org/a"}}'
TAIL = b"]}}"
TRIPLE = b"<http://example.org/a> <http://example.org/b> <http://example.org/c> .\n"
SECRET = "correct-horse-battery"
SELECT = Job("SELECT ?x { ?x ?p ?o }")
GRAPH = Job("CONSTRUCT WHERE { ?s ?p ?o }", {Form.GRAPH: "ntriples"})
LONG = b",".join([ROW] * 4000)


def ask(fake: Fake, job: Job | GraphJob = SELECT, **settings: object) -> bytes:
    with closing(fake.engine(**settings)) as engine, engine.run(job) as answer:
        return b"".join(answer)


BROKEN: dict[str, tuple[Job, Sequence[Piece]]] = {
    "no end mark": (SELECT, chunked(HEAD + ROW + TAIL, end=False)),
    "no end mark after much": (SELECT, chunked(HEAD + LONG + TAIL, end=False)),
    "shorter than said": (
        SELECT,
        [b"HTTP/1.1 200 OK\r\nContent-Type: %b\r\nContent-Length: 500\r\n\r\n" % JSON.encode(), HEAD],
    ),
    "a chunk cut off": (SELECT, [*chunked(HEAD, end=False), b"ff\r\n{"]),
    "a sentence within": (SELECT, chunked(HEAD + ROW, b"The SPARQL operation has been cancelled")),
    "a sentence within much": (SELECT, chunked(HEAD + LONG, b"The SPARQL operation has been cancelled")),
    "a sentence after": (SELECT, chunked(HEAD + ROW + TAIL, b"The SPARQL operation has been cancelled")),
    "half a document": (SELECT, chunked(HEAD + ROW)),
    "nothing": (SELECT, reply(b"")),
    "a page": (SELECT, reply(b"<html>Welcome</html>", media_type="text/html")),
    "rows for a graph": (GRAPH, reply(HEAD + TAIL)),
    "a truth value for rows": (SELECT, reply(YES)),
    "a graph that breaks off in a line": (GRAPH, chunked(TRIPLE, TRIPLE[:30], media_type=N_TRIPLES)),
    "a graph that breaks off between lines": (GRAPH, chunked(TRIPLE, media_type=N_TRIPLES, end=False)),
    "a graph without an end": (GRAPH, [b"HTTP/1.1 200 OK\r\nContent-Type: application/n-triples\r\n\r\n" + TRIPLE]),
    "compressed": (SELECT, reply(b"\x1f\x8b", fields=("Content-Encoding: gzip",))),
    "elsewhere": (SELECT, reply(status="301 Moved Permanently", fields=("Location: http://127.0.0.1:1/",))),
    "no response": (SELECT, []),
    "no HTTP": (SELECT, [b"SSH-2.0-OpenSSH_9.2\r\n"]),
}


@pytest.mark.parametrize("case", BROKEN)
@pytest.mark.parametrize("format_", ["json", "csv"])
def test_what_is_not_whole_is_an_error(fake: Fake, case: str, format_: str) -> None:
    job, pieces = BROKEN[case]
    fake.says(*pieces)
    with pytest.raises(EngineError) as caught:
        ask(fake, Job(job.query, {**job.formats, Form.ROWS: format_}))
    assert caught.value.status == 503
    assert str(caught.value).isprintable()


def test_what_has_begun_to_come_breaks_off_with_an_error(fake: Fake) -> None:
    fake.says(*chunked(HEAD + LONG, b"The SPARQL operation has been cancelled"))
    with closing(fake.engine()) as engine, engine.run(SELECT) as answer:
        assert answer.length is None
        pieces = iter(answer)
        assert next(pieces)
        with pytest.raises(EngineError, match="breaks off"):
            list(pieces)


def test_a_graph_without_an_end_mark_is_whole_where_its_syntax_says_so(fake: Fake) -> None:
    fake.says(b"HTTP/1.1 200 OK\r\nContent-Type: %b\r\n\r\n" % JSON.encode(), HEAD + ROW + TAIL)
    assert b"example.org" in ask(fake)


@pytest.mark.parametrize("drip", [(2.0,), tuple(part for _ in range(60) for part in (b" ", 0.1))])
def test_the_deadline_holds_however_slowly_bytes_come(fake: Fake, drip: tuple[Piece, ...]) -> None:
    fake.says(*chunked(*drip, NO_ROWS))

    def claim() -> None:
        started = time.monotonic()
        with pytest.raises(QueryTimeoutError):
            ask(fake, Job(SELECT.query, timeout=0.5))
        assert time.monotonic() - started < 1.5

    once_in_three(claim)
    assert fake.cut_off.wait(5)


def test_the_deadline_holds_while_the_client_does_not_read(fake: Fake) -> None:
    fake.says(*chunked(HEAD + LONG, *([b"," + LONG] * 500)))
    with closing(fake.engine()) as engine, engine.run(Job(SELECT.query, timeout=0.5)) as answer:
        assert fake.cut_off.wait(5)
        with pytest.raises(QueryTimeoutError):
            b"".join(answer)


def test_a_client_that_leaves_cuts_the_connection(fake: Fake) -> None:
    fake.says(*chunked(HEAD + LONG, *([b"," + LONG] * 500)))
    with closing(fake.engine()) as engine:
        engine.run(SELECT).close()
        assert fake.cut_off.wait(5)


STATUSES: list[tuple[str, str, type[AnswerError], int]] = [
    ("400 Bad Request", "error at 1:5", QuerySyntaxError, 400),
    ("401 Unauthorized", "", EngineError, 503),
    ("403 Forbidden", "", EngineError, 503),
    ("404 Not Found", "", EngineError, 503),
    ("406 Not Acceptable", "", EngineError, 503),
    ("413 Content Too Large", "", BodyTooLargeError, 413),
    ("429 Too Many Requests", "", OverloadedError, 503),
    ("500 Internal Server Error", "it broke", EvaluationError, 500),
    ("500 Internal Server Error", "Virtuoso S1T00 Error SR171: Transaction timed out", QueryTimeoutError, 504),
    ("502 Bad Gateway", "", OverloadedError, 503),
    ("503 Service Unavailable", "", OverloadedError, 503),
    ("503 Service Unavailable", "Query timed out", QueryTimeoutError, 504),
    ("504 Gateway Timeout", "", QueryTimeoutError, 504),
]


@pytest.mark.parametrize(("status", "said", "kind", "ours"), STATUSES)
def test_errors_of_the_service_become_ours(
    fake: Fake, status: str, said: str, kind: type[AnswerError], ours: int
) -> None:
    fake.says(*reply(said.encode(), status=status, media_type="text/plain", fields=("Retry-After: 17",)))
    with pytest.raises(kind) as caught:
        ask(fake)
    assert caught.value.status == ours
    if kind is not QueryTimeoutError:
        assert said in str(caught.value)
    if kind is OverloadedError:
        assert caught.value.retry_after == 17


def test_the_words_of_a_service_are_made_harmless(fake: Fake) -> None:
    said = "\x1b[31mred\x07\r\nsecond\x00line " + "x" * 5000
    fake.says(*reply(said.encode(), status="400 Bad Request", media_type="text/plain"))
    with pytest.raises(QuerySyntaxError) as caught:
        ask(fake)
    assert str(caught.value).isprintable()
    assert "second line" in str(caught.value)
    assert len(str(caught.value)) < 700


def test_the_page_of_an_error_is_read_without_its_tags(fake: Fake) -> None:
    page = b"<html><style>p { color: red }</style><p>Out of\n<b>luck</b></p></html>"
    fake.says(*reply(page, status="500 Internal Server Error", media_type="text/html"))
    with pytest.raises(EvaluationError, match=r"Out of luck$"):
        ask(fake)


def test_an_error_never_tells_the_credentials(fake: Fake) -> None:
    fake.says(*reply(status="401 Unauthorized", fields=('WWW-Authenticate: Basic realm="x"',)))
    for authorization in (SECRET, f"steward:{SECRET}"):
        with pytest.raises(EngineError) as caught:
            ask(fake, engine_authorization=authorization)
        assert SECRET not in str(caught.value)
        assert "engine-authorization" in str(caught.value)


def test_an_engine_that_is_not_there_is_named() -> None:
    with Fake() as gone:
        engine, address = gone.engine(engine_authorization=SECRET), gone.address
    with closing(engine), pytest.raises(NotReadyError) as caught:
        engine.ready()
    assert address in str(caught.value)
    assert SECRET not in str(caught.value)


def test_a_token_is_sent_with_each_request_and_a_password_when_it_is_asked_for(fake: Fake) -> None:
    fake.answers = lambda _: reply(NO_ROWS)
    ask(fake, engine_authorization=SECRET)
    assert all(f"Authorization: Bearer {SECRET}".encode() in request for request in fake.requests)
    fake.requests.clear()
    challenge = reply(status="401 Unauthorized", fields=('WWW-Authenticate: Basic realm="x"',))
    fake.answers = lambda request: reply(NO_ROWS) if b"Authorization: Basic " in request else challenge
    ask(fake, engine_authorization="steward:ลับ")
    assert b"Authorization" not in fake.requests[0]
    assert b"Authorization: Basic c3Rld2FyZDrguKXguLHguJo=" in fake.requests[1]


def test_an_update_whose_answer_is_lost_may_have_been_made_and_is_not_repeated(fake: Fake) -> None:
    fake.says()
    with closing(fake.engine()) as engine, pytest.raises(EngineError, match="may have been made"):
        engine.write(UpdateJob("INSERT DATA { <urn:x:a> <urn:x:b> 1 }"))
    assert sum(b"INSERT" in request for request in fake.requests) == 1


def test_an_update_that_fails_says_why(fake: Fake) -> None:
    fake.says(*reply(b"disk full", status="500 Internal Server Error", media_type="text/plain"))
    with closing(fake.engine()) as engine, pytest.raises(UpdateError, match="disk full"):
        engine.write(UpdateJob("INSERT DATA { <urn:x:a> <urn:x:b> 1 }"))


def test_a_kept_connection_that_was_closed_meanwhile_is_replaced(fake: Fake) -> None:
    client = Client(Credentials())
    for _ in range(3):  # the service closes after each answer, although it does not say so
        with client.send(Request("GET", fake.address), 5) as response:
            assert response.read() == YES
    client.close()


def test_nobody_waits_for_the_time_limit_of_others_at_a_service_that_does_not_answer(fake: Fake) -> None:
    fake.answers = lambda _: (30.0,)
    with closing(fake.engine(timeout=1.0)) as engine, ThreadPoolExecutor(4) as pool:

        def claim() -> None:
            began = time.monotonic()
            errors = [asked.exception() for asked in [pool.submit(engine.run, SELECT) for _ in range(4)]]
            assert time.monotonic() - began < 2.5
            assert all(isinstance(error, QueryTimeoutError) for error in errors)

        once_in_three(claim)


def test_a_default_graph_that_is_no_union_is_refused_with_the_remedy(fake: Fake) -> None:
    rows = b'{"head":{"vars":["s","p","o"]},"results":{"bindings":[%b]}}' % (
        b'{"s":{"type":"uri","value":"urn:x:s"},"p":{"type":"uri","value":"urn:x:p"},"o":{"type":"uri","value":"urn:x:o"}}'
    )
    no = b'{"head":{},"boolean":false}'
    fake.answers = lambda request: (
        reply(rows) if b"LIMIT+5" in request else reply(no if b"urn%3Ax%3As" in request else YES)
    )
    with closing(fake.engine()) as engine, pytest.raises(NotReadyError, match="unionDefaultGraph"):
        engine.ready()
    with closing(fake.engine(default_graph="strict")) as engine:
        engine.ready()


def test_a_default_graph_that_is_always_the_union_cannot_be_strict(fake: Fake) -> None:
    rows = b'{"head":{"vars":["s","p","o"]},"results":{"bindings":[%b]}}' % (
        b'{"s":{"type":"uri","value":"urn:x:s"},"p":{"type":"uri","value":"urn:x:p"},"o":{"type":"uri","value":"urn:x:o"}}'
    )
    fake.answers = lambda request: reply(rows) if b"LIMIT+5" in request else reply(YES)
    with closing(fake.engine(default_graph="strict")) as engine, pytest.raises(NotReadyError, match="default_graph"):
        engine.ready()
    with closing(fake.engine()) as engine:
        engine.ready()
    assert sum(b"LIMIT+5" in request for request in fake.requests) == 2  # asked once each


@pytest.mark.parametrize(
    ("server", "sent"),
    [
        ("Server: Apache Jena Fuseki (4.10.0)", b"&timeout=11"),
        ("Fuseki-Request-ID: 7", b"&timeout=11"),
        ("Server: GraphDB/10.8 RDF4J/4.3", b"&timeout=11"),
        ("Server: Virtuoso/07.20.3229 (Linux)", b"&timeout=1"),
    ],
)
def test_the_deadline_is_passed_on_as_each_product_takes_it(fake: Fake, server: str, sent: bytes) -> None:
    fake.answers = lambda request: reply(NO_ROWS if b"SELECT" in request else YES, fields=(server,))
    ask(fake, Job("ASK {}", timeout=10))
    assert sent in fake.requests[-1]
