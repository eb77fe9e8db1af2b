"""Fold a text, so that spellings which a reader takes for the same are the same; each character knows its origin.

Folding is for finding only: what is shown and stored stays as it was written. Documents and queries are folded alike.
What no sound Thai text contains (marks out of order, SARA AM in two signs) is mended as in repair/; the rules here are
for what sound texts write in several ways.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from typing import Final

from phaen.loaders.repair.characters import mend_characters
from phaen.loaders.repair.signs import AA, CONSONANT
from phaen.loaders.repair.view import Edit, Piece, View, rewrite, unchanged
from phaen.loaders.search.wordlists import abbreviations
from phaen.ontology.digits import arabic

SILENT: Final = frozenset("\u0e3a\u0e4e")
"""PHINTHU and YAMAKKAN, which only dictionaries and scripture write."""

NO_LETTERS: Final = frozenset("\u0e2f\u0e3f\u0e46\u0e4f\u0e5a\u0e5b") | frozenset(
    chr(code) for code in range(0x0E00, 0x0E80) if unicodedata.category(chr(code)) == "Cn"
)
"""PAIYANNOI, BAHT, MAI YAMOK, FONGMAN, ANGKHANKHU, KHOMUT, and what is no sign: they part words."""

THAI_LETTER: Final = "\u0e01-\u0e4e"
"""Letters and marks, as a range."""

MOST_PARTS: Final = 8
"""Letters with a point that are read as one abbreviation."""

Rule = tuple[re.Pattern[str], Callable[[re.Match[str]], str]]

PART = re.compile(rf"([{CONSONANT}]+)\.?( ?)")


def _pointed(found: re.Match[str]) -> str:
    """Write abbreviations without their points: known ones, and single letters without blanks between them."""
    parts = PART.findall(found[0])
    words = []
    while parts:
        size = _size_of_abbreviation(parts)
        words.append("".join(letters for letters, _ in parts[:size]))
        parts = parts[size:]
    return " ".join(words) + " "


def _size_of_abbreviation(parts: list[tuple[str, str]]) -> int:
    for size in range(len(parts), 1, -1):
        if "".join(letters for letters, _ in parts[:size]) in abbreviations():
            return size
    size = 1
    while size < len(parts) and len(parts[size - 1][0]) == len(parts[size][0]) == 1 and not parts[size - 1][1]:
        size += 1
    return size


def _spaced(found: re.Match[str]) -> str:
    """Write single letters with blanks between them as one word, where that is a known abbreviation."""
    letters = found[0].replace(" ", "")
    return letters if letters in abbreviations() else found[0]


POINTS: Final = (
    rf"(?<![{THAI_LETTER}])(?:[{CONSONANT}]{{1,4}}\. ?){{1,{MOST_PARTS}}}"
    rf"(?:[{CONSONANT}]{{1,4}}(?![{THAI_LETTER}.]))?"
)
"""Letters with a point after each, but perhaps the last: "อ.บ.ต.", "รพ. สต", "ต."."""

THAI_RULES: Final[tuple[Rule, ...]] = (
    # LAKKHANGYAO for SARA AA, but in ฤๅ and ฦๅ.
    (re.compile("(?<![\u0e24\u0e26])\u0e45"), lambda _: AA),
    # A vowel on the line typed twice.
    (re.compile(f"([\u0e30{AA}\u0e42-\u0e44])\\1+"), lambda found: found[1]),
    (re.compile(POINTS), _pointed),
    (re.compile(rf"(?<![{THAI_LETTER}])[{CONSONANT}](?: [{CONSONANT}])+(?![{THAI_LETTER}])"), _spaced),
)
COMMON_RULES: Final[tuple[Rule, ...]] = (
    (
        re.compile(r"(?<![a-z0-9.])(?:[a-z]\.)+(?:[a-z](?![a-z0-9])|(?<=\.[a-z]\.))"),
        lambda found: found[0].replace(".", ""),
    ),
    (re.compile(r"\s+"), lambda _: " "),
)
MAY_NEED_THAI_RULES = re.compile(
    rf"\u0e45|([\u0e30{AA}\u0e42-\u0e44])\1|[{CONSONANT}]\.|(?<![{THAI_LETTER}])[{CONSONANT}] [{CONSONANT}]"
)
MAY_NEED_COMMON_RULES = re.compile(r"[a-z]\.[a-z]|\s\s|[^\S ]")


def fold(text: str) -> str:
    """Fold a text.

    >>> fold("น\u0e4d\u0e49า ๒๕๖๖  อ.บ.ต. ROAD")
    'น้ำ 2566 อบต road'
    """
    folded = "".join(map(_folded, mend_characters(unchanged(text)).text))
    for pattern, replace in _rules(folded):
        folded = pattern.sub(replace, folded)
    return folded.strip()


def fold_view(text: str) -> View:
    """Fold a text, and give for each folded character the offsets in the text that it came from."""
    view = _folded_view(mend_characters(unchanged(text)))
    for pattern, replace in _rules(view.text):
        view = rewrite(view, _edits(view, pattern, replace))
    return _stripped(view)


def _folded_view(view: View) -> View:
    letters = [_folded(character) for character in view.text]
    folded = "".join(letters)
    if len(folded) == len(letters) and all(letters):  # one for one, as with most texts
        return View(folded, view.starts, view.ends)
    found = zip(letters, view.starts, view.ends, strict=True)
    return _from_pieces((letter, start, end) for some, start, end in found for letter in some)


def fold_mapped(text: str) -> tuple[str, list[int]]:
    """Fold a text, and give for each folded character the offset in the text where it begins.

    >>> fold_mapped("อ.บ.ต.")
    ('อบต', [0, 2, 4])
    """
    view = fold_view(text)
    return view.text, list(view.starts)


def _rules(folded: str) -> Iterator[Rule]:
    if MAY_NEED_THAI_RULES.search(folded):
        yield from THAI_RULES
        yield from COMMON_RULES
    elif MAY_NEED_COMMON_RULES.search(folded):
        yield from COMMON_RULES


def _edits(view: View, pattern: re.Pattern[str], replace: Callable[[re.Match[str]], str]) -> Iterator[Edit]:
    for found in pattern.finditer(view.text):
        yield (*found.span(), list(_aligned(replace(found), view.pieces(*found.span()))))


def _aligned(new: str, old: list[Piece]) -> Iterator[Piece]:
    """Give each new character the place of the same one among the old, or, where there is none, of what is left."""
    place = 0
    for letter in new:
        same = next((at for at in range(place, len(old)) if old[at][0] == letter), None)
        if same is None:
            rest = old[min(place, len(old) - 1) :]
            yield letter, rest[0][1], rest[-1][2]
        else:
            yield letter, old[same][1], old[same][2]
            place = same + 1


def _from_pieces(pieces: Iterator[Piece]) -> View:
    found = list(pieces)
    return View("".join([piece[0] for piece in found]), [piece[1] for piece in found], [piece[2] for piece in found])


def _stripped(view: View) -> View:
    start, end = len(view.text) - len(view.text.lstrip()), len(view.text.rstrip())
    if not start and end == len(view.text):
        return view
    return View(view.text[start:end], view.starts[start:end], view.ends[start:end])


class _Table(dict[str, str]):
    """What each character is folded to, filled as characters are met."""

    def __missing__(self, character: str) -> str:
        self[character] = folded = _fold_character(character)
        return folded


def _fold_character(character: str) -> str:
    if "\u0e00" <= character <= "\u0e7f":
        return "" if character in SILENT else " " if character in NO_LETTERS else arabic(character)
    if unicodedata.category(character) in ("Cf", "Mn", "Me"):
        return ""
    if character.isspace() or unicodedata.category(character)[0] == "C":
        return " "
    plain = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", character).casefold())
    return "".join(_unmarked(letter) for letter in unicodedata.normalize("NFKD", plain))


def _unmarked(letter: str) -> str:
    if unicodedata.combining(letter):
        return ""
    digit = unicodedata.decimal(letter, None)
    return letter if digit is None else str(digit)


_folded = _Table().__getitem__
