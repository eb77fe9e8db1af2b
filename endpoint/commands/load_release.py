"""``phaen load RELEASE``: a release of phaen back into a store, or into a service."""

import json
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

if TYPE_CHECKING:
    from phaen.endpoint.settings import Settings
    from phaen.loaders.releases.restoring import Progress, Restored, RestoreOptions

LONGEST_WRITE: Final = 300.0
"""Seconds that a service may take to store one graph."""

_OF_DOCUMENTS: Final = ("org", "source_url", "report", "samples", "force", "jobs")


def release_among(paths: tuple[str, ...]) -> Path | None:
    """Return the release that a command line names, None if it names documents; raises a usage error for both."""
    from phaen.loaders.releases.reading import is_release

    found = next((path for path in paths if path and is_release(Path(path))), None)
    if found is not None and len(paths) > 1:
        raise click.UsageError(f"{found} is a release of phaen: restore it alone, then load what else there is")
    return Path(found) if found else None


def load_release(release: Path, settings: "Settings", options: dict[str, Any], *, as_json: bool) -> int:
    """Restore a release, and say what was done; return the exit code."""
    for name in _OF_DOCUMENTS:
        if options.get(name):
            flag = f"--{name.replace('_', '-')}"
            raise click.UsageError(f"{flag} is for documents; {release} is a release, which is restored as it is")
    started = time.monotonic()
    restored = _restored(release, settings, options)
    seconds = time.monotonic() - started
    if as_json:
        click.echo(json.dumps(_facts(restored, seconds, dry_run=options["dry_run"]), ensure_ascii=False))
    for repair in restored.repaired:
        click.echo(f"repaired   {settings.store}: {repair}", err=True)
    if not restored.verified:
        missing = "neither manifest.json nor SHA256SUMS lies beside it"
        click.echo(f"phaen: {release} was not compared with a checksum, since {missing}", err=True)
    said = _done(restored, settings, dry_run=options["dry_run"])
    size = f"{restored.quads:,} quads in {restored.graphs:,} named graphs"
    click.echo(f"release {restored.release}: {size}; {said}; {seconds:.1f} s", err=as_json)
    return 0


def _restored(release: Path, settings: "Settings", options: dict[str, Any]) -> "Restored":
    from phaen.endpoint.commands.volume import volume_line
    from phaen.loaders.releases.restoring import RestoreOptions, rehearse, restore

    chosen = RestoreOptions(settings.base, options["replace"], options["restart"], settings.index == "yes")
    with volume_line("restore") as progress:
        if settings.engine:
            return _restored_remotely(release, settings, chosen, progress, dry_run=options["dry_run"])
        return (rehearse if options["dry_run"] else restore)(release, settings.store, chosen, progress)


def _restored_remotely(
    release: Path, settings: "Settings", chosen: "RestoreOptions", progress: "Progress", *, dry_run: bool
) -> "Restored":
    """Restore into the service that holds the data in place of a store."""
    from phaen.endpoint.remote.service import service_of
    from phaen.loaders.remote.restoring import restore_into

    return restore_into(service_of(settings, LONGEST_WRITE), release, chosen, progress, dry_run=dry_run)


def _done(restored: "Restored", settings: "Settings", *, dry_run: bool) -> str:
    """Say in words what became of the store."""
    if restored.same:
        return "the store holds just this already" + (
            "" if dry_run or not restored.snapshot else ", and now publishes it"
        )
    if dry_run:
        return "nothing stored (dry run)"
    if settings.engine:
        return f"sent {restored.sent:,} graphs to {settings.engine}"
    return f"published {restored.snapshot.name if restored.snapshot else 'nothing new'} in {settings.store}"


def _facts(restored: "Restored", seconds: float, *, dry_run: bool) -> dict[str, Any]:
    """Give what is known of a restoration, for programs."""
    return {
        "release": restored.release,
        "quads": restored.quads,
        "graphs": restored.graphs,
        "unchanged": restored.same,
        "verified": restored.verified,
        "dry_run": dry_run,
        "snapshot": restored.snapshot.name if restored.snapshot else None,
        "seconds": round(seconds, 3),
    }
