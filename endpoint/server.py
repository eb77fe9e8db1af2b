"""Run the service: gunicorn with threads, in the foreground, until Ctrl-C or SIGTERM."""

import errno
import io
import json
import os
import signal
import socket
import sys
from collections.abc import Callable, Iterable
from typing import IO, TYPE_CHECKING, Any, NoReturn

from gunicorn.app.base import BaseApplication
from gunicorn.workers.gthread import ThreadWorker
from werkzeug.exceptions import BadRequest

from phaen.endpoint.errors import PortInUseError, ServeError
from phaen.endpoint.problems import PROBLEM_TYPE, Problem
from phaen.endpoint.settings import Settings
from phaen.loaders.errors import (
    BaseMismatchError,
    StoreDamagedError,
    StoreError,
    StoreMissingError,
    StoreTooNewError,
)
from phaen.loaders.graph.base import refuse_other_base
from phaen.loaders.snapshot import current_snapshot

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

    from flask import Flask

_SECONDS_TO_FINISH = 5
_STREAM_SLACK = 30
_LONGEST_REQUEST_LINE = 64 * 1024
_SOUND = "sound"
_STORE_ERRORS: dict[str, type[Exception]] = {
    kind.__name__: kind for kind in (BaseMismatchError, StoreDamagedError, StoreMissingError, StoreTooNewError)
}
_DETAILS = {
    414: f"the address is longer than {_LONGEST_REQUEST_LINE} bytes; send the query by POST",
    431: "the header fields are too large; send fewer or shorter ones",
}


def serve(settings: Settings) -> None:
    """Serve until the process is told to stop; return then.

    Raises PortInUseError, ServeError, or a StoreError if there is no store to serve.
    """
    _check_store(settings)
    _check_port(settings.host, settings.port)
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    sys.stdout.write(f"phaen serves {settings.store} at http://{host}:{settings.port}/ (Ctrl-C stops)\n")
    sys.stdout.flush()
    _Server(settings).run()


def _check_store(settings: Settings) -> None:
    """Refuse a store that is missing, broken, or made under another base, before anything listens."""
    try:
        current_snapshot(settings.store)
    except StoreMissingError as error:
        raise ServeError(f"{error}") from error
    _in_a_child(lambda: _open_once(settings))


def _open_once(settings: Settings) -> None:
    """Open the store; raise the StoreError that stands against serving it."""
    snapshot = current_snapshot(settings.store)
    try:
        refuse_other_base(snapshot.open(), settings.base)
    except StoreDamagedError:
        # It may have been tidied away between reading the pointer and opening it: then look again.
        if current_snapshot(settings.store).name == snapshot.name:
            raise
        _open_once(settings)
    finally:
        snapshot.close()


def _in_a_child(work: Callable[[], None]) -> None:
    """Do work in a child process, and raise the StoreError that it ends with; ServeError if it ends unexpectedly.

    RocksDB starts threads, and the processes forked after that would break.
    """
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            work()
            os.write(writer, _SOUND.encode())
        except StoreError as error:
            os.write(writer, f"{type(error).__name__}:{error}".encode())
        finally:
            os._exit(0)
    os.close(writer)
    with os.fdopen(reader, encoding="utf-8") as answer:
        found = answer.read()
    _, status = os.waitpid(child, 0)
    if found != _SOUND:
        kind, _, message = found.partition(":")
        unexpected = f"the process that looks at the store ended unexpectedly (status {status}); try again"
        raise _STORE_ERRORS.get(kind, ServeError)(message or unexpected)


