"""Start the service: look at the store, open the port, then let the supervisor run it in the foreground."""

import contextlib
import errno
import logging
import os
import socket
import sys
import traceback
from collections.abc import Callable

from phaen.endpoint.errors import PortInUseError, ServeError
from phaen.endpoint.settings import Settings
from phaen.loaders.errors import (
    BaseMismatchError,
    StoreDamagedError,
    StoreError,
    StoreMissingError,
    StoreTooNewError,
)
from phaen.loaders.graph.base import refuse_other_base
from phaen.loaders.mending import repair
from phaen.loaders.snapshot import current_snapshot

_BACKLOG = 2048
_SOUND = "sound"
_STORE_ERRORS: dict[str, type[Exception]] = {
    kind.__name__: kind for kind in (BaseMismatchError, StoreDamagedError, StoreMissingError, StoreTooNewError)
}


def serve(settings: Settings, reread: Callable[[], Settings] | None = None) -> None:
    """Serve until the process is told to stop; return then.

    ``reread`` returns the settings as they are when SIGHUP comes; by default from the environment alone.
    Raises PortInUseError, ServeError, or a StoreError if there is no store to serve.
    """
    from phaen.endpoint.front.supervisor import Supervisor

    def checked() -> Settings:
        found = reread() if reread is not None else Settings.from_environment(os.environ)
        if not found.engine:
            _check_store(found)
        _check_log(found.access_log)
        return found

    if not settings.engine:
        _check_store(settings)
        with contextlib.suppress(ServeError):  # what cannot be mended now keeps nobody from reading
            _in_a_child(lambda: _mend(settings))
    _check_log(settings.access_log)
    listener = _listen(settings.host, settings.port)
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="%(asctime)s %(levelname)s %(message)s")
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    sys.stdout.write(
        f"phaen serves {settings.engine or settings.store} at http://{host}:{settings.port}/ (Ctrl-C stops)\n"
    )
    sys.stdout.flush()
    Supervisor(settings, listener, checked).run()


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


def _mend(settings: Settings) -> None:
    """Mend what a crash has left in the store, and say so."""
    for line in repair(settings.store):
        sys.stderr.write(f"repaired   {settings.store}: {line}\n")
    sys.stderr.flush()


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
        except BaseException:  # noqa: BLE001 - the child ends here, whatever happened
            traceback.print_exc()
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


def _check_log(target: str) -> None:
    """Refuse an access log that cannot be written, which the fronts would die of."""
    from phaen.endpoint.front.access import AccessLog

    try:
        AccessLog(target).close()
    except OSError as error:
        raise ServeError(
            f"access_log names {target}, which cannot be written: {error.strerror}; change --access-log"
        ) from error


def _listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens; connections wait in it until a front takes them."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listener = socket.socket(family, kind, protocol)
        try:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind(address)
            listener.listen(_BACKLOG)
        except OSError:
            listener.close()
            raise
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise PortInUseError(
                f"port {port} on {host} is in use; stop what listens there, or choose another with --port or PHAEN_PORT"
            ) from error
        raise ServeError(f"cannot listen on {host} port {port}: {error.strerror}; change --host or --port") from error
    return listener
