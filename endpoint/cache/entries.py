"""A kept result: what is said of it, and its bytes; and how both lie in a file.

A file is a head of fixed length, and the bytes of the result as they are sent. The head, JSON after its own digest,
states the number and the digest of the bytes, so that a file that is damaged or not whole is told from a good one.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any, Self

from phaen.endpoint.formats import Form, Format, by_name

HEAD_SIZE = 1024
"""Bytes; the head comes first, and is known last."""
_DIGEST_LENGTH = 32


class DamagedError(Exception):
    """A file of the cache does not hold what its head says."""


@dataclass(frozen=True)
class Head:
    """What is said of a result; ``size`` and ``digest`` are those of the bytes that follow.

    ``content`` is the digest of the result without compression: what identifies it, whatever its coding.
    """

    name: str
    form: Form
    format_name: str
    snapshot: str
    cut: int | None
    content: str
    size: int
    digest: str

    @property
    def format(self) -> Format:
        """Return the format."""
        return by_name(self.format_name)

    def block(self) -> bytes:
        """Return the head as it begins a file; raise ValueError if it is too long for that."""
        said = json.dumps(asdict(self)).encode()
        block = (digest_of(said).encode() + b" " + said).ljust(HEAD_SIZE)
        if len(block) > HEAD_SIZE:
            raise ValueError(f"the head of {self.name} has {len(block)} bytes, more than {HEAD_SIZE}")
        return block

    @classmethod
    def read(cls, block: bytes, name: str) -> Self:
        """Read the head of a file; raise DamagedError unless it is sound, and of this name."""
        known, _, said = block.rstrip().partition(b" ")
        if known != digest_of(said).encode():
            raise DamagedError(f"{name} has no sound head")
        data: dict[str, Any] = json.loads(said)
        if data["name"] != name:
            raise DamagedError(f"{name} is the file of another result")
        return cls(**{**data, "form": Form(data["form"])})


@dataclass(frozen=True)
class Entry:
    """A result that is held in memory."""

    head: Head
    body: bytes


def digest_of(body: bytes) -> str:
    """Return the digest by which the bytes of a result are known."""
    return hashlib.sha256(body).hexdigest()[:_DIGEST_LENGTH]


def read_entry(data: bytes, name: str) -> Entry:
    """Read the content of a file; raise DamagedError if it is not what its head says."""
    head, body = Head.read(data[:HEAD_SIZE], name), data[HEAD_SIZE:]
    if len(body) != head.size or digest_of(body) != head.digest:
        raise DamagedError(f"{name} is not whole")
    return Entry(head, body)


def check(pieces: Iterable[bytes], head: Head) -> None:
    """Raise DamagedError if what follows a head is not what the head says; nothing of it is held."""
    found = Measure()
    for piece in pieces:
        found.add(piece)
    if found.size != head.size or found.digest != head.digest:
        raise DamagedError(f"{head.name} is not whole")


class Measure:
    """The size and the digest of bytes that pass by."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._hash = hashlib.sha256()
        self.size = 0

    def add(self, piece: bytes) -> None:
        """Take a piece into account."""
        self._hash.update(piece)
        self.size += len(piece)

    @property
    def digest(self) -> str:
        """Return the digest so far."""
        return self._hash.hexdigest()[:_DIGEST_LENGTH]
