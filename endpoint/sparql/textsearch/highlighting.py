"""Mark in a literal what was found, as the option "highlight:…" of text:query asks."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from phaen.loaders.search.matching import spans
from phaen.loaders.search.querying import Query, parse

_BLANK: Final = re.compile(r"\s*")
_NUMBER: Final = re.compile(r"[0-9]{1,9}")
_MOST_FRAGMENTS: Final = 1_000
_LONGEST_FRAGMENT: Final = 100_000


@dataclass(frozen=True)
class Highlighting:
    """Jena's options: at most so many fragments of so many characters, what begins and ends a match, what parts them.

    ``joined`` makes one match of those with nothing but blanks between them, ``gathered`` one text of all fragments;
    without it only the first one is given.
    """

    fragments: int = 3
    size: int = 128
    start: str = "\N{RIGHTWARDS ARROW FROM BAR}"
    end: str = "\N{LEFTWARDS ARROW FROM BAR}"
    separator: str = "\N{DIVIDES}"
    joined: bool = True
    gathered: bool = True


def highlighting(options: str) -> Highlighting:
    """Read the options, ``key:value`` with ``|`` between them; what is not understood keeps its default.

    >>> highlighting("s:<b> | e:</b>").end
    '</b>'
    """
    found: dict[str, str] = {}
    for option in options.split("|"):
        key, _, value = option.partition(":")
        found[key.strip()] = value.strip()
    plain = Highlighting()
    return Highlighting(
        _number(found.get("m"), plain.fragments, _MOST_FRAGMENTS),
        _number(found.get("z"), plain.size, _LONGEST_FRAGMENT),
        found.get("s", plain.start),
        found.get("e", plain.end),
        found.get("f", plain.separator),
        found.get("jh") != "n",
        found.get("jf") != "n",
    )


def highlighter(query: str, how: Highlighting) -> Callable[[str], str]:
    """Return what gives the fragments of a text that match a query, with the matches marked.

    A text of which no part can be shown to match is given as it is.
    """
    read = parse(query, lenient=False)
    return lambda text: _marked(text, read, how)


def _marked(text: str, query: Query, how: Highlighting) -> str:
    places = _joined(text, spans(query, text)) if how.joined else spans(query, text)
    if not places:
        return text
    fragments = []
    for first, last in _windows(text, places, how.size):
        inside = [(start, end) for start, end in places if first <= start and end <= last]
        if inside:
            fragments.append(_with_marks(text, first, last, inside, how))
    shown = fragments[: how.fragments] if how.gathered else fragments[:1]
    return how.separator.join(shown)


def _with_marks(text: str, first: int, last: int, places: list[tuple[int, int]], how: Highlighting) -> str:
    pieces = []
    for start, end in places:
        pieces += [text[first:start], how.start, text[start:end], how.end]
        first = end
    return "".join([*pieces, text[first:last]])


def _joined(text: str, places: list[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for start, end in places:
        if joined and _BLANK.fullmatch(text, joined[-1][1], start):
            joined[-1] = joined[-1][0], end
        else:
            joined.append((start, end))
    return joined


def _windows(text: str, places: list[tuple[int, int]], size: int) -> list[tuple[int, int]]:
    """Cut a text into pieces of about a size, never within a match."""
    windows = []
    first = 0
    while first < len(text):
        last = min(len(text), first + size)
        last = next((end for start, end in places if start < last < end), last)
        windows.append((first, last))
        first = last
    return windows


def _number(given: str | None, plain: int, most: int) -> int:
    number = int(given) if given and _NUMBER.fullmatch(given) else 0
    return min(number, most) or plain
