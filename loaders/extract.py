"""From a document to what it says: plan statements with their evidence, the owner, the period, and the rest."""

import re
from dataclasses import replace

from phaen.loaders.graph.stated import as_stated
from phaen.loaders.model import (
    Context,
    Document,
    Entity,
    Kind,
    LineReading,
    Organisation,
    Period,
    Reading,
    Span,
    Unclaimed,
)
from phaen.loaders.outline.grammar import Reads, code_of, load_grammar
from phaen.loaders.outline.outline import Gap, Outline
from phaen.loaders.outline.reader import read_outline
from phaen.loaders.outline.statements import Statement
from phaen.loaders.owners.identity import ONLY_YEARS, identify
from phaen.loaders.tables.details import attach
from phaen.loaders.tables.tablefind import tables_in
from phaen.loaders.tables.tables import Cells, cells_of
from phaen.loaders.text import View, clean, label

SHORTEST_EXPLANATION = 20
"""Code points of Thai in closing brackets from which they explain a title; shorter brackets belong to the title."""

OCR = "read by OCR"
"""Words of the warning with which the readers of formats say that a text came from pictures."""

OCR_CONFIDENCE = 0.9
UNREAD_MONEY = "money-not-understood"
MOST_NAMED = 5
"""Money cells that a warning names."""

EXPLAINED = (Kind.MISSION, Kind.GOAL, Kind.STRATEGY, Kind.GUIDELINE, Kind.PROJECT)
CONTINUED = re.compile(r"\s*\(\s*ต่อ\s*\)?\s*$")
ONLY_AREA = re.compile(r"(?:(?:ตำบล|อำเภอ|จังหวัด|ต\.|อ\.|จ\.)\s*[\u0e01-\u0e4e]+\s*)+")


def read_plan(document: Document, context: Context | None = None) -> Reading:
    """Read the plan in a document; what the context knows beside the text fills what the text does not say."""
    return as_stated(_read(document, context)[0])


def explain_plan(document: Document, context: Context | None = None) -> tuple[Reading, list[LineReading]]:
    """Read the plan in a document, and give what each of its lines was read as, in the order of reading."""
    reading, view, outline = _read(document, context)
    reading = as_stated(reading)
    lines = [t for t in outline.trace if t.start < t.end]
    return reading, [LineReading(view.raw_span(t.start, t.end), t.rule, t.reads.value) for t in lines]


def _read(document: Document, context: Context | None) -> tuple[Reading, View, Outline]:
    context = context or Context()
    view = clean(document.text)
    outline = read_outline(view.text, load_grammar(), _tables(document, view))
    identity = identify(view, outline, context, document)
    organisation = identity.organisation
    entities = (_entity(document.text, view, statement) for statement in outline.statements)
    money = _unread_money(outline)
    gaps = [gap for gap in (*outline.gaps, *money) if not _is_claimed(view, gap, organisation)]
    reading = Reading(
        document=document,
        context=context,
        title=identity.title,
        organisation=organisation,
        period=identity.period,
        entities=tuple(_dated(_as_sure_as(entity, document), identity.period) for entity in entities),
        unclaimed=tuple(_unclaimed(view, sorted(gaps, key=lambda gap: gap.start))),
        warnings=(
            *document.warnings,
            *identity.warnings,
            *_doubtful(outline.statements),
            *_not_understood(view, money),
        ),
        amendment=identity.amendment,
        sources=identity.sources,
    )
    return reading, view, outline


def _dated(entity: Entity, period: Period | None) -> Entity:
    """Give money without a year the year of a plan or budget of one year."""
    if period is None or period.first != period.last or any(a.year for a in entity.allocations):
        return entity
    return replace(entity, allocations=tuple(replace(a, year=period.first) for a in entity.allocations))


def _as_sure_as(entity: Entity, document: Document) -> Entity:
    """Lower the confidence of what was read by OCR: its letters may be wrong where the rule is right."""
    if not any(OCR in warning for warning in document.warnings):
        return entity
    return replace(entity, confidence=round(entity.confidence * OCR_CONFIDENCE, 3))


