"""Where a passage stands on the page of its document: a long text is shown in parts, by ``?from=OFFSET``.

A part is as long as ``PART`` code points and begins at a multiple of it, so that the address of a passage follows from
its offset alone. A line that lies across the border of two parts is shown in both.
"""

import re
from dataclasses import dataclass
from typing import Final

PART: Final = 60_000
"""Code points of a text that one page shows: more than nearly every plan has."""

FROM: Final = "from"
"""The parameter with the offset at which the shown part begins."""

_LONGEST_LINE: Final = 2_000
"""Code points that a part may be longer at either end, to show whole lines."""

_PASSAGE: Final = re.compile("#offset_([0-9]{1,12})_[0-9]{1,12}")


@dataclass(frozen=True)
class Part:
    """A part of a text of ``length`` code points: it begins at ``start``; shown is ``begin`` to ``end``, exclusive."""

    start: int
    begin: int
    end: int
    length: int

    @property
    def number(self) -> int:
        """Return its place among the parts, from 1."""
        return self.start // PART + 1

    @property
    def count(self) -> int:
        """Return how many parts the text has; one at least."""
        return max(1, -(-self.length // PART))


def start_of_part(offset: int) -> int:
    """Return where the part begins in which a passage begins."""
    return offset // PART * PART


def address_of_part(address: str, start: int) -> str:
    """Return the address of a part of the document whose page has this address."""
    return f"{address}?{FROM}={start}" if start else address


def address_of_passage(address: str) -> str:
    """Return an address that ends in ``#offset_B_E`` as the one of the part that holds the passage; others as they are.

    >>> address_of_passage("/id/plan/pao-51/undated/document/0f#offset_130000_130020")
    '/id/plan/pao-51/undated/document/0f?from=120000#offset_130000_130020'
    """
    page, mark, fragment = address.partition("#")
    passage = _PASSAGE.match(mark + fragment)
    start = start_of_part(int(passage[1])) if passage else 0
    return f"{page}?{FROM}={start}{mark}{fragment}" if start and "?" not in page else address


def part_of(text: str, offset: int) -> Part:
    """Return the part of a text that an offset lies in, with whole lines, as far as they are of a common length."""
    start = start_of_part(offset)
    stop = min(start + PART, len(text))
    begin = text.rfind("\n", max(0, start - _LONGEST_LINE), start) + 1 or start
    end = text.find("\n", stop - 1, stop + _LONGEST_LINE) + 1 if start < stop < len(text) else stop
    return Part(start, min(begin, start), end or stop, len(text))
