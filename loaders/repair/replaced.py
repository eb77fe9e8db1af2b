"""Guess the letter or mark that a replacement character stands for, from the word around it."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from phaen.loaders.repair.clusters import Clusters
from phaen.loaders.repair.damage import Word
from phaen.loaders.repair.lexicon import Lexicon
from phaen.loaders.repair.signs import AA, AM, MARKS, THAI_LETTERS, UNKNOWN

WIDEST = 12
"""Letters looked at on each side."""

FEWEST_KNOWN = 2
"""Letters (or letters and marks, where a mark is missing) that must still be there."""

COST = 4.0
CLEARLY = 2.5
"""How much commoner the best word must be than the next one."""

LETTERS = "".join(sorted(THAI_LETTERS))


class Guess(NamedTuple):
    """A word in which one character was replaced.

    ``marks`` are the word's on each letter of the stretch, ``at`` is the replacement character's place, and
    ``character`` what stood there: a letter, or a mark on the letter before.
    """

    end: int
    cost: float
    marks: tuple[str, ...]
    at: int
    character: str


def guesses(c: Clusters, lexicon: Lexicon) -> dict[int, list[Guess]]:
    """Give the clear guesses of a stretch by the letter at which their words begin."""
    found: dict[int, list[Guess]] = {}
    at = c.bare.find(UNKNOWN)
    while at >= 0:
        first, last = _window(c, at)
        for start in range(first, at + 1):
            ranked: dict[int, list[Guess]] = {}
            for guess in _guesses(c, start, at, last, lexicon):
                ranked.setdefault(guess.end, []).append(guess)
            found.setdefault(start, []).extend(_clear(ranked.values()))
        at = c.bare.find(UNKNOWN, at + 1)
    return found


def _clear(rivals: Iterable[list[Guess]]) -> Iterator[Guess]:
    """Give the guess that is much commoner than the others for the same letters."""
    for guesses_ in rivals:
        guesses_.sort(key=lambda guess: guess.cost)
        if len(guesses_) == 1 or guesses_[1].cost - guesses_[0].cost >= CLEARLY:
            yield guesses_[0]


def _window(c: Clusters, at: int) -> tuple[int, int]:
    """Give the letters around a replacement character with no blank and no other such character between them."""
    first = at
    while first > 0 and at - first < WIDEST and not c.gap[first - 1] and c.bare[first - 1] != UNKNOWN:
        first -= 1
    last = at + 1
    while last < len(c.bare) and last - at <= WIDEST and not c.gap[last - 1] and c.bare[last] != UNKNOWN:
        last += 1
    return first, last


def _guesses(c: Clusters, start: int, at: int, last: int, lexicon: Lexicon) -> Iterator[Guess]:
    """Try every letter in the place, and every mark over the letter before it."""
    before = c.bare[start:at]
    if before and lexicon.words(before) is None:
        return
    here = at - start
    for letter in LETTERS:
        for end, words in _longer(lexicon, before + letter, c.bare[at + 1 : last], at + 1):
            have = c.marks[start:end]
            if end - start > FEWEST_KNOWN:
                yield from _lost_letter(words, have, at, letter, end)
    if before:
        for end, words in _longer(lexicon, before, c.bare[at + 1 : last], at + 1):
            yield from _lost_mark(words, c.marks[start:end], here, at, end)


def _lost_letter(words: tuple[Word, ...], have: tuple[str, ...], at: int, letter: str, end: int) -> Iterator[Guess]:
    """Try the replacement character as a letter; SARA AA may have been SARA AM."""
    here = at - (end - len(have))
    for rarity, marks, _ in words:
        am = letter == AA and marks[here] == AM and not have[here]
        if marks == have or (am and (*marks[:here], "", *marks[here + 1 :]) == have):
            yield Guess(end, rarity + COST, marks, at, AM if am else letter)


def _longer(lexicon: Lexicon, head: str, tail: str, end: int) -> Iterator[tuple[int, tuple[Word, ...]]]:
    """Give the words that begin with a head and go on with ever more of a tail, each with where it ends."""
    for more in range(len(tail) + 1):
        words = lexicon.words(head + tail[:more])
        if words is None:
            return
        if words:
            yield end + more, words


def _lost_mark(words: tuple[Word, ...], have: tuple[str, ...], here: int, at: int, end: int) -> Iterator[Guess]:
    """Try the replacement character as a mark on the letter before it; marks after it are that letter's too."""
    head, tail = have[here - 1], have[here]
    others = have[: here - 1] + have[here + 1 :]
    for rarity, marks, _ in words:
        want = marks[here - 1]
        lost = want[len(head) : len(want) - len(tail)]
        enough = len(marks) + sum(len(mark) for mark in marks) > FEWEST_KNOWN
        if enough and lost in MARKS and want == head + lost + tail and marks[: here - 1] + marks[here:] == others:
            yield Guess(end, rarity + COST, (*marks[: here - 1], head, tail, *marks[here:]), at, lost)
