"""The fronts as the supervisor sees them."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from phaen.endpoint.environment import HUGE_PAGES, KEEP_FREED, clean_environment, with_tunables
from phaen.endpoint.front.order import FOLDER_VARIABLE, READY, RETIRE, Order

_PROGRAM = "phaen.endpoint.front.program"


class Front:
    """One front process; it ends by itself when this process ends, however that may be."""

    def __init__(self, order: Order) -> None:
        """Start it; raise OSError if the system refuses it."""
        self.began = time.monotonic()
        self._counters = order.environment.get(FOLDER_VARIABLE)
        self._ready = False
        # A group of its own: Ctrl-C is for the supervisor. The environment holds no setting: they come by the pipe.
        self._process = subprocess.Popen(  # noqa: S603 - our own program
            [sys.executable, "-m", _PROGRAM],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            pass_fds=[order.listener],
            env=with_tunables(clean_environment(), KEEP_FREED, HUGE_PAGES) | dict(order.environment),
            process_group=0,
        )
        if self._process.stdout is not None:
            os.set_blocking(self._process.stdout.fileno(), False)
        self._say(order.line())

    @property
    def pid(self) -> int:
        """Return the process id."""
        return self._process.pid

    @property
    def status(self) -> int | None:
        """Return the exit status, negative for a signal; None while it runs."""
        return self._process.poll()

    @property
    def ready(self) -> bool:
        """Tell whether it answers."""
        if not self._ready and self._process.stdout is not None:
            self._ready = self._process.stdout.read(1) == READY
        return self._ready

    def retire(self) -> None:
        """Let it end when its requests are answered."""
        self._say(RETIRE)

    def stop(self) -> None:
        """Let it end soon."""
        with contextlib.suppress(ProcessLookupError):
            self._process.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End it, and let go of it."""
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()
        self._process.wait()
        if self._counters is not None:
            forget_gauges(Path(self._counters), self.pid)
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()

    def _say(self, line: bytes) -> None:
        if self._process.stdin is not None:
            with contextlib.suppress(OSError):  # one that has died is noticed elsewhere
                self._process.stdin.write(line)
                self._process.stdin.flush()


def forget_gauges(folder: Path, pid: int) -> None:
    """Remove what a process that has ended said about the present; what it has counted stays (prometheus_client)."""
    for path in folder.glob(f"gauge_live*_{pid}.db"):
        path.unlink(missing_ok=True)
