"""The flat tables: their rows are counted, their columns are those of the data dictionaries, in every form."""

import csv
import json
from collections.abc import Iterator
from io import TextIOWrapper
from pathlib import Path, PurePosixPath
from typing import Any, Final

from phaen.loaders.long_cells import long_cells
from phaen.loaders.releases.manifest import ReleaseFile
from phaen.loaders.releases.verification.findings import Examined, Finding
from phaen.loaders.releases.verification.packed import BROKEN

CSVW: Final = "tables/csv-metadata.json"
FRICTIONLESS: Final = "tables/datapackage.json"

Columns = dict[str, list[str]]
"""The columns of each table, by the name of its file without a suffix."""


def check_tables(release: Examined) -> Iterator[Finding]:
    """Find tables with other rows than the manifest says, or other columns than the dictionaries."""
    columns: Columns = {}
    for file in release.contents():
        if file.path.startswith("tables/") and file.path.endswith(".csv"):
            yield from _csv(release, file, columns)
    for file in release.contents():
        if file.path.endswith(".parquet"):
            yield from _parquet(release, file, columns)
    for path in (CSVW, FRICTIONLESS):
        if release.has(path):
            yield from _dictionary(release, path, columns)


def _csv(release: Examined, file: ReleaseFile, columns: Columns) -> Iterator[Finding]:
    rows = 0
    try:
        with (
            long_cells(),
            release.open(file.path) as opened,
            TextIOWrapper(opened, encoding="utf-8", newline="") as text,
        ):
            reader = csv.reader(text, strict=True)
            header = next(reader, [])
            columns[PurePosixPath(file.path).stem] = header
            for row in reader:
                rows += 1
                if len(row) != len(header):
                    message = f"its row {rows} has {len(row)} cells, the header {len(header)}"
                    yield Finding(file.path, message, reader.line_num)
    except (csv.Error, UnicodeDecodeError, *BROKEN) as error:
        yield Finding(file.path, f"it cannot be read to its end, after {rows} rows ({error})")
        return
    if file.rows is not None and rows != file.rows:
        yield Finding(file.path, f"it has {rows} rows, the manifest says {file.rows}")


def _parquet(release: Examined, file: ReleaseFile, columns: Columns) -> Iterator[Finding]:
    release.tell(file.path)
    try:
        names, rows = _read_parquet(release.folder / file.path)
    except ModuleNotFoundError:
        message = "it was not read, for which pyarrow is missing; install phaen[parquet]"
        yield Finding(file.path, message, note=True)
        return
    except (OSError, ValueError, NotImplementedError) as error:  # errors of pyarrow are these
        yield Finding(file.path, f"it cannot be read ({error})")
        return
    if file.rows is not None and rows != file.rows:
        yield Finding(file.path, f"it has {rows} rows, the manifest says {file.rows}")
    table = PurePosixPath(file.path).stem
    if names != columns.get(table, names):
        yield Finding(file.path, f"its columns are not those of {table}.csv")


def _read_parquet(path: Path) -> tuple[list[str], int]:
    """Return the columns of a Parquet file, and how many rows it has when all of it is read."""
    from pyarrow.parquet import ParquetFile

    with ParquetFile(path) as table:
        return list(table.schema_arrow.names), sum(len(batch) for batch in table.iter_batches())


def _dictionary(release: Examined, path: str, columns: Columns) -> Iterator[Finding]:
    try:
        with release.open(path) as file:
            found = json.load(file)
        stated = _of_csvw(found) if path == CSVW else _of_frictionless(found)
    except (ValueError, KeyError, TypeError, RecursionError, *BROKEN) as error:
        yield Finding(path, f"it cannot be understood ({error!r})")
        return
    for table in sorted(stated.keys() | columns.keys()):
        if table not in columns or table not in stated:
            yield Finding(path, f"table {table} is {'not in it' if table in columns else 'not in the release'}")
        elif columns[table] != stated[table]:
            yield Finding(path, f"the columns of {table} are not those of {table}.csv")
    if path == FRICTIONLESS:
        yield from _hashes(release, found)


def _of_csvw(found: Any) -> Columns:  # noqa: ANN401 - what the file holds
    return {
        PurePosixPath(table["url"]).stem: [column["name"] for column in table["tableSchema"]["columns"]]
        for table in found["tables"]
    }


def _of_frictionless(found: Any) -> Columns:  # noqa: ANN401 - what the file holds
    return {
        PurePosixPath(resource["path"]).stem: [field["name"] for field in resource["schema"]["fields"]]
        for resource in found["resources"]
        if resource["path"].endswith(".csv")
    }


def _hashes(release: Examined, found: Any) -> Iterator[Finding]:  # noqa: ANN401 - what the file holds
    for resource in found["resources"]:
        file = release.manifest.file(f"tables/{resource['path']}")
        stated = resource.get("bytes"), resource.get("hash")
        if file is not None and stated not in {(None, None), (file.bytes, f"sha256:{file.sha256}")}:
            yield Finding(FRICTIONLESS, f"its size or digest of {resource['path']} is not that of the manifest")
