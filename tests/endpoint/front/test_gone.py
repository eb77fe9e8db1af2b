"""A client that goes away just when its request gets a thread."""

import asyncio
from pathlib import Path
from types import SimpleNamespace

import pytest

from phaen.endpoint.front.application import FrontApplication
from phaen.endpoint.front.body import GoneError
from phaen.endpoint.front.record import Record
from phaen.endpoint.settings import Settings


def test_nothing_is_done_for_who_has_gone_before_the_view_begins(tmp_path: Path) -> None:
    called: list[object] = []
    application = FrontApplication(
        lambda environ, _: called.append(environ) or [],  # type: ignore[func-returns-value]
        Settings.from_environment({}, {"store": tmp_path}),
    )
    sender = SimpleNamespace(gone=True, when_gone=lambda _: None, record=Record("GET"))

    async def ask() -> None:
        await application.general.enter("client", 1.0)
        await application._view(application.general, "client", {"REQUEST_METHOD": "GET"}, sender)  # type: ignore[arg-type]

    with pytest.raises(GoneError):
        asyncio.run(ask())
    assert not called
    assert application.general.admission.used == 0


def test_no_query_is_begun_for_who_has_gone_when_its_place_is_given(tmp_path: Path) -> None:
    """Python 3.11's wait_for gives what it waited for to a task that is cancelled at that moment."""
    begun: list[object] = []
    express = SimpleNamespace(read=lambda *asked: begun.append(asked))
    application = FrontApplication(lambda _, __: [], Settings.from_environment({}, {"store": tmp_path}))
    application._express = express  # type: ignore[assignment]
    sender = SimpleNamespace(gone=True, when_gone=lambda _: None, record=Record("GET"))
    body = SimpleNamespace(at_once=lambda: b"")
    answered = asyncio.run(application._by_express({}, body, ("client", "http"), sender))  # type: ignore[arg-type]
    assert answered == (False, None)
    assert not begun


def test_the_server_is_told_of_who_has_gone_before_it_notices_itself(tmp_path: Path) -> None:
    """Else it misses an answer, says so in the log, and sends one of its own to nobody."""
    told: list[str] = []
    transport = SimpleNamespace(is_closing=lambda: True)
    connection = SimpleNamespace(
        transport=transport, answering=True, on_gone=None, desert=lambda: told.append("deserted")
    )
    scope: dict[str, object] = {"method": "POST", "path": "/sparql", "headers": [], "client": None, "scheme": "http"}
    records: list[Record] = []
    settings = Settings.from_environment({}, {"store": tmp_path})
    application = FrontApplication(lambda _, __: [], settings, observe=records.append)

    async def receive() -> dict[str, object]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: object) -> None:
        raise AssertionError(message)

    asyncio.run(application({**scope, "state": {"connection": connection}}, receive, send))
    assert told == ["deserted"]
    assert records[0].broken
