"""``phaen stats``: what the store holds."""

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from phaen.endpoint.commands.options import ENGINE, read_settings, setting_options

if TYPE_CHECKING:
    from collections.abc import Iterator

    from phaen.endpoint.settings import Settings
    from phaen.loaders.stats import Stats


MOST_ROWS = 1_000_000
"""Graphs, or plans with a class of statements, that are listed."""


@click.command()
@setting_options("store", *ENGINE)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def stats(as_json: bool, **options: Any) -> None:  # noqa: ANN401
    """Say what the published state holds: quads a graph, statements a plan, links a vocabulary."""
    settings = read_settings(options)
    found = _of_engine(settings) if settings.engine else _of_store(settings)
    if as_json:
        click.echo(json.dumps(asdict(found), ensure_ascii=False))
        return
    name = settings.engine or f"snapshot {found.snapshot}"
    click.echo(f"{name}: {found.quads} quads in {len(found.graphs)} graphs")
    for graph, number in found.graphs.items():
        click.echo(f"{number:>10}  {graph}")
    for plan, counts in found.plans.items():
        click.echo(f"{found.owners[plan] or 'owner not known'} ({plan})")
        click.echo("            " + ", ".join(f"{number} {name}" for name, number in counts.items()))
    for line in _coverage_lines(found):
        click.echo(line)


def _coverage_lines(found: "Stats") -> "Iterator[str]":
    """Say how many statements are linked to each vocabulary."""
    total, linked = found.coverage.statements, found.coverage.linked
    yield f"links: {linked} of {total} statements have any ({linked / max(total, 1):.0%})"
    for name, counted in found.coverage.vocabularies.items():
        share = counted.statements / max(total, 1)
        yield f"{counted.links:>10}  {name}: {counted.statements} statements ({share:.0%})"


def _of_store(settings: "Settings") -> "Stats":
    from phaen.loaders.snapshot import current_snapshot
    from phaen.loaders.stats import read_stats

    snapshot = current_snapshot(settings.store)
    found = read_stats(snapshot.open(), snapshot.name)
    snapshot.close()
    return found


def _of_engine(settings: "Settings") -> "Stats":
    from phaen.endpoint.remote.engine import RemoteEngine
    from phaen.endpoint.tables import select
    from phaen.loaders.stats import stats_of

    engine = RemoteEngine(settings)
    found = stats_of(lambda query: select(engine, query, MOST_ROWS).records(), "")
    engine.close()
    return found
