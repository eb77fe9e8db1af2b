"""A listener on this machine that notes what it is asked for: what a query calls, seen from the other end."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self, cast


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        cast("_Server", self.server).paths.append(self.path)
        self.send_error(404)

    do_POST = do_GET  # noqa: N815 - the name that http.server looks for

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name that http.server uses
        pass


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    paths: list[str]


class Listener:
    """Use it as a context; ``paths`` are the paths of the requests so far."""

    def __init__(self) -> None:
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self.paths: list[str] = []
        self._server.paths = self.paths
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02})

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}/"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
