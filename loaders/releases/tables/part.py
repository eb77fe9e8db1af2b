"""The tables of a release with their data dictionary, as one of its parts."""

import json
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import islice
from pathlib import Path
from typing import Any, Final

from phaen.loaders.releases.parts import Source, Written
from phaen.loaders.releases.tables.columns import Column, ForeignKey, Table
from phaen.loaders.releases.tables.csvw import csvw
from phaen.loaders.releases.tables.definitions import TABLES
from phaen.loaders.releases.tables.files import CSV, PARQUET, CsvFile, ParquetFile, Sink, has_parquet
from phaen.loaders.releases.tables.frictionless import data_package
from phaen.loaders.releases.tables.working import Working, working_tables

NO_PARQUET: Final = "no Parquet tables: pyarrow is not installed; install phaen[parquet] and write the release again"
_AT_ONCE: Final = 2000
"""Rows that are fetched at a time."""


def write_tables(source: Source, folder: Path) -> Iterator[Written]:
    """Write all tables of the quads in the folder, and what they mean."""
    (folder / "tables").mkdir()
    suffixes = (CSV, PARQUET) if has_parquet() else (CSV,)
    with working_tables(folder, source.base) as working:
        for table in TABLES:
            rows = _write(table, working, folder, suffixes)
            yield from (Written(table.path(suffix), rows=rows, compressed=suffix == CSV) for suffix in suffixes)
        keys = [_checked(working, table, column) for table in TABLES for column in table.references]
    yield from (Written("", note=_dangling(key)) for key in keys if key.dangling)
    if PARQUET not in suffixes:
        yield Written("", note=NO_PARQUET)
    yield _document(folder, "tables/csv-metadata.json", csvw(source, keys))
    yield _document(folder, "tables/datapackage.json", data_package(source, folder, keys))


def _checked(working: Working, table: Table, column: Column) -> ForeignKey:
    empty, dangling = working.references(table, column)
    return ForeignKey(table.name, column.name, column.refers, empty, dangling)


def _write(table: Table, working: Working, folder: Path, suffixes: tuple[str, ...]) -> int:
    """Write the files of a table; return its number of rows."""
    count = 0
    with ExitStack() as files:
        sinks: list[Sink] = [files.enter_context(CsvFile(folder / table.path(CSV), table))]
        if PARQUET in suffixes:
            sinks.append(files.enter_context(ParquetFile(folder / table.path(PARQUET), table, working.places())))
        rows = working.rows(table)
        while some := list(islice(rows, _AT_ONCE)):
            count += len(some)
            for sink in sinks:
                sink.write(some)
    return count


def _dangling(key: ForeignKey) -> str:
    what = f"{key.dangling} rows name in {key.column} what is not in table {key.refers}"
    return f"table {key.table}: {what}, so it is no foreign key"


def _document(folder: Path, path: str, content: dict[str, Any]) -> Written:
    text = json.dumps(content, ensure_ascii=False, indent=1) + "\n"
    (folder / path).write_text(text, encoding="utf-8", newline="")
    return Written(path, compressed=False)
