"""Two fronts in this process on one engine: one with the express lane, one that has only the ordinary way."""

import http.client
import re
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from phaen.endpoint.app import create_app
from phaen.endpoint.cache.responses import Responses
from phaen.endpoint.embedded import EmbeddedEngine
from phaen.endpoint.front.application import FrontApplication
from phaen.endpoint.front.client import Identities
from phaen.endpoint.front.express import Express
from phaen.endpoint.front.record import Record, note_routes
from phaen.endpoint.front.roster import Limits, Roster
from phaen.endpoint.front.server import FrontServer
from phaen.endpoint.settings import Settings

Head = list[tuple[str, str]]


@dataclass
class Front:
    """One front: its port, what it has noted of each request, and the addresses that came as far as the framework."""

    application: FrontApplication
    port: int
    records: list[Record] = field(default_factory=list)
    views: list[str] = field(default_factory=list)

    def ask(
        self, method: str = "GET", fields: dict[str, Any] | None = None, body: bytes | None = None, **headers: str
    ) -> tuple[int, Head, bytes]:
        """Return status, header fields but for the time, and body."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        try:
            query = f"?{urlencode(fields, doseq=True)}" if fields else ""
            connection.request(method, f"/sparql{query}", body, {"Host": "localhost", **names})
            response = connection.getresponse()
            return response.status, _steady(response.getheaders()), response.read()
        finally:
            connection.close()

    def exchange(self, request: bytes) -> bytes:
        """Send bytes as they are; return all that comes."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=20) as connection:
            connection.sendall(request)
            return b"".join(iter(lambda: connection.recv(65536), b""))


def _steady(head: Head) -> Head:
    return [(name, re.sub(r"dur=[\d.]+", "dur=", value)) for name, value in head if name != "date"]


@contextmanager
def front(settings: Settings, engine: EmbeddedEngine, *, express: bool) -> Iterator[Front]:
    """Serve in a thread; results are kept in memory alone, where the other front finds none of them."""
    flask = create_app(settings, engine, secret=b"secret")
    note_routes(flask)
    caching = flask.extensions["phaen.engine"]
    caching.results.close()
    caching.results.shelf = None
    found: Front

    def watched(environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:  # noqa: ANN401 - as WSGI has it
        found.views.append(environ["PATH_INFO"])
        return flask(environ, start_response)

    cache = Responses(caching.pointer, Identities(settings.proxies)) if settings.cache else None
    lane = Express.of(flask, engine, settings) if express else None
    records: list[Record] = []
    application = FrontApplication(watched, settings, cache, records.append, lane)
    listener = socket.create_server(("127.0.0.1", 0))
    found = Front(application, listener.getsockname()[1], records)
    with _served(application, listener, Limits.of(settings, 1000), shortcut=express):
        yield found


@contextmanager
def _served(
    application: FrontApplication, listener: socket.socket, limits: Limits, *, shortcut: bool
) -> Iterator[None]:
    roster = Roster(limits)
    if shortcut:
        roster.shortcut = application.shortcut
    server = FrontServer(application, roster, 1)
    started = threading.Event()
    thread = threading.Thread(target=server.run_on, args=(listener, started.set), daemon=True)
    thread.start()
    assert started.wait(10)
    try:
        yield
    finally:
        server.stop()
        thread.join(10)
        application.close()
