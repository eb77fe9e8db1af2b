"""``phaen release``: dated dumps."""

from pathlib import Path
from typing import Any

import click

from phaen.endpoint.commands.options import read_settings, refuse_engine, setting_options


@click.command()
@setting_options("store", "base", "engine")
@click.option(
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder for the releases. [default: STORE/releases]",
)
def release(output: Path | None, **options: Any) -> None:  # noqa: ANN401
    """Write the dated dumps of the published state: TriG, N-Quads, Turtle a plan, SSSOM tables of links, checksums."""
    from phaen.loaders.release import write_release

    settings = read_settings(options)
    refuse_engine(settings, "release")
    written = write_release(settings.store, settings.base, output)
    state = "wrote" if written.new else "already there:"
    click.echo(f"{state} {written.folder} ({written.quads} quads, {len(written.files)} files)")
