"""Read the stretches of one text, with what is learned from it about its damage, and leave alone what may be sound."""

from collections import Counter
from collections.abc import Iterator

from phaen.loaders.repair.clues import DISORDER, sure_words
from phaen.loaders.repair.clusters import Clusters, split
from phaen.loaders.repair.damage import (
    AM_KINDS,
    BLANKS,
    LOST_MARKS,
    MOSTLY,
    SURE,
    Costs,
    Damage,
    as_it_stands,
    first_costs,
    learn,
)
from phaen.loaders.repair.decode import Decoder, Step
from phaen.loaders.repair.lexicon import Lexicon, spell, unsplittable
from phaen.loaders.repair.signs import THAI_LETTERS

SAMPLE = 40
"""Suspicious stretches from which the damage of a text is learned."""

COVERED = 0.7
"""Share of the letters of a spaced-out stretch that words must cover."""

SHORTEST_SURE = 4
"""Letters of a telltale from which lost marks are surely lost: ดาน is not surely ด้าน."""

FURTHEST_LOOK = 3
"""Characters after a sign that tell whether it can stand there."""


class Reader:
    """Reads the stretches of one text."""

    def __init__(self, text: str, lexicon: Lexicon) -> None:
        """Take the text and the words."""
        self._text = text
        self._lexicon = lexicon
        self._costs = first_costs(text)
        self._as_it_stands = as_it_stands()

    def learn(self, suspicious: list[tuple[int, int]]) -> bool:
        """Learn from suspicious stretches what damage is usual; True: it has system, so that all is to be read."""
        seen: Counter[Damage] = Counter()
        sure: set[Damage] = set()
        stride = 1 + len(suspicious) // SAMPLE
        for start, end in suspicious[::stride]:
            clusters = split(self._text, start, end)
            if not clusters.loose:
                self._count(clusters, self._path(clusters, self._costs), seen, sure)
        self._costs = learn(self._text, Counter({kind: stride * seen[kind] for kind in _credible(sure)}), self._costs)
        return bool(self._costs.systematic)

    def read(self, c: Clusters) -> list[Step] | None:
        """Read a stretch; None where it is to be left as it is."""
        steps = self._path(c, self._costs)
        if c.loose:
            return steps if _is_covered(c, steps) else None
        costs = self._costs
        seen: Counter[Damage] = Counter()
        sure: set[Damage] = set()
        self._count(c, steps, seen, sure)
        if sure - costs.systematic:
            # Damage that is not usual in the text may be so in this stretch, such as a heading in another font.
            here = Counter({kind: seen[kind] for kind in _credible(sure)})
            costs = learn(self._text[c.at[0] : c.ends[-1]], here, costs, MOSTLY)
            if costs.systematic != self._costs.systematic:
                steps = self._path(c, costs)
        return list(self._convincing(c, steps, costs))

    def _path(self, c: Clusters, costs: Costs) -> list[Step]:
        return Decoder(c, self._lexicon, costs).path()

    def _count(self, c: Clusters, steps: list[Step], seen: Counter[Damage], sure: set[Damage]) -> None:
        """Count the damage of a stretch, and note of which kinds some is sure."""
        for group in _groups(steps):
            damages = [damage for step in group for damage in step.damages(c)]
            seen.update(damages)
            sure.update(self._sure(c, group, frozenset(damages) - sure))

    def _sure(self, c: Clusters, group: list[Step], damages: frozenset[Damage]) -> frozenset[Damage]:
        """Give the damage that is sure by its word or spelling, or since the text has no sound site of its kind."""
        if not damages or self._is_misspelt(c, group):
            return damages
        by_word = frozenset().union(*(_sure_by_word(c, step) for step in group)) & damages
        by_absence = damages & self._costs.absent
        if (by_word & AM_KINDS or by_absence) and self._is_words(c.part(group[0].start, group[-1].end)):
            return by_word - AM_KINDS
        return by_word | by_absence

    def _is_words(self, c: Clusters) -> bool:
        return all(step.marks is not None for step in self._path(c, self._as_it_stands))

    def _convincing(self, c: Clusters, steps: list[Step], costs: Costs) -> Iterator[Step]:
        """Put back what is no sure damage, unless damage of that kind has system."""
        for group in _groups(steps):
            doubtful = any(self._is_doubtful(c, step, costs) for step in group)
            if doubtful and not self._is_misspelt(c, group):
                start, end = group[0].start, group[-1].end
                yield from (step.moved(start) for step in self._path(c.part(start, end), self._as_it_stands))
            else:
                yield from group

    def _is_doubtful(self, c: Clusters, step: Step, costs: Costs) -> bool:
        """Tell whether a step explains damage that is not usual here, nor sure by its word."""
        damages = set(step.damages(c)) - costs.systematic - SURE
        if not damages:
            return False
        by_word = _sure_by_word(c, step) & damages
        if by_word & AM_KINDS and self._is_words(c.part(step.start, step.end)):
            by_word -= AM_KINDS
        damages -= by_word
        if damages & BLANKS and _splits_unsplittable(c, step):
            damages -= BLANKS
        return bool(damages)

    def _is_misspelt(self, c: Clusters, group: list[Step]) -> bool:
        """Tell whether signs stand where none can, in some steps or just behind them."""
        end = c.ends[group[-1].end - 1]
        found = DISORDER.search(self._text, c.at[group[0].start], end + 1 + FURTHEST_LOOK)
        return found is not None and found.start() <= end


def _credible(sure: set[Damage]) -> frozenset[Damage]:
    """Give the kinds of damage that those seen for sure make credible: what loses some marks may lose others."""
    return SURE | sure | (LOST_MARKS if sure & LOST_MARKS else frozenset())


def _is_covered(c: Clusters, steps: list[Step]) -> bool:
    """Tell whether a stretch is mostly words of more than one letter."""
    thai = sum(1 for letter in c.bare if letter in THAI_LETTERS)
    return sum(step.end - step.start for step in steps if step.marks and step.end - step.start > 1) >= COVERED * thai


def _groups(steps: list[Step]) -> Iterator[list[Step]]:
    """Give the steps in groups that no mark is moved into or out of."""
    group: list[Step] = []
    for step in steps:
        if group and not step.taken:
            yield group
            group = []
        group.append(step)
    if group:
        yield group


def _sure_by_word(c: Clusters, step: Step) -> frozenset[Damage]:
    """Give the kinds of damage that the word read makes sure, as it is a telltale; a short one proves less."""
    bare = c.bare[step.start : step.end]
    if step.marks is None or spell(bare, step.marks) not in sure_words():
        return frozenset()
    return AM_KINDS | LOST_MARKS | {Damage.SHIFTED} if len(bare) >= SHORTEST_SURE else AM_KINDS


def _splits_unsplittable(c: Clusters, step: Step) -> bool:
    """Tell whether every blank in a word stands inside one of the words that no blank can split."""
    bare = c.bare[step.start : step.end]
    inside: set[int] = set()
    for part in unsplittable():
        at = bare.find(part)
        if at >= 0:
            inside.update(range(at, at + len(part) - 1))
    return all(offset in inside for offset in range(len(bare) - 1) if c.gap[step.start + offset])
