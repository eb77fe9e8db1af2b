"""``phaen release``: dated dumps."""

from pathlib import Path
from typing import Any

import click

from phaen.endpoint.commands.options import read_settings, refuse_engine, setting_options
from phaen.endpoint.commands.progress import StepLine
from phaen.endpoint.commands.verified import verify_release


@click.command()
@setting_options("store", "base", "engine", "releases", "kept_releases", "publisher", "contact", "licence")
@click.option(
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    help="Another name for --releases.",
)
@click.option(
    "--verify",
    metavar="RELEASE",
    help="Write nothing, but check all of a release: its folder, its date, or latest. The exit code is 1 for errors.",
)
@click.option("--format", "style", type=click.Choice(["text", "json"]), default="text", help="How --verify reports.")
def release(output: Path | None, verify: str | None, style: str, **options: Any) -> int:  # noqa: ANN401
    """Write a dated release of the published state, or check one.

    It has the whole data set as N-Quads, TriG and JSON-LD, each graph, plan and province, tables as CSV and Parquet,
    what has changed since the release before, metadata for catalogues, how to cite it, and checksums.
    """
    from phaen.endpoint.description.citation import outdated
    from phaen.endpoint.description.ckan import missing
    from phaen.endpoint.description.publication import publication
    from phaen.endpoint.description.released import descriptions
    from phaen.loaders.releases.writing import write_release

    settings = read_settings(options)
    folder = output or settings.releases_folder
    if verify is not None:
        return verify_release(folder, verify, style)
    refuse_engine(settings, "release")
    with StepLine() as line:
        written = write_release(
            settings.store,
            settings.base,
            folder,
            descriptions(settings),
            licence=settings.licence,
            kept=settings.kept_releases,
            progress=line.show,
        )
    state = "wrote" if written.new else "already there:"
    click.echo(f"{state} {written.folder} ({written.manifest.quads} quads, {len(written.manifest.files)} files)")
    said = publication(settings, settings.base)
    new = (*written.manifest.notes, *missing(said))
    for note in new if written.new else outdated(said, written.folder, written.manifest):
        click.echo(f"phaen: note: {note}", err=True)
    return 0
