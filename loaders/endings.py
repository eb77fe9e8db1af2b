"""How processes end: with their parent, at somebody's hand, or because memory ran out."""

import fcntl
import os
import re
import signal
from pathlib import Path

LAST_BREATH = 2.0
"""Seconds that a process takes at most between closing its last pipe and its end."""

FROM_OUTSIDE = frozenset((signal.SIGKILL, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT))
"""Signals that no program gets for a mistake of its own: somebody sent them, or the kernel when memory ran out."""

CGROUPS = Path("/sys/fs/cgroup")
PROC = Path("/proc")


def tie(lifeline: int) -> None:
    """End this process as soon as its parent has ended, also while C code keeps it busy.

    ``lifeline`` is the reading end of a pipe whose other end the parent holds and never writes to. The kernel closes
    that one whichever way the parent ends, and then sends SIGIO, whose default action needs no interpreter.
    (PR_SET_PDEATHSIG would be sent when the thread that started us ends, though the parent lives on.)
    """
    fcntl.fcntl(lifeline, fcntl.F_SETOWN, os.getpid())
    flags = fcntl.fcntl(lifeline, fcntl.F_GETFL)
    fcntl.fcntl(lifeline, fcntl.F_SETFL, flags | os.O_ASYNC | os.O_NONBLOCK)
    try:
        os.read(lifeline, 1)
    except BlockingIOError:
        return
    os._exit(1)  # the parent had ended before we asked to be told


def killed_by(number: int) -> str:
    """Say that the process which read a document was killed.

    >>> killed_by(9)
    'the process that read it was killed (signal 9, SIGKILL) by somebody or something outside phaen'
    """
    name = signal.Signals(number).name
    return f"the process that read it was killed (signal {number}, {name}) by somebody or something outside phaen"


def oom_kills() -> int:
    """Give how many processes the kernel has killed for want of memory: in our control group, else on the machine.

    Always 0 where the system does not tell (``oom_kill`` in memory.events of cgroup v2, and in /proc/vmstat).
    """
    group = re.search(r"^0::/?(.*)$", _text(PROC / "self/cgroup"), re.MULTILINE)
    events = _text(CGROUPS / group[1] / "memory.events") if group else ""
    found = re.search(r"^oom_kill (\d+)$", events or _text(PROC / "vmstat"), re.MULTILINE)
    return int(found[1]) if found else 0


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, ValueError):
        return ""
