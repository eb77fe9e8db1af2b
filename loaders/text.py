"""Thai text: a cleaned view of a raw text that maps every character back to the raw offsets, and tidy labels of it.

Cleaning never touches the raw text. What it mends, and how it knows that it is damage, is described in repair/.
"""

import re
from collections.abc import Callable, Iterable
from functools import cache, lru_cache

from phaen.loaders.repair import mend
from phaen.loaders.repair.view import View

__all__ = ["THAI", "View", "breaks_a_word", "clean", "label", "words_of"]

THAI = re.compile("[\u0e01-\u0e5b]")
THAI_EDGE = re.compile("[\u0e01-\u0e4e]")
# What cannot begin a word: marks and vowels after a consonant. What cannot end one: vowels before it, MAI HAN AKAT.
NO_BEGINNING = re.compile("[\u0e30-\u0e3a\u0e45\u0e47-\u0e4e]")
NO_END = re.compile("[\u0e31\u0e40-\u0e44]")
JOIN_WINDOW = 20
"""Code points looked at on each side of a line end; the longest common Thai word is shorter."""

REMEMBERED = 4096


def clean(raw: str) -> View:
    """Make the cleaned view of a raw text; sound text stays as it is, but for blanks and line ends of other systems.

    >>> clean("การจัดท าแผนของเทศบาลต าบล").text
    'การจัดทำแผนของเทศบาลตำบล'
    """
    return mend(raw)


def label(text: str) -> str:
    """Make one tidy line of a stretch of cleaned text: broken lines joined, runs of blanks made one.

    >>> label("  พัฒนา   แหล่งน้ำ ")
    'พัฒนา แหล่งน้ำ'
    """
    if "\n" not in text:
        return " ".join(text.split())
    return " ".join(_join_lines(line.strip() for line in text.split("\n")).split())


def _join_lines(lines: Iterable[str]) -> str:
    joined: list[str] = []
    for line in lines:
        if joined and line:
            joined.append("" if breaks_a_word(joined[-1], line) else " ")
        if line:
            joined.append(line)
    return "".join(joined)


def breaks_a_word(before: str, after: str) -> bool:
    """Tell whether a Thai word of the dictionary goes on over the line end.

    Thai writes no space between words, so a line end may stand for a space or for nothing;
    it stands for nothing where taking it as a space leaves a piece that is no word.
    """
    if not (THAI_EDGE.match(before[-1]) and THAI_EDGE.match(after[0])):
        return False
    if NO_BEGINNING.match(after[0]) or NO_END.match(before[-1]):
        return True
    left, right = before.rsplit(" ", maxsplit=1)[-1], after.split(" ", maxsplit=1)[0]
    return _is_inside_a_word(left[-JOIN_WINDOW:], right[:JOIN_WINDOW])


@lru_cache(maxsize=REMEMBERED)
def _is_inside_a_word(left: str, right: str) -> bool:
    """Tell whether no word of the dictionary ends between the two."""
    place = 0
    for word in words_of(left + right):
        place += len(word)
        if place >= len(left):
            return place > len(left)
    return False


def words_of(text: str) -> list[str]:
    """Split Thai text into words by the dictionary of pythainlp."""
    return _tokenizer()(text)


@cache
def _tokenizer() -> Callable[[str], list[str]]:
    """Load pythainlp's dictionary tokenizer when first needed: it costs over half a second."""
    from pythainlp.tokenize import word_tokenize

    return lambda text: [str(word) for word in word_tokenize(text, engine="newmm")]
