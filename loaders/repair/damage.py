"""The kinds of damage, what each costs as an explanation of a stretch, and how the costs are learned from a document.

A cost is −ln of a probability, so that costs of words (how rare) and of damage (how unlikely) add up.
"""

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import lru_cache
from math import inf, log

from phaen.loaders.repair.signs import AA, AM, CONSONANT, MARK, THAI_LETTERS, TONE, TONES

UNKNOWN_WORD = 6.0
"""Cost of beginning what is no known word, such as a name."""

UNKNOWN_LETTER = 3.5
"""Cost of each letter of it."""

IMPOSSIBLE = 6.0
"""Cost of leaving a sign after a blank."""

SYSTEMATIC = 0.05
"""Share of damaged among all sites of a kind from which a whole document is read against the dictionary."""

MOSTLY = 0.5
"""The same share for a stretch of its own, such as a heading in another font."""

NEARLY_ALL = 0.9
FEWEST = 2
"""Damaged sites that make a system."""

CHEAPEST = 0.05
REMEMBERED = 65_536
"""Readings kept in memory; text repeats itself, but a contrived one does not."""

VOWELS_OVER = frozenset("\u0e31\u0e34\u0e35\u0e36\u0e37\u0e47")


Word = tuple[float, tuple[str, ...], float]
"""How rare a word is (−ln of its share), the marks on each letter of its skeleton (AM for what makes SARA AM of SARA
AA), and the share of the costs of damage that counts for it."""


class Damage(StrEnum):
    """What can have happened to a letter, its marks, or the place between two letters."""

    LOST_AM = "SARA AM printed as SARA AA"
    EXTRA_AM = "SARA AA printed as SARA AM"
    SPACED_AM = "SARA AM printed as a blank and SARA AA"
    SHIFTED = "a mark printed over the next letter"
    LOST_LOW_TONE = "a tone mark over a bare consonant not printed"
    LOST_HIGH_TONE = "a tone mark over a vowel not printed"
    LOST_THANTHAKHAT = "THANTHAKHAT not printed"
    LOST_VOWEL_OVER = "a vowel over a consonant not printed"
    LOST_VOWEL_UNDER = "a vowel under a consonant not printed"
    BLANK = "a blank inside a word"
    BLANK_ALONE = "a blank beside a letter that stands alone"
    BLANK_BEFORE_SIGN = "a blank before a sign that cannot follow one"
    LOOSE = "a blank after every letter"


FIRST_COSTS = {
    Damage.LOST_AM: 8.0,
    Damage.EXTRA_AM: 8.0,
    Damage.SPACED_AM: 0.7,
    Damage.SHIFTED: 5.0,
    Damage.LOST_LOW_TONE: 10.0,
    Damage.LOST_HIGH_TONE: 10.0,
    Damage.LOST_THANTHAKHAT: 9.0,
    Damage.LOST_VOWEL_OVER: 10.0,
    Damage.LOST_VOWEL_UNDER: 10.0,
    Damage.BLANK: 11.0,
    Damage.BLANK_ALONE: 9.0,
    Damage.BLANK_BEFORE_SIGN: 1.5,
    Damage.LOOSE: 0.1,
}
"""Costs in a document of which nothing is known: what can happen to sound text by chance of names costs most."""

AGAIN = 1.0
"""Cost of one more blank in a word that has one already."""

BLANKS = frozenset({Damage.BLANK, Damage.BLANK_ALONE, Damage.BLANK_BEFORE_SIGN})
LOST_MARKS = frozenset(
    {
        Damage.LOST_LOW_TONE,
        Damage.LOST_HIGH_TONE,
        Damage.LOST_THANTHAKHAT,
        Damage.LOST_VOWEL_OVER,
        Damage.LOST_VOWEL_UNDER,
    }
)
AM_KINDS = frozenset({Damage.LOST_AM, Damage.EXTRA_AM})
SURE = frozenset({Damage.SPACED_AM, Damage.BLANK_BEFORE_SIGN, Damage.LOOSE})
"""Damage that no sound spelling looks like."""


@dataclass(frozen=True, slots=True)
class Site:
    """Where a damage can happen: a pattern of its sound sites, and how many a thousand letters of sound Thai have.

    (Counted in plan documents; None where their number says nothing.) ``least`` is the share of damage that has system.
    """

    pattern: re.Pattern[str]
    usual: int | None = None
    least: float = SYSTEMATIC


SITES = {
    Damage.LOST_AM: Site(re.compile(f"{AM}|[{CONSONANT}][{TONE}]? +[{TONE}]?{AA}"), 9),
    Damage.EXTRA_AM: Site(re.compile(f"{AA}"), 80),
    Damage.SHIFTED: Site(re.compile(f"[{MARK}](?=[{CONSONANT}])")),
    Damage.LOST_LOW_TONE: Site(re.compile("(?<=[\u0e01-\u0e2e\u0e38\u0e39])[\u0e48-\u0e4b]"), 40),
    Damage.LOST_HIGH_TONE: Site(re.compile("(?<=[\u0e31\u0e34-\u0e37])[\u0e48-\u0e4b]"), 20),
    Damage.LOST_THANTHAKHAT: Site(re.compile("\u0e4c"), 8),
    Damage.LOST_VOWEL_OVER: Site(re.compile("[\u0e31\u0e34-\u0e37\u0e47]"), 100),
    Damage.LOST_VOWEL_UNDER: Site(re.compile("[\u0e38\u0e39]"), 20),
    # Few words tell that a blank is in them, so that those seen stand for many.
    Damage.BLANK: Site(re.compile(f"(?<=[{CONSONANT}{MARK}{AA}]) (?=[{CONSONANT}\u0e40-\u0e44])"), least=0.01),
    Damage.BLANK_ALONE: Site(re.compile(f"(?<= )[{CONSONANT}](?= )")),
}
ABSENT = 2.0
"""Cost of a damage in a text that has none of its sound sites, though so many letters should have some."""

