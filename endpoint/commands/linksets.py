"""What ``phaen link`` does with the links of a store: link anew, write tables for programs and for people, report."""

import json
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from phaen.endpoint.commands.options import ENGINE, read_settings

if TYPE_CHECKING:
    from phaen.endpoint.settings import Settings
    from phaen.loaders.mappings.relinking import Relinked
    from phaen.loaders.shelf import Database

F = TypeVar("F", bound=Callable[..., Any])
SETTINGS = ("store", "base", *ENGINE)
"""The settings that the options below need."""

LONGEST_WRITE = 300.0
"""Seconds that a service may take to store one graph."""

SECONDS_BETWEEN = 10.0
"""Seconds between two lines that say how far a long linking is."""


def link_set_options(function: F) -> F:
    """Add the options that are about the links of a store."""
    options = (
        click.option("--write", is_flag=True, help="Link all statements of the store anew, and publish their links."),
        click.option(
            "--sssom",
            type=click.Path(file_okay=False, path_type=Path),
            metavar="FOLDER",
            help="Write the links as SSSOM tables, one file a vocabulary, and what people have said of them.",
        ),
        click.option(
            "--to-review",
            type=click.Path(dir_okay=False, path_type=Path),
            metavar="FILE",
            help="Write the links that nobody has judged to a CSV file for a spreadsheet; see 'phaen review'.",
        ),
        click.option(
            "--below",
            type=click.FloatRange(0, 1),
            metavar="CONFIDENCE",
            help="With --to-review: only links of a lower confidence.",
        ),
        click.option("--plan", metavar="IRI", help="With --to-review: only links of this plan."),
        click.option("--reviewed", is_flag=True, help="With --to-review: links that somebody has judged, too."),
        click.option("--report", is_flag=True, help="Tell how far links reach, and how often people found them right."),
        click.option("--json", "as_json", is_flag=True, help="With --report: print one JSON object."),
    )
    for option in reversed(options):
        function = option(function)
    return function


def is_about_store(options: dict[str, Any]) -> bool:
    """Tell whether one of the options above asks for something."""
    return any(options[name] for name in ("write", "sssom", "to_review", "report"))


def run(options: dict[str, Any], vocabularies: Collection[str]) -> None:
    """Do what the options ask for, in this order: link anew, write tables, report.

    ``vocabularies`` are those whose links are to be reviewed; none for all.
    """
    settings = read_settings({name: options[name] for name in SETTINGS})
    if options["write"]:
        _write(settings)
    try:
        with database_of(settings) as database:
            _tables(database, settings.base, options, vocabularies)
            if options["report"]:
                _report(database, settings.base, as_json=options["as_json"])
    except OSError as error:
        raise click.ClickException(f"the tables were not written ({error}); check the folder") from error


@contextmanager
def database_of(settings: "Settings") -> Iterator["Database"]:
    """Open what is published, in the store or in the service that holds the data."""
    if settings.engine:
        from phaen.endpoint.remote.service import service_of
        from phaen.loaders.remote.writer import RemoteDatabase

        service = service_of(settings, LONGEST_WRITE)
        yield RemoteDatabase(service)
        service.close()
        return
    from phaen.loaders.graph.base import refuse_other_base
    from phaen.loaders.snapshot import current_snapshot

    snapshot = current_snapshot(settings.store)
    try:
        opened = snapshot.open()
        refuse_other_base(opened, settings.base)
        yield opened
    finally:
        snapshot.close()


def _write(settings: "Settings") -> None:
    from phaen.loaders.mappings.relinking import relink_engine, relink_store

    if settings.engine:
        from phaen.endpoint.remote.service import service_of

        done, name = relink_engine(service_of(settings, LONGEST_WRITE), settings.base, _progress())
    else:
        done, name = relink_store(settings.store, settings.base, _progress())
    counted = f"{done.statements:,} statements of {done.plans:,} plans have {done.links:,} links"
    where = f"published {name}" if name else "nothing new to publish"
    click.echo(f"{counted}; {done.changed:,} plans changed; {where}", err=True)


