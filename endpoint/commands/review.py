"""``phaen review``: what people say of links, into the store."""

from pathlib import Path
from typing import Any

import click

from phaen.endpoint.commands.linksets import LONGEST_WRITE, SETTINGS
from phaen.endpoint.commands.options import read_settings, setting_options


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@setting_options(*SETTINGS)
@click.option("--reviewer", metavar="WHO", help="Who has judged: an ORCID such as 0000-0002-1825-0097, or a name.")
@click.option("--date", metavar="DAY", help="The day of the judgement, as 2026-11-22. [default: today]")
@click.option("--dry-run", is_flag=True, help="Check every row, but take nothing.")
def review(file: Path, reviewer: str | None, date: str | None, dry_run: bool, **options: Any) -> None:  # noqa: ANN401
    """Take the judgements of FILE, a table of links with a verdict in its rows, into the store.

    FILE is what 'phaen link --to-review' has written (CSV), the same as an Excel workbook, or an SSSOM table; its rows
    say accept, reject or add in the column 'verdict', or nothing. All of it is taken, or nothing if a row is wrong.
    """
    from phaen.loaders.errors import LinkTableError
    from phaen.loaders.mappings.judging import Judge
    from phaen.loaders.mappings.people import day_of, reviewer_of, today
    from phaen.loaders.mappings.taking import take_file, take_file_into

    settings = read_settings(options)
    try:
        day = day_of(date) if date else today()
        judge = Judge(reviewer_of(reviewer), day) if reviewer else None
    except ValueError as error:
        raise LinkTableError(str(error)) from error
    if settings.engine:
        from phaen.endpoint.remote.service import service_of

        taken = take_file_into(service_of(settings, LONGEST_WRITE), file, settings.base, judge, dry_run=dry_run)
    else:
        taken = take_file(file, settings.store, settings.base, judge, dry_run=dry_run)
    counted = ", ".join(f"{number:,} {verdict}" for verdict, number in taken.verdicts.items())
    if dry_run:
        click.echo(f"{counted}; nothing stored (dry run)", err=True)
        return
    where = f"published {taken.name}" if taken.name else "nothing new to publish"
    click.echo(f"{counted}; {taken.known:,} known before; {taken.plans:,} plans changed; {where}", err=True)
