"""The load program where wrk is not installed: as many connections as asked, each asking again as soon as answered.

``python -m benchmarks.national.load PORT FILE CONNECTIONS SECONDS``; FILE lists the requests as for ``requests.lua``.
"""

import asyncio
import json
import sys
import time
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path

from benchmarks.national.client import LOOPBACK
from benchmarks.national.latency import percentile

JSON_ANSWER = "application/sparql-results+json"


class Asker(asyncio.Protocol):
    """One connection."""

    def __init__(self, requests: Iterator[bytes], until: float) -> None:
        """Take the requests that all connections share, and the end on the clock of ``perf_counter``."""
        self.milliseconds: list[float] = []
        self.failed = 0
        self.closed = asyncio.get_running_loop().create_future()
        self._requests = requests
        self._until = until
        self._buffer = b""
        self._sent = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ask for the first time."""
        self._transport = transport
        self._ask()

    def data_received(self, data: bytes) -> None:
        """Ask again when an answer is whole."""
        self._buffer += data
        if not is_whole(self._buffer):
            return
        now = time.perf_counter()
        self.milliseconds.append((now - self._sent) * 1000)
        self.failed += self._buffer[9:10] not in (b"2", b"3")
        self._buffer = b""
        if now < self._until:
            self._ask()
        else:
            self._transport.close()

    def connection_lost(self, error: Exception | None) -> None:
        """Note how it ended."""
        self.failed += error is not None or bool(self._buffer)
        if not self.closed.done():
            self.closed.set_result(None)

    def _ask(self) -> None:
        self._sent = time.perf_counter()
        assert isinstance(self._transport, asyncio.WriteTransport)
        self._transport.write(next(self._requests))


def is_whole(answer: bytes) -> bool:
    """Tell whether an answer has arrived to its end."""
    head, end, body = answer.partition(b"\r\n\r\n")
    if not end:
        return False
    lower = head.lower()
    if head[9:12] == b"304":
        return True
    if b"transfer-encoding: chunked" in lower:
        return body.endswith(b"0\r\n\r\n")
    place = lower.find(b"content-length:")
    return place >= 0 and len(body) >= int(lower[place + 15 :].split(b"\r\n", 1)[0])


def written(line: str, port: int) -> bytes:
    """Write a request that a line of the file lists."""
    path, _, tag = line.partition("\t")
    condition = f"If-None-Match: {tag}\r\n" if tag else ""
    return f"GET {path} HTTP/1.1\r\nHost: {LOOPBACK}:{port}\r\nAccept: {JSON_ANSWER}\r\n{condition}\r\n".encode()


async def run(port: int, lines: list[str], connections: int, seconds: float) -> dict[str, float]:
    """Ask for some seconds; give what ``requests.lua`` gives."""
    requests = cycle([written(line, port) for line in lines])
    started, loop = time.perf_counter(), asyncio.get_running_loop()
    askers = [Asker(requests, started + seconds) for _ in range(connections)]
    for asker in askers:
        await loop.create_connection(lambda asker=asker: asker, LOOPBACK, port)  # type: ignore[misc]
    await asyncio.gather(*(asker.closed for asker in askers))
    spent = time.perf_counter() - started
    found = sorted(value for asker in askers for value in asker.milliseconds) or [0.0]
    failed = sum(asker.failed for asker in askers)
    p50, p95 = percentile(found, 0.5), percentile(found, 0.95)
    return {"answers": len(found), "seconds": spent, "failed": failed, "p50": p50, "p95": p95}


if __name__ == "__main__":
    given_port, file, number, duration = sys.argv[1:]
    listed = Path(file).read_text("utf-8").splitlines()
    sys.stdout.write(json.dumps(asyncio.run(run(int(given_port), listed, int(number), float(duration)))))
