"""The outline of a plan: statements in reading order, headings, what each line was read as, and what is left over."""

from dataclasses import dataclass, field

from phaen.loaders.outline.grammar import Reads
from phaen.loaders.outline.lines import Line
from phaen.loaders.outline.statements import Statement


@dataclass(frozen=True, slots=True)
class Gap:
    """Lines that no rule claimed."""

    start: int
    end: int
    reason: str


@dataclass(frozen=True, slots=True)
class Trace:
    """What one line was read as, by which rule; offsets into the cleaned view."""

    start: int
    end: int
    rule: str
    reads: Reads


@dataclass(slots=True)
class Outline:
    """The statements in reading order, the headings (for the title and the owner), and what is left over."""

    statements: list[Statement] = field(default_factory=list)
    headings: list[Line] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)
    trace: list[Trace] = field(default_factory=list)
