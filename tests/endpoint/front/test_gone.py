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
    sender = SimpleNamespace(gone=True, connection=SimpleNamespace(), record=Record("GET"))

    async def ask() -> None:
        await application.general.enter("client", 1.0)
        await application._view(application.general, "client", {"REQUEST_METHOD": "GET"}, sender)  # type: ignore[arg-type]

    with pytest.raises(GoneError):
        asyncio.run(ask())
    assert not called
    assert application.general.admission.used == 0
