"""From the rows of a table, once it is known which lines make a row, to statements with their parents and details."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from phaen.loaders.model import ABOVE, Kind
from phaen.loaders.numerals import parse_year
from phaen.loaders.tables.amounts import amount_each_year, amount_of, is_free, is_nothing, is_sum
from phaen.loaders.tables.cells import CONTINUED, is_expense, items_of, lines_of, mark_of, pieces_of
from phaen.loaders.tables.columns import STATEMENTS, About, Column
from phaen.loaders.tables.details import Details, Money, Stretch, Value, cover, words
from phaen.ontology.digits import arabic

Row = dict[int, list[Stretch]]
"""The cells of a row by their column; a wrapped cell has a stretch for each row of the page."""

SURE = {True: 0.99, False: 0.97}
"""Confidence in a statement of a column: of a row with a number, and of one without."""

OWN_WORD = re.compile(r"\s*(?:(ยุทธศาสตร์|ประเด็น)|(แผนงาน)|(กลยุทธ์|แนวทาง)|(โครงการ))")
OWN_KIND = (Kind.STRATEGY, Kind.PROGRAMME, Kind.GUIDELINE, Kind.PROJECT)
PROGRAMME_LINE = re.compile(
    r"(?P<mark>(?:\(?[0-9๐-๙]+(?:\.[0-9๐-๙]+)*[.)]*\s*)?)"
    r"(?:แผนงาน\s*[:：]\s*(?P<named>\S.*)|(?P<whole>แผนงาน\s*[^\s:：/].*))"
)
MANY_YEARS = 2
"""Years that a form has at least where an amount for each of them stands in one cell."""

WORDS = frozenset(
    {*STATEMENTS, About.OBJECTIVE, About.OUTPUT, About.OUTCOME, About.UNIT, About.SUPPORT, About.EQUIPMENT}
)
"""The columns whose cells are words; an amount alone on a line is none of them."""

LEAVES = STATEMENTS - {About.INDICATOR}
"""The columns without whose words a row is none."""

SHORT_NUMBER = re.compile(r"\s*[0-9๐-๙]{1,3}\s*")
ONLY_NUMBER = re.compile(r"[^0-9๐-๙.]")


@dataclass(slots=True)
class TableStatement:
    """A statement found in a table; ``parent`` is an index into the parts of the reading, None: not in this table.

    ``number`` is as printed; ``term`` the word of the column's heading; ``class_`` a finer class of the ontology.
    """

    kind: Kind
    number: str | None
    term: str | None
    class_: str | None
    pieces: list[Stretch]
    parent: int | None
    rule: str
    confidence: float
    details: Details = field(default_factory=Details)

    @property
    def start(self) -> int:
        """Where its first words begin."""
        return cover(self.pieces)[0]

    @property
    def end(self) -> int:
        """Where its last words end; other cells may lie between."""
        return cover(self.pieces)[1]

    def label(self, text: str) -> str:
        """Give its words as one tidy line."""
        return CONTINUED.sub(" ", words(self.pieces, text)).strip()


@dataclass(frozen=True, slots=True)
class TableLine:
    """A row that is a line of text, such as the name of a strategy over all columns; to be read as other lines are."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Item:
    """One statement of a cell: its printed number and its stretches."""

    number: str | None
    pieces: tuple[Stretch, ...]


