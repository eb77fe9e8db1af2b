"""Thai that was typed as Windows-874 and is shown as Western letters ("ÇÔÊÑÂ·ÑÈ¹ì"), as old pages and old fonts do."""

import re

THAI = re.compile("[\u0e01-\u0e5b]")
TABLE = {
    western: thai
    for byte in range(0xA0, 0xFC)
    if (western := bytes([byte]).decode("cp1252")) and (thai := bytes([byte]).decode("cp874", "ignore"))
}
LETTERS = frozenset(TABLE) - {"\u00a0"}
WESTERN = re.compile(f"[{''.join(sorted(LETTERS))}]")
FEWEST = 8
"""Western letters from which a text may be Thai."""


def mend(text: str) -> str:
    """Give Thai for a text whose Western letters are Thai in Windows-874; any other text comes back as it is.

    >>> mend("ÇÔÊÑÂ·ÑÈ¹ì ¾Ñ¹¸¡Ô¨"), mend("Pâté façon bistrot")
    ('วิสัยทัศน์ พันธกิจ', 'Pâté façon bistrot')
    """
    return as_thai(text) if is_shown_as_western(text) else text


def as_thai(text: str) -> str:
    """Give the Thai characters of Windows-874 for Western letters."""
    return text.translate(_TRANSLATION)


def is_shown_as_western(text: str) -> bool:
    """Tell whether most letters of a text are Western ones that make sound Thai as Windows-874."""
    western = len(WESTERN.findall(text))
    if western < FEWEST or western < len(THAI.findall(text)):
        return False
    from phaen.loaders.formats.plain import looks_thai

    return looks_thai(as_thai(text))


_TRANSLATION = str.maketrans(TABLE)
