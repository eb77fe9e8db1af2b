"""The broker as a front sees it: connections that carry one query at a time."""

import contextlib
import itertools
import json
import secrets
import socket
import threading
import time
from functools import lru_cache
from pathlib import Path
from typing import Any

from phaen.endpoint import wire
from phaen.endpoint.broker.forecast import Expected, Forecast, kind_of
from phaen.endpoint.broker.gate import Gate
from phaen.endpoint.broker.spares import Spares
from phaen.endpoint.engine import AnyJob, GraphJob, SearchJob, described
from phaen.endpoint.errors import AnswerError, EngineError, NotReadyError, WorkerDiedError, answer_error

_MOST_IDLE = 64
_MOST_TEXT = 2000
_ASK_SECONDS = 5.0
_ITS_OWN = ("query", "timeout", "default_graphs", "named_graphs")
"""What differs from query to query of a service."""


class BrokerClient:
    """Opens connections to the broker, and keeps those that are whole for the next query."""

    def __init__(self, address: Path, fast: int = 2) -> None:
        """Connect when it is first needed; ``fast`` is the number of workers for light queries."""
        self._address = address
        self.gate = Gate(fast)
        self.forecast = Forecast()
        self._name = secrets.token_hex(4)
        self._numbers = itertools.count(1)
        self._spares: Spares[socket.socket] = Spares(_MOST_IDLE)
        self._closed = False

    def start(self, job: AnyJob, client: str, seconds: float) -> "Exchange":
        """Send a query; raise EngineError if the broker cannot be reached."""
        exchange = Exchange(self, client, described(job))
        exchange.open(exchange.frames_of(job, seconds))
        return exchange

    def new_id(self) -> str:
        """Return a name for an exchange that no other one has."""
        return f"{self._name}-{next(self._numbers):x}"

    def ask(self, what: str, **further: str) -> Any:  # noqa: ANN401 - each question has an answer of its own
        """Ask the broker about itself; raise EngineError if it cannot be reached."""
        # A connection of its own: on one that was kept a worker may be waiting, which knows no answer.
        with self.connect() as connection:
            try:
                connection.settimeout(_ASK_SECONDS)
                connection.sendall(wire.json_frame(wire.ASK, {"what": what, **further}))
                received = wire.receive(connection)
                if received is None:
                    raise ConnectionResetError
            except OSError as error:
                raise _unreachable() from error
        return json.loads(received[1])[what]

    def connect(self, *, wait: bool = True) -> socket.socket:
        """Open a new connection; without waiting there is none where too many others wait for one."""
        if self._closed:
            raise EngineError("the service is being stopped; ask again")
        try:
            connection = socket.socket(socket.AF_UNIX)
            try:
                connection.setblocking(wait)
                connection.connect(str(self._address))
            except OSError:
                connection.close()
                raise
        except OSError as error:
            raise _unreachable() from error
        return connection

    def reuse(self, expected: Expected) -> socket.socket | None:
        """Return a connection that was kept after a query like this, and has not ended since; None if there is none."""
        while (connection := self._spares.take(expected)) is not None:
            if _is_open(connection):
                return connection
            connection.close()
        return None

    def keep(self, connection: socket.socket, expected: Expected) -> None:
        """Keep a connection for the next query."""
        surplus = self._spares.keep(connection, expected)
        if surplus is not None:
            surplus.close()
        if self._closed:
            self.close()

    def close(self) -> None:
        """Close the connections that are kept."""
        self._closed = True
        for connection in self._spares.clear():
            connection.close()


