"""Headings whose lines do not break within a word that browsers do not know, such as the name of a place.

Thai has no blanks between words, and browsers break its lines by a dictionary. The words that it lacks are listed
(``docs/unbroken_words.py`` makes the list), and kept on one line: text, copies and what is read aloud stay the same.
"""

import re
from functools import cache, lru_cache
from importlib.resources import files
from typing import Final

_HEADING: Final = re.compile(r"(<h[1-4]\b[^>]*>)(.{0,2000}?)(?=</h[1-4]>)", re.DOTALL)
"""Titles are cut shorter, and what is longer has room to break elsewhere."""
_TEXT: Final = re.compile(r"(?:^|(?<=>))[^<]+")
_REMEMBERED: Final = 4096


def with_whole_words(page: str) -> str:
    """Return a page in whose headings words of the list stay whole."""
    return _HEADING.sub(lambda found: found[1] + _TEXT.sub(lambda text: kept_whole(text[0]), found[2]), page)


@lru_cache(_REMEMBERED)
def kept_whole(text: str) -> str:
    """Return a text, escaped as it stands in a page, with the words of the list in elements that do not break.

    >>> kept_whole("แผนพัฒนาตำบลหนองบัวโคก")
    'แผนพัฒนาตำบล<span class="unbroken">หนองบัวโคก</span>'
    """
    words, longest, shortest = _words()
    parts, place, done = [], 0, 0
    while place <= len(text) - shortest:
        sizes = range(min(longest, len(text) - place), shortest - 1, -1)
        size = next((size for size in sizes if text[place : place + size] in words), 0)
        if size:
            parts += [text[done:place], f'<span class="unbroken">{text[place : place + size]}</span>']
            done = place + size
        place += size or 1
    return "".join([*parts, text[done:]])


@cache
def _words() -> tuple[frozenset[str], int, int]:
    """Return the words of the list, and the characters of the longest and the shortest."""
    words = frozenset(files("phaen.endpoint").joinpath("translations", "unbroken.th.txt").read_text("utf-8").split())
    return words, max(map(len, words)), min(map(len, words))
