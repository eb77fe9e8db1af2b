"""CSV for Excel, LibreOffice and their like, beside the exact CSV of SPARQL 1.1 for programs.

It begins with the mark by which Excel knows UTF-8, so that Thai is read as Thai. A text that would begin a formula has
an apostrophe before it (``formulas``), and every text stands between quotation marks, so that no other delimiter parts
it. Numbers are numbers, by their datatypes. ``docs/http.md`` says what that means for who reads such a file.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import islice
from typing import Final, TypeAlias

from pyoxigraph import QueryBoolean, QuerySolutions

from phaen.endpoint.cells import Term, cell_of, text_of
from phaen.endpoint.heads import Output
from phaen.loaders.mappings.formulas import guarded

Value: TypeAlias = str | int | float | Decimal | None

MARK: Final = "\ufeff"
"""The byte order mark, which Excel takes for UTF-8."""
_AT_ONCE: Final = 200


def write_sheet(result: QuerySolutions | QueryBoolean, output: Output) -> None:
    """Write a result, some rows at a time."""
    if isinstance(result, QueryBoolean):
        output.write(sheet(["answer"], [["true" if result else "false"]]).encode())
        return
    output.write((MARK + _lines([[variable.value for variable in result.variables]])).encode())
    rows = _rows(result)
    del result  # see _rows
    while some := list(islice(rows, _AT_ONCE)):
        output.write(_lines(some).encode())


def sheet(columns: Sequence[str], rows: Iterable[Sequence[Value]]) -> str:
    """Return a table that is there: a line of names, then the rows."""
    return MARK + _lines([columns, *rows])


def _lines(rows: Iterable[Sequence[Value]]) -> str:
    text = io.StringIO(newline="")
    writer = csv.writer(text, quoting=csv.QUOTE_NONNUMERIC)
    writer.writerows([guarded(value) if isinstance(value, str) else value for value in row] for row in rows)
    return text.getvalue()


def _value(term: Term | None) -> Value:
    """Return a number as such, anything else as the text that it is."""
    found = cell_of(term)
    if found is None or isinstance(found, str):
        return found
    if isinstance(found, int | float | Decimal) and not isinstance(found, bool):
        return found
    return None if term is None else text_of(term)


def _rows(result: QuerySolutions) -> Iterator[list[Value]]:
    try:
        for solution in result:
            yield [_value(term) for term in solution]
    finally:
        del result  # the engine's parsers must end in their thread, so none may live on in the frames of an error
