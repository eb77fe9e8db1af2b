"""What a Thai word sounds like, roughly: letters that are confused because they sound alike are written as one.

Signs that are not heard are left out: tone marks, and letters under THANTHAKHAT. Long and short vowels are one, as are
letters of one class at the end of a syllable, since they are at any place; it is for telling what was meant, no more.
"""

import re
from functools import lru_cache
from typing import Final

SILENT: Final = re.compile("[\u0e01-\u0e2e][\u0e34\u0e38]?\u0e4c")
"""A letter that THANTHAKHAT silences, with its vowel."""
DOUBLED: Final = re.compile(r"(.)\1+")

_ALIKE: Final = (
    ("ส", "ศษซสฃ"),
    ("น", "ณน"),
    ("ร", "รลฬ"),
    ("ย", "ญย"),
    ("ท", "ธทถฑฒฐ"),
    ("ต", "ดตฎฏ"),
    ("ค", "ขคฆฅ"),
    ("พ", "ผพภ"),
    ("ฟ", "ฝฟ"),
    ("ช", "ฉชฌ"),
    ("ห", "หฮ"),
    ("\u0e34", "\u0e34\u0e35\u0e36\u0e37"),
    ("\u0e38", "\u0e38\u0e39"),
    ("\u0e44", "\u0e43\u0e44"),
    ("\u0e40", "\u0e40\u0e41"),
    ("", "\u0e30\u0e31\u0e47\u0e48\u0e49\u0e4a\u0e4b\u0e4c"),
)
_TABLE: Final = str.maketrans({letter: sound for sound, letters in _ALIKE for letter in letters})


@lru_cache(maxsize=65_536)
def sound(word: str) -> str:
    """Write a folded word as it sounds; other scripts stay as they are.

    >>> sound("ประมงค์") == sound("ประมง"), sound("กิฬา") == sound("กีฬา"), sound("road")
    (True, True, 'road')
    """
    heard = SILENT.sub("", word).replace("\u0e23\u0e23", "\u0e19").translate(_TABLE)
    return DOUBLED.sub(r"\1", heard) if heard != word else word