EXPECTED = 4


@dataclass(slots=True)
class Costs:
    """The costs of damage in one document.

    ``systematic``: kinds that all of it is read for. ``unknown_am``: outside known words, every SARA AM is read as SARA
    AA (False: as SARA AM). ``unknown_spaced``: a blank and SARA AA outside known words is SARA AM.
    """

    of: dict[Damage, float] = field(default_factory=lambda: dict(FIRST_COSTS))
    systematic: frozenset[Damage] = frozenset()
    absent: frozenset[Damage] = frozenset()
    unknown_am: bool = False
    unknown_spaced: bool = False
    _fits: dict[tuple[str, tuple[str, ...]], tuple[float, tuple[str, ...]]] = field(default_factory=dict)

    def fit(self, bare: str, have: tuple[str, ...], words: tuple[Word, ...]) -> tuple[float, tuple[str, ...]]:
        """Give the cheapest of a skeleton's words for letters with certain marks, and its cost; it may be infinite."""
        key = bare, have
        if key not in self._fits:
            if len(self._fits) >= REMEMBERED:
                self._fits.clear()
            best, found = inf, have
            for rarity, marks, ease in words:
                if rarity >= best:
                    break
                cost = rarity + ease * sum(self._change(one, other) for one, other in zip(have, marks, strict=True))
                if cost < best:
                    best, found = cost, marks
            self._fits[key] = best, found
        return self._fits[key]

    def _change(self, have: str, want: str) -> float:
        if have == want:
            return 0.0
        damages = explain(have, want)
        return inf if damages is None else sum(self.of[damage] for damage in damages)


def as_it_stands() -> Costs:
    """Give the costs with which nothing is read as damaged."""
    return Costs(dict.fromkeys(Damage, inf))


@lru_cache(maxsize=REMEMBERED)
def explain(have: str, want: str) -> tuple[Damage, ...] | None:
    """Say what must have happened to the marks of a letter; None where no damage explains it.

    >>> explain("", "ำ")
    (<Damage.LOST_AM: 'SARA AM printed as SARA AA'>,)
    """
    damages = []
    if (AM in have) != (AM in want):
        damages.append(Damage.LOST_AM if AM in want else Damage.EXTRA_AM)
    left = have.replace(AM, "")
    vowel = False
    for mark in want.replace(AM, ""):
        if left[:1] == mark:
            left = left[1:]
        else:
            damages.append(_lost(mark, over_vowel=vowel))
        vowel = vowel or mark in VOWELS_OVER
    return None if left else tuple(damages)


def _lost(mark: str, *, over_vowel: bool) -> Damage:
    if mark in TONES:
        return Damage.LOST_HIGH_TONE if over_vowel else Damage.LOST_LOW_TONE
    if mark == "\u0e4c":
        return Damage.LOST_THANTHAKHAT
    return Damage.LOST_VOWEL_OVER if mark in VOWELS_OVER else Damage.LOST_VOWEL_UNDER


def first_costs(text: str) -> Costs:
    """Give the costs in a text of which only its signs were counted."""
    letters = sum(1 for letter in text if letter in THAI_LETTERS)
    absent = frozenset(
        damage
        for damage, site in SITES.items()
        if site.usual and letters * site.usual >= EXPECTED * 1000 and not site.pattern.search(text)
    )
    return Costs(FIRST_COSTS | dict.fromkeys(absent, ABSENT), absent=absent)


def learn(text: str, seen: Counter[Damage], first: Costs, least: float | None = None) -> Costs:
    """Set the costs by how often each damage was seen in a text, and how often its site is sound there.

    Damage of at least the share ``least`` of its sites has system (by default that of its kind).
    """
    costs = replace(first, of=dict(first.of), _fits={})
    systematic = set(first.systematic)
    for damage, site in SITES.items():
        if seen[damage] < (1 if damage in first.absent else FEWEST):
            continue
        intact = sum(1 for _ in site.pattern.finditer(text))
        share = seen[damage] / (seen[damage] + intact)
        costs.of[damage] = min(first.of[damage], max(CHEAPEST, -log(share)))
        if share >= (least or site.least):
            systematic.add(damage)
        if damage is Damage.EXTRA_AM:
            costs.unknown_am = costs.unknown_am or share >= NEARLY_ALL
    _weigh_blanks(costs, seen[Damage.SPACED_AM], seen[Damage.BLANK_BEFORE_SIGN])
    costs.systematic = frozenset(systematic)
    return costs


def _weigh_blanks(costs: Costs, spaced: int, before_sign: int) -> None:
    """Set what a blank before SARA AA costs: it is either a part of SARA AM or stands there by itself."""
    if spaced + before_sign >= FEWEST:
        costs.of[Damage.SPACED_AM] = -log((spaced + 0.5) / (spaced + before_sign + 1))
        costs.of[Damage.BLANK_BEFORE_SIGN] = -log((before_sign + 0.5) / (spaced + before_sign + 1))
        costs.unknown_spaced = spaced > before_sign
