"""``phaen load``: documents into the store."""

import contextlib
import json
import signal
import sys
import time
from collections.abc import Callable, Iterator
from threading import Event
from typing import TYPE_CHECKING, Any

import click

from phaen.endpoint.commands.load_release import LONGEST_WRITE, load_release, release_among
from phaen.endpoint.commands.options import (
    ENGINE,
    given_context,
    paths_or_samples,
    read_settings,
    setting_options,
    source_options,
)
from phaen.endpoint.commands.outcomes import report_path

if TYPE_CHECKING:
    from pathlib import Path
    from types import FrameType

    from phaen.endpoint.commands.progress import ProgressLine
    from phaen.endpoint.settings import Settings
    from phaen.loaders.load import LoadOptions, LoadReport, Outcome
    from phaen.loaders.sources import Source

INTERRUPTED = 130
"""Exit code after Ctrl-C, as shells give it: 128 and the signal's number."""


@click.command()
@click.argument("paths", nargs=-1)
@setting_options("store", "base", "areas", "index", *ENGINE)
@source_options
@click.option("--samples", is_flag=True, help="Load the two sample plans that come with phaen.")
@click.option("--dry-run", is_flag=True, help="Say what a load would do, but store nothing.")
@click.option("--replace", is_flag=True, help="Let a document take the place of another one of the same plan edition.")
@click.option("--force", is_flag=True, help="Read documents again that did not change.")
@click.option("--restart", is_flag=True, help="Drop what an unfinished load has kept, and read again what failed.")
@click.option(
    "--time-limit",
    type=click.FloatRange(1, 86_400),
    default=300,
    show_default=True,
    metavar="SECONDS",
    help="Longest time that reading a document may take, for each megabyte that it has begun.",
)
@click.option(
    "--memory-limit",
    type=click.IntRange(64, 1_048_576),
    default=2048,
    show_default=True,
    metavar="MEGABYTES",
    help="Most memory that a reading process may take beyond its start.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the outcome of each document as one JSON object a line.")
@click.option(
    "--report",
    metavar="FILE",
    callback=report_path,
    help="Write the outcomes of all documents to FILE, whose name ends in .json or .csv.",
)
def load(paths: tuple[str, ...], samples: bool, as_json: bool, report: "Path | None", **options: Any) -> int:  # noqa: ANN401
    """Read plan documents, check them and publish them in the store, or in the service that --engine names.

    PATHS are files, folders, patterns such as 'plans/*.txt', or manifests. A bad document is reported and skipped;
    the exit code is then 1. Documents that did not change are skipped, those that failed too. After Ctrl-C or a
    breakdown the same command goes on where it was.

    PATH may also be a release of phaen, its folder or its phaen.nq: the store then holds just what the release does.
    One that holds anything else is left alone, unless --replace gives that up.
    """
    from phaen.loaders.sources import find_sources

    settings = read_settings({name: options[name] for name in ("store", "base", "areas", "index", *ENGINE)})
    release = release_among(paths)
    if release:
        return load_release(release, settings, options | {"samples": samples, "report": report}, as_json=as_json)
    given = given_context(options["org"], options["source_url"])
    sources = find_sources(paths_or_samples(paths, samples=samples), given)
    started = time.monotonic()
    done = _run(sources, settings, options, as_json=as_json)
    seconds = time.monotonic() - started
    _summary(done, len(sources), settings, seconds, dry_run=options["dry_run"])
    if report:
        from phaen.endpoint.commands.outcomes import write_report

        write_report(report, done.outcomes, _facts(done, len(sources), seconds))
    if done.interrupted:
        return INTERRUPTED
    return 1 if any(outcome.error for outcome in done.outcomes) else 0


def _run(sources: list["Source"], settings: "Settings", options: dict[str, Any], *, as_json: bool) -> "LoadReport":
    from phaen.endpoint.commands.progress import ProgressLine
    from phaen.loaders.load import dry_run
    from phaen.loaders.load import load as load_documents

    chosen = _options(settings, options)
    with ProgressLine("load", len(sources)) as line, _stopping() as asked:

        def stop() -> bool:
            line.tick()
            return asked()

        progress = _printer(line, as_json=as_json)
        if settings.engine:
            return _run_remotely(sources, settings, chosen, progress, stop, dry_run=options["dry_run"])
        if options["dry_run"]:
            return dry_run(sources, settings.store, chosen, progress, stop)
        return load_documents(sources, settings.store, chosen, progress, stop)


