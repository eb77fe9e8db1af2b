"""The signs of Thai writing, as ranges for regular expressions, by where they stand (Unicode 16, section 16.1)."""

from typing import Final

CONSONANT: Final = "\u0e01-\u0e2e"
LEADING: Final = "\u0e40-\u0e44"
"""Vowels written before the consonant: เ แ โ ใ ไ."""

VOWEL_MARK: Final = "\u0e31\u0e34-\u0e3a"
"""Vowels over and under a consonant, and PHINTHU."""

TONE: Final = "\u0e48-\u0e4b"
MARK: Final = "\u0e31\u0e34-\u0e3a\u0e47-\u0e4e"
"""Everything that stands over or under a consonant."""

LETTER: Final = "\u0e01-\u0e30\u0e32\u0e33\u0e40-\u0e45"
"""What takes a place of its own in a line: consonants, ฯ, and the vowels on the line; not ๆ and digits."""

AM, AA, NIKHAHIT, THANTHAKHAT = "\u0e33", "\u0e32", "\u0e4d", "\u0e4c"
MARKS: Final = frozenset(
    "\u0e31\u0e34\u0e35\u0e36\u0e37\u0e38\u0e39\u0e3a\u0e47\u0e48\u0e49\u0e4a\u0e4b\u0e4c\u0e4d\u0e4e"
)
UNKNOWN: Final = "\ufffd"
"""The replacement character: a decoder could not tell what stood there."""

TONES: Final = frozenset("\u0e48\u0e49\u0e4a\u0e4b")
THAI_LETTERS: Final = frozenset(
    chr(code) for code in (*range(0x0E01, 0x0E2F), *range(0x0E30, 0x0E34), *range(0x0E40, 0x0E46))
)
"""Consonants and the vowels that stand on the line."""
