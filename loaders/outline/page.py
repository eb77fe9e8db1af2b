"""The lines of a text with what each was read as; a table that is understood stands as a line for each statement."""

from collections.abc import Sequence

from phaen.loaders.model import Kind
from phaen.loaders.outline.grammar import Grammar, Parsed, Reads, code_of
from phaen.loaders.outline.groups import group_names, headings_of_strategies, menu_rows, menus
from phaen.loaders.outline.left_out import heads_of_what_is_left_out
from phaen.loaders.outline.lines import Line, bare_numbers, lines_of, spaced_numbers
from phaen.loaders.outline.named import strategies_by_their_lists
from phaen.loaders.outline.sections import numbered_sections, others_plans
from phaen.loaders.tables.rows import TableLine, TableStatement
from phaen.loaders.tables.tables import Cells, TableReading, read_table
from phaen.loaders.text import THAI

LONGEST_NAMED_HEADING = 40
SETTLE = (
    menus,
    numbered_sections,
    others_plans,
    group_names,
    headings_of_strategies,
    heads_of_what_is_left_out,
    strategies_by_their_lists,
)
"""What looks at a line with its neighbours, in order."""

Gaps = list[tuple[int, int, str]]


class Page:
    """Lines and their readings, by place; a rest of a line can be put behind it."""

    def __init__(self, text: str, grammar: Grammar, tables: Sequence[Cells] = ()) -> None:
        """Divide a cleaned text into lines and read each; ``tables`` are in offsets of the same text."""
        self.text = text
        self._grammar = grammar
        self.gaps: Gaps = []
        self.statements: dict[int, tuple[TableStatement, int | None]] = {}
        """Statements of tables by the number of their line, each with the number of its parent's line."""
        self.lines = lines_of(text, grammar)
        bare = bare_numbers(self.lines)
        self.parsed = [
            _number_alone(line) if place in bare else grammar.parse(line.text) for place, line in enumerate(self.lines)
        ]
        for place, match in spaced_numbers(self.lines).items():
            if self.parsed[place].reads is Reads.TEXT:
                self.parsed[place] = Parsed("number-and-blank", Reads.NUMBERED, (), match[1], match.end(), "n ")
        for place in range(len(self.lines)):
            self.parsed[place] = self._headed_by_name(place) or self.parsed[place]
        for place, reading in menu_rows(text, self.lines, self.parsed).items():
            self.parsed[place] = reading
        for settle in SETTLE:
            for place, reading in settle(self.lines, self.parsed, grammar).items():
                self.parsed[place] = reading
        self._put_tables(tables)
        headings = (p for p in self.parsed if p.reads is Reads.HEADING)
        self.has_vision_heading = any(p.terms[0].kind is Kind.VISION for p in headings)

    def __len__(self) -> int:
        """Count the lines."""
        return len(self.lines)

    def reading(self, place: int) -> Parsed | None:
        """Give what the line at a place was read as; None past the last one."""
        return self.parsed[place] if place < len(self.parsed) else None

    def insert(self, place: int, line: Line, *, inline: bool = False) -> None:
        """Put the rest of a line behind it, to be read as a line of its own."""
        parsed = self._grammar.parse(line.text)
        if inline and not parsed.is_item and parsed.reads is not Reads.NOISE:
            parsed = Parsed("inline", Reads.TEXT)
        self.lines.insert(place, line)
        self.parsed.insert(place, parsed)

    def headings_below(self, place: int) -> list[Parsed]:
        """Give the headings after a place."""
        return [parsed for parsed in self.parsed[place + 1 :] if parsed.reads is Reads.HEADING]

    def _headed_by_name(self, place: int) -> Parsed | None:
        """Read "พันธกิจสถานศึกษา" as a heading though its second word is unknown: by what stands under it."""
        text, following = self.lines[place].text, self.reading(place + 1)
        plain = self.parsed[place].reads is Reads.TEXT and len(text) <= LONGEST_NAMED_HEADING
        term = self._grammar.first_term(text) if plain else None
        if term is None or term.weak or following is None or self._grammar.is_prose(text):
            return None
        begins_list = following.reads is Reads.BULLETED or code_of(following.number) == "1"
        vision = term.kind is Kind.VISION and following.reads is Reads.TEXT and " " not in text
        lists = term.kind in (Kind.MISSION, Kind.GOAL) and following.reads is not Reads.LABELLED and begins_list
        return Parsed("heading-by-its-list", Reads.HEADING, (term,)) if vision or lists else None

    def _put_tables(self, tables: Sequence[Cells]) -> None:
        above: TableReading | None = None
        for cells in tables:
            stretches = [cell for row in cells for cell in row if cell[0] < cell[1]]
            reading = read_table(cells, self.text, above) if stretches else None
            if reading is not None and reading.parts and _has_words(reading, self.text):
                above = reading
                start, end = min(s for s, _ in stretches), max(e for _, e in stretches)
                self._replace(start, end, reading)

    def _replace(self, start: int, end: int, reading: TableReading) -> None:
        """Put what a table says in the place of the lines that print it."""
        first = next((i for i, line in enumerate(self.lines) if line.end > start), len(self.lines))
        last = next((i for i, line in enumerate(self.lines) if line.start >= end), len(self.lines))
        number = max(self.statements, default=-1) + 1  # lines of a table take numbers too
        numbers = {i: number + i for i, part in enumerate(reading.parts) if isinstance(part, TableStatement)}
        lines, parsed = [], []
        for i, part in enumerate(reading.parts):
            if isinstance(part, TableLine):
                line, read = self._table_line(part)
            else:
                parent = None if part.parent is None else numbers.get(part.parent)
                self.statements[numbers[i]] = (part, parent)
                line = Line(part.label(self.text), part.start, part.end, gap=True, cell=True)
                read = Parsed(part.rule, Reads.CELL, number=part.number, content=numbers[i])
            lines.append(line)
            parsed.append(read)
        self.lines[first:last], self.parsed[first:last] = lines, parsed
        self.gaps += reading.gaps

    def _table_line(self, part: TableLine) -> tuple[Line, Parsed]:
        text = self.text[part.start : part.end]
        line = Line(text.strip(), part.start, part.end, gap=True)
        return line, self._grammar.parse(line.text)


def _has_words(reading: TableReading, text: str) -> bool:
    """Tell whether every statement of a table has words: one of a number alone shows that its columns lie otherwise."""
    return all(THAI.search(p.label(text)) for p in reading.parts if isinstance(p, TableStatement))


def _number_alone(line: Line) -> Parsed:
    return Parsed("number-alone", Reads.NUMBERED, (), line.text, len(line.text), "n")
