"""What a table is made of: its columns, from which files, types and the data dictionary are derived."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from pyoxigraph import NamedNode


class Type(Enum):
    """What the cells of a column hold."""

    IRI = "iri"
    TEXT = "text"
    TEXTS = "texts"
    """Several texts in one cell."""
    WHOLE = "whole"
    MONEY = "money"
    """An exact decimal, in baht."""
    DEGREE = "degree"
    """A number from 0 to 1."""
    TRUTH = "truth"
    DAY = "day"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name, type, titles, and the expression of SQL over the working tables that gives its cells.

    ``property`` is what joins the thing in the column ``about`` ("" for that of the row) to the cell; None where the
    cell was computed, or lies further away. ``note`` explains in Thai and English what the property's definition does
    not. ``refers`` names the table whose key the cells are, and ``start`` what stands before them in the IRIs that they
    are the ends of. ``repeated`` cells have few values, many times.
    """

    name: str
    type: Type
    th: str
    en: str
    sql: str
    property: NamedNode | None = None
    about: str = ""
    note: tuple[str, str] | None = None
    refers: str = ""
    start: str = ""
    repeated: bool = False
    required: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """One table: its name, titles, columns (the first is the key), and where its rows come from and how they stand.

    ``rows`` is what follows FROM, in which the working table of the rows themselves is called ``x``; ``where`` picks
    of them, and ``order`` are expressions by which they are sorted.
    """

    name: str
    th: str
    en: str
    columns: tuple[Column, ...]
    rows: str
    order: str = "x.id"
    where: str = "1"

    @property
    def key(self) -> Column:
        """Return the column that identifies a row."""
        return self.columns[0]

    @property
    def references(self) -> Iterator[Column]:
        """Give the columns whose cells are keys of other rows."""
        return (column for column in self.columns if column.refers)

    def path(self, suffix: str) -> str:
        """Return the path of a file of the table below the release."""
        return f"tables/{self.name}{suffix}"


@dataclass(frozen=True, slots=True)
class ForeignKey:
    """A column whose cells are keys of another table; of how many cells are ``empty``, and ``dangling``: not there."""

    table: str
    column: str
    refers: str
    empty: int = 0
    dangling: int = 0

    @property
    def is_full(self) -> bool:
        """Tell whether every cell is the key of a row."""
        return not self.empty and not self.dangling
