"""How alike two statements are: a number from 0 to 1 that depends on their two texts alone.

Each text is read as its words of content, each word as its runs of three letters, so that "ท่องเที่ยว" and
"แหล่งท่องเที่ยว" have most in common however the dictionary splits them. Words that most statements share weigh less
(lexicon.toml), those of grammar nothing. The score is the cosine of the two weighted sets. Weights do not come from the
texts at hand: a plan that is loaded later changes no score.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib.resources import files
from math import sqrt

from phaen.loaders.similarity.masking import NUMBER, masked, plain
from phaen.loaders.text import words_of

SCORES_VERSION = "1"
"""Changes when the same two texts may get another score."""

RUN = 3
FULL, LITTLE = 10, 3
"""Weights in tenths, so that sums are exact whatever their order."""

LONGEST_TEXT = 600
"""Code points that are looked at; what follows in a longer statement is explanation."""

_HEADING = re.compile(r"^(?:โครงการ|ยุทธศาสตร์|ประเด็นยุทธศาสตร์)(?:ที่\s*[0-9]+)?\s*")
_EDGES = " \t.,()[]/-–\"“”'‘’:;!?*"
_SHORTEST_STEM = 3
_ROUNDING = 0.01


@dataclass(frozen=True, slots=True)
class Lexicon:
    """What counts: words of no weight, of little weight, beginnings to take off, and words read as others."""

    function: frozenset[str]
    general: frozenset[str]
    prefixes: tuple[str, ...]
    same: Mapping[str, str]
    same_pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Profile:
    """The words of a text that count, and the runs of letters in them: those of full weight, and the others.

    ``norm`` is the length of the vector of their weights, in tenths.
    """

    telling: tuple[str, ...]
    general: tuple[str, ...]
    telling_runs: frozenset[str] = field(compare=False, repr=False)
    general_runs: frozenset[str] = field(compare=False, repr=False)
    norm: float = field(compare=False, repr=False)

    @property
    def words(self) -> tuple[str, ...]:
        """Return all words that count, in a fixed order."""
        return self.telling + self.general


@cache
def lexicon() -> Lexicon:
    """Read the lexicon once."""
    table = tomllib.loads(files("phaen.loaders.similarity").joinpath("lexicon.toml").read_text("utf-8"))
    same = {word: row["words"][-1] for row in table["same"] for word in row["words"]}
    pattern = "|".join(re.escape(word) for word in sorted(same, key=lambda word: (-len(word), word)))
    return Lexicon(
        frozenset(table["function"]),
        frozenset(table["general"]),
        tuple(table["prefixes"]),
        same,
        re.compile(pattern),
    )


def profile(text: str, *, with_places: bool = False) -> Profile:
    """Read a statement, without its numbers and places unless ``with_places``."""
    shown = plain(text)[:LONGEST_TEXT]
    if with_places:
        return _read(shown)
    found = _read(masked(shown))
    # A statement such as "บ้านท้องถิ่นไทยเทิดไท้องค์ราชัน" is no place, though it begins like one.
    return found if found.telling else _read(NUMBER.sub(" ", shown))


@lru_cache(maxsize=20_000)
def _read(text: str) -> Profile:
    return make_profile(content_words(text))


def content_words(text: str) -> list[str]:
    """Split a plain text into the words that count.

    >>> content_words("โครงการก่อสร้างถนน คสล.")
    ['ก่อสร้าง', 'ถนน', 'คอนกรีตเสริมเหล็ก']
    """
    known = lexicon()
    spelt = known.same_pattern.sub(lambda match: f" {known.same[match[0]]} ", _HEADING.sub("", text.lower()))
    words = (_stem(word.strip(_EDGES)) for piece in spelt.split() for word in _words(piece))
    return [word for word in words if any(map(str.isalnum, word)) and word not in known.function]


def make_profile(words: list[str]) -> Profile:
    """Make a profile of words; their order and number do not count."""
    general = lexicon().general
    telling, others = (
        tuple(sorted({w for w in words if (w in general) is is_general})) for is_general in (False, True)
    )
    told = frozenset(run for word in telling for run in _runs(word))
    rest = frozenset(run for word in others for run in _runs(word)) - told
    return Profile(telling, others, told, rest, sqrt(FULL**2 * len(told) + LITTLE**2 * len(rest)))


def score(first: Profile, second: Profile, least: float = 0.0) -> float:
    """Say how alike two texts are, to two decimals: 1 for the same words in any order; symmetric.

    Gives 0 without a closer look where the score cannot reach ``least``.
    """
    if first == second:
        return 1.0 if first.norm else 0.0
    norms = first.norm * second.norm
    if not norms:
        return 0.0
    product = FULL**2 * len(first.telling_runs & second.telling_runs)
    more = FULL * LITTLE * (len(first.general_runs) + len(second.general_runs))
    if product + more < (least - _ROUNDING) * norms:
        return 0.0
    product += FULL * LITTLE * len(first.telling_runs & second.general_runs)
    product += FULL * LITTLE * len(first.general_runs & second.telling_runs)
    product += LITTLE**2 * len(first.general_runs & second.general_runs)
    return round(product / norms, 2)


def _stem(word: str) -> str:
    """Take off what only makes a noun of a word, unless the word as a whole is listed."""
    known = lexicon()
    if word in known.general or word in known.function:
        return word
    for prefix in known.prefixes:
        if word.startswith(prefix) and len(word) >= len(prefix) + _SHORTEST_STEM:
            return word.removeprefix(prefix)
    return word


@lru_cache(maxsize=50_000)
def _runs(word: str) -> list[str]:
    return [word[start : start + RUN] for start in range(max(1, len(word) - RUN + 1))]


@lru_cache(maxsize=50_000)
def _words(piece: str) -> tuple[str, ...]:
    return tuple(words_of(piece))