def _run_remotely(
    sources: list["Source"],
    settings: "Settings",
    options: "LoadOptions",
    progress: Callable[["Outcome"], None],
    stop: Callable[[], bool],
    *,
    dry_run: bool,
) -> "LoadReport":
    """Load into the service that holds the data in place of a store."""
    from phaen.endpoint.remote.service import service_of
    from phaen.loaders.remote.load import dry_run_into, load_into

    service = service_of(settings, LONGEST_WRITE)
    return (dry_run_into if dry_run else load_into)(service, sources, options, progress, stop)


def _options(settings: "Settings", options: dict[str, Any]) -> "LoadOptions":
    from phaen.endpoint.description.published import own_graphs
    from phaen.loaders.load import LoadOptions
    from phaen.loaders.prepare import Effort

    effort = Effort(options["jobs"], options["time_limit"], options["memory_limit"])
    switches = {name: options[name] for name in ("replace", "force", "restart")}
    switches |= {name: getattr(settings, name) == "yes" for name in ("areas", "index")}
    return LoadOptions(settings.base, effort, graphs=own_graphs(settings.base), **switches)


def _printer(line: "ProgressLine", *, as_json: bool) -> Callable[["Outcome"], None]:
    """Give what prints each outcome: a row of a table on a terminal, elsewhere a line, or JSON."""
    from phaen.endpoint.commands.outcomes import outcome_line, outcome_object, table_head, table_row
    from phaen.loaders.load import Status

    as_table = sys.stdout.isatty() and not as_json
    if as_table:
        click.echo(table_head())

    def progress(outcome: "Outcome") -> None:
        if sys.stdout.isatty():
            line.clear()
        if as_json:
            text = json.dumps(outcome_object(outcome), ensure_ascii=False)
        else:
            text = table_row(outcome) if as_table else outcome_line(outcome)
        # A reader that has seen enough, such as head, must not stop the load.
        with contextlib.suppress(BrokenPipeError):
            click.echo(text)
        line.count(read=not (outcome.remembered or outcome.status is Status.UNCHANGED))

    return progress


@contextlib.contextmanager
def _stopping() -> Iterator[Callable[[], bool]]:
    """Take Ctrl-C and SIGTERM for the wish to stop between two documents; a second one stops at once."""
    asked = Event()
    former = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}

    def ask(number: int, _frame: "FrameType | None") -> None:
        asked.set()
        signal.signal(number, former[signal.Signals(number)])

    for number in former:
        signal.signal(number, ask)
    try:
        yield asked.is_set
    finally:
        for number, handler in former.items():
            signal.signal(number, handler)


def _summary(report: "LoadReport", total: int, settings: "Settings", seconds: float, *, dry_run: bool) -> None:
    """Say on standard error what became of all; repairs of the store are said too."""
    from phaen.endpoint.commands.outcomes import summary_table
    from phaen.loaders.load import Status

    for repair in report.repaired:
        click.echo(f"repaired   {settings.store}: {repair}", err=True)
    if len(report.outcomes) > 1:
        click.echo(summary_table(report.outcomes), err=True)
    done = len(report.outcomes)
    counts = ", ".join(f"{sum(o.status is s for o in report.outcomes):,} {s.value}" for s in Status)
    pace = f"{seconds:.1f} s, {done / max(seconds, 1e-3):,.1f} documents a second"
    click.echo(f"{done:,} documents: {counts}; {_where(report, settings, dry_run=dry_run)}; {pace}", err=True)
    if report.interrupted:
        done_so = "what is done is stored" if settings.engine else "what is done is kept, and not published yet"
        kept = "nothing is stored (dry run)" if dry_run else done_so
        click.echo(
            f"interrupted: {total - done:,} of {total:,} documents are left; {kept}; the same command goes on", err=True
        )


def _where(report: "LoadReport", settings: "Settings", *, dry_run: bool) -> str:
    if dry_run:
        return "nothing stored (dry run)"
    if settings.engine:
        return f"sent {report.snapshot.name} to {settings.engine}" if report.snapshot else "nothing new to send"
    return f"published {report.snapshot.name} in {settings.store}" if report.snapshot else "nothing new to publish"


def _facts(report: "LoadReport", total: int, seconds: float) -> dict[str, Any]:
    """Give what a report says of the whole load."""
    from phaen.loaders.load import Status

    return {
        "total": total,
        **{status.value: sum(o.status is status for o in report.outcomes) for status in Status},
        "interrupted": report.interrupted,
        "snapshot": report.snapshot.name if report.snapshot else None,
        "seconds": round(seconds, 3),
    }
