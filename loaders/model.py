"""What was read from one document, as plain immutable values.

Offsets are Unicode code points into the document's raw text, end exclusive.
"""

from dataclasses import dataclass, field
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
    """Who a plan belongs to; ``asserted`` says that the text itself names it (``span``)."""

    name: str
    type: str
    province: str | None
    asserted: bool
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Period:
    """First and last year of a plan, Buddhist era, both included."""

    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Entity:
    """One plan statement with its evidence.

    ``code`` is the printed number in Arabic digits, ``printed_number`` as it stands in the text;
    ``parent`` is an index into the reading's entities; ``class_`` names a finer class of the ontology;
    ``rule`` names the rule of the outline grammar that recognised it.
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
