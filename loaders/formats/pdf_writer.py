"""The lines and tables of all pages as one text; a table that goes on over pages becomes one table."""

import re
from itertools import chain

from phaen.loaders.formats.content import Builder
from phaen.loaders.formats.pdf_items import Item
from phaen.loaders.model import Table

SAME_EDGE = 6.0
"""Points by which the columns of a table that goes on over a page differ at most."""


NUMBER = re.compile("[\\d๐-๙]{1,4}[.)]?")
NUMBERED = 0.6
"""Share of the rows whose first cell is a number, from which a row without one is the rest of the row before it."""


def write_pages(pages: list[list[Item]], builder: Builder) -> None:
    """Write the items of all pages; a row that a page's end splits stands on the page where it begins."""
    continued = _join_tables(pages)
    for items in pages:
        builder.page()
        for item in items:
            if "rows" not in item:
                _write_line(item, builder)
            elif item["rows"]:
                _write_table(item, builder, goes_on=id(item) in continued)


def _write_line(item: Item, builder: Builder) -> None:
    if item["gap"] and builder.length:
        builder.write("\n")
    builder.line(item["text"])


def _write_table(item: Item, builder: Builder, *, goes_on: bool) -> None:
    if not goes_on:
        if builder.length:
            builder.write("\n")
        builder.table(item["rows"])
        return
    before = builder.tables.pop()
    more = builder.table(item["rows"])
    builder.tables[-1] = Table(before.rows + more.rows)


def _join_tables(pages: list[list[Item]]) -> set[int]:
    """Find the tables that go on over pages, without their repeated headings; gives the ids of what continues them.

    Columns that are empty in all parts of a table are dropped.
    """
    continued: set[int] = set()
    parts: list[Item] = []
    for item in chain.from_iterable(pages):
        if parts and "rows" in item and _has_same_columns(parts[0], item):
            del item["rows"][: _repeated(parts[0]["rows"], item["rows"])]
            if item["rows"] and _splits_a_row(parts[-1], item):
                _mend_row(parts[-1]["rows"], item["rows"])
            parts.append(item)
            continued.add(id(item))
        else:
            _drop_empty_columns(parts)
            parts = [item] if "rows" in item else []
    _drop_empty_columns(parts)
    return continued


def _splits_a_row(last: Item, first: Item) -> bool:
    """Tell whether a page ends inside a row: no line closes it, or the rows are numbered and the next one is not."""
    if not last["rows"]:
        return False
    if last["open_bottom"] and first["open_top"]:
        return True
    numbered = sum(bool(NUMBER.fullmatch(row[0].strip())) for row in last["rows"])
    return not first["rows"][0][0].strip() and numbered >= NUMBERED * len(last["rows"])


def _mend_row(before: list[list[str]], after: list[list[str]]) -> None:
    """Put the two halves of a row together, on the page where it begins."""
    before[-1] = ["\n".join(filter(None, pair)) for pair in zip(before[-1], after.pop(0), strict=True)]


def _drop_empty_columns(parts: list[Item]) -> None:
    rows = [row for item in parts for row in item["rows"]]
    used = [x for x in range(len(rows[0])) if any(row[x] for row in rows)] if rows else []
    for item in parts:
        item["rows"] = [[row[x] for x in used] for row in item["rows"]]


def _has_same_columns(first: Item, item: Item) -> bool:
    pairs = zip(first["xs"], item["xs"], strict=False)
    return len(first["xs"]) == len(item["xs"]) and all(abs(a - b) <= SAME_EDGE for a, b in pairs)


def _repeated(first: list[list[str]], rows: list[list[str]]) -> int:
    """Count the rows at the head of a table that only repeat its heading."""
    count = 0
    while count < min(len(first), len(rows)) and first[count] == rows[count]:
        count += 1
    return count
