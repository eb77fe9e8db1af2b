"""One reading process: it does the same work for one item after the other, within its limits.

Called as ``python -P -m phaen.loaders.worker DESCRIPTOR MEMORY`` by workers.py, which talks to it over a socket:
first the work, then items with their time in seconds, each answered by its result.
"""

import gc
import os
import pickle
import signal
import sys
from multiprocessing.connection import Connection
from pathlib import Path
from threading import Thread
from typing import NoReturn

READY = b"ready"
COLLECTED_FROM = 100_000
"""New objects between two rounds of the collector: a plan makes many and no cycles, so that rounds find nothing."""

GRACE = 5.0
"""Seconds past its time after which a process ends by itself, should nobody be left to end it."""


def main(descriptor: int, memory: int) -> None:
    """Work until the socket is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent
    Thread(target=_end_with_parent, daemon=True).start()
    socket = Connection(descriptor)
    work = pickle.loads(socket.recv_bytes())  # noqa: S301 - from our own parent
    limit_memory(memory)
    gc.freeze()  # what is loaded now stays; the collector need not look at it again and again
    gc.set_threshold(COLLECTED_FROM)
    socket.send_bytes(READY)
    while True:
        try:
            seconds, item = pickle.loads(socket.recv_bytes())  # noqa: S301
        except EOFError:
            return
        # A regular expression that never ends lets no thread run, but it does not stop a signal's default action.
        signal.setitimer(signal.ITIMER_REAL, seconds + GRACE)
        result = work(item)
        signal.setitimer(signal.ITIMER_REAL, 0)
        socket.send_bytes(pickle.dumps(result))


def limit_memory(allowance: int) -> None:
    """Limit the address space to its present size plus an allowance in bytes; systems without /proc keep no limit."""
    import resource

    try:
        pages = int(Path("/proc/self/statm").read_text().split()[0])
    except OSError:
        return
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    soft = pages * resource.getpagesize() + allowance
    resource.setrlimit(resource.RLIMIT_AS, (soft if hard == resource.RLIM_INFINITY else min(soft, hard), hard))


def _end_with_parent() -> NoReturn:
    """End this process and those that it started as soon as the parent has: its end of our standard input closes."""
    while os.read(0, 1):
        pass
    os.killpg(0, signal.SIGKILL)
    os._exit(1)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
