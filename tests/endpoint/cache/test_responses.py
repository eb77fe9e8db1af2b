"""Whole answers in the event loop: for the same request and the same snapshot only."""

from pathlib import Path
from typing import Any

import pytest

from phaen.endpoint.cache.responses import Responses
from phaen.endpoint.errors import NotReadyError
from phaen.endpoint.front.bridge import Cached
from phaen.endpoint.front.client import Identities
from phaen.endpoint.pointer import Pointer

HOST = (b"host", b"phaen.example")
PUBLIC = [(b"cache-control", b"public, max-age=0, must-revalidate"), (b"phaen-snapshot", b"one")]


@pytest.fixture
def store(tmp_path: Path) -> Path:
    publish(tmp_path, "one")
    return tmp_path


@pytest.fixture
def responses(store: Path) -> Responses:
    def read() -> str:
        try:
            return (store / "CURRENT").read_text().strip()
        except FileNotFoundError as error:
            raise NotReadyError from error

    pointer = Pointer(store, read)
    return Responses(pointer, Identities(["10.0.0.1"]))


def publish(store: Path, name: str) -> None:
    """Move the pointer as the writer does."""
    (store / "CURRENT.new").write_text(name + "\n")
    (store / "CURRENT.new").rename(store / "CURRENT")


def scope(*headers: tuple[bytes, bytes], **others: object) -> dict[str, Any]:
    return {
        "method": "GET",
        "raw_path": b"/queries/organisations.csv",
        "query_string": b"",
        "http_version": "1.1",
        "scheme": "http",
        "client": ("192.0.2.1", 4711),
        "headers": [HOST, *headers],
        **others,
    }


def answer(*headers: tuple[bytes, bytes], status: int = 200, body: bytes = b"a,b") -> Cached:
    return Cached(status, [*PUBLIC, *headers], body)


def is_kept(responses: Responses, request: dict[str, Any], given: Cached) -> bool:
    responses.lookup(request)
    assert responses.store(request, given) is given
    return responses.lookup(request) is given


def test_an_answer_is_kept_until_another_snapshot_is_published(responses: Responses, store: Path) -> None:
    assert is_kept(responses, scope(), answer())
    publish(store, "two")
    assert responses.lookup(scope()) is None


def test_an_answer_is_kept_until_another_release_is_there(store: Path) -> None:
    releases = store / "releases"
    pointer = Pointer(store, lambda: (store / "CURRENT").read_text().strip())
    responses = Responses(pointer, Identities([]), releases=releases)
    for date in ("2026-11-21", "2026-11-22"):
        assert is_kept(responses, scope(), answer())
        (releases / date).mkdir(parents=True)
        assert responses.lookup(scope()) is None


@pytest.mark.parametrize("field", ["headers", "raw_path", "query_string"])
def test_long_requests_take_the_room_that_they_take(responses: Responses, field: str) -> None:
    long = {"headers": [HOST, (b"x-any", b"x" * 60_000)]}.get(field, b"/" + b"x" * 60_000)
    for number in range(1000):
        mark: dict[str, object] = {"query_string": b"%d" % number, field: long}
        if field == "query_string":
            mark = {field: b"%d" % number + b"x" * 60_000}
        is_kept(responses, scope(**mark), answer())
    assert len(responses._kept._values) < 600


def test_an_answer_of_a_snapshot_that_has_passed_is_not_kept(responses: Responses, store: Path) -> None:
    responses.lookup(scope())
    publish(store, "two")
    responses.store(scope(), answer())  # its query began before, and ended after the publication
    assert responses.lookup(scope()) is None
    assert not is_kept(responses, scope(), answer())


@pytest.mark.parametrize(
    "other",
    [
        scope(method="HEAD"),
        scope(raw_path=b"/queries/organisations.json"),
        scope(raw_path=b"/queries/organisations%2Ecsv"),
        scope(query_string=b"x=1"),
        scope(http_version="1.0"),
        scope(scheme="https"),
        scope(headers=[(b"host", b"other.example")]),
        scope((b"accept", b"text/csv")),
        scope((b"accept-encoding", b"gzip")),
        scope((b"if-none-match", b'"x"')),
        scope((b"content-length", b"3")),
        scope((b"range", b"bytes=0-1")),
        scope((b"origin", b"https://other.example")),
        scope((b"x-forwarded-proto", b"https")),
        scope((b"x-unheard-of", b"1")),
    ],
)
def test_another_request_does_not_get_the_answer(responses: Responses, other: dict[str, Any]) -> None:
    assert is_kept(responses, scope(), answer())
    assert responses.lookup(other) is None


def test_who_asks_and_by_which_program_does_not_matter(responses: Responses) -> None:
    assert is_kept(responses, scope((b"user-agent", b"curl"), (b"x-forwarded-for", b"192.0.2.9")), answer())
    again = scope((b"user-agent", b"R"), (b"cache-control", b"no-cache"), client=("192.0.2.2", 1))
    assert responses.lookup(again) is not None


def test_the_language_matters_where_the_answer_varies_by_it_and_only_there(responses: Responses) -> None:
    thai, english = (b"accept-language", b"th"), (b"accept-language", b"en")
    data = scope(thai, raw_path=b"/data")
    assert is_kept(responses, data, answer((b"vary", b"Accept, Accept-Encoding")))
    assert responses.lookup(scope(english, raw_path=b"/data")) is not None
    assert is_kept(responses, scope(thai), answer((b"vary", b"Accept, Accept-Language, Cookie")))
    assert responses.lookup(scope(thai)) is not None
    assert responses.lookup(scope(english)) is None
    assert responses.lookup(scope()) is None


@pytest.mark.parametrize("name", [b"authorization", b"cookie"])
def test_requests_of_somebody_known_pass_by(responses: Responses, name: bytes) -> None:
    assert not is_kept(responses, scope((name, b"x")), answer())
    assert is_kept(responses, scope(), answer())
    assert responses.lookup(scope((name, b"x"))) is None


@pytest.mark.parametrize(
    "given",
    [
        Cached(200, PUBLIC[:1], b""),
        Cached(200, PUBLIC[1:], b""),
        Cached(200, [(b"cache-control", b"no-store"), PUBLIC[1]], b""),
        answer((b"set-cookie", b"phaen_lang=th")),
        answer(status=404),
        answer(status=503),
        answer(body=bytes(300_000)),
    ],
)
def test_what_is_not_said_to_be_public_and_of_this_snapshot_is_not_kept(responses: Responses, given: Cached) -> None:
    assert not is_kept(responses, scope(), given)


def test_a_proxy_that_is_believed_and_one_that_is_not_get_answers_of_their_own(responses: Responses) -> None:
    secure = (b"x-forwarded-proto", b"https")
    assert is_kept(responses, scope(secure), answer())
    assert responses.lookup(scope(secure, client=("10.0.0.1", 1))) is None


def test_the_bound_holds(store: Path) -> None:
    responses = Responses(Pointer(store, lambda: "one"), Identities([]), bound=1_000_000)
    for number in range(100):
        assert is_kept(responses, scope(query_string=b"x=%d" % number), answer(body=bytes(100_000)))
        assert responses._kept.size <= 1_000_000
    assert responses.lookup(scope(query_string=b"x=0")) is None
    assert responses.lookup(scope(query_string=b"x=99")) is not None


def test_without_a_store_nothing_is_kept(responses: Responses, store: Path) -> None:
    (store / "CURRENT").unlink()
    assert not is_kept(responses, scope(), answer())
