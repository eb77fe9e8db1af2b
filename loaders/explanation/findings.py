"""What each part of a text was read as: the readings of its lines joined with the statements made of them."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Generic, TypeVar

from phaen.loaders.model import Entity, Kind, LineReading, Reading, Span
from phaen.loaders.outline.grammar import ITEMS, Reads, code_of, load_grammar
from phaen.loaders.text import clean, label

NOT_COMPARED = re.compile(r"[^\w\u0e31-\u0e3a\u0e47-\u0e4e]+")
LIKE = 0.6
"""Likeness from which a statement printed again is known to be a certain one (difflib's ratio)."""

SHORTEST_COMPARED, LONGEST_COMPARED = 6, 400
"""Letters that a statement and its repetition must have in common at the beginning, and the most compared."""

FURNITURE = "page-furniture"

T = TypeVar("T")


class Role(StrEnum):
    """What a part of a text is to the plan."""

    STATEMENT = "statement"
    REPEATED = "repeated"
    DETAIL = "detail"
    HEADING = "heading"
    TITLE = "title"
    OWNER = "owner"
    LEFT = "left"
    FRAME = "frame"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found in a text.

    ``rule`` names the rule of the line, or of the statement; ``entity`` is the index of the statement that it is,
    repeats or describes; ``field`` and ``value`` are a detail's; ``reason`` says why text was left; ``kinds`` what a
    heading names.
    """

    span: Span
    role: Role
    rule: str | None = None
    entity: int | None = None
    reason: str | None = None
    field: str | None = None
    value: str = ""
    kinds: tuple[Kind, ...] = ()


def find_all(reading: Reading, lines: Sequence[LineReading]) -> list[Finding]:
    """Say of every line what came of it, in the order of the text; one line may hold several things."""
    return sorted(_Finder(reading, lines).findings(), key=lambda finding: (finding.span.start, -finding.span.end))


def details_of(entity: Entity) -> Iterator[tuple[str, str, Span]]:
    """Give the fields of a statement that stand beside it: name, value, place."""
    for name in ("objective", "output", "outcome", "unit"):
        detail = getattr(entity, name)
        if detail:
            yield name, detail.text, detail.span
    for allocation in entity.allocations:
        yield "allocation", _of_year(allocation.year, f"{allocation.amount:,f}"), allocation.span
    for target in entity.targets:
        yield "target", _of_year(target.year, target.text), target.span


def _of_year(year: int | None, value: str) -> str:
    return f"{year}: {value}" if year else value


class _Finder:
    """Joins readings of lines; what goes on with a line lengthens its finding."""

    def __init__(self, reading: Reading, lines: Sequence[LineReading]) -> None:
        self._text = reading.document.text
        self._entities = reading.entities
        self._owner = reading.organisation.span if reading.organisation else None
        self._left = _Stretches((gap.span, gap) for gap in reading.unclaimed)
        self._inside = _Stretches((entity.span, index) for index, entity in enumerate(reading.entities))
        self._details = _Stretches(
            (span, Finding(span, Role.DETAIL, None, index, field=name, value=value))
            for index, entity in enumerate(reading.entities)
            for name, value, span in details_of(entity)
        )
        cells = [line for line in lines if line.reads == Reads.CELL]
        self._lines = _cut([line for line in lines if line.reads != Reads.CELL and line.span.start < line.span.end])
        self._made, rest = self._share(cells)
        self._from_cells = rest
        keys = [(index, _key(entity.label)) for index, entity in enumerate(reading.entities)]
        self._keys = [(index, key) for index, key in keys if len(key) >= SHORTEST_COMPARED]
        self._found: list[Finding] = []

    def _share(self, cells: list[LineReading]) -> tuple[dict[int, list[int]], list[int]]:
        """Give each statement to the line that it begins in; the others are those of cells, or of the format itself."""
        in_cells = {(cell.rule, cell.span.start) for cell in cells}
        starts = [line.span.start for line in self._lines]
        made: dict[int, list[int]] = {}
        rest = []
        for index, entity in enumerate(self._entities):
            place = bisect_right(starts, entity.span.start) - 1
            in_line = place >= 0 and entity.span.start < self._lines[place].span.end
            if in_line and (entity.rule, entity.span.start) not in in_cells:
                made.setdefault(place, []).append(index)
            else:
                rest.append(index)
        return made, rest

    def findings(self) -> list[Finding]:
        """Read all lines, then add what stands in none: statements of tables, what was left there, details."""
        for place, line in enumerate(self._lines):
            self._take(place, line)
        self._found += [self._statement(index, self._entities[index].span) for index in self._from_cells]
        known = _Stretches((finding.span, finding) for finding in self._found if finding.role is Role.LEFT)
        self._found += [
            Finding(gap.span, Role.LEFT, reason=gap.reason) for gap in self._left if not known.first(gap.span)
        ]
        return [*self._found, *self._details]

    def _take(self, place: int, line: LineReading) -> None:
        made = self._made.get(place, [])
        if made:
            self._found += [self._statement(index, span) for index, span in self._shares(line.span, made)]
        elif not (self._is_left(line) or self._goes_on(line) or self._details.first(line.span)):
            self._found_without_statement(place, line)

    def _found_without_statement(self, place: int, line: LineReading) -> None:
        """Say what a line is that made no statement and was not left."""
        if line.reads == Reads.HEADING:
            self._add(line, Role.HEADING, kinds=self._kinds(line))
        elif line.reads == Reads.TITLE:
            self._add(line, Role.TITLE)
        elif line.reads == Reads.OWNER or (self._owner and line.span.start <= self._owner.start < line.span.end):
            self._add(line, Role.OWNER)
        elif line.reads in ITEMS and self._is_mark_of_next(place):
            self._made_longer(place, line)
        elif line.reads in ITEMS:
            self._again(line)
        elif self._found and self._found[-1].role is Role.REPEATED:
            self._lengthen(line)
        else:
            original = self._original(self._words(line.span))
            self._add(line, Role.FRAME if original is None else Role.REPEATED, entity=original)

    def _again(self, line: LineReading) -> None:
        """Take an item that made no statement for one printed again; one without text may name it by its number."""
        words = self._words(line.span)
        parsed = load_grammar().parse(words)
        if words[parsed.content :].strip():
            self._add(line, Role.REPEATED, entity=self._original(words))
            return
        kinds, code = [term.kind for term in parsed.terms], code_of(parsed.number)
        named = [i for i, entity in enumerate(self._entities) if entity.kind in kinds and entity.code == code]
        if named:
            self._add(line, Role.REPEATED, entity=named[0])
        else:
            self._found.append(Finding(line.span, Role.LEFT, line.rule, reason="item-without-text"))

    def _add(self, line: LineReading, role: Role, *, entity: int | None = None, kinds: tuple[Kind, ...] = ()) -> None:
        self._found.append(Finding(line.span, role, line.rule, entity, kinds=kinds))

    def _statement(self, index: int, span: Span) -> Finding:
        return Finding(span, Role.STATEMENT, self._entities[index].rule, index)

    # --- lines that go together -----------------------------------------------------------------------------------

    def _shares(self, line: Span, made: list[int]) -> Iterator[tuple[int, Span]]:
        """Divide a line between the statements made of it; the marks before them are theirs."""
        starts = [line.start, *(self._entities[index].span.start for index in made[1:])]
        for index, start, end in zip(made, starts, [*starts[1:], line.end], strict=True):
            yield index, Span(start, max(end, self._entities[index].span.end))

    def _goes_on(self, line: LineReading) -> bool:
        """Tell whether a statement that began in a line above goes on in this one; a page's number between is left."""
        index = self._inside.first(Span(line.span.start, line.span.start + 1))
        if index is None or self._entities[index].span.start >= line.span.start:
            return False
        if line.reads == Reads.NOISE:
            self._found.append(Finding(line.span, Role.LEFT, line.rule, reason=FURNITURE))
        elif self._found and self._found[-1].entity == index:
            self._lengthen(line)
        return True

    def _lengthen(self, line: LineReading) -> None:
        last = self._found[-1]
        self._found[-1] = replace(last, span=Span(last.span.start, max(last.span.end, line.span.end)))

    def _is_mark_of_next(self, place: int) -> bool:
        """Tell whether a line is only the number or label of the statement on the next line."""
        following = self._lines[place + 1] if place + 1 < len(self._lines) else None
        return following is not None and following.reads not in ITEMS and place + 1 in self._made

    def _made_longer(self, place: int, line: LineReading) -> None:
        """Let the next line begin where its mark stands."""
        following = self._lines[place + 1]
        self._lines[place + 1] = replace(following, span=Span(line.span.start, following.span.end))

    # --- lines that made no statement -----------------------------------------------------------------------------

    def _is_left(self, line: LineReading) -> bool:
        gap = self._left.first(line.span)
        if gap is None:
            return False
        self._found.append(Finding(line.span, Role.LEFT, line.rule, reason=gap.reason))
        return True

    def _kinds(self, line: LineReading) -> tuple[Kind, ...]:
        grammar, words = load_grammar(), self._words(line.span)
        first = grammar.first_term(words)
        return tuple(term.kind for term in grammar.parse(words).terms or ((first,) if first else ()))

    def _words(self, span: Span) -> str:
        return label(clean(self._text[span.start : span.end]).text)

    def _original(self, words: str) -> int | None:
        """Find the statement that is printed again."""
        printed = _key(words)
        begun = [(index, key) for index, key in self._keys if key[:SHORTEST_COMPARED] in printed]
        held = [(len(key), index) for index, key in begun if key in printed]
        if held:
            return max(held)[1]
        likest = max(((_likeness(key, printed), index) for index, key in begun), default=(0.0, 0))
        return likest[1] if likest[0] >= LIKE else None


class _Stretches(Generic[T]):
    """Things by their spans, to be found by a place in the text."""

    def __init__(self, pairs: Iterable[tuple[Span, T]]) -> None:
        """Sort the things by where they begin."""
        self.pairs = sorted(pairs, key=lambda pair: pair[0].start)
        self._starts = [span.start for span, _ in self.pairs]
        self._longest = max((span.end - span.start for span, _ in self.pairs), default=0)

    def __iter__(self) -> Iterator[T]:
        """Give the things in the order of the text."""
        return (thing for _, thing in self.pairs)

    def first(self, span: Span) -> T | None:
        """Find the first thing that has a character in common with a span."""
        place = bisect_right(self._starts, span.start - self._longest)
        for other, thing in self.pairs[place:]:
            if other.start >= span.end:
                return None
            if other.end > span.start:
                return thing
        return None


def _cut(lines: list[LineReading]) -> list[LineReading]:
    """Order the lines; one whose rest was read as a line of its own ends where that begins."""
    ordered = sorted(lines, key=lambda line: (line.span.start, -line.span.end))
    cut = []
    for line, after in zip(ordered, [*ordered, None][1:], strict=True):
        end = min(line.span.end, after.span.start) if after and after.span.start > line.span.start else line.span.end
        cut.append(replace(line, span=Span(line.span.start, end)))
    return cut


def _key(text: str) -> str:
    return NOT_COMPARED.sub("", text)[:LONGEST_COMPARED]


def _likeness(one: str, other: str) -> float:
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return matcher.ratio() if matcher.real_quick_ratio() >= LIKE and matcher.quick_ratio() >= LIKE else 0.0