class Exchange:
    """One query and its result, on a connection of its own for as long as it lasts.

    ``expected`` is what it will probably be.
    """

    def __init__(self, client: BrokerClient, asker: str, text: str) -> None:
        """Name the exchange, in which a client of the service asks a query; ``open`` sends it."""
        self.id = client.new_id()
        self._kind = kind_of(text)
        self.expected = client.forecast.expect(asker, self._kind)
        self._asker = asker
        self._text = text
        self._client = client
        self._lock = threading.Lock()
        self._token: object = None
        self.socket: socket.socket | None = None
        self.began = time.monotonic()

    def frames_of(self, job: AnyJob, seconds: float) -> bytes:
        """Return the query as it is sent: what the broker has to know of it, then the job itself."""
        said = {"id": self.id, "client": self._asker, "seconds": seconds, "text": self._text[:_MOST_TEXT]}
        if self.expected is not Expected.LIGHT:
            said["expected"] = self.expected
        if job.snapshot:
            said["snapshot"] = job.snapshot
        return wire.json_frame(wire.JOB, said) + wire.frame(wire.JOB, _job(job))

    def open(self, frames: bytes) -> None:
        """Send the query, on a connection that was kept or a new one."""
        self._token = self._client.gate.enter()
        self.socket = self._client.reuse(self.expected) or self._client.connect()
        with contextlib.suppress(OSError):  # it may have been refused before it was whole: the answer can be read
            self.socket.sendall(frames)

    def note(self, ran: float | None, *, stopped: bool = False) -> None:
        """Take note that the query has ended, or was stopped, after so many seconds; None if it never ran.

        Those that have passed here tell nothing: the result may have waited for a thread that reads it.
        """
        if ran is not None:
            self._client.forecast.note(self._asker, self._kind, ran, stopped=stopped)

    def finish(self) -> None:
        """Keep the connection: the result has been read to its end."""
        with self._lock:
            connection, self.socket = self.socket, None
        if connection is not None:
            self._client.keep(connection, self.expected)
        self._client.gate.leave(self._token)

    def abandon(self) -> None:
        """Break off, which ends the query; safe from any thread, and more than once."""
        with self._lock:
            connection = self.socket
            if connection is not None:
                with contextlib.suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)  # wakes the thread that waits for it

    def close(self) -> None:
        """Break off and close the connection; only who reads from it may do that."""
        self.abandon()
        with self._lock:
            connection, self.socket = self.socket, None
        if connection is not None:
            connection.close()
        self._client.gate.leave(self._token)

    def reason(self) -> AnswerError:
        """Return why the connection has ended, as the broker tells it."""
        try:
            verdict = self._client.ask("verdict", id=self.id)
        except AnswerError as error:
            return error
        if verdict is None:
            return WorkerDiedError("the process that ran this query ended unexpectedly; the query can be sent again")
        return answer_error(verdict)


def _job(job: AnyJob) -> bytes:
    """Return a job as JSON; what is None is left out."""
    if isinstance(job, GraphJob):
        return _json({"kind": "graph", **vars(job)})
    if isinstance(job, SearchJob):
        return _json({"kind": "search", **vars(job)})
    conditions = {name: value for name, value in vars(job).items() if value is not None and name not in _ITS_OWN}
    formats = tuple(conditions.pop("formats").items())
    rest = _conditions(formats, tuple(conditions.items()))
    own = {name: value for name in _ITS_OWN if (value := getattr(job, name)) is not None}
    return _json(own)[:-1] + b", " + rest[1:]


@lru_cache(maxsize=256)
def _conditions(formats: tuple[tuple[str, str], ...], conditions: tuple[tuple[str, object], ...]) -> bytes:
    """Return what is the same for nearly all queries, as JSON."""
    return _json({"kind": "query", "formats": dict(formats), **dict(conditions)})


def _json(content: dict[str, Any]) -> bytes:
    return json.dumps(content).encode()


def _is_open(connection: socket.socket) -> bool:
    """Tell whether a connection on which nothing is to come has not ended."""
    try:
        connection.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT)
    except BlockingIOError:
        return True
    except OSError:
        return False
    return False


def _unreachable() -> NotReadyError:
    return NotReadyError("the query engine is being started; try again soon")
