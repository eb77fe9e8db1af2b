"""What was added and removed since the release before: as quads, as counts, and in words.

Two sorted files are merged as streams, so that only the changes of each graph are counted in memory.
"""

import json
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Final

from phaen.loaders.errors import ReleaseDamagedError
from phaen.loaders.releases.changes_text import changes_text
from phaen.loaders.releases.layout import QUADS
from phaen.loaders.releases.merging import Fate, merge, released_lines
from phaen.loaders.releases.parts import Source, Written
from phaen.loaders.releases.tally import Tally

CHANGES: Final = "CHANGES.md"
COUNTS: Final = "changes/changes.json"
ADDED: Final = "changes/added.nq"
REMOVED: Final = "changes/removed.nq"


def write_changes(source: Source, folder: Path) -> Iterator[Written]:
    """Compare the release with the one before, if there is one and it can be read."""
    (folder / COUNTS).parent.mkdir()
    tally, fault = Tally(), ""
    if source.previous:
        try:
            tally = _compare(source.previous, folder)
        except ReleaseDamagedError as error:
            shutil.rmtree((folder / ADDED).parent)
            (folder / COUNTS).parent.mkdir()
            fault = f"changes since {source.previous.name} were not counted: {error}"
            yield Written("", note=fault)
        else:
            yield Written(ADDED, quads=tally.added)
            yield Written(REMOVED, quads=tally.removed)
    yield from _documents(source, folder, tally, compared=bool(source.previous and not fault))


def _compare(previous: Path, folder: Path) -> Tally:
    tally = Tally()
    with ExitStack() as files:
        new = files.enter_context((folder / QUADS).open("rb"))
        changed = {
            Fate.ADDED: files.enter_context((folder / ADDED).open("wb")),
            Fate.REMOVED: files.enter_context((folder / REMOVED).open("wb")),
        }
        for fate, line in merge(released_lines(previous), new):
            tally.add(fate, line)
            if fate is not Fate.KEPT:
                changed[fate].write(line)
    return tally


def _documents(source: Source, folder: Path, tally: Tally, *, compared: bool) -> Iterator[Written]:
    previous = source.previous.name if source.previous else ""
    facts = {"release": source.date, "previous": previous, "compared": compared} | tally.as_facts()
    (folder / COUNTS).write_text(json.dumps(facts, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    yield Written(COUNTS)
    text = changes_text(source.date, previous, tally, compared=compared)
    (folder / CHANGES).write_text(text, encoding="utf-8", newline="")
    yield Written(CHANGES, compressed=False)
