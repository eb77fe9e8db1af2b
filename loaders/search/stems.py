"""Light stems of English words."""

from functools import lru_cache

RULES = (
    ("sses", "ss", ()),
    ("xes", "x", ("axes",)),
    ("ches", "ch", ("aches",)),
    ("shes", "sh", ()),
    ("ies", "y", ("eies", "aies")),
    ("es", "e", ("aes", "ees", "oes")),
    ("s", "", ("us", "ss", "is")),
)
"""Endings, what stands in their place, and endings that only look like them."""

FEWEST_LETTERS = 1


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """Take the ending of a plural or possessive from an English word (Harman's S stemmer).

    >>> stem("roads"), stem("cities"), stem("process")
    ('road', 'city', 'process')
    """
    for ending, instead, unless in RULES:
        if word.endswith(ending) and len(word) > len(ending) + FEWEST_LETTERS and not word.endswith(unless):
            return word.removesuffix(ending) + instead
    return word
