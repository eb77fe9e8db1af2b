"""Who takes its answer slowly is waited for; who takes nothing is not."""

import socket
from collections.abc import Callable
from math import inf
from types import SimpleNamespace
from typing import Any, cast

import pytest

from phaen.endpoint.front import roster as module
from phaen.endpoint.front.connection import Phase
from phaen.endpoint.front.roster import Limits, Roster


class Transport:
    """A transport that waits for the system to take more, which holds all that a socket has been given."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection

    def get_write_buffer_size(self) -> int:
        return 100_000

    def get_extra_info(self, _: str) -> socket.socket:
        return self._connection


class Waiting:
    """A connection with an answer that its client has not taken yet."""

    unsent, unsent_since, deadline, phase = 0, 0.0, inf, Phase.BUSY

    def __init__(self, transport: Transport, abort: Callable[[], None]) -> None:
        self.transport = transport
        self.abort = abort


def test_a_client_whose_system_takes_a_little_is_not_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 0.0
    monkeypatch.setattr(module, "time", SimpleNamespace(monotonic=lambda: now))
    roster = Roster(Limits(16, 10, 10, send_timeout=5))
    ours, theirs = socket.socketpair()
    with ours, theirs:
        for _ in range(60):
            ours.sendall(bytes(1000))
        aborted: list[float] = []
        connection = cast("Any", Waiting(Transport(ours), lambda: aborted.append(now)))
        roster.admit(connection)
        for second in range(12):
            now = float(second)
            theirs.recv(4000)
            roster.sweep()
        assert aborted == []
        while now < 30 and not aborted:
            now += 1
            roster.sweep()
        assert aborted == [17.0]
