"""Where the classes stand in the picture of the ontology, and which properties join them there.

Classes and what is below them come from the ontology, the arrows from the shapes; only the places are chosen here. A
class that has none stands at the end of the shortest column.
"""

from dataclasses import dataclass
from functools import cache
from typing import Final

from phaen.ontology.publication.catalogue import Term, terms
from phaen.ontology.publication.uses import uses
from phaen.ontology.terms import ORG, PHAEN

WIDTH: Final = 1050
_COLUMN: Final = 385
_BOX: Final = 265
_HEAD: Final = 58
_LINE: Final = 26
_EDGE: Final = 10
_GAP: Final = 70
_COLUMNS: Final = (
    ("LocalAuthority", "Attribution", "BudgetAllocation", "Change", "Comparison"),
    ("Plan", "PlanElement"),
    ("SourceDocument", "TextSpan", "UnclaimedText", "Similarity", "Cluster", "LinkReview"),
)
_ALSO: Final = {ORG["FormalOrganization"].value: PHAEN["LocalAuthority"].value}
"""What the shapes ask of an organisation of any kind is drawn at the local authority."""


@dataclass(frozen=True, slots=True)
class Line:
    """A class below the one of a box, and how far below."""

    term: Term
    depth: int
    y: int


@dataclass(frozen=True, slots=True)
class Box:
    """A class that is below no other of ours, with those below it; lengths in pixels."""

    term: Term
    x: int
    y: int
    height: int
    lines: tuple[Line, ...]
    width: int = _BOX

    @property
    def middle(self) -> tuple[int, int]:
        """Return the middle of the box."""
        return self.x + self.width // 2, self.y + self.height // 2


@dataclass(frozen=True, slots=True)
class Arrow:
    """A property from one box to the next, with the place of its name."""

    path: str
    x1: int
    y1: int
    x2: int
    y2: int

    @property
    def upright(self) -> bool:
        """Tell whether the arrow runs up or down."""
        return self.x1 == self.x2

    @property
    def label(self) -> tuple[int, int]:
        """Return where the name of the property stands: beside an upright arrow, above one that lies."""
        x, y = (self.x1 + self.x2) // 2, (self.y1 + self.y2) // 2
        return (x + 10, y + 5) if self.upright else (x, y - 9)


@dataclass(frozen=True, slots=True)
class Picture:
    """The boxes, the arrows between them and the size of the whole."""

    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]
    width: int
    height: int


@cache
def picture() -> Picture:
    """Return the picture of the ontology."""
    boxes = _boxes()
    height = max(box.y + box.height for box in boxes) + _EDGE
    return Picture(boxes, tuple(_arrows({box.term.iri: box for box in boxes})), WIDTH, height)


def _boxes() -> tuple[Box, ...]:
    classes = [term for term in terms().values() if term.is_class]
    tops = {term.name: term for term in classes if not any(above.startswith(PHAEN.iri) for above in term.above)}
    ends = [_EDGE] * len(_COLUMNS)
    chosen = [(name, column) for column, names in enumerate(_COLUMNS) for name in names if name in tops]
    others = [name for name in tops if name not in dict(chosen)]
    found = []
    for name, column in [*chosen, *((name, None) for name in others)]:
        place = ends.index(min(ends)) if column is None else column
        box = _box(tops[name], _EDGE + place * _COLUMN, ends[place])
        ends[place] += box.height + _GAP
        found.append(box)
    return tuple(found)


def _box(term: Term, x: int, y: int) -> Box:
    below = _below(term)
    lines = [Line(sub, depth, y + _HEAD + _LINE * number - 8) for number, (sub, depth) in enumerate(below, 1)]
    return Box(term, x, y, _HEAD + _LINE * len(lines) + (12 if lines else 0), tuple(lines))


def _below(term: Term, depth: int = 0) -> list[tuple[Term, int]]:
    found = []
    for iri in term.below:
        sub = terms().get(iri.removeprefix(PHAEN.iri))
        if sub is not None:
            found += [(sub, depth), *_below(sub, depth + 1)]
    return found


def _arrows(boxes: dict[str, Box]) -> list[Arrow]:
    """Draw what the shapes say that leads from a class to one whose box stands next to it."""
    found: dict[tuple[str, str], Arrow] = {}
    for use in uses():
        source = boxes.get(_ALSO.get(use.target, use.target))
        for value in use.values:
            target = boxes.get(_ALSO.get(value, value))
            if source and target and source is not target and not use.inverse:
                arrow = _arrow(use.path, source, target)
                key = tuple(sorted((source.term.iri, target.term.iri)))
                if arrow and key not in found:
                    found[key] = arrow  # type: ignore[index]  # two IRIs
    return list(found.values())


def _arrow(property_: str, source: Box, target: Box) -> Arrow | None:
    (x1, _), (x2, _) = source.middle, target.middle
    if source.x == target.x:
        down = target.y > source.y
        upper, lower = (source, target) if down else (target, source)
        ends = (upper.y + upper.height, lower.y)
        if ends[1] - ends[0] > _GAP:
            return None
        return Arrow(property_, x1, ends[0] if down else ends[1], x2, ends[1] if down else ends[0])
    low, high = max(source.y, target.y), min(source.y + source.height, target.y + target.height)
    if abs(source.x - target.x) > _COLUMN or low >= high:
        return None
    y = low + min(high - low, 60) // 2
    right = target.x > source.x
    return Arrow(property_, source.x + (source.width if right else 0), y, target.x + (0 if right else target.width), y)
