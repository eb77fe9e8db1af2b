"""Thai text: a cleaned view of a raw text that maps every character back to the raw offsets.

Cleaning never touches the raw text. It mends only what no sound Thai text contains: invisible characters,
SARA AM typed as two characters, a line end inside a syllable.
"""

import re
from array import array
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache

from phaen.loaders.model import Span

INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
BLANK = re.compile("[\t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
# Line ends of other systems and of Unicode; a carriage return before a line feed is a part of it.
RETURN = re.compile("\r(?=\n)")
LINE_END = re.compile("[\r\u0085\u2028\u2029]")
# NIKHAHIT (+ tone) + SARA AA is what some keyboards and PDF fonts give for SARA AM (Unicode 16, section 16.1).
SPLIT_SARA_AM = re.compile("\u0e4d([\u0e48-\u0e4b]?)\u0e32")
# A mark that stands over or under a consonant cannot begin a line: the line was broken inside a syllable.
BROKEN_SYLLABLE = re.compile(
    "(?<=[\u0e01-\u0e2e\u0e31\u0e34-\u0e3a]) *+\n[ \n]*+(?=[\u0e31\u0e33-\u0e3a\u0e47-\u0e4e])"
)
THAI = re.compile("[\u0e01-\u0e5b]")
THAI_EDGE = re.compile("[\u0e01-\u0e4e]")
JOIN_WINDOW = 24
"""Code points looked at on each side of a line end; the longest common Thai word is shorter."""


@dataclass(frozen=True, slots=True)
class View:
    """Cleaned text; character i came from raw code points ``starts[i]`` to ``ends[i]``, end exclusive."""

    text: str
    starts: "array[int]"
    ends: "array[int]"

    def raw_span(self, start: int, end: int) -> Span:
        """Give the raw span of the cleaned characters ``start`` to ``end`` (not empty)."""
        return Span(min(self.starts[start:end]), max(self.ends[start:end]))


Piece = tuple[str, int, int]
"""A character of a view, and the raw code points that it came from."""


def clean(raw: str) -> View:
    """Make the cleaned view of a raw text."""
    view = View(raw, array("I", range(len(raw))), array("I", range(1, len(raw) + 1)))
    view = _substitute(view, INVISIBLE, lambda _: [])
    view = _substitute(view, RETURN, lambda _: [])
    view = _substitute(view, LINE_END, lambda found: [("\n", found[0][1], found[0][2])])
    view = _substitute(view, BLANK, lambda found: [(" ", found[0][1], found[0][2])])
    view = _substitute(view, SPLIT_SARA_AM, _joined_sara_am)
    return _substitute(view, BROKEN_SYLLABLE, lambda _: [])


def _substitute(view: View, pattern: re.Pattern[str], mend: Callable[[list[Piece]], list[Piece]]) -> View:
    """Put the mended pieces in the place of every match."""
    text, starts, ends = [], array("I"), array("I")
    done = 0
    for match in pattern.finditer(view.text):
        begin, end = match.span()
        text.append(view.text[done:begin])
        starts += view.starts[done:begin]
        ends += view.ends[done:begin]
        found = list(zip(match[0], view.starts[begin:end], view.ends[begin:end], strict=True))
        for character, start, stop in mend(found):
            text.append(character)
            starts.append(start)
            ends.append(stop)
        done = end
    if not done:
        return view
    return View("".join([*text, view.text[done:]]), starts + view.starts[done:], ends + view.ends[done:])


def _joined_sara_am(found: list[Piece]) -> list[Piece]:
    return [*found[1:-1], ("\u0e33", found[0][1], found[-1][2])]


def label(text: str) -> str:
    """Make one tidy line of a stretch of cleaned text: broken lines joined, runs of blanks made one.

    >>> label("  พัฒนา   แหล่งน้ำ ")
    'พัฒนา แหล่งน้ำ'
    """
    return " ".join(_join_lines(line.strip() for line in text.split("\n")).split())


def _join_lines(lines: Iterable[str]) -> str:
    joined: list[str] = []
    for line in lines:
        if joined and line:
            joined.append("" if _breaks_a_word(joined[-1], line) else " ")
        if line:
            joined.append(line)
    return "".join(joined)


def _breaks_a_word(before: str, after: str) -> bool:
    """Tell whether a Thai word of the dictionary goes on over the line end.

    Thai writes no space between words, so a line end may stand for a space or for nothing;
    it stands for nothing where taking it as a space leaves a piece that is no word.
    """
    if not (THAI_EDGE.match(before[-1]) and THAI_EDGE.match(after[0])):
        return False
    left, right = before.rsplit(" ", maxsplit=1)[-1][-JOIN_WINDOW:], after.split(" ", maxsplit=1)[0][:JOIN_WINDOW]
    words = words_of(left + right)
    ends, place = set(), 0
    for word in words:
        place += len(word)
        ends.add(place)
    return len(left) not in ends


def words_of(text: str) -> list[str]:
    """Split Thai text into words by the dictionary of pythainlp."""
    return _tokenizer()(text)


@cache
def _tokenizer() -> Callable[[str], list[str]]:
    """Load pythainlp's dictionary tokenizer when first needed: it costs over half a second."""
    from pythainlp.tokenize import word_tokenize

    return lambda text: [str(word) for word in word_tokenize(text, engine="newmm")]