def _tables(document: Document, view: View) -> list[Cells]:
    """Give the tables that the format marks, and those that only stand in the text, in offsets of the view."""
    marked = [cells_of(table, view) for table in document.tables]
    found = tables_in(view.text) if not marked else []
    return [*marked, *found]


def _entity(raw: str, view: View, statement: Statement) -> Entity:
    span = view.raw_span(statement.start, statement.end)
    title, explanation = _split_explanation(statement.words(view.text), statement.kind)
    entity = Entity(
        kind=statement.kind,
        label=tidy(title),
        span=span,
        verbatim=raw[span.start : span.end],
        source_term=statement.term.word if statement.term else None,
        rule=statement.rule,
        confidence=statement.confidence,
        code=code_of(statement.number),
        printed_number=statement.number,
        class_=statement.term.class_ if statement.term else None,
        parent=statement.parent,
        explanation=tidy(explanation) if explanation else None,
    )
    return attach(entity, statement.details, view)


def tidy(text: str) -> str:
    """Make one line of the words of a statement; page numbers between its lines are no part of them."""
    if "\n" in text:
        parse = load_grammar().parse
        text = "\n".join(line for line in text.split("\n") if parse(line.strip()).reads is not Reads.NOISE)
    return CONTINUED.sub("", label(text))


def _split_explanation(text: str, kind: Kind) -> tuple[str, str | None]:
    """Split "title (explanation in Thai)" where the last bracket closes the text; brackets may nest."""
    if kind not in EXPLAINED or not text.endswith(")"):
        return text, None
    depth = 0
    for place in range(len(text) - 1, -1, -1):
        depth += {")": 1, "(": -1}.get(text[place], 0)
        if depth == 0:
            break
    title, inner = text[:place].rstrip(), text[place + 1 : -1].strip()
    if depth or not title or len(re.findall("[\u0e01-\u0e4e]", inner)) < SHORTEST_EXPLANATION:
        return text, None
    return title, inner


def _is_claimed(view: View, gap: Gap, organisation: Organisation | None) -> bool:
    """Tell whether a line outside all statements was understood all the same: for its owner or its years."""
    if gap.start >= gap.end:
        return True
    text, span = view.text[gap.start : gap.end], view.raw_span(gap.start, gap.end)
    if organisation and organisation.span and span.start <= organisation.span.start < span.end:
        return True
    return bool(ONLY_AREA.fullmatch(text) or ONLY_YEARS.fullmatch(text))


def _doubtful(statements: list[Statement]) -> list[str]:
    """Say which numbers stand twice under one parent: one of the two may have been misread."""
    seen: set[tuple[Kind, int | None, str]] = set()
    found = []
    for statement in statements:
        code = code_of(statement.number)
        key = (statement.kind, statement.parent, code or "")
        if code and key in seen:
            found.append(f"{statement.kind} {code} stands twice")
        seen.add(key)
    return list(dict.fromkeys(found))


def _unread_money(outline: Outline) -> list[Gap]:
    """Give the money of statements that was not understood, so that no amount is lost unseen."""
    stretches = dict.fromkeys(stretch for statement in outline.statements for stretch in statement.details.unread)
    return [Gap(start, end, UNREAD_MONEY) for start, end in stretches]


def _not_understood(view: View, money: list[Gap]) -> list[str]:
    """Say which money was not understood, the first of it word for word."""
    named = [f"'{label(view.text[gap.start : gap.end])}'" for gap in money[:MOST_NAMED]]
    more = [f"{len(money) - MOST_NAMED} more"] if len(money) > MOST_NAMED else []
    return [f"money not understood: {', '.join([*named, *more])}; see what is unclaimed"] if money else []


def _unclaimed(view: View, gaps: list[Gap]) -> list[Unclaimed]:
    """Give the gaps as raw spans; neighbours with one reason are one, but each cell of money stands for itself."""
    merged: list[Unclaimed] = []
    end = 0
    for gap in gaps:
        if gap.start >= gap.end:
            continue
        span = view.raw_span(gap.start, gap.end)
        joins = merged and merged[-1].reason == gap.reason != UNREAD_MONEY
        if joins and not view.text[end : gap.start].strip():
            span = Span(merged.pop().span.start, span.end)
        merged.append(Unclaimed(span, gap.reason))
        end = gap.end
    return merged
