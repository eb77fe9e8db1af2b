"""The broker process, for who starts it."""

import contextlib
import json
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

from phaen.endpoint.environment import clean_environment
from phaen.endpoint.settings import Settings

_PROGRAM = "phaen.endpoint.broker.program"
_FAREWELL_SECONDS = 3.0
_END_SECONDS = 0.5
_MEGABYTE = 1024 * 1024


class BrokerProcess:
    """A broker with its workers; they all end when this is closed, or when the process that started it ends."""

    _closed = False

    def __init__(self, settings: Settings, prefixes: dict[str, str] | None = None) -> None:
        """Start it; raise OSError if the system refuses it. It can be connected to at once."""
        # The folder is ours alone, and so is the socket in it.
        self._folder = Path(tempfile.mkdtemp(prefix="phaen-"))
        self.address = self._folder / "broker"
        self._options = _options(settings, prefixes or {})
        self._lock = threading.Lock()
        try:
            self._process = self._start()
        except OSError:
            shutil.rmtree(self._folder, ignore_errors=True)
            raise

    def revive(self) -> bool:
        """Start it again at the same address if it has ended unexpectedly; return whether that was so.

        Raises OSError if the system refuses it.
        """
        with self._lock:
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(_END_SECONDS)  # it takes no connections any more, and so may be about to end
            if self._closed or self.alive:
                return False
            _close_input(self._process)
            self.address.unlink(missing_ok=True)
            self._process = self._start()
            return True

    @property
    def pid(self) -> int:
        """Return the process id."""
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Tell whether the process runs."""
        return self._process.poll() is None

    def close(self) -> None:
        """Stop it, and with it all queries."""
        with self._lock:
            self._closed = True
        _close_input(self._process)
        try:
            self._process.wait(_FAREWELL_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _start(self) -> "subprocess.Popen[bytes]":
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(str(self.address))
            listener.listen()
            process = subprocess.Popen(  # noqa: S603 - our own program
                [sys.executable, "-m", _PROGRAM, str(listener.fileno())],
                stdin=subprocess.PIPE,
                pass_fds=[listener.fileno()],
                env=clean_environment(),
                process_group=0,
            )
        with contextlib.suppress(OSError):  # one that dies at once is noticed by who connects
            assert process.stdin is not None  # noqa: S101 - opened as a pipe above
            process.stdin.write(json.dumps(self._options).encode() + b"\n")
            process.stdin.flush()
        return process


def _close_input(process: "subprocess.Popen[bytes]") -> None:
    if process.stdin is not None:
        with contextlib.suppress(OSError):
            process.stdin.close()


def _options(settings: Settings, prefixes: dict[str, str]) -> dict[str, object]:
    return {
        "store": str(settings.store),
        "memory": settings.memory * _MEGABYTE,
        "prefixes": prefixes,
        "confined": not settings.services,
        "most": settings.max_bytes,
        "fast": settings.query_workers,
        "slow": settings.slow_workers,
        "patience": settings.queue_timeout,
        "recycle": settings.recycle,
        "budget": settings.in_memory * _MEGABYTE,
    }
