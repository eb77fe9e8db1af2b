"""Read a damaged stretch as the likeliest words: the cheapest path through the lexicon (Viterbi's algorithm)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import IntEnum
from math import inf

from phaen.loaders.repair.clusters import Clusters
from phaen.loaders.repair.damage import AGAIN, BLANKS, IMPOSSIBLE, UNKNOWN_LETTER, UNKNOWN_WORD, Costs, Damage, Word
from phaen.loaders.repair.letters import SOUND, Letter, read_letter
from phaen.loaders.repair.lexicon import Lexicon
from phaen.loaders.repair.replaced import Guess, guesses
from phaen.loaders.repair.signs import AA, AM, THAI_LETTERS, UNKNOWN

CANNOT_END = re.compile("[\u0e31\u0e37\u0e47][\u0e48-\u0e4b]?")
"""Marks that a consonant must follow."""

SIGNS = "\u0e30\u0e32"
"""Vowels that follow a consonant, so that no word begins with them."""

TAKES = Letter((), takes=True)


@dataclass(frozen=True, slots=True)
class Step:
    """A word on the path, or one letter outside all words (``marks`` None).

    ``taken``: the marks on its first letter belong to the letter before. ``guess``: a replacement character in it.
    """

    start: int
    end: int
    marks: tuple[str, ...] | None
    taken: bool
    guess: Guess | None = None

    def moved(self, by: int) -> "Step":
        """Give the step in a longer stretch, of which this one is a part."""
        guess = self.guess._replace(at=self.guess.at + by, end=self.guess.end + by) if self.guess else None
        return replace(self, start=self.start + by, end=self.end + by, guess=guess)

    def letters(self, c: Clusters) -> list[Letter]:
        """Say how each letter of a word was read."""
        found = []
        before = TAKES if self.taken else SOUND
        for offset, want in enumerate(self.marks or ()):
            following = self.marks[offset + 1] if self.marks and offset + 1 < len(self.marks) else None
            before = read_letter(c, self.start + offset, want, following, before) or SOUND
            found.append(before)
        return found

    def damages(self, c: Clusters) -> list[Damage]:
        """Give the damage that a step explains."""
        return [damage for letter in self.letters(c) for damage in letter.damages]


class State(IntEnum):
    """What a path knows of the letter that comes next, or of the one just left."""

    PLAIN = 0
    TAKEN = 1  # the next letter's marks belong to the letter before
    OUTSIDE = 2  # the last letter was outside all words


STATES = tuple(State)
Back = tuple[int, State, tuple[str, ...] | None, Guess | None]
"""Where a step began and in which state, its marks, and the guess that it rests on."""

NOWHERE: Back = (0, State.PLAIN, None, None)


class Decoder:
    """Finds the cheapest reading of one stretch."""

    def __init__(self, clusters: Clusters, lexicon: Lexicon, costs: Costs) -> None:
        """Take the stretch, and what words and damage cost."""
        self._c, self._lexicon, self._costs = clusters, lexicon, costs
        size = len(clusters.bare)
        self._best = [[inf] * len(STATES) for _ in range(size + 1)]
        self._back = [[NOWHERE] * len(STATES) for _ in range(size + 1)]
        self._best[0][State.PLAIN] = 0.0
        self._guesses = guesses(clusters, lexicon)
        self._smooth = _smooth(clusters)

    def path(self) -> list[Step]:
        """Give the steps from the first to the last letter."""
        size = len(self._c.bare)
        for place in range(size):
            costs = self._best[place]
            self._outside(place, costs)
            self._words(place, costs)
        return self._trace(size)

    def _trace(self, place: int) -> list[Step]:
        end = self._best[place]
        state = State.PLAIN if end[State.PLAIN] <= end[State.OUTSIDE] else State.OUTSIDE
        steps: list[Step] = []
        while place:
            start, state_before, marks, guess = self._back[place][state]
            steps.append(Step(start, place, marks, state_before is State.TAKEN, guess))
            place, state = start, state_before
        return steps[::-1]

    def _outside(self, place: int, costs: list[float]) -> None:
        """Try one letter outside all words; one that is not Thai costs nothing."""
        letter, begins, thai = self._unknown(place)
        for state in STATES:
            if costs[state] < inf:
                cost = costs[state] + letter + (begins if state is not State.OUTSIDE else 0.0)
                self._offer(place + 1, State.OUTSIDE, cost, (place, state, None, None))
                if thai:
                    for marks in self._variants(place):
                        variant = cost + (len(marks) - 1) * UNKNOWN_LETTER
                        self._try(place, variant, (place, state, marks, None), 1.0)

    def _unknown(self, place: int) -> tuple[float, float, bool]:
        """Give what a letter outside all words costs, how much more if it begins one, and whether it is Thai."""
        c = self._c
        letter = c.bare[place]
        if letter not in THAI_LETTERS and letter != UNKNOWN:
            return 0.0, 0.0, False
        cost = UNKNOWN_LETTER
        if place and c.gap[place - 1]:
            return cost + UNKNOWN_WORD + (IMPOSSIBLE if letter in SIGNS else 0.0), 0.0, True
        begins = UNKNOWN_WORD + (IMPOSSIBLE if letter in SIGNS else 0.0)
        return cost + (IMPOSSIBLE if c.inner[place] else 0.0), begins, True

    def _words(self, place: int, costs: list[float]) -> None:
        """Try every word that begins at a place, and every guess."""
        bare = self._c.bare
        state = State.PLAIN if costs[State.PLAIN] <= costs[State.OUTSIDE] else State.OUTSIDE
        plain, taken = costs[state], costs[State.TAKEN]
        smooth = self._smooth[place]
        for stop in range(place + 1, len(bare) + 1):
            words = self._lexicon.words(bare[place:stop])
            if words is None:
                break
            if not words:
                continue
            if stop > smooth:
                self._each(place, stop, words, (plain, state))
            elif plain + words[0][0] < self._best[stop][State.PLAIN]:
                cost, marks = self._costs.fit(bare[place:stop], self._c.marks[place:stop], words)
                self._offer(stop, State.PLAIN, plain + cost, (place, state, marks, None))
            if taken < inf:
                self._each(place, stop, words, (taken, State.TAKEN))
        for guess in self._guesses.get(place, ()):
            self._offer(guess.end, State.PLAIN, plain + guess.cost, (place, state, guess.marks, guess))

    def _each(self, place: int, stop: int, words: tuple[Word, ...], before: tuple[float, State]) -> None:
        """Try each word of a skeleton."""
        cost, state = before
        best = self._best[stop]
        for rarity, marks, ease in words:
            if cost + rarity >= best[State.PLAIN] and cost + rarity >= best[State.TAKEN]:
                break
            self._try(place, cost + rarity, (place, state, marks, None), ease)

    def _variants(self, place: int) -> Iterator[tuple[str, ...]]:
        """Give the marks that letters outside all words have where their damage has system."""
        c, costs = self._c, self._costs
        if costs.unknown_am and c.marks[place] == AM:
            yield ("",)
        if place + 1 == len(c.bare):
            return
        blank = c.gap[place] or c.inner[place]
        if costs.unknown_spaced and blank and c.bare[place + 1] == AA and not c.marks[place + 1]:
            yield (c.marks[place], AM)
        if Damage.SHIFTED in costs.systematic and CANNOT_END.fullmatch(c.movable(place)):
            yield (c.marks[place] + c.movable(place),)

    def _try(self, place: int, cost: float, back: Back, ease: float) -> None:
        """Read a word at a place, if damage that is cheap enough explains it."""
        _, state, marks, _ = back
        if marks is None:
            return
        c, of, best = self._c, self._costs.of, self._best[place + len(marks)]
        dearest = max(best[State.PLAIN], best[State.TAKEN])
        before = TAKES if state is State.TAKEN else SOUND
        blank = False
        last = len(marks) - 1
        for offset, want in enumerate(marks):
            at = place + offset
            if before is SOUND and c.marks[at] == want and not c.blank[at]:
                continue
            letter = read_letter(c, at, want, marks[offset + 1] if offset < last else None, before)
            if letter is None:
                return
            for damage in letter.damages:
                cost += AGAIN if blank and damage in BLANKS else of[damage] * ease
                blank = blank or damage in BLANKS
            if cost >= dearest:
                return
            before = letter if letter.takes or letter.spaced else SOUND
        self._offer(place + len(marks), State.TAKEN if before.takes else State.PLAIN, cost, back)

    def _offer(self, place: int, state: State, cost: float, back: Back) -> None:
        if cost < self._best[place][state]:
            self._best[place][state] = cost
            self._back[place][state] = back


def _smooth(c: Clusters) -> list[int]:
    """Give for each letter the end of the letters from it on that have no blank between them and no marks to move."""
    size = len(c.bare)
    ends = [size] * size
    end = size
    for place in range(size - 1, -1, -1):
        if c.loose or c.inner[place] or c.movable(place):
            end = place
        elif c.gap[place]:
            end = place + 1
        ends[place] = end
    return ends
