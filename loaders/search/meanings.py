"""What a text can be found by because of what its terms mean, written into the index: a query then looks for one term.

A term has up to three lists of the texts to be found for it, each of which holds those of the list before it:

~~~term   what has the term, or another one for it
<<<term   and what has a part or a kind of what it means
«««term   and what has a part or a kind of that

Terms of one meaning have the same lists, named for the first of them.

Terms of several words are found where these stand side by side. To look for all other terms one by one, and for
frequent words that are neighbours, takes the engine longer than all else that a query asks.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from typing import Final, NamedTuple

from phaen.loaders.search.cutting import core, light_forms
from phaen.loaders.search.synonyms import joined, keys_of_variants, listed_keys, narrower_of
from phaen.loaders.search.terms import phrase

ALIKE: Final = "~~~"
PART: Final = "<<<"
FAR_PART: Final = "«««"
"""Three signs, so that no word that may differ in two characters is one of these."""
LONGEST: Final = 8
"""Words of a term."""
_BETWEEN: Final = "_"
"""Stands in no word, nor do those signs."""


def term_token(words: Sequence[str]) -> str:
    """Give what a word, or the words of a term of several, are found by."""
    return _BETWEEN.join(words)


def is_word(token: str) -> bool:
    """Tell a word from terms of several, and from what is found by its meaning."""
    return _BETWEEN not in token and not token.startswith((ALIKE, PART, FAR_PART))


def is_joint(words: tuple[str, ...]) -> bool:
    """Tell whether words are a term of several words, which the index has as one."""
    return 1 < len(words) <= LONGEST and joined(words) in listed_keys() and phrase(joined(words)) == words


def joint_terms(words: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Give the terms of several words that stand in a text, which is given cut into words.

    >>> list(joint_terms(("ใน", "หมู่", "ที่", "5")))
    [('หมู่', 'ที่')]
    """
    beginnings = _beginnings()
    for start in range(len(words) - 1):
        end = start + 2
        while end <= len(words) and (whole := beginnings.get(tuple(words[start:end]))) is not None:
            if whole:
                yield tuple(words[start:end])
            end += 1


class Found(NamedTuple):
    """Tokens by which a text is found: words, terms and lists of these, and longer lists."""

    terms: list[str]
    narrower: list[str]


def found_by(words: Sequence[str]) -> Found:
    """Give what words side by side are found by: themselves, the terms that they make, and what all of these mean."""
    several = list(joint_terms(words))
    return _found([*words, *map(term_token, several)], [*words, *map(joined, several)])


def found_by_parts(parts: Sequence[str]) -> Found:
    """Give what words inside of compounds are found by, which do not stand side by side."""
    return _found(parts, parts)


def _found(tokens: Sequence[str], terms: Sequence[str]) -> Found:
    found = Found([*tokens], [])
    for term in terms:
        lists = _lists_with(term)
        found.terms.extend(lists.terms)
        found.narrower.extend(lists.narrower)
    return found


@lru_cache(maxsize=65_536)
def list_of(mark: str, term: str) -> str:
    """Give the token of a list for a term, "" where it has none."""
    contents = _contents(term).get(mark, frozenset())
    if not contents:
        return ""
    same = (other for other in contents if _contents(other).get(mark) == contents)
    return mark + min(same).replace(" ", _BETWEEN)


@lru_cache(maxsize=65_536)
def _lists_with(term: str) -> Found:
    """Give the tokens of the lists that a term is in."""
    own = list_of(ALIKE, term)
    nouns = (list_of(ALIKE, noun) for noun in light_forms(term))
    found = dict.fromkeys(filter(None, (*_members().get(term, ()), own, *nouns)))
    alike = [one for one in found if one.startswith(ALIKE)]
    return Found(alike, [one for one in found if not one.startswith(ALIKE)])


@cache
def _members() -> Mapping[str, tuple[str, ...]]:
    """Give for each term of the synonyms the tokens of the lists that it is in."""
    found: dict[str, dict[str, None]] = {}
    for wanted in sorted(listed_keys()):
        for mark, terms in _contents(wanted).items():
            for term in terms:
                found.setdefault(term, {})[list_of(mark, wanted)] = None
    return {term: tuple(tokens) for term, tokens in found.items()}


@lru_cache(maxsize=65_536)
def _contents(wanted: str) -> Mapping[str, frozenset[str]]:
    """Give the terms of each list for a term: a noun made of a verb is written as that, too."""
    alike = {wanted, *keys_of_variants(wanted), *filter(None, (core(wanted),))}
    near, far = narrower_of((wanted,))
    lists = {ALIKE: alike, PART: alike.union(near) if near else (), FAR_PART: alike.union(near, far) if far else ()}
    return {mark: frozenset(terms) for mark, terms in lists.items() if len(terms) > 1}


@cache
def _beginnings() -> Mapping[tuple[str, ...], bool]:
    """Give the beginnings of the terms of several words, and whether each is a whole one."""
    found: dict[tuple[str, ...], bool] = {}
    for words in {phrase(term) for term in listed_keys()}:
        if 1 < len(words) <= LONGEST:
            found |= {words[:size]: found.get(words[:size], False) for size in range(2, len(words))}
            found[words] = True
    return found
