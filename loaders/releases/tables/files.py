"""Rows of a table as files: CSV by RFC 4180, and Parquet with the types of the columns."""

import csv
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from importlib.util import find_spec
from pathlib import Path
from types import MappingProxyType, TracebackType
from typing import Any, Final, Protocol, Self

from phaen.loaders.mappings.sssom import joined
from phaen.loaders.releases.tables.columns import Column, Table, Type
from phaen.loaders.releases.tables.picks import Cell

CSV: Final = ".csv"
PARQUET: Final = ".parquet"
_ROW_GROUP: Final = 10_000
"""Rows of a row group of Parquet, which are all that is in memory at a time."""
_PRECISION: Final = 38
"""Digits of a decimal of 128 bits."""
_ROOM: Final = 8
"""Decimal places up to which such a decimal has room for sums of the largest amounts."""


def has_parquet() -> bool:
    """Tell whether the library is installed that writes Parquet."""
    return find_spec("pyarrow") is not None


class Sink(Protocol):
    """A file that takes the rows of a table."""

    def write(self, rows: Sequence[tuple[Cell, ...]]) -> None:
        """Take some rows."""
        ...


class CsvFile:
    """A CSV file: UTF-8, a head, lines that end in CR LF, cells as they are."""

    def __init__(self, path: Path, table: Table) -> None:
        """Open the file and write its head."""
        self._file = path.open("w", encoding="utf-8", newline="")
        self._rows = csv.writer(self._file, lineterminator="\r\n")
        self._rows.writerow(column.name for column in table.columns)
        self._written = {place: _WRITTEN[c.type] for place, c in enumerate(table.columns) if c.type in _WRITTEN}

    def write(self, rows: Sequence[tuple[Cell, ...]]) -> None:
        """Write some rows."""
        self._rows.writerows(map(self._cells, rows))

    def _cells(self, row: tuple[Cell, ...]) -> Iterable[Cell]:
        cells = list(row)
        for place, write in self._written.items():
            if cells[place] is not None:
                cells[place] = write(cells[place])
        return cells

    def __enter__(self) -> Self:
        """Give the file itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the file."""
        self._file.close()


def _texts(cell: Any) -> str:  # noqa: ANN401 - what the working tables hold
    return joined(json.loads(cell))


_WRITTEN: Final[Mapping[Type, Callable[[Any], str]]] = MappingProxyType(
    {Type.TEXTS: _texts, Type.TRUTH: lambda cell: "true" if cell else "false"}
)
_READ: Final[Mapping[Type, Callable[[Any], Any]]] = MappingProxyType(
    {
        Type.TEXTS: json.loads,
        Type.TRUTH: bool,
        Type.DAY: date.fromisoformat,
        Type.MONEY: Decimal,
        Type.DEGREE: float,
    }
)


class ParquetFile:
    """A Parquet file, compressed by Zstandard; ``places`` are the decimal places of money."""

    def __init__(self, path: Path, table: Table, places: int) -> None:
        """Open the file."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        self._pa = pa
        self._schema = pa.schema([self._field(column, places) for column in table.columns])
        self._read = [_READ.get(column.type) for column in table.columns]
        dictionary = [column.name for column in table.columns if column.repeated]
        self._file = pq.ParquetWriter(
            path, self._schema, compression="zstd", use_dictionary=dictionary, store_schema=True
        )
        self._waiting: list[tuple[Cell, ...]] = []

    def _field(self, column: Column, places: int) -> Any:  # noqa: ANN401 - pyarrow has no types
        titles = {"title_th": column.th, "title_en": column.en}
        if column.property:
            titles["property"] = column.property.value
        type_ = self._type(column, places)
        return self._pa.field(column.name, type_, nullable=not column.required, metadata=titles)

    def _type(self, column: Column, places: int) -> Any:  # noqa: ANN401
        pa = self._pa
        text = pa.dictionary(pa.int32(), pa.string()) if column.repeated else pa.string()
        money = pa.decimal128(_PRECISION, places) if places <= _ROOM else pa.decimal256(2 * _PRECISION, places)
        types = {
            Type.WHOLE: pa.int64(),
            Type.MONEY: money,
            Type.DEGREE: pa.float64(),
            Type.TRUTH: pa.bool_(),
            Type.DAY: pa.date32(),
            Type.TEXTS: pa.list_(pa.string()),
        }
        return types.get(column.type, text)

    def write(self, rows: Sequence[tuple[Cell, ...]]) -> None:
        """Write some rows, once there are enough of them for a row group."""
        self._waiting.extend(rows)
        if len(self._waiting) >= _ROW_GROUP:
            self._flush()

    def _flush(self) -> None:
        columns = [
            self._pa.array([_cell(row[place], read) for row in self._waiting], self._schema.field(place).type)
            for place, read in enumerate(self._read)
        ]
        self._file.write_table(self._pa.Table.from_arrays(columns, schema=self._schema))
        self._waiting.clear()

    def __enter__(self) -> Self:
        """Give the file itself."""
        return self

    def __exit__(self, kind: type[BaseException] | None, _: BaseException | None, __: TracebackType | None) -> None:
        """Write what waits, and close the file."""
        if kind is None:
            self._flush()
        self._file.close()


def _cell(cell: Cell, read: Callable[[Any], Any] | None) -> Any:  # noqa: ANN401 - what Arrow takes
    return cell if cell is None or read is None else read(cell)
