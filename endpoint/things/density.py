"""Where marks lie so densely that a page could not bear them: how deep they nest, and how much of a part is shown."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from typing import Final

from phaen.endpoint.passages import Part
from phaen.endpoint.things.marks import Mark, pieces

DEEPEST: Final = 8
"""Marks within one another at one place: plans have four or five; under many colours nobody can read."""

MOST_OPENED: Final = 2_000
"""Marks that a page opens, one that is cut by others counted each time: plans have half as many in a part."""

Fetch = Callable[[int, int], tuple[list[Mark], bool]]
"""Gives the marks from an offset to another, and whether there are more, which begin after those."""


@dataclass(frozen=True)
class Stretch:
    """What of a part is shown, from ``begin`` to ``end``; ``more`` marks of it are not known.

    ``marks`` stand in the text, those ``beyond`` are too deep within others. ``before`` and ``after`` lie in the
    stretches on either side, None where the part begins or ends.
    """

    begin: int
    end: int
    marks: Sequence[Mark]
    beyond: Sequence[Mark]
    before: int | None = None
    after: int | None = None
    more: bool = False


def stretch_of(text: str, part: Part, offset: int, gaps: Iterable[Mark], fetch: Fetch) -> Stretch:
    """Return the stretch of a part that an offset lies in: the whole part, unless marks are dense."""
    begin, end, marks, more = _window(part, offset, fetch)
    within = [mark for mark in (*marks, *gaps) if mark.begin < end and mark.end > begin]
    kept, beyond = shallow(within)
    borders = [begin, *_borders(text, begin, end, kept), end]
    place = next(at for at in range(len(borders) - 1) if offset < borders[at + 1] or at == len(borders) - 2)
    first, last = borders[place], borders[place + 1]
    return Stretch(
        first,
        last,
        kept,
        [mark for mark in beyond if mark.begin < last and mark.end > first],
        first - 1 if first > part.begin else None,
        last if last < part.end else None,
        more and end == part.end,
    )


def shallow(marks: Iterable[Mark]) -> tuple[list[Mark], list[Mark]]:
    """Return the marks of which no more than DEEPEST lie at any place, and those that would be deeper."""
    kept, beyond, ends = list[Mark](), list[Mark](), list[int]()
    for mark in sorted(marks, key=lambda mark: (mark.begin, -mark.end)):
        while ends and ends[0] <= mark.begin:
            heappop(ends)
        if len(ends) >= DEEPEST:
            beyond.append(mark)
        else:
            kept.append(mark)
            heappush(ends, mark.end)
    return kept, beyond


def _window(part: Part, offset: int, fetch: Fetch) -> tuple[int, int, list[Mark], bool]:
    """Return from where to where all marks are known, round the offset, with those marks; True if some are not."""
    begin = part.begin
    while True:
        marks, more = fetch(begin, part.end)
        # Marks come in the order of their beginnings: before the last of them none is missing.
        end = marks[-1].begin if more and marks[-1].begin > begin else part.end
        if offset < end or end == part.end:
            return begin, end, marks, more
        begin = end


def _borders(text: str, begin: int, end: int, marks: Iterable[Mark]) -> list[int]:
    """Return where stretches end, after so many marks each, at places where text goes on."""
    found, place, opened = list[int](), begin, 0
    for piece in pieces(text, begin, end, marks):
        opened += piece.what == "open"
        if piece.what == "text":
            if opened > MOST_OPENED:
                found.append(place)
                opened = 0
            place += len(piece.text)
    return [border for border in found if border > begin]
