"""A table that is there as CSV: exact for programs (RFC 4180), guarded for spreadsheets."""

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from typing import Final

from phaen.endpoint.formats import SPREADSHEET, Format, by_name
from phaen.endpoint.spreadsheet import Value, sheet


def exact(columns: Sequence[str], rows: Iterable[Sequence[Value]]) -> str:
    """Return a line of names, then the rows, with every value as it is."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(columns)
    writer.writerows(rows)
    return text.getvalue()


WRITERS: Final[dict[Format, Callable[[Sequence[str], Iterable[Sequence[Value]]], str]]] = {
    by_name("csv"): exact,
    SPREADSHEET: sheet,
}
"""What writes columns and rows down, by the format."""
