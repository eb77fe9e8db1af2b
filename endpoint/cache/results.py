"""The results that are kept: the last ones in memory, more of them in files, and the heads of many more.

A result that was quick to make stays in memory alone: a file would cost about as much, and a flood of such questions
would push out those that took long.
"""

import threading
from dataclasses import replace
from typing import Final

from phaen.endpoint.cache.coding import GZIP, Compression, compressed
from phaen.endpoint.cache.entries import DamagedError, Entry, Head, Measure, digest_of
from phaen.endpoint.cache.keys import Key
from phaen.endpoint.cache.memory import Recent
from phaen.endpoint.cache.shelf import Filed, Shelf

SMALL: Final = 256 * 1024
"""Bytes up to which a result is held in memory; a larger one is sent from its file, so that slow clients hold none."""
WHOLE: Final = 4 * 1024 * 1024
"""Bytes up to which a result is taken in whole before its head is sent."""
LARGEST: Final = 64 * 1024 * 1024
"""Bytes up to which a result is kept."""
CHEAP: Final = 0.01
"""Seconds up to which a result counts as quickly made."""
_MOST_MEMORY = 32 * 1024 * 1024
_OVERHEAD = 1024
_MOST_HEADS = 20_000

Kept = Entry | Filed


class Results:
    """The kept results of one process; the files are shared with the others.

    ``cheap`` are the seconds up to which a result counts as quickly made; None for ``CHEAP``.
    """

    def __init__(self, shelf: Shelf | None, bound: int, cheap: float | None = None) -> None:
        """Begin with what the files hold; ``bound`` in bytes, 0 keeps nothing."""
        self.shelf = shelf
        self._recent = Recent[Entry](min(_MOST_MEMORY, bound // 4))
        self._heads = Recent[Head](_MOST_HEADS if bound else 0)
        self._cheap = CHEAP if cheap is None else cheap
        self._bound = bound
        self._compressing = threading.Lock()

    @property
    def largest(self) -> int:
        """Return how large a result may be to be kept in a file, in bytes."""
        return min(LARGEST, self._bound // 4) if self.shelf is not None else 0

    def heads(self, key: Key) -> list[Head]:
        """Return what is known of the results of a question, also where they themselves are not kept any more."""
        return [head for name in key.names if (head := self._heads.get(name)) is not None]

    def find(self, key: Key) -> Kept | None:
        """Return a result that answers a question."""
        found = self.recent(key)
        if found is not None:
            return found
        for name in key.names:
            filed = self._find_file(key.snapshot, name)
            if filed is not None:
                return filed
        return None

    def recent(self, key: Key) -> Entry | None:
        """Return a result that answers a question, if it is in memory."""
        for name in key.names:
            found = self._recent.get(name)
            if found is not None:
                return found
        return None

    def in_file(self, key: Key) -> bool:
        """Tell whether a file seems to hold a result that answers a question; nothing is read."""
        return self.shelf is not None and any(self.shelf.holds(key.snapshot, name) for name in key.names)

    def is_filed(self, size: int, seconds: float) -> bool:
        """Tell whether a result of that size which took so long to make is kept in a file."""
        return self.shelf is not None and (seconds >= self._cheap or size > SMALL)

    def keep(self, entry: Entry, seconds: float) -> Kept:
        """Keep a result that took so long to make; return it as it is to be sent from now on."""
        head = entry.head
        self._heads.put(head.name, head)
        if head.size <= SMALL:
            self._remember(entry)
            if seconds >= self._cheap and self.shelf is not None:
                self.shelf.keep(entry)
            return entry
        if self.shelf is not None and head.size <= self.largest and self.shelf.keep(entry):
            return self._find_file(head.snapshot, head.name) or entry
        return entry

    def note(self, head: Head) -> None:
        """Remember what is said of a result."""
        self._heads.put(head.name, head)

    def gzipped(self, kept: Kept) -> Kept | None:
        """Return the compressed form of a result, made when it is first asked for; None if that cannot be.

        Of large ones one is made at a time: who meets another is better off with what is compressed as it is sent.
        """
        head = kept.head
        name = f"{head.name}.{GZIP}"
        found = self._recent.get(name) or self._find_file(head.snapshot, name)
        if found is not None and found.head.content == head.content:
            return found  # of another run with its rows in another order it would not be the same
        if head.size > WHOLE:
            return self._compressed_alone(kept, name) if isinstance(kept, Filed) else None
        plain = kept.body if isinstance(kept, Entry) else kept.read(0, head.size)
        if len(plain) != head.size:  # cut off since it was opened: whoever sends it finds that out, too
            return None
        body = compressed(plain)
        entry = Entry(replace(head, name=name, size=len(body), digest=digest_of(body)), body)
        shared = isinstance(kept, Filed) or (self.shelf is not None and head.size > SMALL // 4)
        return self.keep(entry, self._cheap if shared else 0.0)

    def _compressed_alone(self, kept: Filed, name: str) -> Kept | None:
        if not self._compressing.acquire(blocking=False):
            return None
        try:
            return self._compressed_file(kept, name)
        finally:
            self._compressing.release()

    def _compressed_file(self, kept: Filed, name: str) -> Kept | None:
        """Compress a file into another one; None where it cannot be kept."""
        head = kept.head
        draft = self.shelf.draft(head.snapshot) if self.shelf is not None else None
        if self.shelf is None or draft is None:
            return None
        measure = Measure()
        try:
            for piece in Compression().all(kept.pieces()):
                if not draft.write(piece):
                    draft.drop()
                    return None
                measure.add(piece)
            made = self.shelf.finish(draft, replace(head, name=name, size=measure.size, digest=measure.digest))
        except (DamagedError, OSError):
            draft.drop()
            return None
        finally:
            draft.close()
        return self._find_file(head.snapshot, name) if made else None

    def close(self) -> None:
        """Let go of the files."""
        if self.shelf is not None:
            self.shelf.close()

    def _find_file(self, snapshot: str, name: str) -> Kept | None:
        found = self.shelf.find(snapshot, name, SMALL) if self.shelf is not None else None
        if found is None:
            return None
        self._heads.put(name, found.head)
        if isinstance(found, Entry):
            self._remember(found)
        return found

    def _remember(self, entry: Entry) -> None:
        self._recent.put(entry.head.name, entry, entry.head.size + _OVERHEAD)
