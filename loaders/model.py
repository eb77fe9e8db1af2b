"""What was read from one document, as plain immutable values.

Offsets are Unicode code points into the document's raw text, end exclusive.
"""

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum


class Kind(StrEnum):
    """The kinds of plan statement, from the top of a plan to its leaves."""

    VISION = "vision"
    MISSION = "mission"
    GOAL = "goal"
    STRATEGY = "strategy"
    GUIDELINE = "guideline"
    INDICATOR = "indicator"
    PROGRAMME = "programme"
    PROJECT = "project"


ABOVE: dict[Kind, tuple[Kind, ...]] = {
    Kind.GOAL: (Kind.STRATEGY, Kind.MISSION),
    Kind.GUIDELINE: (Kind.STRATEGY,),
    Kind.PROGRAMME: (Kind.GUIDELINE, Kind.STRATEGY),
    Kind.PROJECT: (Kind.PROGRAMME, Kind.GUIDELINE, Kind.STRATEGY),
    Kind.INDICATOR: (Kind.PROJECT, Kind.GUIDELINE, Kind.GOAL, Kind.PROGRAMME, Kind.STRATEGY),
}
"""The kinds that a statement may stand under, in lines and in tables; vision, mission and strategy stand at the top."""


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of raw text: code points ``start`` to ``end``, end exclusive."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a document: rows of cells, each the span of its text (an empty cell is an empty span)."""

    rows: tuple[tuple[Span, ...], ...]


@dataclass(frozen=True, slots=True)
class Organisation:
    """Who a plan belongs to; ``asserted`` says that the text itself names it (``span``).

    ``source`` is a word of namings.Found: where the name was found. ``area`` is the TIS 1099 code of the most
    exact area that is known of it: 2 digits for a province, 4 for a district, 6 for a subdistrict. ``inferred_area`` is
    that of the only place in the country with its name, where nobody says its province: a hint, never a fact.
    """

    name: str
    type: str
    province: str | None
    asserted: bool
    span: Span | None = None
    source: str = "manifest"
    area: str | None = None
    inferred_area: str | None = None


@dataclass(frozen=True, slots=True)
class Period:
    """First and last year of a plan, Buddhist era, both included."""

    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Amendment:
    """What an amended edition of a plan is: the kinds of amendment, its number, and the year (Buddhist) it counts in.

    ``kinds`` are words for the edition's key: amendment (แก้ไข), addition (เพิ่มเติม), change (เปลี่ยนแปลง), review (ทบทวน);
    ``text`` is as printed.
    """

    kinds: tuple[str, ...]
    number: int | None
    year: int | None
    text: str

    @property
    def key(self) -> str:
        """Return what tells this edition from the others of its plan, such as ``addition-2`` or ``change-1-2567``."""
        return "-".join([*self.kinds, *(str(part) for part in (self.number, self.year) if part)])


@dataclass(frozen=True, slots=True)
class Sources:
    """Who says what is known of a plan: words of namings.Found, None for what nobody knows."""

    title: str | None = None
    period: str | None = None
    amendment: str | None = None


@dataclass(frozen=True, slots=True)
class Detail:
    """What a field or a column says of a statement: its words as one tidy line, and where they stand."""

    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Allocation:
    """Money set aside for a statement in a fiscal year (Buddhist era; None: in all, no year said), in baht."""

    year: int | None
    amount: Decimal
    span: Span


@dataclass(frozen=True, slots=True)
class Target:
    """The value that an indicator is to reach in a year (Buddhist era; None: no year said), as it is printed."""

    year: int | None
    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Entity:
    """One plan statement with its evidence.

    ``code`` is the printed number in Arabic digits, ``printed_number`` as it stands in the text;
    ``parent`` is an index into the reading's entities; ``class_`` names a finer class of the ontology;
    ``rule`` names the rule of the outline grammar that recognised it. What forms such as ผ.02 print beside a project:
    ``objective`` (วัตถุประสงค์), ``output`` (เป้าหมาย, ผลผลิตของโครงการ), ``outcome`` (ผลที่คาดว่าจะได้รับ),
    ``unit`` (หน่วยงานรับผิดชอบ) and its ``allocations``; beside an indicator: its ``targets`` (ค่าเป้าหมาย).
    """

    kind: Kind
    label: str
    span: Span
    verbatim: str
    source_term: str | None
    rule: str
    confidence: float
    code: str | None = None
    printed_number: str | None = None
    class_: str | None = None
    parent: int | None = None
    explanation: str | None = None
    objective: Detail | None = None
    output: Detail | None = None
    outcome: Detail | None = None
    unit: Detail | None = None
    allocations: tuple[Allocation, ...] = ()
    targets: tuple[Target, ...] = ()


@dataclass(frozen=True, slots=True)
class Stated:
    """What a format marks as a plan by itself, as StratML does; nothing more is looked for in such a text."""

    entities: tuple[Entity, ...]
    organisation: str | None = None
    period: Period | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A document as text: NFC, with characters that XML cannot hold replaced one for one.

    ``title`` is what the format's metadata says; ``tables`` and ``pages`` (offsets at which they begin) are what the
    format marks; ``stated`` is a plan that the format itself marks.
    """

    path: str
    sha256: str
    media_type: str
    text: str
    encoding: str
    warnings: tuple[str, ...] = ()
    title: str | None = None
    tables: tuple[Table, ...] = ()
    pages: tuple[int, ...] = ()
    stated: Stated | None = None


@dataclass(frozen=True, slots=True)
class Unclaimed:
    """Text that was not understood, and why."""

    span: Span
    reason: str


@dataclass(frozen=True, slots=True)
class LineReading:
    """What one line was read as (heading, numbered, aside …), and by which rule of rules.toml."""

    span: Span
    rule: str
    reads: str


@dataclass(frozen=True, slots=True)
class Context:
    """What is known about a document beside its text (from a manifest or the command line); None = not known."""

    organisation: Organisation | None = None
    province: str | None = None
    period: Period | None = None
    edition: str | None = None
    title: str | None = None
    source_url: str | None = None
    licence: str | None = None
    rights: str | None = None
    retrieved: str | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything that was understood of one document, and what was not."""

    document: Document
    context: Context
    title: str | None
    organisation: Organisation | None
    period: Period | None
    entities: tuple[Entity, ...]
    unclaimed: tuple[Unclaimed, ...]
    warnings: tuple[str, ...] = field(default=())
    amendment: Amendment | None = None
    sources: Sources = field(default_factory=Sources)
