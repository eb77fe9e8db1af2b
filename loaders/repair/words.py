"""Repair by words: suspicious stretches are read against the lexicon, and all of a text where its damage has system."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator

from phaen.loaders.repair.clues import LETTER_A_LINE, LOOSE_LINE, find_clues
from phaen.loaders.repair.clusters import Clusters, split
from phaen.loaders.repair.lexicon import lexicon
from phaen.loaders.repair.pieces import written
from phaen.loaders.repair.reading import Reader
from phaen.loaders.repair.signs import LETTER, MARK, UNKNOWN
from phaen.loaders.repair.view import Edit, View, rewrite

STRETCH = re.compile(f"[{LETTER}{UNKNOWN}][{LETTER}{MARK}{UNKNOWN}]*+(?: {{1,4}}[{LETTER}{MARK}{UNKNOWN}]++)*+ ?")
SPACED_OUT = re.compile(f"{LETTER_A_LINE.pattern}|{LOOSE_LINE.pattern}", re.MULTILINE)
MOST_READ = 1_000_000
"""Code points of a text that are read against the lexicon; of one with more to read only the characters are mended.

Reading takes 20 to 150 microseconds a code point.
"""

LONGEST_STRETCH = 20_000
"""Code points of a stretch that is read; a line of Thai is shorter."""

Stretch = tuple[int, int]


def mend_words(view: View) -> View:
    """Mend what the words of a text show to be damaged."""
    places = find_clues(view.text)
    if not places:
        return view
    stretches = [stretch for stretch in _stretches(view.text) if stretch[1] - stretch[0] <= LONGEST_STRETCH]
    suspicious = _holding(stretches, places)
    if _size(suspicious) > MOST_READ:
        return view
    reader = Reader(view.text, lexicon())
    has_system = reader.learn(suspicious)
    read_all = has_system and _size(stretches) <= MOST_READ
    return rewrite(view, _edits(view, stretches if read_all else suspicious, reader))


def _stretches(text: str) -> Iterator[Stretch]:
    """Give the stretches of Thai, blanks included; spaced-out lines are stretches of their own, whatever is in them."""
    done = 0
    for lines in SPACED_OUT.finditer(text):
        yield from (match.span() for match in STRETCH.finditer(text, done, lines.start()))
        done = lines.start() + len(lines[0].rstrip())
        yield done - len(lines[0].strip()), done
    yield from (match.span() for match in STRETCH.finditer(text, done))


def _holding(stretches: list[Stretch], places: Iterable[int]) -> list[Stretch]:
    """Give the stretches in which the places lie, or which they follow."""
    starts = [start for start, _ in stretches]
    indexes = {bisect_right(starts, place) - 1 for place in places}
    return [stretches[index] for index in sorted(indexes) if index >= 0]


def _size(stretches: list[Stretch]) -> int:
    return sum(end - start for start, end in stretches)


def _edits(view: View, stretches: list[Stretch], reader: Reader) -> Iterator[Edit]:
    for start, end in stretches:
        clusters: Clusters = split(view.text, start, end)
        steps = reader.read(clusters)
        pieces = written(view, clusters, steps) if steps else []
        if pieces and "".join(piece[0] for piece in pieces) != view.text[start:end]:
            yield start, end, pieces