def _progress() -> Callable[["Relinked"], None]:
    """Give what says every now and then how far a long linking is."""
    said = time.monotonic()

    def progress(done: "Relinked") -> None:
        nonlocal said
        if time.monotonic() - said > SECONDS_BETWEEN:
            said = time.monotonic()
            click.echo(f"linked {done.plans:,} of {done.total:,} plans", err=True)

    return progress


def _tables(database: "Database", base: str, options: dict[str, Any], vocabularies: Collection[str]) -> None:
    if options["sssom"]:
        from phaen.loaders.mappings.sssom import write_tables

        for name, count in write_tables(database, base, options["sssom"]).items():
            click.echo(f"{count:>10,}  {options['sssom'] / name}", err=True)
    if options["to_review"]:
        from phaen.loaders.mappings.judgement_sheet import EVERY, Choice, write_sheet

        below = EVERY if options["below"] is None else options["below"]
        choice = Choice(frozenset(vocabularies), below, options["plan"] or "", options["reviewed"])
        count = write_sheet(database, base, options["to_review"], choice)
        click.echo(f"{count:,} links to judge in {options['to_review']}; give it back by 'phaen review'", err=True)


def _report(database: "Database", base: str, *, as_json: bool) -> None:
    from phaen.loaders.mappings.report import Report

    told = Report(database, base).told()
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False))
        return
    click.echo("\n".join(report_lines(told)))


def report_lines(told: dict[str, Any]) -> Iterator[str]:
    """Give a report as lines in Thai and English."""
    from phaen.loaders.mappings.vocabularies import VOCABULARIES

    total, without = told["statements"], told["without_links"]
    yield (
        f"ตัวเชื่อมโยงรุ่น / linker {told['linker']}: {total:,} ข้อความ / statements, "
        f"{without:,} ไม่มีการเชื่อมโยง / without any link"
    )
    yield ""
    yield f"{'links':>9} {'covered':>8} {'abstained':>9} {'mean':>6} {'reviewed':>8} {'right':>6} {'missed':>6}"
    for key, found in told["vocabularies"].items():
        vocabulary = VOCABULARIES[key]
        yield (
            f"{found['links']:>9,} {_percent(found['coverage']):>8} {found['abstained']:>9,} "
            f"{_number(found['mean_confidence']):>6} {found['reviewed']:>8,} {_percent(found['precision']):>6} "
            f"{found['missed']:>6,}  {key}: {vocabulary.thai} / {vocabulary.english}"
        )
    yield ""
    yield f"{'statements':>10} {'covered':>8}  ชนิดข้อความ / kind"
    for kind, found in told["kinds"].items():
        yield f"{found['statements']:>10,} {_percent(found['coverage']):>8}  {kind}"
    yield from _review_lines(told)


def _review_lines(told: dict[str, Any]) -> Iterator[str]:
    reviews = told["reviews"]
    yield ""
    yield (
        f"ผลตรวจทาน / reviews: {reviews['total']:,} (ยอมรับ / accepted {reviews['accepted']:,}, ไม่ยอมรับ / rejected "
        f"{reviews['rejected']:,}, เพิ่ม / added {reviews['added']:,}, ข้อความเปลี่ยนไปแล้ว / stale {reviews['stale']:,})"
    )
    if not reviews["current"]:
        return
    yield f"{'confidence':>11} {'reviewed':>8} {'right':>6} {'mean':>6}"
    for found in told["bins"]:
        yield (
            f"{found['from']:>5.2f}–{found['to']:<5.2f} {found['reviewed']:>8,} {_percent(found['precision']):>6} "
            f"{_number(found['mean_confidence']):>6}"
        )
    for found in told["disagreements"]:
        computed = "–" if found["confidence"] is None else f"{found['confidence']:.2f}"
        yield f"{found['verdict']:>9} {computed:>5}  {found['concept']}  {' '.join(found['text'].split())}"


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{share:.0%}"


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"
