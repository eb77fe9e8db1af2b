"""What a release says has changed: with it, the release before must become this one."""

import heapq
import json
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Final

from phaen.loaders.errors import ReleaseDamagedError
from phaen.loaders.releases.changes import ADDED, COUNTS, REMOVED
from phaen.loaders.releases.layout import MANIFEST, QUADS, is_date
from phaen.loaders.releases.merging import Fate, merge, released_lines
from phaen.loaders.releases.verification.findings import Examined, Finding
from phaen.loaders.releases.verification.packed import BROKEN

_SHOWN: Final = 200

_MARKS: Final = {Fate.ADDED: b"+", Fate.REMOVED: b"-"}
"""Stand behind a line, whose end they follow: so marked lines are in the order of the lines."""


def check_changes(release: Examined) -> Iterator[Finding]:
    """Find changes that are not those between the release before, where it lies beside, and this one."""
    yield from _counts(release)
    if not (release.has(ADDED) and release.has(REMOVED) and release.has(QUADS)):
        return
    previous = _previous(release)
    try:
        yield from _since(release, previous) if previous else _alone(release)
    except BROKEN:
        return  # told where the file is read for its own sake
    except ReleaseDamagedError as error:
        yield Finding(ADDED, f"it was not compared with the release before: {error}", note=True)


def _previous(release: Examined) -> Path | None:
    name = release.manifest.previous
    folder = release.folder.resolve().parent / name
    return folder if is_date(name) and (folder / MANIFEST).is_file() else None


def _since(release: Examined, previous: Path) -> Iterator[Finding]:
    """Compare what is stated with what differs."""
    with ExitStack() as files:
        now, added, removed = (files.enter_context(release.open(path)) for path in (QUADS, ADDED, REMOVED))
        differing = (line + _MARKS[fate] for fate, line in merge(released_lines(previous), now) if fate in _MARKS)
        stated = heapq.merge(_marked(added, Fate.ADDED), _marked(removed, Fate.REMOVED))
        for fault, marked in merge(differing, stated):
            if fault is not Fate.KEPT:
                yield _wrong(marked, "lacks" if fault is Fate.REMOVED else "has", previous.name)


def _wrong(marked: bytes, verb: str, previous: str) -> Finding:
    line, added = marked[:-1], marked.endswith(_MARKS[Fate.ADDED])
    path, done = (ADDED, "added") if added else (REMOVED, "removed")
    what = f"a quad that was {done}" if verb == "lacks" else f"a quad that was not {done}"
    return Finding(path, f"it {verb} {what} since {previous}: {_shown(line)}")


def _alone(release: Examined) -> Iterator[Finding]:
    """Hold what is stated against this release only."""
    for path, wrong, message in (
        (ADDED, Fate.REMOVED, "it has a quad that this release has not"),
        (REMOVED, Fate.KEPT, "it has a quad that this release has still"),
    ):
        with release.open(path) as stated, release.open(QUADS) as now:
            for fate, line in merge(stated, now):
                if fate is wrong:
                    yield Finding(path, f"{message}: {_shown(line)}")


def _marked(lines: Iterable[bytes], fate: Fate) -> Iterator[bytes]:
    return (line + _MARKS[fate] for line in lines)


def _shown(line: bytes) -> str:
    return line.decode(errors="replace").strip()[:_SHOWN]


def _counts(release: Examined) -> Iterator[Finding]:
    """Compare the counts with the numbers of quads that the manifest has."""
    if not release.has(COUNTS):
        return
    try:
        with release.open(COUNTS) as opened:
            found: dict[str, Any] = json.load(opened)
        counts = found["quads"]
        stated = {ADDED: counts["added"], REMOVED: counts["removed"]}
        previous = found["previous"]
    except (ValueError, KeyError, TypeError, RecursionError, *BROKEN) as error:
        yield Finding(COUNTS, f"it cannot be understood ({error})")
        return
    if previous != release.manifest.previous:
        yield Finding(COUNTS, f"it counts from {previous!r}, the manifest from {release.manifest.previous!r}")
    for path, number in stated.items():
        file = release.manifest.file(path)
        if file is not None and file.quads != number:
            yield Finding(COUNTS, f"it counts {number} quads in {path}, where there are {file.quads}")
