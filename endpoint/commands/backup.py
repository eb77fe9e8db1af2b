"""``phaen backup``: the store itself in one file, while it is used."""

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from phaen.endpoint.commands.options import read_settings, refuse_engine, setting_options

if TYPE_CHECKING:
    from phaen.loaders.backups.writing import Backup

STANDARD_OUTPUT: Final = "-"
_MEGABYTE: Final = 1_000_000


@click.command()
@click.argument("target", metavar="FILE|FOLDER|-")
@setting_options("store", "releases", "engine")
@click.option("--with-releases", is_flag=True, help="Take the files of all releases along.")
def backup(target: str, with_releases: bool, **options: Any) -> None:  # noqa: ANN401
    """Write the store into one file, which 'phaen restore' makes a store of again; readers and writers go on meanwhile.

    It holds what is published, with its full-text index, the releases that can be asked, and the short links. A FILE
    that is there is never overwritten; in a FOLDER it is named phaen-SNAPSHOT.tar.zst; - is standard output.
    """
    from phaen.endpoint.commands.volume import volume_line
    from phaen.loaders.backups.writing import back_up, back_up_to

    settings = read_settings(options)
    refuse_engine(settings, "backup")
    releases = settings.releases_folder if with_releases else None
    started = time.monotonic()
    with volume_line("backup") as progress:
        if target == STANDARD_OUTPUT:
            if sys.stdout.isatty():
                raise click.UsageError("a backup is no text; send standard output into a file or to a program")
            done = back_up_to(settings.store, sys.stdout.buffer, releases, progress)
        else:
            done = back_up(settings.store, Path(target), releases, progress)
    click.echo(_said(done, time.monotonic() - started), err=target == STANDARD_OUTPUT)


def _said(done: "Backup", seconds: float) -> str:
    """Say what was written in one line."""
    what = f"snapshot {done.snapshot}, {done.kept} kept releases, {done.links:,} short links"
    sizes = f"{done.bytes / _MEGABYTE:,.1f} MB as {done.written / _MEGABYTE:,.1f} MB"
    return f"wrote {done.path or 'the backup'} ({what}; {sizes}; {seconds:.1f} s)"
