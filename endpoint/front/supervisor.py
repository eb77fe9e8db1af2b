"""The supervisor: owns the listening socket, starts the other processes, restarts what dies, and hears signals.

It runs neither a query nor a view, and starts no thread: there is little in it that could fail.
"""

import contextlib
import logging
import os
import secrets
import select
import shutil
import signal
import socket
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping

from phaen.endpoint.errors import PhaenEndpointError
from phaen.endpoint.front.generation import Generation
from phaen.endpoint.front.order import FOLDER_VARIABLE, Order
from phaen.endpoint.settings import Settings
from phaen.loaders.errors import StoreError

_LOG = logging.getLogger(__name__)
_TICK = 0.2
_LONGEST_START = 60.0
_MEMORY = "/dev/shm"  # noqa: S108 - a private folder is made in it
"""Where Linux has files in memory."""


class Supervisor:
    """Runs the service until it is told to stop (SIGTERM, SIGINT; twice: at once); SIGHUP reads the settings anew."""

    def __init__(self, settings: Settings, listener: socket.socket, reread: Callable[[], Settings]) -> None:
        """Prepare; ``reread`` returns the settings as they are now, or raises what is wrong with them."""
        self._settings = settings
        self._listener = listener
        self._reread = reread
        self._secret = secrets.token_hex(16)
        self._stopping = 0
        self._reload_asked = False
        self._next: tuple[Generation, float] | None = None
        self._retired: list[tuple[Generation, float]] = []

    def run(self) -> None:
        """Serve; return when everything has ended."""
        with self._signals(), self._counters() as environment:
            self._environment = environment
            self._current = self._start(self._settings)
            try:
                while not self._stopping:
                    self._wait()
                    self._step()
            finally:
                self._stop()

    def _start(self, settings: Settings, *, probe: bool = False) -> Generation:
        def order(hand: Mapping[str, str]) -> Order:
            return Order(settings, self._listener.fileno(), hand, self._secret, probe, self._environment)

        return Generation(settings, order)

    def _step(self) -> None:
        if self._reload_asked:
            self._reload_asked = False
            self._reload()
        self._advance()
        self._current.tend()
        for generation, until in list(self._retired):
            if generation.ended or time.monotonic() > until:
                generation.close()
                self._retired.remove((generation, until))

    def _reload(self) -> None:
        """Begin with new settings beside the old; what is wrong with them is said, and the old stay."""
        try:
            settings = self._reread()
        except (PhaenEndpointError, StoreError) as error:
            _LOG.warning("the settings are not taken over, the old ones stay: %s", error)
            return
        if (settings.host, settings.port) != (self._settings.host, self._settings.port):
            _LOG.warning("host and port stay as they are; a change of them needs a restart")
        if self._next is not None:
            self._next[0].close()
            self._next = None
        try:
            self._next = (self._start(settings, probe=True), time.monotonic() + _LONGEST_START)
        except OSError as error:
            _LOG.warning("the settings are not taken over, the old ones stay: no process can be started (%s)", error)

    def _advance(self) -> None:
        """Let the next generation take over when it answers."""
        if self._next is None:
            return
        generation, until = self._next
        if generation.ready:
            old, self._current, self._next = self._current, generation, None
            old.retire()
            _LOG.warning("the new settings are in force")  # the only sign of it; notes of less weight are not shown
            patience = old.settings.timeout + 2 * old.settings.drain
            self._retired.append((old, time.monotonic() + patience))
        elif generation.failed or time.monotonic() > until:
            _LOG.warning("the service does not start with the new settings; the old ones stay")
            generation.close()
            self._next = None

    def _stop(self) -> None:
        self._listener.close()
        generations = [self._current, *(generation for generation, _ in self._retired)]
        if self._next is not None:
            generations.append(self._next[0])
        for generation in generations:
            generation.stop()
        for generation in generations:
            generation.drain(lambda: self._stopping > 1)

    def _wait(self) -> None:
        """Sleep until a signal comes (a child that died is one) or a tick has passed."""
        if select.select([self._woken], [], [], _TICK)[0]:
            self._woken.recv(4096)

    @contextlib.contextmanager
    def _signals(self) -> Iterator[None]:
        wanted = {
            signal.SIGTERM: self._on_stop,
            signal.SIGINT: self._on_stop,
            signal.SIGHUP: self._on_reload,
            signal.SIGCHLD: lambda *_: None,
        }
        self._woken, waker = socket.socketpair()
        with self._woken, waker:
            waker.setblocking(False)  # noqa: FBT003 - as the function wants it
            signal.set_wakeup_fd(waker.fileno(), warn_on_full_buffer=False)
            before = {number: signal.signal(number, handler) for number, handler in wanted.items()}
            try:
                yield
            finally:
                signal.set_wakeup_fd(-1)
                for number, handler in before.items():
                    signal.signal(number, handler)

    def _on_stop(self, *_: object) -> None:
        self._stopping += 1

    def _on_reload(self, *_: object) -> None:
        self._reload_asked = True

    @contextlib.contextmanager
    def _counters(self) -> Iterator[dict[str, str]]:
        """Give the fronts a folder in which each keeps its counters, so that each can tell those of all.

        The fronts map these files. On a full disk a process that writes to such memory is ended (SIGBUS), and so would
        be each that takes its place; results fill the temporary folder, but not the memory of the machine.
        """
        place = _MEMORY if os.access(_MEMORY, os.W_OK) else None
        folder = tempfile.mkdtemp(prefix="phaen-counters-", dir=place)
        try:
            yield {FOLDER_VARIABLE: folder}
        finally:
            shutil.rmtree(folder, ignore_errors=True)
