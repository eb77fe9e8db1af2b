"""A text with marks as pieces to write one after the other: none of the text is lost, however the marks lie."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from heapq import heapify, heappop, heappush
from typing import Literal


@dataclass(frozen=True)
class Mark:
    """What was recognised from ``begin`` to ``end`` (code points, end exclusive): its kind, and what it leads to."""

    begin: int
    end: int
    kind: str
    iri: str = ""
    title: str = ""

    @property
    def position(self) -> str:
        """Return the fragment that names the place: ``offset_10_90``."""
        return f"offset_{self.begin}_{self.end}"


@dataclass
class Piece:
    """A mark that opens or closes, or text, with the innermost mark that is open there.

    A mark that goes on after another one has closed is opened again, ``continued``. One is ``bare`` if all its text
    lies in marks inside it. Of the text of a mark, one piece is the ``first``.
    """

    what: Literal["open", "close", "text"]
    mark: Mark | None
    text: str = ""
    continued: bool = False
    bare: bool = True
    first: bool = False


@dataclass
class _Open:
    end: int
    piece: Piece


def pieces(text: str, begin: int, end: int, marks: Iterable[Mark]) -> list[Piece]:
    """Return the text from ``begin`` to ``end`` in pieces; marks nest, and one that crosses another's end is cut there.

    What of a mark lies outside is left out.
    """
    return list(_Pieces(text, begin, end, marks).made())


class _Pieces:
    def __init__(self, text: str, begin: int, end: int, marks: Iterable[Mark]) -> None:
        self._text, self._place, self._end = text, begin, end
        seen = [(max(mark.begin, begin), min(mark.end, end), mark) for mark in marks]
        # Of two that begin together, the longer one comes first, and so holds the other.
        self._waiting = [
            (first, -last, number, mark) for number, (first, last, mark) in enumerate(seen) if first < last
        ]
        heapify(self._waiting)
        self._open: list[_Open] = []

    def made(self) -> Iterator[Piece]:
        while self._waiting:
            first, last, number, mark = heappop(self._waiting)
            yield from self._closed(first)
            if self._open and -last > (border := self._open[-1].end):
                heappush(self._waiting, (border, last, number, mark))
                last = -border
            yield from self._told(first)
            opened = Piece("open", mark, continued=first > mark.begin)
            self._open.append(_Open(-last, opened))
            yield opened
        yield from self._closed(self._end)
        yield from self._told(self._end)

    def _closed(self, place: int) -> Iterator[Piece]:
        """Close what ends at a place or before it."""
        while self._open and self._open[-1].end <= place:
            yield from self._told(self._open[-1].end)
            yield Piece("close", self._open.pop().piece.mark)

    def _told(self, place: int) -> Iterator[Piece]:
        """Give the text up to a place, as text of the innermost open mark."""
        if place <= self._place:
            return
        inside = self._open[-1].piece if self._open else None
        first = inside is not None and inside.bare
        if inside is not None:
            inside.bare = False
        yield Piece("text", inside.mark if inside else None, self._text[self._place : place], first=first)
        self._place = place