class Writer:
    """Writes the statements of a table, row by row, under the ones that stand above them."""

    def __init__(self, text: str, *, laid: bool = False) -> None:
        """Begin with no statement; ``laid`` says that the text had lost the columns."""
        self._laid = laid
        self.parts: list[TableStatement | TableLine] = []
        self.gaps: list[tuple[int, int, str]] = []
        self._text = text
        self._columns: tuple[Column, ...] = ()
        self._order: list[int] = []
        self.subject: int | None = None
        """The column that names the projects."""
        self._current: dict[Kind, tuple[int, int]] = {}
        self._known: dict[tuple[Kind, int | None, str | None, str], int] = {}

    def use(self, columns: tuple[Column, ...]) -> None:
        """Take the columns of the rows that follow."""
        self._columns = columns
        statements = [place for place, column in enumerate(columns) if column.about in STATEMENTS]
        self._order = sorted(statements, key=lambda place: self._rank(place, statements))
        self.subject = self._place_of(About.PROJECT)
        if self.subject is None and self._place_of(About.EQUIPMENT) is not None:
            self.subject = self._place_of(About.OUTPUT) or self._place_of(About.EQUIPMENT)
            self._order += [self.subject] if self.subject is not None else []
        self._current = {kind: (-1, index) for kind, (_, index) in self._current.items()}

    def finish(self) -> list[TableStatement | TableLine]:
        """Give the parts, each after its parent; some print a strategy beside the second of its guidelines."""
        self._follow_numbers()
        order: dict[int, None] = {}
        for index in range(len(self.parts)):
            for place in reversed(self._above(index)):
                order.setdefault(place)
        places = {index: place for place, index in enumerate(order)}
        for part in self.parts:
            if isinstance(part, TableStatement) and part.parent is not None:
                part.parent = places[part.parent]
        return [self.parts[index] for index in order]

    def _above(self, index: int) -> list[int]:
        """Give a part and what it stands under, from below; what stands in a circle is cut off at the first."""
        found, place = list[int](), index
        while place not in found:
            found.append(place)
            part = self.parts[place]
            place = part.parent if isinstance(part, TableStatement) and part.parent is not None else place
        return found

    def _follow_numbers(self) -> None:
        """Put guidelines such as 2.1 under the strategy 2, where their own place says another."""
        strategies = {
            arabic(part.number): index
            for index, part in enumerate(self.parts)
            if isinstance(part, TableStatement) and part.kind is Kind.STRATEGY and part.number
        }
        for part in self.parts:
            if isinstance(part, TableStatement) and part.kind is Kind.GUIDELINE and part.number:
                above = arabic(part.number).rpartition(".")[0]
                part.parent = strategies.get(above, part.parent)

    def line(self, stretch: Stretch) -> None:
        """Write a row that is a line; a programme is a statement, other lines end what stood above."""
        found = PROGRAMME_LINE.fullmatch(self._text[slice(*stretch)])
        if not found:
            self.parts.append(TableLine(*stretch))
            self._current.clear()
            return
        start = stretch[0] + found.start("named" if found["named"] else "whole")
        number = ONLY_NUMBER.sub("", found["mark"]).strip(".") or None
        self._current = {kind: at for kind, at in self._current.items() if kind in ABOVE[Kind.PROGRAMME]}
        self._place(Kind.PROGRAMME, Item(number, ((start, stretch[1]),)), Column(About.PROGRAMME, "แผนงาน"), -1)

    def row(self, row: Row, number: str | None, owner: int | None) -> None:
        """Write the statements of a row; its number belongs to the statement in the column ``owner``."""
        if self.subject in row and is_expense(self._words(row[self.subject])):
            self._leave(row[self.subject], "expense")
            return
        stray = self._take_stray_amounts(row)
        leaf, measured = None, list[TableStatement]()
        for place in [place for place in self._order if place in row]:
            if self._is_broken_measure(place, row[place]):
                self._leave(row[place], "unread-column")
                continue
            for item in self._items(row[place], place):
                named = item.number or (number if place == owner else None)
                statement = self._write(Item(named, item.pieces), place)
                if statement.kind is Kind.INDICATOR:
                    measured.append(statement)
                else:
                    leaf = statement
        about = leaf or (measured[0] if measured else None)
        if stray and about is None:
            self._leave(stray, "row-without-statement")
        elif stray and about:
            stray += [cover(row.pop(place)) for place in list(row) if self._columns[place].about is About.MONEY]
            about.details.unread += [piece for piece in stray if not is_free(self._words([piece]))]
        self._describe(row, about, measured)

    def _take_stray_amounts(self, row: Row) -> list[Stretch]:
        """Take the amounts out of the cells of words: a row has more of them than columns, so none has a sure year."""
        stray = list[Stretch]()
        for place in [place for place in row if self._columns[place].about in WORDS]:
            lines = [line for piece in row[place] for line in pieces_of(piece, self._text)]
            found = [line for line in lines if is_sum(self._text[slice(*line)])]
            left = [line for line in lines if line not in found and not is_nothing(self._text[slice(*line)])]
            if found and (left or self._columns[place].about not in LEAVES):
                stray += found
                del row[place]
            if found and left:
                whole = cover(left)
                row[place] = left if any(whole[0] < line[0] < whole[1] for line in found) else [whole]
        return stray

    def _is_broken_measure(self, place: int, pieces: list[Stretch]) -> bool:
        """Tell whether a project's indicator is in pieces, of which nobody can say how many indicators they are."""
        return self._columns[place].about is About.INDICATOR and self.subject is not None and len(pieces) > 1

    # --- statements -----------------------------------------------------------------------------------------------

    def _write(self, item: Item, place: int) -> TableStatement:
        column = self._columns[place]
        kind = self._kind(item, place)
        if kind is Kind.PROJECT and place == self.subject and column.about is not About.PROJECT:
            column = Column(About.PROJECT)
        return self._place(kind, item, column, self._order.index(place))

    def _kind(self, item: Item, place: int) -> Kind:
        """Tell the kind of a statement: the column's; in a joint column the one that its own words say."""
        column = self._columns[place]
        if column.about not in STATEMENTS:
            return Kind.PROJECT
        kinds = [Kind(about.value) for about in column.joint] or [Kind(column.about.value)]
        own = OWN_WORD.match(self._words(item.pieces))
        said = next((kind for kind, word in zip(OWN_KIND, own.groups(), strict=True) if word), None) if own else None
        if said in kinds and said:
            return said
        if len(kinds) == 1:  # form ผ.01 prints programmes under their strategy, some of them in a column of that word
            return Kind.PROGRAMME if (kinds[0], said) == (Kind.STRATEGY, Kind.PROGRAMME) else kinds[0]
        depth = (item.number or "").count(".") if item.number else int(kinds[0] in self._current)
        return kinds[min(depth, len(kinds) - 1)]

    def _place(self, kind: Kind, item: Item, column: Column, level: int) -> TableStatement:
        """Add a statement under its parent, or find the one that is printed again."""
        parent = self._parent(kind, level)
        key = (kind, parent, item.number, CONTINUED.sub("", self._words(item.pieces)).replace(" ", ""))
        index = self._known.get(key) if kind is not Kind.PROJECT else None
        if index is None:
            index = self._known[key] = len(self.parts)
            rule = f"{kind}-column" if column.word else "equipment-row"
            sure = SURE[item.number is not None]
            same = column.about.value == kind.value
            term, class_ = (column.word, column.class_) if same else (None, None)
            self.parts.append(TableStatement(kind, item.number, term, class_, list(item.pieces), parent, rule, sure))
        above = ABOVE.get(kind, ())
        self._current = {k: at for k, at in self._current.items() if (at[0], k not in above) < (level, True)}
        self._current[kind] = (level, index)
        found = self.parts[index]
        assert isinstance(found, TableStatement)  # noqa: S101 - indexes of statements only are kept
        return found

    def _parent(self, kind: Kind, level: int) -> int | None:
        above = [at for other, at in self._current.items() if other in ABOVE.get(kind, ()) and at[0] <= level]
        return max(above)[1] if above else None

    def _items(self, pieces: list[Stretch], place: int) -> Iterator[Item]:
        """Split a cell into its statements: each line with a mark begins one, if the first has one too."""
        apart = items_of if self._lists(place) else lines_of
        lines = [line for piece in pieces for line in apart(piece, self._text)]
        lines = [line for line in lines if not is_nothing(self._text[slice(*line)])]
        if not lines:
            return
        marks = [mark_of(self._text[slice(*line)]) for line in lines]
        group: list[Stretch] = []
        number = None
        for line, mark in zip(lines, marks, strict=True):
            begins = mark is not None and marks[0] is not None and (not group or self._lists(place))
            if begins and group:
                yield Item(number, tuple(group))
                group = []
            start = line[0] + self._marked_to(line) if begins else line[0]
            number = mark.number if mark and begins else number
            group += [(start, line[1])] if start < line[1] else []
        if group:
            yield Item(number, tuple(group))

    def _marked_to(self, line: Stretch) -> int:
        """Give the length of the marks of a line: "1. ยุทธศาสตร์ที่ 1 …" has the same number twice."""
        text = self._text[slice(*line)]
        mark = mark_of(text)
        again = mark_of(text[mark.length :]) if mark else None
        twice = again and mark and again.number and arabic(again.number) == arabic(mark.number or "")
        return (mark.length if mark else 0) + (again.length if again and twice else 0)

    def _lists(self, place: int) -> bool:
        """Tell whether a cell of this column may hold several statements; a project's own list is part of it."""
        return self._columns[place].about is not About.PROJECT

    # --- details --------------------------------------------------------------------------------------------------

    def _describe(self, row: Row, leaf: TableStatement | None, measured: list[TableStatement]) -> None:
        """Give the cells that are no statements to the statement that they are about."""
        for place, pieces in sorted(row.items()):
            column = self._columns[place]
            if column.about is About.UNKNOWN:
                self._leave(pieces, "unread-column")
            elif place == self.subject or is_nothing(self._words(pieces)):
                continue
            elif leaf is None:
                self._leave(pieces, "row-without-statement")
            elif column.about is About.MONEY:
                self._money(leaf.details, row, place)
            elif column.about is About.TARGET:
                self._values(measured or [leaf], column, pieces)
            elif column.about in (About.OBJECTIVE, About.OUTPUT, About.OUTCOME, About.UNIT):
                getattr(leaf.details, column.about.value).extend(pieces)

    def _money(self, details: Details, row: Row, place: int) -> None:
        """Keep an amount, of the column's year, else of the row's; keep apart what is not understood."""
        column, printed, stretch = self._columns[place], self._printed(row, place), cover(row[place])
        columns = [at for at, other in enumerate(self._columns) if other.about is About.MONEY]
        if self._laid and not all(at in row for at in columns):
            amount, years = (
                None,
                list[int | None](),
            )  # an empty cell left no trace, so that nobody can tell the years of the others
        elif self._laid and len(columns) == 1 and column.scale == 1 and SHORT_NUMBER.fullmatch(printed):
            amount, years = None, []  # the number of a row or of a page, or a figure of the words beside it
        elif amount := amount_of(printed, column.scale):
            years = [None if column.total else column.year or self._year_of(row)]
        else:
            amount, years = amount_each_year(printed, column.scale), self._each_year(row, place)
        if amount and years:
            details.money += [Money(year, amount, stretch) for year in years]
        elif not is_free(printed):
            details.unread.append(stretch)

    def _each_year(self, row: Row, place: int) -> list[int | None]:
        """Give the years for which an amount counts that is said to be for each year; none where that is not certain.

        Certain is a cell over all the years of the form, and one of a row in which every year has its amount.
        """
        columns = [(at, column) for at, column in enumerate(self._columns) if column.about is About.MONEY]
        years = {at: column.year for at, column in columns if column.year and not column.total}
        filled = [at for at in years if at in row]
        if place not in years or len(set(years.values())) < max(len(years), MANY_YEARS):
            return []
        if filled == list(years) and all(self._amount_in_year(row, at) for at in years):
            return [years[place]]
        over_all = filled == [place] == list(years)[:1]
        amount = self._amount_in_year(row, place) or 0
        sums = [amount_of(self._printed(row, at), column.scale) for at, column in columns if column.total and at in row]
        agree = all(in_all == amount * len(years) for in_all in sums)
        return list(years.values()) if over_all and agree else []

    def _amount_in_year(self, row: Row, place: int) -> Decimal | None:
        printed, scale = self._printed(row, place), self._columns[place].scale
        return amount_of(printed, scale) or amount_each_year(printed, scale)

    def _year_of(self, row: Row) -> int | None:
        """Give the year that a column of years says of a row."""
        years = [pieces for place, pieces in row.items() if self._columns[place].about is About.YEAR]
        return parse_year(self._words(years[0])) if years else None

    def _printed(self, row: Row, place: int) -> str:
        """Give the lines of a cell that say anything, as printed."""
        printed = [self._text[slice(*piece)] for piece in row[place]]
        return "\n".join(cell for cell in printed if not is_nothing(cell))

    def _values(self, measured: list[TableStatement], column: Column, pieces: list[Stretch]) -> None:
        """Give values to the indicators of a row: line by line where there are as many of both."""
        lines = [line for piece in pieces for line in lines_of(piece, self._text)]
        if len(lines) != len(measured):
            measured, lines = measured[:1], [cover(pieces)]
        for statement, line in zip(measured, lines, strict=True):
            if not is_nothing(self._text[slice(*line)]):
                statement.details.values.append(Value(column.year, line))

    # --- columns --------------------------------------------------------------------------------------------------

    def _leave(self, pieces: list[Stretch], reason: str) -> None:
        self.gaps += [(start, end, reason) for start, end in pieces]

    def _words(self, pieces: list[Stretch] | tuple[Stretch, ...]) -> str:
        return words(pieces, self._text)

    def _place_of(self, about: About) -> int | None:
        return next((place for place, column in enumerate(self._columns) if column.about is about), None)

    def _rank(self, place: int, statements: list[int]) -> tuple[float, int]:
        """Order columns from left to right, but a programme that stands after its projects before them."""
        project = self._place_of(About.PROJECT)
        if self._columns[place].about is About.PROGRAMME and project in statements and project is not None:
            return (min(place, project - 0.5), place)
        return (float(place), place)