def _check_port(host: str, port: int) -> None:
    """Bind once before the server does, which would try for seconds and then speak of something else."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise PortInUseError(
                f"port {port} on {host} is in use; stop what listens there, or choose another with --port or PHAEN_PORT"
            ) from error
        raise ServeError(f"cannot listen on {host} port {port}: {error.strerror}; change --host or --port") from error


class _Worker(ThreadWorker):  # type: ignore[misc]  # gunicorn ships no types
    """gunicorn's threaded worker, which ends at once and without a word when it is told to.

    Its own handler raises SystemExit wherever the process happens to be, which may print a traceback.
    """

    def init_signals(self) -> None:
        """Leave Ctrl-C, which reaches the whole group, to the master."""
        super().init_signals()
        signal.signal(signal.SIGINT, signal.SIG_IGN)

    def handle_quit(self, _signal: int, _frame: object) -> NoReturn:
        """End now; the query processes see their input close, and end too."""
        os._exit(0)


class _Server(BaseApplication):  # type: ignore[misc]  # gunicorn ships no types
    """gunicorn, configured by our settings and by nothing else."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        super().__init__()

    def load_config(self) -> None:
        """Set what differs from gunicorn's defaults."""
        for name, value in _gunicorn_options(self._settings).items():
            self.cfg.set(name, value)

    def load(self) -> "Flask":
        """Make the application, once in each process after it was forked, so that each has its own engine."""
        from gunicorn import util
        from gunicorn.http import message

        from phaen.endpoint.app import create_app

        # gunicorn takes no more than 8190 bytes, which is 900 Thai letters in the URL of a query.
        message.MAX_REQUEST_LINE = _LONGEST_REQUEST_LINE
        util.write_error = _write_problem
        app = create_app(self._settings)
        app.wsgi_app = _with_checked_bodies(app.wsgi_app)  # type: ignore[method-assign, assignment]  # Flask's own way
        return app


def _gunicorn_options(settings: Settings) -> dict[str, Any]:
    return {
        "bind": f"{settings.host}:{settings.port}"
        if ":" not in settings.host
        else f"[{settings.host}]:{settings.port}",
        "worker_class": _Worker,
        "workers": settings.workers,
        "threads": settings.threads,
        "timeout": int(settings.timeout) + _STREAM_SLACK,
        "graceful_timeout": _SECONDS_TO_FINISH,
        "keepalive": 5,
        "limit_request_line": _LONGEST_REQUEST_LINE,
        "preload_app": False,
        "accesslog": None,
        "errorlog": "-",
        "loglevel": "warning",
        "proc_name": "phaen",
        # A field SCRIPT_NAME would move the whole site, past the rules of a proxy.
        "forwarder_headers": "",
        "header_map": "drop",
        # gunicorn would otherwise put a socket for remote control into the user's home.
        "control_socket_disable": True,
        # Its heartbeat files: memory, where there is such a folder, so that a slow disk cannot stop a worker.
        "worker_tmp_dir": "/dev/shm" if sys.platform == "linux" else None,  # noqa: S108 - private files, unlinked at once
        "worker_exit": _close_engine,
    }


def _with_checked_bodies(application: "WSGIApplication") -> "WSGIApplication":
    """Make the errors of gunicorn, when the application reads a body that is cut into pieces wrongly, its client's."""

    def checked(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        environ["wsgi.input"] = _Body(environ["wsgi.input"])
        return application(environ, start_response)

    return checked


class _Body(io.RawIOBase):
    """The body of a request."""

    def __init__(self, body: IO[bytes]) -> None:
        super().__init__()
        self._body = body

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        from gunicorn.http.errors import ParseException

        try:
            return self._body.read(size) if size >= 0 else self._body.read()
        except ParseException as error:
            raise BadRequest(f"the pieces of the body are not sound: {error}") from error

    def readall(self) -> bytes:
        return self.read()

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # the stub wants a wider type
        data = self.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)


def _write_problem(connection: socket.socket, status: int, reason: str, message: str) -> None:
    """Answer a request that never gets as far as the application, in the shape of all our errors."""
    code = reason.lower().replace(" ", "-")
    detail = _DETAILS.get(status) or message or "the request cannot be read; send it again as HTTP/1.1"
    body = json.dumps(Problem(status, code, reason, detail).document(), ensure_ascii=False).encode()
    head = (
        f"HTTP/1.1 {status} {reason}\r\nConnection: close\r\nContent-Type: {PROBLEM_TYPE}\r\n"
        f"Cache-Control: no-store\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    connection.sendall(head.encode() + body)


def _close_engine(_server: object, worker: Any) -> None:  # noqa: ANN401 - gunicorn ships no types
    """Stop the query processes of an HTTP process that ends."""
    engine = getattr(getattr(worker, "wsgi", None), "extensions", {}).get("phaen.engine")
    if engine is not None:
        engine.close()
