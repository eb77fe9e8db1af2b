"""``phaen stats``: what the store holds."""

import json
from dataclasses import asdict
from typing import Any

import click

from phaen.endpoint.commands.options import read_settings, setting_options


@click.command()
@setting_options("store")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def stats(as_json: bool, **options: Any) -> None:  # noqa: ANN401
    """Say what the published state holds: quads a graph, statements a plan."""
    from phaen.loaders.snapshot import current_snapshot
    from phaen.loaders.stats import read_stats

    snapshot = current_snapshot(read_settings(options).store)
    found = read_stats(snapshot.open(), snapshot.name)
    snapshot.close()
    if as_json:
        click.echo(json.dumps(asdict(found), ensure_ascii=False))
        return
    click.echo(f"snapshot {found.snapshot}: {found.quads} quads in {len(found.graphs)} graphs")
    for graph, number in found.graphs.items():
        click.echo(f"{number:>10}  {graph}")
    for plan, counts in found.plans.items():
        click.echo(f"{found.owners[plan] or 'owner not known'} ({plan})")
        click.echo("            " + ", ".join(f"{number} {name}" for name, number in counts.items()))
