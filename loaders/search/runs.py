"""What a folded text is made of: runs of Thai, runs of other letters, and numbers."""

import re

from phaen.loaders.search.folding import THAI_LETTER

RUN = re.compile(rf"(?P<thai>[{THAI_LETTER}]+)|(?P<latin>[^\W\d_\u0e00-\u0e7f]+)|(?P<number>[0-9]+(?:[.,][0-9]+)*)")


def number(run: str) -> str:
    """Write a number without what groups its digits.

    >>> number("1,250,000"), number("2.5")
    ('1250000', '2.5')
    """
    return run.replace(",", "")
