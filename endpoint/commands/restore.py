"""``phaen restore``: a backup back into a store."""

import sys
import time
from pathlib import Path
from typing import Any, Final

import click

from phaen.endpoint.commands.options import read_settings, refuse_engine, setting_options

STANDARD_INPUT: Final = "-"
_MEGABYTE: Final = 1_000_000


@click.command()
@click.argument("backup", metavar="BACKUP")
@setting_options("store", "engine")
def restore(backup: str, **options: Any) -> None:  # noqa: ANN401
    """Make a store of a backup that 'phaen backup' wrote: verified first, whole or not at all.

    The folder of the store must be empty, or not be there. BACKUP is a file, or - for standard input. A release is
    restored by 'phaen load'.
    """
    from phaen.endpoint.commands.volume import volume_line
    from phaen.loaders.backups.restoring import open_backup, restore_backup

    settings = read_settings(options)
    refuse_engine(settings, "restore")
    started = time.monotonic()
    stream = sys.stdin.buffer if backup == STANDARD_INPUT else open_backup(Path(backup))
    name = "standard input" if backup == STANDARD_INPUT else backup
    with stream, volume_line("restore") as progress:
        done = restore_backup(stream, name, settings.store, progress)
    what = f"snapshot {done.head.snapshot}, {len(done.head.kept)} kept releases, {done.files:,} files"
    seconds = time.monotonic() - started
    click.echo(f"restored {settings.store} ({what}, {done.bytes / _MEGABYTE:,.1f} MB; {seconds:.1f} s)")
