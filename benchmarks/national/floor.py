"""The least time that an answer can take: that of a bare socket which hands over as many bytes from memory."""

import socket
import statistics
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import get_context

from benchmarks.national.client import LOOPBACK, Address, Connection, request_of

TIMES = 15
"""How often one large answer is asked for."""


def least_milliseconds(size: int) -> float:
    """Give the median of the milliseconds in which so many bytes come to the same client."""
    with _giver(size) as address, Connection(address) as connection:
        request = request_of(address, "ASK {}", "*/*")
        return statistics.median(connection.ask(request).milliseconds for _ in range(TIMES))


@contextmanager
def _giver(size: int) -> Iterator[Address]:
    """Let a process of its own, as a service is one, answer each request with so many bytes."""
    with socket.create_server((LOOPBACK, 0)) as listener:
        giver = get_context("spawn").Process(target=_give, args=(listener, size), daemon=True)
        giver.start()
        try:
            yield Address(listener.getsockname()[1], "/")
        finally:
            giver.kill()
            giver.join()


def _give(listener: socket.socket, size: int) -> None:
    answer = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % size + bytes(size)
    connection, _ = listener.accept()
    while connection.recv(65536):
        connection.sendall(answer)
