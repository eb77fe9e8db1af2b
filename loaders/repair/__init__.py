"""Repair of damaged Thai text, decided by the words of the dictionary; sound text is never changed.

characters.py mends what no sound text contains; clues.py looks for signs that more is damaged, and where there are any,
words.py reads the text against the lexicon; headings.py spells the heading words of plans right. Everything is a view
(view.py) that leads back to the raw text.
"""

from phaen.loaders.repair.characters import mend_characters
from phaen.loaders.repair.headings import mend_headings
from phaen.loaders.repair.view import View, unchanged
from phaen.loaders.repair.words import mend_words

ROUNDS = 4
"""Times that a text is read; what is not settled then is mended in its characters only."""


def mend(raw: str) -> View:
    """Make the mended view of a raw text; of a mended text it is that text itself.

    A text that does not settle, as only a contrived one can, is mended in its characters only.
    """
    view = mended = mend_characters(unchanged(raw))
    for _ in range(ROUNDS):
        before = mended.text
        mended = mend_headings(mend_words(mended))
        if mended.text == before:
            return mended
        mended = mend_characters(mended)
    return view
