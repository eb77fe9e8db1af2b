"""Automatic numbers of lists, as word processors write them: the numerals, the bullets, and the counting by level."""

from collections.abc import Callable, Mapping, Sequence
from functools import cache

LEVELS = 10
"""Levels of a list: Word has nine, OpenDocument ten."""

LONGEST_LETTERS = 780
"""Word counts with letters to 30 times Z, and so do we; larger numbers are written with digits."""

LARGEST_ROMAN = 3_999
LARGEST_NUMBER = 99_999
"""No list of a plan is longer; a larger start value is not taken."""

# ECMA-376-1, 17.18.59: thaiLetters leaves out the two letters that are no longer used, and RU and LU.
THAI_LETTERS = "กขคงจฉชซฌญฎฏฐฑฒณดตถทธนบปผฝพฟภมยรลวศษสหฬอฮ"
THAI_DIGITS = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")
LATIN_LETTERS = "abcdefghijklmnopqrstuvwxyz"
ROMAN = (
    *((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc")),
    *((50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")),
)
SYMBOL_BULLETS = {"\uf0b7": "•", "\uf0a7": "▪", "\uf0d8": "➢", "\uf0fc": "✓", "\uf0a8": "◆", "\uf0ae": "→", "o": "◦"}
"""What bullets of the fonts Symbol, Wingdings and Courier look like; others of the private-use area become •."""


def bullet(character: str) -> str:
    r"""Give a bullet as a character that every font has.

    >>> bullet("\uf0b7"), bullet("-"), bullet("\ue000")
    ('•', '-', '•')
    """
    character = character.strip()
    if character in SYMBOL_BULLETS:
        return SYMBOL_BULLETS[character]
    return "•" if not character or "\ue000" <= character[0] <= "\uf8ff" else character


def written(number: int, style: str) -> str:
    """Write a number in a style of WordprocessingML (ECMA-376-1, 17.18.59); unknown styles are decimal.

    >>> [written(12, style) for style in ("decimal", "thaiNumbers", "thaiLetters", "upperRoman", "lowerLetter")]
    ['12', '๑๒', 'ฏ', 'XII', 'l']
    """
    return _styles().get(style, str)(number)


def letters(number: int, alphabet: str) -> str:
    """Count with letters as Word does: a, b and so on to z, then aa, bb."""
    if not 1 <= number <= LONGEST_LETTERS:
        return str(number)
    rounds, place = divmod(number - 1, len(alphabet))
    return alphabet[place] * (rounds + 1)


def roman(number: int) -> str:
    """Write a number in small Roman numerals."""
    if not 1 <= number <= LARGEST_ROMAN:
        return str(number)
    text = ""
    for value, letter in ROMAN:
        count, number = divmod(number, value)
        text += letter * count
    return text


def bounded(text: str | None, default: int, *, most: int = LARGEST_NUMBER) -> int:
    """Read a whole number from 0 to ``most`` that a file states; anything else gives the default.

    >>> bounded("7", 1), bounded("-1", 1), bounded("9" * 5000, 1), bounded(None, 1)
    (7, 1, 1, 1)
    """
    if text is None or not text.isascii() or not text.isdigit() or len(text) > len(str(most)) or int(text) > most:
        return default
    return int(text)


class Counter:
    """Counts the items of one list by level; the first level is 0."""

    def __init__(self) -> None:
        """Begin before the first item."""
        self._counts: list[int | None] = [None] * LEVELS

    def count(self, level: int, starts: Mapping[int, int], *, restart: bool = False, kept: Sequence[int] = ()) -> None:
        """Count one item; deeper levels begin anew, except those ``kept``.

        An item that begins a list below its first level counts for the levels above too, as in Word and LibreOffice:
        1.1 is followed by 2.
        """
        for higher in range(level):
            if self._counts[higher] is None:
                self._counts[higher] = starts.get(higher, 1)
        current = self._counts[level]
        self._counts[level] = starts.get(level, 1) if restart or current is None else current + 1
        for deeper in range(level + 1, LEVELS):
            if deeper not in kept:
                self._counts[deeper] = None

    def values(self, starts: Mapping[int, int]) -> list[int]:
        """Give the numbers of all levels; a level that was not counted yet shows where it starts."""
        return [starts.get(i, 1) if count is None else count for i, count in enumerate(self._counts)]


@cache
def _styles() -> Mapping[str, Callable[[int], str]]:
    return {
        "decimalZero": lambda number: f"{number:02}",
        "thaiNumbers": lambda number: str(number).translate(THAI_DIGITS),
        "thaiLetters": lambda number: letters(number, THAI_LETTERS),
        "thaiCounting": _in_thai_words,
        "upperRoman": lambda number: roman(number).upper(),
        "lowerRoman": roman,
        "upperLetter": lambda number: letters(number, LATIN_LETTERS.upper()),
        "lowerLetter": lambda number: letters(number, LATIN_LETTERS),
        "none": lambda _: "",
    }


def _in_thai_words(number: int) -> str:
    from pythainlp.util import num_to_thaiword

    return str(num_to_thaiword(number))
