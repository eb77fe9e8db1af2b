"""Clues that a text is damaged: quick to look for, and so rare in sound text that a page of it has none.

A clue alone changes nothing. It tells which stretches are read against the dictionary.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from importlib import resources

from phaen.loaders.repair.signs import AA, AM, CONSONANT, LEADING, MARK, TONE, UNKNOWN, VOWEL_MARK

SHORTEST_TELLTALE = 4
"""Code points; shorter damaged forms occur in sound text."""

# A sign without what must stand before it, or before what cannot follow it. SARA A may follow SARA AA (เกาะ), and
# THANTHAKHAT SARA I and U (สิทธิ์, พันธุ์); MAI HAN AKAT, SARA UE long and MAI TAI KHU need a consonant after them, but
# for ก็. SARA AM has no vowel before it and no lone consonant after it.
DISORDER = re.compile(
    f"[{VOWEL_MARK}\u0e47](?<![{CONSONANT}].)|[{TONE}](?<![{CONSONANT}{VOWEL_MARK}\u0e47].)"
    f"|\u0e4c(?<![{CONSONANT}\u0e34\u0e38].)|[{AA}{AM}](?<![{CONSONANT}{TONE}].)|\u0e30(?<![{CONSONANT}{TONE}{AA}].)"
    f"|[{LEADING}](?![{CONSONANT}])|[\u0e31\u0e37][{TONE}]?(?![{CONSONANT}{TONE}])|\u0e47(?<!ก.)(?![{CONSONANT}{TONE}])"
    f"|\u0e40[{CONSONANT}][{TONE}]?{AM}|{AM}[{CONSONANT}](?![\u0e01-\u0e4e.])|{UNKNOWN}",
    re.DOTALL,
)
# A consonant alone between blanks, in the midst of Thai, that is no word (ณ, ธ) and not named by the word before it.
ALONE = re.compile(
    f"(?<![^ \n])(?![ณธ])[{CONSONANT}][{MARK}]* (?=[{CONSONANT}])"
    f"|(?<=[{CONSONANT}{MARK}{AA}] )(?![ณธ])[{CONSONANT}](?![^ \n])"
)
NAMED_LETTER = re.compile(
    f"(?:ข้อ|แบบ|ประเภท|กลุ่ม|ชุด|หมวด|ภาค|ระดับ|ชั้น|ผนวก|สาย|ตอน|ห้อง|แผน|อาคาร|และ|หรือ|[{CONSONANT}]) +$"
)
LETTER_A_LINE = re.compile(f"(?:^ *+[{LEADING}]?[{CONSONANT}][{MARK}]*+[\u0e30{AA}{AM}]? *+\n){{4,}}+", re.MULTILINE)
# A line of single letters, signs and digits between blanks, four of them Thai.
LOOSE_LINE = re.compile(
    f"^ *+(?=(?:[^{CONSONANT}\n]*+[{CONSONANT}]){{4}})(?:[^\\s][{MARK}]*+ {{1,3}}+){{5,}}+[^\\s][{MARK}]*+ *$",
    re.MULTILINE,
)
VOWEL_OVER = "\u0e31\u0e34-\u0e37\u0e47"
LOSSES = (
    lambda word: word.replace(AM, AA),
    lambda word: word.replace(AA, AM),
    lambda word: word.replace("\u0e4c", ""),
    lambda word: re.sub(f"[{TONE}]", "", word),
    lambda word: re.sub(f"[{TONE}\u0e4c]", "", word),
    lambda word: re.sub(f"[{TONE}\u0e4c{VOWEL_OVER}]", "", word),
    lambda word: re.sub(f"[{MARK}]", "", word),
)
"""What fonts and PDF writers do to all of a word."""

SHIFT = re.compile(f"(?P<letter>[{CONSONANT}])(?P<marks>[{MARK}]*)(?P<mark>[{MARK}])(?P<next>[{CONSONANT}{AA}])")
SOUND_FORMS = frozenset({"กลยุทธ", "อนุรักษ", "ประจำป", "เพือ", "ชมชน", "ตองการ", "ควา ม"})
"""Damaged forms that are words, or parts of words and names, themselves."""


def find_clues(text: str) -> list[int]:
    """Give the places of all clues."""
    found = [
        match.start()
        for pattern in (DISORDER, LETTER_A_LINE, LOOSE_LINE, telltales())
        for match in pattern.finditer(text)
    ]
    found += (match.start() for match in ALONE.finditer(text) if not _is_named(text, match.start()))
    return found


def _is_named(text: str, place: int) -> bool:
    return NAMED_LETTER.search(text, max(0, place - 10), place) is not None


@cache
def plan_words() -> dict[str, str]:
    """Read the words of plan documents, each with its sign: none, ``!`` for a telltale, ``!!`` for one never split."""
    text = resources.files(__package__).joinpath("words.txt").read_text("utf-8")
    lines = [line.split() for line in text.splitlines() if line and not line.startswith("#")]
    return {line[-1]: line[0] if len(line) > 1 else "" for line in lines}


@cache
def sure_words() -> frozenset[str]:
    """Give the telltales and the plan words made with one."""
    words = plan_words()
    signed = [word for word, sign in words.items() if sign]
    return frozenset(word for word in words if any(part in word for part in signed))


@cache
def telltales() -> re.Pattern[str]:
    """Compile the damaged forms of the telltale words; a form that goes on with a mark is another word."""
    return re.compile(f"{_either(telltale_forms())}(?![{MARK}])")


def telltale_forms() -> frozenset[str]:
    """Give the damaged forms of the telltale words."""
    forms = {form for word, sign in plan_words().items() if sign for form in (*_lost(word), *_shifted(word))}
    forms |= {form for word, sign in plan_words().items() if sign == "!!" for form in _split(word)}
    return frozenset(form for form in forms - set(plan_words()) - SOUND_FORMS if len(form) >= SHORTEST_TELLTALE)


def _lost(word: str) -> Iterator[str]:
    return (loss(word) for loss in LOSSES)


def _shifted(word: str) -> Iterator[str]:
    """Give the word up to a mark that stands over the next letter, with the blank after it."""
    for match in SHIFT.finditer(word):
        rest = word[match.end() : match.end() + 1]
        if rest and not re.match(f"[{MARK}]", rest):
            yield f"{word[: match.start()]}{match['letter']}{match['marks']}{match['next']}{match['mark']} {rest}"


def _split(word: str) -> Iterator[str]:
    """Give the word with a blank at any one place where one letter can follow it."""
    return (f"{word[:at]} {word[at:]}" for at in range(1, len(word)) if re.match(f"[{CONSONANT}{LEADING}]", word[at]))


def _either(words: Iterable[str]) -> str:
    """Write a pattern that matches any of the words; they share their beginnings, so that no word is tried alone."""
    heads: dict[str, list[str]] = {}
    for word in sorted(words):
        heads.setdefault(word[:1], []).append(word[1:])
    ends = "" in heads
    branches = [head + (_either(tails) if tails != [""] else "") for head, tails in heads.items() if head]
    pattern = branches[0] if len(branches) == 1 and not ends else f"(?:{'|'.join(branches)})"
    return pattern + ("?" if ends else "")
