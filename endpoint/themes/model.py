"""Plans side by side by theme, as plain values."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from phaen.endpoint.codelists import Concept
from phaen.endpoint.themes.lists import ThemeList
from phaen.endpoint.things.facts import Period


@dataclass(frozen=True)
class ComparedPlan:
    """A plan: its IRI, what it is called in addresses, its name, whose it is, its years (Buddhist) and its province."""

    iri: str
    key: str
    label: str
    organisation: str = ""
    name: str = ""
    first_year: int = 0
    last_year: int = 0
    province: str = ""
    statements: int = 0
    """How many of its statements have the theme that was looked for; 0 where none was."""

    @property
    def years(self) -> str:
        """Return its period in the Buddhist era, "" where it has none."""
        return self.period.thai if self.period else ""

    @property
    def period(self) -> Period | None:
        """Return its years, None where it has none."""
        return Period(self.first_year, self.last_year) if self.first_year else None

    @property
    def owner(self) -> str:
        """Return what it is called by whose it is."""
        return self.name or self.label


@dataclass(frozen=True)
class Statement:
    """A statement of a plan; ``kind`` is one of KINDS, "" for another, ``position`` its place in the document."""

    iri: str
    plan: str
    kind: str
    text: str
    number: str = ""
    parent: str = ""
    position: int = 0


@dataclass(frozen=True)
class Link:
    """A link of a statement to a theme; ``confidence`` 0 to 1 is how sure a program was.

    ``origin`` is that of ``origin_of``: computed, accepted, added or stated.
    """

    statement: str
    theme: str
    confidence: float | None
    origin: str

    def is_sure(self, least: float) -> bool:
        """Tell whether it counts: what a person or the plan itself says always does."""
        return self.origin != "computed" or (self.confidence or 0.0) >= least


@dataclass(frozen=True)
class Entry:
    """A statement in a cell, and the link for which it stands there; None where it has no theme."""

    statement: Statement
    link: Link | None = None


@dataclass(frozen=True)
class Cell:
    """What a plan has of a theme, in reading order; ``shade`` is 0 for nothing, up to 5 for the most."""

    plan: ComparedPlan
    entries: tuple[Entry, ...]
    shade: int = 0


@dataclass(frozen=True)
class Row:
    """A theme, and what each plan has of it."""

    theme: Concept
    cells: tuple[Cell, ...]

    @property
    def total(self) -> int:
        """Return how many statements of all the plans have the theme."""
        return sum(len(cell.entries) for cell in self.cells)


@dataclass(frozen=True)
class Rest:
    """What a plan has without any theme of the list: by the strategy that it stands below, None for no strategy."""

    plan: ComparedPlan
    groups: tuple[tuple[Statement | None, tuple[Statement, ...]], ...]

    @property
    def size(self) -> int:
        """Return how many statements they are."""
        return sum(len(statements) for _, statements in self.groups)


@dataclass(frozen=True)
class Table:
    """The whole comparison; ``least`` is the confidence, 0 to 1, below which a computed link does not count."""

    by: ThemeList
    least: float
    plans: tuple[ComparedPlan, ...]
    rows: tuple[Row, ...]
    rests: tuple[Rest, ...]
    sizes: tuple[int, ...]
    """The statements of each plan, with a theme or without."""

    @cached_property
    def linked(self) -> Sequence[int]:
        """Return how many statements of each plan have a theme: each once, however many it has."""
        return tuple(whole - rest.size for whole, rest in zip(self.sizes, self.rests, strict=True))
