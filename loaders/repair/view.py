"""A changed view of a raw text, which maps every character back to the raw offsets."""

import re
from array import array
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from phaen.loaders.model import Span

Piece = tuple[str, int, int]
"""A character of a view, and the raw code points that it came from, end exclusive."""

Edit = tuple[int, int, list[Piece]]
"""Characters of a view, end exclusive, and what stands in their place."""


@dataclass(frozen=True, slots=True)
class View:
    """Cleaned text; character i came from raw code points ``starts[i]`` to ``ends[i]``, end exclusive."""

    text: str
    starts: Sequence[int]
    ends: Sequence[int]

    def raw_span(self, start: int, end: int) -> Span:
        """Give the raw span of the cleaned characters ``start`` to ``end`` (not empty)."""
        return Span(min(self.starts[start:end]), max(self.ends[start:end]))

    def pieces(self, start: int, end: int) -> list[Piece]:
        """Give the characters ``start`` to ``end`` with where they came from."""
        return list(zip(self.text[start:end], self.starts[start:end], self.ends[start:end], strict=True))


def unchanged(raw: str) -> View:
    """Make the view in which every character stands for itself."""
    return View(raw, range(len(raw)), range(1, len(raw) + 1))


def rewrite(view: View, edits: Iterable[Edit]) -> View:
    """Put new pieces in the place of stretches, which come in order and do not overlap."""
    text, starts, ends = [], array("I"), array("I")
    done = 0
    for begin, end, pieces in edits:
        text.append(view.text[done:begin])
        starts.extend(view.starts[done:begin])
        ends.extend(view.ends[done:begin])
        for character, start, stop in pieces:
            text.append(character)
            starts.append(start)
            ends.append(stop)
        done = end
    if not text:
        return view
    starts.extend(view.starts[done:])
    ends.extend(view.ends[done:])
    return View("".join([*text, view.text[done:]]), starts, ends)


def substitute(view: View, pattern: re.Pattern[str], mend: Callable[[list[Piece]], list[Piece]]) -> View:
    """Mend the pieces of every match."""
    return rewrite(view, ((*match.span(), mend(view.pieces(*match.span()))) for match in pattern.finditer(view.text)))
