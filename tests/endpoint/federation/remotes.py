"""Real services on this machine: a test says what they answer with, and sees what they were asked."""

import contextlib
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

ROWS = b'{"head":{"vars":["x"]},"results":{"bindings":[{"x":{"type":"literal","value":"from afar"}}]}}'
JSON = "application/sparql-results+json"


@dataclass
class Asked:
    """A request as it arrived."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Remote:
    """A service: what it answers with, and what it was asked."""

    port: int = 0
    status: int = 200
    headers: dict[str, str] = field(default_factory=lambda: {"Content-Type": JSON})
    body: bytes | Callable[[Asked], bytes] = ROWS
    stream: Callable[[], Iterator[bytes]] | None = None
    asked: list[Asked] = field(default_factory=list)

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def address(self) -> str:
        return f"{self.origin}/sparql"

    def says(self, body: bytes | Callable[[Asked], bytes], media_type: str = JSON, status: int = 200) -> "Remote":
        self.body, self.status = body, status
        self.headers = {"Content-Type": media_type}
        return self

    def streams(self, stream: Callable[[], Iterator[bytes]], media_type: str = JSON) -> "Remote":
        self.stream = stream
        self.headers = {"Content-Type": media_type}
        return self


class Handler(BaseHTTPRequestHandler):
    remote: Remote

    def do_GET(self) -> None:
        remote = self.remote
        length = int(self.headers.get("Content-Length") or 0)
        asked = Asked(
            self.command,
            self.path,
            {name.lower(): value for name, value in self.headers.items()},
            self.rfile.read(length),
        )
        remote.asked.append(asked)
        self.send_response_only(remote.status)
        for name, value in remote.headers.items():
            self.send_header(name, value)
        if remote.stream is None:
            body = remote.body(asked) if callable(remote.body) else remote.body
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
            return
        self.end_headers()
        for piece in remote.stream():
            self.wfile.write(piece)

    def do_POST(self) -> None:
        self.do_GET()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as in the class above
        pass


class Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def handle_error(self, request: object, client_address: object) -> None:
        pass


def drip(piece: bytes = b" ", pause: float = 0.05) -> Iterator[bytes]:
    """Send a little for ever."""
    while True:
        yield piece
        time.sleep(pause)


class Counter:
    """Counts connections; whoever connects is hung up on."""

    def __init__(self, listening: socket.socket) -> None:
        self._listening = listening
        self._callers: list[object] = []
        self._ours: set[object] = set()
        self._stopped = threading.Event()

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self._listening.getsockname()[1]}"

    @property
    def number(self) -> int:
        """How many connections came; one of our own comes last, so that all before it have been counted."""
        with socket.create_connection(self._listening.getsockname()) as probe:
            ours = probe.getsockname()
            self._ours.add(ours)
            while ours not in self._callers:
                time.sleep(0.005)
        return sum(caller not in self._ours for caller in self._callers)

    def run(self) -> None:
        while not self._stopped.is_set():
            with contextlib.suppress(OSError):
                connected, caller = self._listening.accept()
                self._callers.append(caller)
                connected.close()

    def stop(self) -> None:
        self._stopped.set()
        socket.create_connection(self._listening.getsockname()).close()
