"""``phaen load``: documents into the store."""

import contextlib
import json
import sys
import time
from typing import TYPE_CHECKING, Any

import click

from phaen.endpoint.commands.options import (
    given_context,
    paths_or_samples,
    read_settings,
    setting_options,
    source_options,
)

if TYPE_CHECKING:
    from phaen.endpoint.settings import Settings
    from phaen.loaders.load import LoadReport, Outcome
    from phaen.loaders.sources import Source


@click.command()
@click.argument("paths", nargs=-1)
@setting_options("store", "base")
@source_options
@click.option("--samples", is_flag=True, help="Load the two sample plans that come with phaen.")
@click.option("--dry-run", is_flag=True, help="Read and check, but store nothing.")
@click.option("--replace", is_flag=True, help="Let a document take the place of another one of the same plan edition.")
@click.option("--force", is_flag=True, help="Read documents again that did not change.")
@click.option("--json", "as_json", is_flag=True, help="Print the outcome of each document as one JSON object a line.")
def load(paths: tuple[str, ...], samples: bool, as_json: bool, **options: Any) -> int:  # noqa: ANN401
    """Read plan documents, check them and publish them in the store.

    PATHS are files, folders, patterns such as 'plans/*.txt', or manifests. A bad document is reported and skipped;
    the exit code is then 1. Documents that did not change are skipped.
    """
    from phaen.loaders.sources import find_sources

    settings = read_settings({name: options[name] for name in ("store", "base")})
    given = given_context(options["org"], options["source_url"])
    sources = find_sources(paths_or_samples(paths, samples=samples), given)
    started = time.monotonic()
    report = _run(sources, settings, options, as_json=as_json)
    _summary(report, settings, time.monotonic() - started, dry_run=options["dry_run"])
    return 1 if any(outcome.error for outcome in report.outcomes) else 0


def _run(sources: list["Source"], settings: "Settings", options: dict[str, Any], *, as_json: bool) -> "LoadReport":
    from phaen.loaders.load import LoadOptions, dry_run
    from phaen.loaders.load import load as load_documents

    chosen = LoadOptions(settings.base, options["jobs"], replace=options["replace"], force=options["force"])
    with click.progressbar(length=len(sources), label="load", file=sys.stderr, hidden=not sys.stderr.isatty()) as bar:

        def progress(outcome: "Outcome") -> None:
            if sys.stderr.isatty():
                click.echo("\r\033[K", nl=False, err=True)
            # A reader that has seen enough, such as head, must not stop the load.
            with contextlib.suppress(BrokenPipeError):
                click.echo(
                    json.dumps(outcome_object(outcome), ensure_ascii=False) if as_json else outcome_line(outcome)
                )
            bar.update(1)

        if options["dry_run"]:
            return dry_run(sources, chosen, progress)
        return load_documents(sources, settings.store, chosen, progress)


def outcome_line(outcome: "Outcome") -> str:
    """Give the line of one document, and one for each warning; control characters of a file name are escaped."""
    if outcome.error:
        return f"failed     {_one_line(str(outcome.error))}"
    path = _one_line(str(outcome.source.path))
    counted = ", ".join(f"{number} {kind}" for kind, number in outcome.counts.items())
    lines = [f"{outcome.status.value:<10} {path}: {counted or 'nothing new'} → {outcome.plan}"]
    return "\n".join(lines + [f"{'warning':<10} {path}: {_one_line(warning)}" for warning in outcome.warnings])


def _one_line(text: str) -> str:
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text)


def outcome_object(outcome: "Outcome") -> dict[str, Any]:
    """Give the outcome of one document as a JSON object."""
    return {
        "path": str(outcome.source.path),
        "status": outcome.status.value,
        "plan": outcome.plan,
        "counts": outcome.counts,
        "warnings": list(outcome.warnings),
        "error": {"code": outcome.error.code, "detail": str(outcome.error)} if outcome.error else None,
    }


def _summary(report: "LoadReport", settings: "Settings", seconds: float, *, dry_run: bool) -> None:
    """Say on standard error what became of all; repairs of the store are said too."""
    from phaen.loaders.load import Status

    for repair in report.repaired:
        click.echo(f"repaired   {settings.store}: {repair}", err=True)
    counts = ", ".join(f"{sum(o.status is s for o in report.outcomes)} {s.value}" for s in Status)
    if dry_run:
        where = "nothing stored (dry run)"
    else:
        where = f"published {report.snapshot.name} in {settings.store}" if report.snapshot else "nothing new to publish"
    click.echo(f"{len(report.outcomes)} documents: {counts}; {where}; {seconds:.1f} s", err=True)
