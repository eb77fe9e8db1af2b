"""Where short links are kept: a file each, on disk before anybody is told of it.

    STORE/short-links/lock           held by who makes or removes a link; its text is how many bytes all of them take
    STORE/short-links/ab/abcd….json  the link of this name

A file is replaced as a whole, so readers need no lock, and who is killed half-way leaves the state before or after.
"""

import contextlib
import errno
import fcntl
import logging
import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

from phaen.endpoint.errors import UnknownResourceError
from phaen.endpoint.short_links.content import Content
from phaen.endpoint.short_links.errors import (
    DamagedLinkError,
    RemovedLinkError,
    ShortLinksFullError,
    UnwritableLinksError,
)
from phaen.endpoint.short_links.link import Link, Removed, read_document
from phaen.endpoint.sparql.parsing import Form
from phaen.loaders.durable import sync, write_durably

SHORTEST: Final = 12
"""Characters of a name: 60 bits, so that among a million links two of the same beginning are most unlikely."""

MOST_SNAPSHOTS: Final = 500
_LONGER: Final = 4
_NAME: Final = re.compile(r"[a-z2-7]{2,52}")
_BLOCK: Final = 4096
_MEGABYTE: Final = 1_000_000
_LONGEST_COUNT: Final = 32
_NO_SPACE: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class Usage:
    """How many links there are, removed ones included, and how many bytes of disk they take."""

    links: int
    bytes: int


def utc_day() -> date:
    """Return the day that it is."""
    return datetime.now(UTC).date()


