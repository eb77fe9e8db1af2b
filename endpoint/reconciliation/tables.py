"""Tables that somebody brings: read without a loss, written with some columns more, all else as it was."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, Self

from phaen.endpoint.errors import PhaenEndpointError
from phaen.loaders.long_cells import long_cells

MOST_BYTES: Final = 500_000_000
_DELIMITERS: Final = ",;\t|"
_SNIFFED: Final = 65_536
_LOOKED_AT: Final = 1_000
"""Characters among which no table has a NUL, but UTF-16 without a mark, read as something else, has."""
_MARKS: Final = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


class TableError(PhaenEndpointError):
    """A table cannot be read or written, or has no such column."""

    code = "table"
    exit_code = 2


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of a table, the head first, each as wide as the widest; and how the file was written."""

    rows: tuple[tuple[str, ...], ...]
    delimiter: str = ","
    encoding: str = "utf-8"
    line_end: str = "\r\n"
    lengths: tuple[int, ...] = ()

    @property
    def head(self) -> tuple[str, ...]:
        """Return the names of the columns."""
        return self.rows[0]

    @property
    def body(self) -> tuple[tuple[str, ...], ...]:
        """Return the rows below the head."""
        return self.rows[1:]

    def column(self, name: str) -> int:
        """Find a column by its name, or by its number from 1; raises TableError."""
        tidy = [title.strip() for title in self.head]
        found = [place for place, title in enumerate(tidy) if title == name.strip()]
        if len(found) == 1:
            return found[0]
        if not found and name.isascii() and name.isdigit() and 1 <= int(name) <= len(tidy):
            return int(name) - 1
        if found:
            numbers = " or ".join(str(place + 1) for place in found)
            raise TableError(f"several columns are called '{name}'; give the number of the right one: {numbers}")
        shown = ", ".join(title for title in tidy if title) or "none has a name"
        raise TableError(f"there is no column '{name}'; the columns are: {shown}")

    def with_columns(self, names: Sequence[str], cells: Sequence[Sequence[str]]) -> Self:
        """Return the table with some columns more at its end, under names that are still free."""
        head = list(self.head)
        for name in names:
            head.append(_free(name, head))
        added = (tuple(map(_harmless, row)) for row in cells)
        rows = (tuple(head), *((*old, *new) for old, new in zip(self.body, added, strict=True)))
        return replace(self, rows=rows)

    def write(self) -> bytes:
        """Write the table in the way in which it was read."""
        text = "".join(self.delimiter.join(map(self._quoted, row)) + self.line_end for row in self.rows)
        # Added texts may hold letters that an old encoding lacks; nothing may be lost, so such a table becomes UTF-8.
        try:
            return text.encode(self.encoding)
        except UnicodeEncodeError:
            return text.encode("utf-8-sig")

    def _quoted(self, cell: str) -> str:
        """Write a cell; csv.writer leaves a lone carriage return without quotation marks, and so loses it."""
        if any(mark in cell for mark in (self.delimiter, '"', "\r", "\n")):
            return '"' + cell.replace('"', '""') + '"'
        return cell


def _free(name: str, head: Sequence[str]) -> str:
    taken = {title.strip() for title in head}
    return next(tried for tried in _numbered(name) if tried not in taken)


def _numbered(name: str) -> Iterator[str]:
    yield name
    number = 2
    while True:
        yield f"{name} {number}"
        number += 1


def _harmless(cell: str) -> str:
    """Keep a spreadsheet from taking an added cell for a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def read_table(data: bytes, path: str, encoding: str = "") -> Table:
    """Read CSV, or the like with other delimiters; raises TableError."""
    is_guessed = not encoding
    text, encoding = _decode(data, path, encoding)
    if is_guessed and "\0" in text[:_LOOKED_AT]:
        raise TableError(f"{path} begins with NUL characters, so it is no {encoding}; name its --encoding: utf-16-le?")
    if not text.strip():
        raise TableError(f"{path} is empty; give a table whose first row names the columns")
    delimiter = "\t" if Path(path).suffix.lower() in (".tsv", ".tab") else sniff(text)
    line_end = "\r\n" if "\r\n" in text else "\r" if "\r" in text and "\n" not in text else "\n"
    try:
        with long_cells(MOST_BYTES):
            rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise TableError(f"{path} is no sound table ({error}); save it as CSV again") from error
    width = max(map(len, rows))
    padded = tuple((*row, *[""] * (width - len(row))) for row in rows)
    return Table(padded, delimiter, encoding, line_end)


def _decode(data: bytes, path: str, encoding: str) -> tuple[str, str]:
    """Decode a file: by its mark, as UTF-8, or as Thai in Windows-874, which holds TIS-620."""
    if len(data) > MOST_BYTES:
        raise TableError(f"{path} has {len(data):,} bytes; split it into tables of {MOST_BYTES:,} or fewer")
    marked = next((name for mark, name in _MARKS if data.startswith(mark)), "")
    for tried in (encoding,) if encoding else filter(None, (marked, "utf-8", "cp874")):
        try:
            return data.decode(tried), tried
        except UnicodeDecodeError:
            continue
        except LookupError as error:
            raise TableError(f"'{encoding}' is no encoding; give one such as utf-8 or cp874") from error
    known = f"not {encoding}" if encoding else f"not {marked}" if marked else "neither UTF-8 nor TIS-620"
    raise TableError(f"{path} is {known}; save it as UTF-8, or name its --encoding")


def sniff(text: str) -> str:
    """Tell the delimiter: the one that cuts the first rows into the same number of cells, and into most."""
    beginning = text[:_SNIFFED]
    best, most = ",", 1
    for delimiter in _DELIMITERS:
        rows = [row for row in csv.reader(io.StringIO(beginning, newline=""), delimiter=delimiter) if row][:20]
        width = len(rows[0]) if rows else 0
        alike = sum(len(row) == width for row in rows[:-1] or rows)
        if width > most and 2 * alike >= len(rows[:-1] or rows):
            best, most = delimiter, width
    return best
