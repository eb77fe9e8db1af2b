"""How a document was read, line by line: what `phaen extract --explain` shows, as plain values.

Every line of the raw text that is not blank stands in exactly one row; the lines of one statement, or of one row of a
table, share theirs.
"""

import re
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise

from phaen.loaders.explanation.findings import Finding, Role, find_all
from phaen.loaders.explanation.mended import Repair, repairs, unseen
from phaen.loaders.explanation.notes import reason
from phaen.loaders.model import LineReading, Reading, Span
from phaen.loaders.text import View, clean
from phaen.ontology.digits import arabic

LINE = re.compile(r"[^\n]*\S[^\n]*")
IN_TEXT = ("heading", "front-line", "paragraph", "official", "letterhead", "statement")
"""Sources of the owner, the years and the title that are places in the text (words of ownership.Found)."""


class Share(StrEnum):
    """What became of the characters of a text."""

    PLAN = "plan"
    FRAME = "frame"
    LEFT = "left"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a row's text: what it was found to be, and whether it is the words of the statement themselves."""

    text: str
    finding: Finding | None
    words: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """Lines that were read as one: numbers (from 1), text in pieces, what was found in them, what was mended.

    ``facts`` names what else is known from here: title, organisation, period, amendment. ``page`` is the number of the
    page that begins here.
    """

    first: int
    last: int
    span: Span
    pieces: tuple[Piece, ...]
    findings: tuple[Finding, ...]
    repairs: tuple[Repair, ...]
    facts: tuple[str, ...] = ()
    page: int | None = None

    @property
    def text(self) -> str:
        """The raw text of the row."""
        return "".join(piece.text for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class Fact:
    """What is known of the whole plan: its value (None: not known), who says so, and the line where it stands."""

    name: str
    value: str | None
    source: str | None = None
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Explanation:
    """A document's reading, line by line; ``shares`` counts characters that are no blanks."""

    reading: Reading
    rows: tuple[Row, ...]
    facts: tuple[Fact, ...]
    shares: dict[Share, int]
    unseen: int

    @property
    def recoded(self) -> int:
        """Count the places whose letters are typed in an unusual way; they look as they were read."""
        return sum(repair.looks_alike for row in self.rows for repair in row.repairs)

    def share(self, share: Share) -> float:
        """Give a share as a part of 1."""
        return self.shares[share] / (sum(self.shares.values()) or 1)


@dataclass(frozen=True, slots=True)
class _Block:
    """Lines of the text that belong together, by number and span, and what was found in them."""

    first: int
    last: int
    span: Span
    findings: tuple[Finding, ...]


def explain(reading: Reading, lines: Sequence[LineReading]) -> Explanation:
    """Join a reading and the readings of its lines (both as explain_plan gives them) into rows."""
    text = reading.document.text
    view = clean(text)
    blocks = list(_joined(_blocks(text, deque(find_all(reading, lines)))))
    facts = [_placed(fact, reading, view) for fact in _facts(reading)]
    rows = tuple(_rows(reading, blocks, facts, deque(repairs(text, view))))
    return Explanation(reading, rows, tuple(facts), _shares(rows), unseen(text))


# --- rows -------------------------------------------------------------------------------------------------------------


def _blocks(text: str, findings: deque[Finding]) -> Iterator[_Block]:
    """Group lines that share a finding; what no finding holds stands for itself."""
    lines = deque((number, span) for number, span in _lines(text) if text[span.start : span.end].strip())
    while lines:
        first, span = lines[0]
        last, end, found = first, span.end, list[Finding]()
        while lines and lines[0][1].start < end:
            last, line = lines.popleft()
            end = max(end, line.end)
            while findings and findings[0].span.start < line.end:
                found.append(findings.popleft())
                end = max(end, found[-1].span.end)
        yield _Block(first, last, Span(span.start, end), tuple(found))


def _joined(blocks: Iterable[_Block]) -> Iterator[_Block]:
    """Join lines next to each other in which nothing was found, such as the headings of a table's columns."""
    last: _Block | None = None
    for block in blocks:
        if last and not (last.findings or block.findings) and last.last + 1 == block.first:
            last = replace(last, last=block.last, span=Span(last.span.start, block.span.end))
            continue
        if last:
            yield last
        last = block
    if last:
        yield last


def _lines(text: str) -> Iterator[tuple[int, Span]]:
    start = 0
    for number, line in enumerate(text.split("\n"), 1):
        yield number, Span(start, start + len(line))
        start += len(line) + 1


def _rows(reading: Reading, blocks: list[_Block], facts: list[Fact], mended: deque[Repair]) -> Iterator[Row]:
    pages = deque(enumerate(reading.document.pages, 1))
    for block in blocks:
        here, begun = list[Repair](), None
        while mended and mended[0].span.start < block.span.end:
            here.append(mended.popleft())
        while pages and pages[0][1] < block.span.end:
            begun = pages.popleft()[0]
        findings = block.findings or (Finding(block.span, Role.FRAME),)
        named = tuple(fact.name for fact in facts if fact.line is not None and block.first <= fact.line <= block.last)
        pieces = tuple(_pieces(reading, block))
        yield Row(block.first, block.last, block.span, pieces, findings, tuple(here), named, begun)


def _pieces(reading: Reading, block: _Block) -> Iterator[Piece]:
    """Cut the text of a block where findings, and the words of statements, begin and end; the shortest is on top."""
    layers = deque(sorted(_layers(reading, block), key=lambda layer: layer[0].start))
    ends = {at for span, _, _ in layers for at in (span.start, span.end) if block.span.start < at < block.span.end}
    over: list[tuple[Span, Finding, bool]] = []
    for left, right in pairwise(sorted({block.span.start, *ends, block.span.end})):
        while layers and layers[0][0].start <= left:
            over.append(layers.popleft())
        over = [layer for layer in over if layer[0].end > left]
        text = reading.document.text[left:right]
        top = min(over, key=lambda layer: (layer[0].end - layer[0].start, not layer[2]), default=None)
        yield Piece(text, top[1], top[2]) if top else Piece(text, None)


def _layers(reading: Reading, block: _Block) -> Iterator[tuple[Span, Finding, bool]]:
    for finding in block.findings:
        yield finding.span, finding, False
        if finding.role is Role.STATEMENT and finding.entity is not None:
            yield reading.entities[finding.entity].span, finding, True


# --- measures ---------------------------------------------------------------------------------------------------------


def _shares(rows: Iterable[Row]) -> dict[Share, int]:
    counts = dict.fromkeys(Share, 0)
    for row in rows:
        for piece in row.pieces:
            counts[share_of(piece.finding)] += len(re.sub(r"\s", "", piece.text))
    return counts


def share_of(finding: Finding | None) -> Share:
    """Tell to which share of the text a finding belongs."""
    if finding is None or finding.role is Role.FRAME:
        return Share.FRAME
    if finding.role is Role.LEFT:
        return Share.LEFT if reason(finding.reason or "").understood else Share.UNKNOWN
    structure = (Role.HEADING, Role.TITLE, Role.OWNER)
    return Share.FRAME if finding.role in structure else Share.PLAN


# --- what is known of the whole plan ----------------------------------------------------------------------------------


def _facts(reading: Reading) -> Iterator[Fact]:
    owner, period, sources = reading.organisation, reading.period, reading.sources
    yield Fact("title", reading.title, sources.title)
    place = f" ({owner.province})" if owner and owner.province and owner.province not in owner.name else ""
    yield Fact("organisation", owner.name + place, owner.source) if owner else Fact("organisation", None)
    yield Fact("period", f"{period.first}–{period.last}" if period else None, sources.period)
    if reading.amendment:
        yield Fact("amendment", reading.amendment.text, sources.amendment)


def _placed(fact: Fact, reading: Reading, view: View) -> Fact:
    """Find the line where a fact stands, if the text says it."""
    if fact.value is None or fact.source not in IN_TEXT:
        return fact
    place = _place_of(fact, reading, view)
    line = None if place is None else reading.document.text.count("\n", 0, place) + 1
    return Fact(fact.name, fact.value, fact.source, line)


def _place_of(fact: Fact, reading: Reading, view: View) -> int | None:
    """Give the raw offset of the line that holds a fact."""
    owner, period = reading.organisation, reading.period
    if fact.name == "organisation":
        return owner.span.start if owner and owner.span else None
    words = [str(period.first), str(period.last)] if fact.name == "period" and period else [fact.value or ""]
    sought = ["".join(arabic(word).split()) for word in words]
    for line in LINE.finditer(view.text):
        found = "".join(arabic(line[0]).split())
        if all(word in found for word in sought):
            return view.starts[line.end() - 1]
    return None
