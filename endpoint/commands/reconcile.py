"""``phaen reconcile``: a table with names in, the same table with what they mean out."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from phaen.endpoint.commands.options import read_settings, refuse_engine, setting_options

if TYPE_CHECKING:
    from collections.abc import Callable

    from phaen.endpoint.reconciliation.rows import Answering, Plan, Report
    from phaen.endpoint.reconciliation.tables import Table

MOST_TOLD = 20
"""Rows without a match that are told of one by one."""

_WORKBOOKS = frozenset({".xlsx", ".xlsm"})
_SETTINGS = ("store", "base", "engine")


@click.command()
@click.argument("table", type=click.Path(dir_okay=False, allow_dash=True))
@setting_options(*_SETTINGS)
@click.option("--column", required=True, metavar="NAME", help="Column with the names, by its title or its number.")
@click.option(
    "--type", "types", multiple=True, metavar="TYPE", help="What the names are: authority, pao, province …; repeatable."
)
@click.option(
    "--property",
    "pairs",
    multiple=True,
    metavar="COLUMN=PROPERTY",
    help="A column that tells more: its province, district, type or organisation; repeatable.",
)
@click.option(
    "--output", type=click.Path(dir_okay=False), metavar="PATH", help="Where to write. [default: standard output]"
)
@click.option("--encoding", default="", metavar="NAME", help="Encoding of the table. [default: UTF-8, else TIS-620]")
@click.option("--sheet", default="", metavar="NAME", help="Sheet of a workbook. [default: the one that is open]")
@click.option("--service", default="", metavar="URL", help="A reconciliation service to ask instead of the store.")
def reconcile(
    *,
    table: str,
    column: str,
    types: tuple[str, ...],
    pairs: tuple[str, ...],
    output: str | None,
    encoding: str,
    sheet: str,
    service: str,
    **overrides: Any,  # noqa: ANN401 - click gives what it read
) -> int:
    """Find what the names in a table mean: organisations, places, statements, concepts.

    TABLE is CSV, TSV or a workbook (with openpyxl); - is standard input. The columns iri, name, score, match and why
    are added; where several candidates are as good, none is written, and why names them. The exit code is 1 when a
    row with a name has no match.
    """
    from phaen.endpoint.reconciliation.rows import COLUMNS, reconcile_rows
    from phaen.endpoint.reconciliation.tables import read_table

    is_book = _is_workbook(table, output)
    data = _read(table)
    if is_book:
        from phaen.endpoint.reconciliation.workbooks import read_workbook

        book = read_workbook(data, table, sheet)
        cells, report = _reconciled(book.table, reconcile_rows, (column, types, pairs), service, overrides)
        _write(book.with_columns(COLUMNS, cells), output)
    else:
        found = read_table(data, table, encoding)
        cells, report = _reconciled(found, reconcile_rows, (column, types, pairs), service, overrides)
        _write(found.with_columns(COLUMNS, cells).write(), output)
    _tell(report)
    return 0 if report.is_complete else 1


def _is_workbook(table: str, output: str | None) -> bool:
    """Tell whether the table is a workbook; raises a usage error unless the output is one exactly then."""
    kinds = [Path(path).suffix.lower() for path in (table, output or "")]
    if kinds[0] in _WORKBOOKS and output is None:
        raise click.UsageError("a workbook is not written to standard output; give --output")
    if kinds[0] != kinds[1] and output is not None and not _WORKBOOKS.isdisjoint(kinds):
        raise click.UsageError(
            f"'{table}' cannot become '{output}'; give an --output that ends in {kinds[0] or '.csv'}"
        )
    return kinds[0] in _WORKBOOKS


def _reconciled(
    table: "Table",
    rows: "Callable[..., tuple[list[tuple[str, ...]], Report]]",
    asked: tuple[str, tuple[str, ...], tuple[str, ...]],
    service: str,
    overrides: dict[str, Any],
) -> "tuple[list[tuple[str, ...]], Report]":
    from phaen.endpoint.commands.progress import ProgressLine

    plan = _plan(table, *asked, is_ours=not service)
    answer = _answering(service, overrides)
    with ProgressLine("reconciling:", len(table.body), "rows") as line:

        def count(done: int) -> None:
            for _ in range(done):
                line.count(read=True)

        return rows(table, plan, answer, count)


def _plan(table: "Table", column: str, types: tuple[str, ...], pairs: tuple[str, ...], *, is_ours: bool) -> "Plan":
    """Understand the options; raises a usage error, or TableError for a column that is not there."""
    from phaen.endpoint.reconciliation.requests import CONDITION_PROPERTIES
    from phaen.endpoint.reconciliation.rows import Plan
    from phaen.endpoint.reconciliation.types import TYPES, find_type

    found = []
    for pair in pairs:
        name, equals, property_ = pair.rpartition("=")
        if not equals or not name or (is_ours and property_ not in CONDITION_PROPERTIES):
            known = ", ".join(CONDITION_PROPERTIES)
            raise click.UsageError(f"'{pair}' is no COLUMN=PROPERTY; the properties are {known}: จังหวัด=province")
        found.append((table.column(name), property_))
    known_types = {type_: find_type(type_) for type_ in types} if is_ours else {}
    for type_, known_type in known_types.items():
        if known_type is None:
            raise click.UsageError(f"there is no type '{type_}'; use one of {', '.join(TYPES)}")
    ids = tuple(t.id for t in known_types.values() if t) if is_ours else types
    return Plan(table.column(column), ids, tuple(found))


def _answering(service: str, overrides: dict[str, Any]) -> "Answering":
    """Give what answers: a service, or the index of the store; raises ServiceError or a StoreError."""
    if service:
        from phaen.endpoint.reconciliation.client import Service

        return Service(service).answer
    from phaen.endpoint.reconciliation.operations import reconcile as answer
    from phaen.loaders.search.index import open_index
    from phaen.loaders.snapshot import current_snapshot

    settings = read_settings(overrides)
    refuse_engine(settings, "reconcile")
    index = open_index(current_snapshot(settings.store).hold().index)
    shared = {"base": settings.base, "language": "th"}
    return lambda queries: answer({"queries": [query.as_json() for query in queries], **shared}, index)


def _read(path: str) -> bytes:
    if path == "-":
        return sys.stdin.buffer.read()
    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise click.FileError(path, f"{error.strerror}; name a table, or - for standard input") from error


def _write(data: bytes, output: str | None) -> None:
    if output is None:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
        return
    try:
        Path(output).write_bytes(data)
    except OSError as error:
        raise click.FileError(output, f"{error.strerror}; give another --output") from error


def _tell(report: "Report") -> None:
    from phaen.endpoint.reconciliation.rows import shown

    for number, text, why in report.unsure[:MOST_TOLD]:
        click.echo(f"row {number}: {shown(text)}: {why}", err=True)
    if len(report.unsure) > MOST_TOLD:
        click.echo(f"… and {len(report.unsure) - MOST_TOLD:,} rows more without a match", err=True)
    click.echo(str(report), err=True)
