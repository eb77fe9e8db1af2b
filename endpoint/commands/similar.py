"""``phaen similar``: similar statements across plans, for the whole store."""

import json
from dataclasses import asdict
from typing import Any

import click

from phaen.endpoint.commands.options import read_settings, refuse_engine, setting_options


@click.command()
@setting_options("store", "base", "engine")
@click.option(
    "--most",
    type=click.IntRange(1, 20),
    default=5,
    show_default=True,
    help="Organisations of which each statement gets its nearest statement.",
)
@click.option("--force", is_flag=True, help="Find them again even if no statement has changed.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def similar(most: int, force: bool, as_json: bool, **options: Any) -> None:  # noqa: ANN401
    """Find the statements that are alike in the plans of different organisations, and publish them.

    Run it again after plans were loaded: what it found before stays as it was until then.
    """
    from phaen.loaders.similarity.relate import relate

    settings = read_settings(options)
    refuse_engine(settings, "similar")
    found = relate(settings.store, settings.base, most, force=force, say=lambda text: click.echo(text, err=True))
    if as_json:
        click.echo(json.dumps(asdict(found), ensure_ascii=False))
        return
    compared = f"{found.statements} statements of {found.organisations} organisations"
    if found.snapshot is None:
        click.echo(f"{compared}: nothing has changed since they were compared")
    else:
        click.echo(f"{compared}: {found.pairs} similar pairs, {found.clusters} clusters; snapshot {found.snapshot}")
    if found.organisations == 1:
        click.echo("the store holds the plans of one organisation only; load those of others to compare", err=True)
