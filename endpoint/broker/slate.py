"""What a worker is doing, written by the worker into memory that it shares with the broker.

A worker goes on with the next query of the same connection without asking, so the broker looks here for what runs
since when. Nobody waits for anybody: a number that is odd while the worker writes tells a reader to look again.
"""

import json
import mmap
import os
import struct
import sys
import tempfile
from dataclasses import dataclass
from typing import Any

SIZE = 16384
_HEAD = struct.Struct("=QQ?ddI")  # version, jobs begun, whether one runs, since when, for how long, length of the rest
_SHORT_TEXT = 1000
_TRIES = 100


@dataclass(frozen=True)
class Glance:
    """The state of a worker: ``jobs`` is the number of queries that it has begun; times are in seconds.

    ``since`` is when it became busy, or ceased to be; ``seconds`` is how long its query may take.
    """

    jobs: int = 0
    busy: bool = False
    since: float = 0.0
    seconds: float = 0.0


class Slate:
    """The shared memory of one worker."""

    def __init__(self, descriptor: int) -> None:
        """Map the memory; the descriptor can be closed then."""
        self._memory = mmap.mmap(descriptor, SIZE)
        self._version = self._jobs = 0

    def begin(self, now: float, said: dict[str, Any], text: bytes = b"") -> None:
        """Write that a query has begun, and what is said about it; ``text`` is that as JSON, where it is there."""
        self._jobs += 1
        text = text or json.dumps(said).encode()
        if len(text) > SIZE - _HEAD.size:
            text = json.dumps(said | {"text": said["text"][:_SHORT_TEXT]}).encode()[: SIZE - _HEAD.size]
        self._write(_HEAD.pack(self._version + 1, self._jobs, True, now, said["seconds"], len(text)), text)  # noqa: FBT003

    def end(self, now: float) -> None:
        """Write that no query runs."""
        self._write(_HEAD.pack(self._version + 1, self._jobs, False, now, 0.0, 0), b"")  # noqa: FBT003

    def glance(self) -> Glance:
        """Return what the worker is doing."""
        _, jobs, busy, since, seconds, _ = self._read()
        return Glance(jobs, busy, since, seconds)

    def said(self) -> dict[str, Any]:
        """Return what is said about the query that runs; nothing if none does, or it has just changed."""
        version, _, _, _, _, length = self._read()
        text = bytes(self._memory[_HEAD.size : _HEAD.size + length])
        if not length or self._read()[0] != version:
            return {}
        try:
            found: dict[str, Any] = json.loads(text)
        except ValueError:  # longer than the slate, or torn
            return {}
        return found

    def close(self) -> None:
        """Give the memory back."""
        self._memory.close()

    def _write(self, head: bytes, text: bytes) -> None:
        self._memory[:8] = struct.pack("=Q", self._version + 1)
        self._memory[_HEAD.size : _HEAD.size + len(text)] = text
        self._memory[8 : _HEAD.size] = head[8:]
        self._version += 2
        self._memory[:8] = struct.pack("=Q", self._version)

    def _read(self) -> tuple[Any, ...]:
        for _ in range(_TRIES):
            found = _HEAD.unpack_from(self._memory)
            if found[0] % 2 == 0 and self._memory[:8] == struct.pack("=Q", found[0]):
                return found
        return found  # a worker that was killed while it wrote


def shared_memory() -> int:
    """Return the descriptor of new memory for a slate; it has no name that others could open."""
    if sys.platform == "linux":
        descriptor = os.memfd_create("phaen-slate")
    else:
        with tempfile.TemporaryFile() as file:
            descriptor = os.dup(file.fileno())
    os.ftruncate(descriptor, SIZE)
    return descriptor