class LinkStore:
    """The short links of one store; safe among threads and processes.

    ``megabytes`` bounds the disk space of all links. Each counts in whole blocks, so their number is bounded as well.
    """

    def __init__(
        self, store: Path, megabytes: int, shortest: int = SHORTEST, today: Callable[[], date] = utc_day
    ) -> None:
        """Touch nothing yet."""
        self._folder = store / "short-links"
        self._bound = megabytes * _MEGABYTE
        self._shortest = shortest
        self._today = today
        self._counted = False

    def get(self, name: str) -> Link:
        """Return a link; raise UnknownResourceError, RemovedLinkError or DamagedLinkError."""
        found = self._read(name) if _NAME.fullmatch(name) else None
        if found is None:
            raise UnknownResourceError(f"there is no short link {name!r}; look whether the address is whole")
        return _there(found)

    def put(self, content: Content, form: Form, snapshot: str) -> tuple[Link, bool]:
        """Keep a content, the form of its query, and that it may be cited with a snapshot ("" for none).

        Returns its link, and whether that is new.
        Raises RemovedLinkError, DamagedLinkError, ShortLinksFullError or UnwritableLinksError.
        """
        digest = content.digest()
        name, found = self._place(digest)
        if found is not None and _may_cite(_there(found), snapshot):
            return _there(found), False
        try:
            with self._alone() as lock:
                name, found = self._place(digest)  # as another process may have left it
                fresh = Link(name, content, form, self._today(), ())
                return self._kept(lock, found, fresh, snapshot), found is None
        except OSError as error:
            raise _refused(error) from error

    def remove(self, name: str) -> None:
        """Take a link away for ever; one that is damaged too. Raises UnknownResourceError or UnwritableLinksError."""
        if not _NAME.fullmatch(name) or not self._path(name).exists():
            raise UnknownResourceError(f"there is no short link {name!r}; give what stands behind /q/ in its address")
        try:
            with self._alone():
                try:
                    found = self._read(name)
                except DamagedLinkError:
                    found = None
                if not isinstance(found, Removed):
                    digest = name if found is None else found.digest
                    write_durably(self._path(name), Removed(name, digest, self._today()).document())
        except OSError as error:
            raise _refused(error) from error

    def usage(self) -> Usage:
        """Count the links, by looking at each of them."""
        sizes = [_on_disk(path.stat().st_size) for path in self._folder.glob("??/*.json")]
        return Usage(len(sizes), sum(sizes))

    def _place(self, digest: str) -> tuple[str, Link | Removed | None]:
        """Return the shortest name under which a content is kept, or may be, and what there is."""
        for length in range(self._shortest, len(digest) + _LONGER, _LONGER):
            name = digest[:length]
            found = self._read(name)
            if found is None or found.digest == digest:
                return name, found
        raise AssertionError(f"two contents have the digest {digest}")  # pragma: no cover - nobody has seen that

    def _kept(self, lock: int, found: Link | Removed | None, fresh: Link, snapshot: str) -> Link:
        """Write a fresh link, or add the snapshot to the one that was found."""
        link = fresh if found is None else _there(found)
        if found is not None and _may_cite(link, snapshot):
            return link
        if len(link.snapshots) >= MOST_SNAPSHOTS:
            raise ShortLinksFullError(
                f"this link is kept with {MOST_SNAPSHOTS} snapshots, and no more fit; give the query a title, which "
                "makes it another link"
            )
        link = link.seen(snapshot)
        self._write(lock, link, 0 if found is None else len(found.document().encode()))
        return link

    def _write(self, lock: int, link: Link, former: int) -> None:
        """Have a link on disk, if there is room; count the blocks that it takes more than before."""
        text = link.document()
        path = self._path(link.name)
        more = _on_disk(len(text.encode())) - _on_disk(former)
        total = self._total(lock) + more
        if more > 0 and total > self._bound:
            raise ShortLinksFullError(
                f"the short links take {self._bound // _MEGABYTE} MB, all that the operator allows (short_links); "
                "keep the query in a file of your own, or ask the operator for more room"
            )
        if not path.parent.exists():
            path.parent.mkdir(exist_ok=True)
            sync(self._folder)
        try:
            write_durably(path, text)
        except OSError:
            with contextlib.suppress(OSError):
                path.with_name(path.name + ".new").unlink()
            raise
        _write_count(lock, total)

    def _read(self, name: str) -> Link | Removed | None:
        path = self._path(name)
        try:
            return read_document(name, path.read_bytes())
        except (FileNotFoundError, NotADirectoryError):
            return None
        except (OSError, ValueError) as error:
            _LOG.error("the short link %s cannot be read: %s", path, error)
            raise DamagedLinkError(
                f"the file of the short link {name} cannot be read; the operator can restore it from a backup"
            ) from error

    def _path(self, name: str) -> Path:
        return self._folder / name[:2] / f"{name}.json"

    @contextmanager
    def _alone(self) -> Iterator[int]:
        """Hold the lock among threads and processes, each of which opens the file anew; give its descriptor."""
        if not self._folder.exists():
            self._folder.mkdir(parents=True, exist_ok=True)
            sync(self._folder.parent)
        lock = os.open(self._folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o644)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield lock
        finally:
            os.close(lock)

    def _total(self, lock: int) -> int:
        """Return the bytes of all links: as counted, but by looking when this process first asks, which mends it."""
        text = os.pread(lock, _LONGEST_COUNT, 0).strip()
        if self._counted and text.isdigit():
            return int(text)
        self._counted = True
        for leftover in self._folder.glob("??/*.new"):  # of who was killed: nobody else writes now
            leftover.unlink()
        return self.usage().bytes


def _there(found: Link | Removed) -> Link:
    if isinstance(found, Removed):
        raise RemovedLinkError(f"the operator of this service has removed the short link {found.name}")
    return found


def _may_cite(link: Link, snapshot: str) -> bool:
    return not snapshot or snapshot in link.snapshots


def _on_disk(size: int) -> int:
    """Return how many bytes of disk a file of some bytes takes: whole blocks."""
    return -(-size // _BLOCK) * _BLOCK


def _write_count(lock: int, total: int) -> None:
    """Note the count, which is mended if that fails: a full disk must not stand against a link that is kept."""
    with contextlib.suppress(OSError):
        os.pwrite(lock, f"{total:<{_LONGEST_COUNT - 1}}\n".encode(), 0)


def _refused(error: OSError) -> ShortLinksFullError | UnwritableLinksError:
    """Return what an error of the disk means to who asked for a link; the log has the error itself."""
    _LOG.error("a short link could not be written: %s", error)
    if error.errno in _NO_SPACE:
        return ShortLinksFullError("the disk of this service is full, so no link was made; try again later")
    return UnwritableLinksError(
        f"the store of this service cannot be written ({error.strerror}), so nothing was changed; its operator has to "
        "make it writable"
    )
