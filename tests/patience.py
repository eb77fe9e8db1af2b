"""Ports, waiting and times in tests, on machines that may be slow and have much else to do."""

import random
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

import pytest

Found = TypeVar("Found")
_EPHEMERAL = Path("/proc/sys/net/ipv4/ip_local_port_range")


def free_port() -> int:
    """Return a port on which nobody listens, outside those that the system gives to connections meanwhile."""
    try:
        end = min(int(_EPHEMERAL.read_text(encoding="ascii").split()[0]), 32_768)
    except OSError:
        end = 32_768
    while True:
        port = random.SystemRandom().randrange(min(15_000, end - 1000), end)
        try:
            with socket.create_server(("127.0.0.1", port)):
                return port
        except OSError:
            continue


def until(condition: Callable[[], Any], seconds: float = 30.0) -> Any:  # noqa: ANN401 - whatever is waited for
    """Return what a condition returns once that is true; fail if it does not become so."""
    end = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < end, "it did not come to that"
        time.sleep(0.02)
    return found


def once_in_three(claim: Callable[[], Found]) -> Found:
    """Check a claim about time up to three times: another program may take the processor away just then.

    A claim that is wrong fails each time. Give what it returns.
    """
    for _ in range(2):
        with suppress(AssertionError, pytest.fail.Exception):
            return claim()
    return claim()
