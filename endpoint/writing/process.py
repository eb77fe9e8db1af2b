"""The write process seen from the service: whoever serves HTTP connects to it; where nobody has started it, it does so.

There is one for the whole service, whatever the number of HTTP processes: so changes that come at the same time share
a publication.
"""

import contextlib
import json
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import IO

from phaen.endpoint import wire
from phaen.endpoint.environment import clean_environment
from phaen.endpoint.errors import EngineError, QueryTimeoutError, WorkerDiedError, answer_error
from phaen.endpoint.settings import Settings
from phaen.endpoint.writing.committing import INDEXING_SECONDS
from phaen.endpoint.writing.jobs import WriteJob, Written, frames

_PROGRAM = "phaen.endpoint.writing.listening"
_FAREWELL_SECONDS = 3.0
_PAUSE = 0.02
_SLACK = 90.0
"""Seconds beyond the limits after which no answer is expected any more: the write process keeps the limits itself."""


class WriterProcess:
    """The write process, listening at ``address``; it ends with this object's process, however that ends."""

    def __init__(self, settings: Settings, address: Path | None = None) -> None:
        """Start it; without an address in a private folder of its own. Whoever connects early tries again."""
        self._folder = None if address is not None else Path(tempfile.mkdtemp(prefix="phaen-writer-"))
        self.address = address if address is not None else Path(str(self._folder)) / "socket"
        self._process = subprocess.Popen(  # noqa: S603 - our own program
            [sys.executable, "-m", _PROGRAM], stdin=subprocess.PIPE, env=clean_environment(), process_group=0
        )
        options = {
            "address": str(self.address),
            "private": self._folder is not None,
            "store": str(settings.store),
            "timeout": settings.timeout,
            "patience": settings.queue_timeout,
            "memory": settings.memory,
            "confined": not settings.services,
            "validates": settings.validate_writes == "on",
            "indexes": settings.index == "yes",
        }
        with contextlib.suppress(OSError):  # one that died at once is noticed by whoever connects
            self._input.write(wire.json_frame(wire.OPTIONS, options))
            self._input.flush()

    @property
    def pid(self) -> int:
        """Return the process id."""
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Tell whether the process runs."""
        return self._process.poll() is None

    def close(self) -> None:
        """Stop it: the group of changes that it is making is finished, those that wait are refused."""
        with contextlib.suppress(OSError):
            self._input.close()
        try:
            self._process.wait(_FAREWELL_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)

    @property
    def _input(self) -> IO[bytes]:
        assert self._process.stdin is not None  # noqa: S101 - opened as a pipe above
        return self._process.stdin


class WriteProcess:
    """Has changes made by the write process at an address, or by one of its own, started when it is first needed."""

    def __init__(self, settings: Settings, address: Path | None = None) -> None:
        """Remember where to write; nothing is started yet."""
        self._settings = settings
        self._address = address
        self._own: WriterProcess | None = None
        self._closed = False
        self._starting = threading.Lock()

    def write(self, job: WriteJob) -> Written:
        """Make a change; raises an AnswerError, and then nothing is changed, but where its message says otherwise."""
        content = frames(job)
        end = time.monotonic() + self._settings.queue_timeout
        while True:
            with contextlib.suppress(OSError), self._connected() as connection:
                written = self._exchange(connection, content)
                if written is not None:
                    return written
            if time.monotonic() >= end:
                raise WorkerDiedError("the write process is not there; nothing was changed; send the change again")
            time.sleep(_PAUSE)

    def pids(self) -> list[int]:
        """Return the id of the process, if one was started here."""
        return [] if self._own is None else [self._own.pid]

    def close(self) -> None:
        """Stop the process, if it was started here."""
        with self._starting:
            self._closed = True
            if self._own is not None:
                self._own.close()

    def _connected(self) -> socket.socket:
        """Return a connection; raises OSError while the process is being started."""
        connection = socket.socket(socket.AF_UNIX)
        try:
            usual = self._settings.timeout * 2 + self._settings.queue_timeout * 2 + _SLACK
            connection.settimeout(usual + INDEXING_SECONDS)
            connection.connect(str(self._address or self._started().address))
        except BaseException:
            connection.close()
            raise
        return connection

    def _started(self) -> WriterProcess:
        with self._starting:
            if self._closed:
                raise EngineError("the service is being stopped; nothing was changed; send the change again")
            if self._own is None or not self._own.alive:
                if self._own is not None:
                    self._own.close()
                self._own = WriterProcess(self._settings)
            return self._own

    def _exchange(self, connection: socket.socket, content: bytes) -> Written | None:
        """Send a job and return what it came to; None if the process ended before it began, and so can be asked again.

        Raises WorkerDiedError if it ended after that, and the AnswerError that comes instead of an answer.
        """
        begun = False
        try:
            connection.sendall(content)
            while (received := wire.receive(connection)) is not None:
                kind, told = received
                if kind == wire.FAIL:
                    raise answer_error(json.loads(told))
                if kind == wire.DONE:
                    return Written(**json.loads(told))
                begun = True
        except TimeoutError:
            raise QueryTimeoutError(f"the change was not answered; {_LOOK}") from None
        except OSError:
            if not begun:
                return None
        if begun:
            raise WorkerDiedError(f"the write process ended unexpectedly; {_LOOK}")
        return None


_LOOK = "the change is whole or not made: look before you send it again"
