"""A comparison by theme as data: JSON that is nested like the page, and CSV with a row for each statement of a cell."""

from collections.abc import Iterator
from typing import Final

from phaen.endpoint.codelists import Concept
from phaen.endpoint.csv_table import exact
from phaen.endpoint.spreadsheet import Value, sheet
from phaen.endpoint.themes.model import ComparedPlan, Entry, Rest, Statement, Table

COLUMNS: Final = (
    "list", "code", "theme_th", "theme_en", "organisation", "plan", "years", "statements", "kind", "number",
    "statement", "confidence", "origin", "statement_iri", "theme_iri", "plan_iri",
)  # fmt: skip


def as_csv(table: Table) -> str:
    """Return the rows: themes that a plan does not have with the number 0, statements without a theme last."""
    return exact(COLUMNS, _rows(table))


def as_sheet(table: Table) -> str:
    """Return the same rows as CSV for spreadsheets."""
    return sheet(COLUMNS, _rows(table))


def as_json(table: Table, snapshot: str, query: str) -> dict[str, object]:
    """Return all of a comparison, in the order of the page; ``snapshot`` is the state of the data that it is of."""
    return {
        "list": {"key": table.by.key, "iri": table.by.scheme},
        "confidence": table.least,
        "snapshot": snapshot,
        "query": query,
        "plans": [
            _plan(plan) | {"statements": whole, "with_theme": linked}
            for plan, whole, linked in zip(table.plans, table.sizes, table.linked, strict=True)
        ],
        "themes": [
            _theme(row.theme)
            | {
                "cells": [
                    {
                        "plan": cell.plan.iri,
                        "count": len(cell.entries),
                        "statements": [_entry(entry) for entry in cell.entries],
                    }
                    for cell in row.cells
                ]
            }
            for row in table.rows
        ],
        "without_theme": [_rest(rest) for rest in table.rests],
    }


def _rows(table: Table) -> Iterator[list[Value]]:
    for row in table.rows:
        for cell in row.cells:
            about = [*_codes(table, row.theme), *_names(cell.plan), len(cell.entries)]
            for entry in cell.entries:
                yield [*about, *_said(entry), entry.statement.iri, row.theme.iri, cell.plan.iri]
            if not cell.entries:
                yield [*about, "", "", "", "", "", "", row.theme.iri, cell.plan.iri]
    for rest in table.rests:
        about = [table.by.key, "", "", "", *_names(rest.plan), rest.size]
        for _, statements in rest.groups:
            for one in statements:
                yield [*about, *_said(Entry(one)), one.iri, "", rest.plan.iri]


def _codes(table: Table, theme: Concept) -> list[Value]:
    return [table.by.key, theme.notation, theme.names.get("th", ""), theme.names.get("en", "")]


def _names(plan: ComparedPlan) -> list[Value]:
    return [plan.name, plan.label, plan.years]


def _said(entry: Entry) -> list[Value]:
    one, link = entry.statement, entry.link
    confidence = link.confidence if link and link.confidence is not None else ""
    return [one.kind, one.number, one.text, confidence, link.origin if link else ""]


def _plan(plan: ComparedPlan) -> dict[str, object]:
    years = {"from": plan.first_year, "to": plan.last_year} if plan.first_year else None
    owner = {"iri": plan.organisation, "label": plan.name} if plan.organisation else None
    return {"iri": plan.iri, "label": plan.label, "organisation": owner, "years": years}


def _theme(theme: Concept) -> dict[str, object]:
    return {"iri": theme.iri, "code": theme.notation or None, "labels": theme.names}


def _entry(entry: Entry) -> dict[str, object]:
    link = entry.link
    said = {"confidence": link.confidence, "origin": link.origin} if link else {}
    return _one(entry.statement) | said


def _one(one: Statement) -> dict[str, object]:
    return {"iri": one.iri, "kind": one.kind or None, "number": one.number or None, "text": one.text}


def _rest(rest: Rest) -> dict[str, object]:
    groups = [
        {"strategy": _one(strategy) if strategy else None, "statements": [_one(one) for one in statements]}
        for strategy, statements in rest.groups
    ]
    return {"plan": rest.plan.iri, "count": rest.size, "strategies": groups}
