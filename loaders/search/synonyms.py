"""Words that mean the same in plans: synonyms, abbreviations, spellings, and the English for the Thai."""

import re
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache

from phaen.loaders.numerals import buddhist_year, common_year
from phaen.loaders.search.folding import fold
from phaen.loaders.search.runs import RUN, number
from phaen.loaders.search.stems import stem
from phaen.loaders.search.wordlists import narrower_terms, synonym_groups

BETWEEN_THAI = re.compile("(?<=[\u0e01-\u0e4e]) (?=[\u0e01-\u0e4e])")
YEAR_DIGITS = 4
BUDDHIST_YEARS = range(2540, 2601)
"""Years that plans are about."""

LONGEST_TERM = 8
"""Words of a term that are looked up together."""

MOST_NARROWER = 120
"""Terms that stand below another one, with others for them."""


def joined(words: Iterable[str]) -> str:
    """Write folded words as one term: Thai ones without blanks between them.

    >>> joined(["ผู้สูง", "อายุ"]), joined(["road", "safety"])
    ('ผู้สูงอายุ', 'road safety')
    """
    return BETWEEN_THAI.sub("", " ".join(words))


@cache
def groups() -> tuple[tuple[str, ...], ...]:
    """Return the groups of terms that mean the same, folded."""
    return tuple(tuple(dict.fromkeys(fold(term) for term in group)) for group in synonym_groups())


@cache
def _by_term() -> dict[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = {}
    for group in groups():
        for term in group:
            found.setdefault(_key(term), {}).update(dict.fromkeys(other for other in group if other != term))
    return {term: tuple(others) for term, others in found.items()}


def variants(term: str) -> tuple[str, ...]:
    """Give the synonyms, abbreviations, spellings and translations of a word or phrase, folded, without itself.

    >>> "องค์การบริหารส่วนตำบล" in variants("อ.บ.ต.")
    True
    """
    return _variants(_key(fold(term)))


def variants_of(words: Iterable[str]) -> tuple[str, ...]:
    """Give the variants of words of a folded text that stand side by side."""
    return _variants(joined(words))


def narrower_of(words: Iterable[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Give what means a part or a kind of what some words mean, folded: directly below it, and below that."""
    return _narrower(joined(words))


def has_meaning(words: Iterable[str]) -> bool:
    """Tell whether words that stand side by side are one term of the lists."""
    key = joined(words)
    return bool(_variants(key)) or key in _below()


@cache
def listed_keys() -> frozenset[str]:
    """Return all terms that others stand for, or below, as their words are looked up."""
    below = (term for pair in _below().items() for term in (pair[0], *pair[1]))
    return frozenset((*_by_term(), *below))


def keys_of_variants(key: str) -> tuple[str, ...]:
    """Give the variants of a term as their words are looked up; the term is given so, too."""
    return tuple(map(_key, _variants(key)))


@lru_cache(maxsize=4096)
def _narrower(key: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    own = dict.fromkeys((key, *map(_key, _variants(key))))
    near = _below_all(own)
    far = _below_all(near)
    first = tuple(term for term in near if term not in own)[:MOST_NARROWER]
    return first, tuple(term for term in far if term not in own and term not in near)[: MOST_NARROWER - len(first)]


def _below_all(terms: Iterable[str]) -> dict[str, None]:
    """Give the terms directly below some, each with others for it."""
    found = dict.fromkeys(below for term in terms for below in _below().get(term, ()))
    return dict.fromkeys(other for term in found for other in (term, *map(_key, _variants(term))))


@cache
def _below() -> Mapping[str, tuple[str, ...]]:
    return {_key(fold(term)): tuple(_key(fold(other)) for other in others) for term, others in narrower_terms().items()}


def _variants(key: str) -> tuple[str, ...]:
    return _by_term().get(key) or _other_era(key)


def _other_era(folded: str) -> tuple[str, ...]:
    """Give a year in the other era: 2023 for 2566."""
    if len(folded) == YEAR_DIGITS and folded.isdecimal():
        year = int(folded)
        if year in BUDDHIST_YEARS:
            return (str(common_year(year)),)
        if buddhist_year(year) in BUDDHIST_YEARS:
            return (str(buddhist_year(year)),)
    return ()


@lru_cache(maxsize=16_384)
def _key(folded: str) -> str:
    """Write a folded term as its words are looked up: without signs, in stems, and no blanks between Thai words.

    Remembered, since the lists name the same few thousand terms again and again.
    """
    return joined(_run(found[0], found.lastgroup) for found in RUN.finditer(folded))


def _run(run: str, kind: str | None) -> str:
    return stem(run) if kind == "latin" else number(run) if kind == "number" else run
