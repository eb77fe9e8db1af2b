"""Words that say nothing of what a text is about; they count in phrases only."""

from functools import cache

from phaen.loaders.search.folding import fold
from phaen.loaders.search.stems import stem
from phaen.loaders.search.wordlists import stop_word_list


def is_stop_word(word: str) -> bool:
    """Tell whether a folded word says nothing of what a text is about.

    >>> is_stop_word("และ"), is_stop_word("the"), is_stop_word("ขยะ")
    (True, True, False)
    """
    return word in stop_words()


@cache
def stop_words() -> frozenset[str]:
    """Return the stop words of Thai and English, folded."""
    return frozenset(stem(fold(word)) for word in stop_word_list())
