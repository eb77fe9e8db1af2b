"""Limit the memory of this process, so that a query cannot take that of its neighbours; see what a process holds."""

import os
from pathlib import Path


def limit_memory(allowance: int | None) -> None:
    """Limit the address space to its present size plus an allowance in bytes; None lifts the limit.

    Past the limit the engine's allocator aborts the process, which the service sees and explains. Systems without
    /proc (macOS) keep no such limit.
    """
    import resource

    try:
        pages = int(Path("/proc/self/statm").read_text().split()[0])
    except OSError:
        return
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    soft = hard if allowance is None else pages * resource.getpagesize() + allowance
    if hard != resource.RLIM_INFINITY:
        soft = min(soft, hard)
    resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


def memory_of(process: int) -> int:
    """Return the bytes that a process holds beside the files it reads; 0 where the system does not tell."""
    try:
        _, resident, shared, *_ = Path(f"/proc/{process}/statm").read_text().split()
    except (OSError, ValueError):  # it has ended
        return 0
    return (int(resident) - int(shared)) * os.sysconf("SC_PAGE_SIZE")
