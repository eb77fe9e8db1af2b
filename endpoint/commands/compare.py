"""``phaen compare``: what changed between two editions of a plan."""

import json
import sys
from typing import TYPE_CHECKING, Any

import click

from phaen.endpoint.commands.options import ENGINE, read_settings, refuse_engine, setting_options

if TYPE_CHECKING:
    from phaen.endpoint.settings import Settings
    from phaen.loaders.editions.model import Comparison

MOST_ROWS = 1_000_000
"""Statements of a plan that are read."""


@click.command()
@click.argument("names", nargs=-1, metavar="[PLAN PLAN | ORGANISATION]")
@setting_options("store", "base", *ENGINE)
@click.option("--all", "everything", is_flag=True, help="Compare all successive editions, and publish the revisions.")
@click.option("--force", is_flag=True, help="With --all: compare again even if no plan has changed.")
@click.option(
    "--json", "as_json", is_flag=True, help="Print JSON: one object for each comparison, unchanged statements too."
)
def compare(names: tuple[str, ...], everything: bool, force: bool, as_json: bool, **options: Any) -> None:  # noqa: ANN401
    """Say what was added, dropped, moved and reworded between two editions of a plan.

    PLAN is the IRI of a plan or the end of it (pao-51/2566-2570). Of an ORGANISATION (pao-51, or its name) the last
    edition is compared with the one before it.
    """
    if everything == bool(names) or len(names) > 2:  # noqa: PLR2004
        raise click.UsageError("name two plans, or one organisation, or give --all")
    settings = read_settings(options)
    if everything:
        _all(settings, force=force, as_json=as_json)
    else:
        _show(_named(settings, names), as_json=as_json)


def _named(settings: "Settings", names: tuple[str, ...]) -> "Comparison":
    from phaen.loaders.editions.choosing import compare_named
    from phaen.loaders.editions.reading import rows_of
    from phaen.loaders.snapshot import current_snapshot

    if settings.engine:
        from phaen.endpoint.remote.engine import RemoteEngine
        from phaen.endpoint.tables import select

        engine = RemoteEngine(settings)
        try:
            return compare_named(lambda query: select(engine, query, MOST_ROWS).records(), names)
        finally:
            engine.close()
    snapshot = current_snapshot(settings.store)
    try:
        return compare_named(rows_of(snapshot.open()), names)
    finally:
        snapshot.close()


def _all(settings: "Settings", *, force: bool, as_json: bool) -> None:
    from phaen.loaders.editions.publish import compare_all

    refuse_engine(settings, "compare --all")
    say = _print_json if as_json else _print_counts
    found = compare_all(settings.store, settings.base, force=force, say=say)
    if not found.comparisons:
        click.echo("no organisation has two editions with years; load another edition of a plan to compare", err=True)
    elif found.snapshot is None:
        click.echo(f"{found.comparisons} comparisons: no plan has changed since they were made", err=True)
    else:
        click.echo(f"{found.comparisons} comparisons; snapshot {found.snapshot}", err=True)


def _show(comparison: "Comparison", *, as_json: bool) -> None:
    if not comparison.same_organisation:
        click.echo("these are not two plans of one known organisation; they are compared all the same", err=True)
    if as_json:
        _print_json(comparison)
        return
    from phaen.loaders.editions.report import rows

    _print_counts(comparison)
    _table(list(rows(comparison)))


def _print_json(comparison: "Comparison") -> None:
    from phaen.loaders.editions.report import as_json

    click.echo(json.dumps(as_json(comparison), ensure_ascii=False))


def _print_counts(comparison: "Comparison") -> None:
    click.echo(f"{comparison.former.label} → {comparison.later.label}")
    counts = ", ".join(f"{number} {kind}" for kind, number in comparison.counts().items())
    silent = f", {comparison.not_repeated} not repeated by this amendment" if comparison.not_repeated else ""
    click.echo(f"  {counts}{silent}")


def _table(found: list[tuple[str, str, str, str]]) -> None:
    """Print rows as a table as wide as the terminal; a pipe gets lines with tabs."""
    if not sys.stdout.isatty():
        click.echo("".join("\t".join(row) + "\n" for row in found), nl=False)
        return
    from rich import box
    from rich.console import Console
    from rich.table import Table

    table = Table("change", "kind", "number", "words", box=box.SIMPLE_HEAD, show_edge=False)
    for row in found:
        table.add_row(*row)
    Console(markup=False, highlight=False).print(table)
