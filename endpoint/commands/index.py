"""phaen index: make the full-text index of what is published."""

from typing import Any

import click

from phaen.endpoint.commands.options import ENGINE, read_settings, setting_options


@click.command()
@setting_options("store", *ENGINE)
@click.option("--rebuild", is_flag=True, help="Make it anew even where there is one of this version.")
def index(*, rebuild: bool, **overrides: Any) -> None:  # noqa: ANN401 - click gives what it read
    """Make the full-text index that search, reconciliation and text:query need.

    Each load and each change makes it with the snapshot; this is for a store that an older phaen has published, and
    for the data of another service (--engine), whose index is kept in the store on this machine: run it again when the
    data has changed.
    """
    settings = read_settings(overrides)
    if settings.engine:
        from phaen.endpoint.remote.indexing import index_service

        click.echo(f"indexed {index_service(settings):,} statements of {settings.engine}")
        return
    from phaen.loaders.store import Writer

    with Writer(settings.store, patience=_PATIENCE) as writer:
        made = writer.ensure_index(anew=rebuild)
    click.echo(
        f"indexed {settings.store}" if made else f"{settings.store} has an index already; --rebuild makes it anew"
    )


_PATIENCE = 30.0
"""Seconds to wait for another process that writes to the store."""
