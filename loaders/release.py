"""Dated dumps of a snapshot: the whole as TriG and N-Quads, each plan as Turtle, links as SSSOM; with checksums."""

import hashlib
import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pyoxigraph import NamedNode, Quad, RdfFormat, Store, serialize

from phaen.loaders.errors import StoreWriteError
from phaen.loaders.graph.base import refuse_other_base
from phaen.loaders.graph.mapping import phaen_version
from phaen.loaders.mappings.sssom import write_tables
from phaen.loaders.report import used_prefixes
from phaen.loaders.snapshot import Snapshot, current_snapshot
from phaen.ontology.identifiers import PLAN_PARTS, Identifiers

CHECKSUMS = "SHA256SUMS"
METADATA = "metadata.json"


@dataclass(frozen=True, slots=True)
class Release:
    """A release on disk; ``new`` is False when just this release was there already."""

    date: str
    folder: Path
    quads: int
    files: tuple[str, ...]
    new: bool


def write_release(store: Path, base: str, target: Path | None = None) -> Release:
    """Write a release of the current snapshot into ``target``/DATE (default: STORE/releases).

    The folder appears whole or not at all. Raises a StoreError; the date is that of the snapshot.
    """
    snapshot = current_snapshot(store)
    target = target or store / "releases"
    try:
        database = snapshot.open()
        refuse_other_base(database, base)
        return _write(database, snapshot, base, target)
    except OSError as error:
        raise StoreWriteError(
            f"{target}: the release was not written ({error}); free space or check the folder, and run again"
        ) from error
    finally:
        snapshot.close()


def _write(database: Store, snapshot: Snapshot, base: str, target: Path) -> Release:
    target.mkdir(parents=True, exist_ok=True)
    date, present = _free_name(target, snapshot.name)
    folder = target / date
    if present:
        return _described(folder, new=False)
    building = target / f".{date}.part"
    shutil.rmtree(building, ignore_errors=True)
    building.mkdir()
    try:
        _dump(database, building, base)
        _write_metadata(building, snapshot, date, len(database))
        building.rename(folder)
    except BaseException:
        shutil.rmtree(building, ignore_errors=True)
        raise
    return _described(folder, new=True)


def _described(folder: Path, *, new: bool) -> Release:
    metadata = _metadata(folder)
    files = (*sorted(metadata["files"]), METADATA, CHECKSUMS)
    return Release(folder.name, folder, metadata["quads"], files, new)


def _free_name(target: Path, snapshot: str) -> tuple[str, bool]:
    """Name the release by the snapshot's day; another state of the same day gets a suffix, the same state no copy."""
    day = f"{snapshot[:4]}-{snapshot[4:6]}-{snapshot[6:8]}"
    number = 1
    while True:
        name = day if number == 1 else f"{day}-{number}"
        if not (target / name).exists():
            return name, False
        if _metadata(target / name).get("snapshot") == snapshot:
            return name, True
        number += 1


def _metadata(folder: Path) -> dict[str, Any]:
    path = folder / METADATA
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _dump(database: Store, folder: Path, base: str) -> None:
    for name, rdf_format in (("phaen.nq", RdfFormat.N_QUADS), ("phaen.trig", RdfFormat.TRIG)):
        quads = sorted(database, key=str)
        _serialize(quads, folder / name, rdf_format)
    (folder / "plans").mkdir()
    for name, graphs in _plans(database, Identifiers(base)):
        quads = [quad for graph in graphs for quad in database.quads_for_pattern(None, None, None, graph)]
        _serialize(quads, folder / "plans" / f"{name}.ttl", RdfFormat.TURTLE)
    write_tables(database, base, folder / "links")


def _serialize(quads: list[Quad], path: Path, rdf_format: RdfFormat) -> None:
    """Write quads in the order given; Turtle has no graph names, so it gets each triple once."""
    table = None if rdf_format is RdfFormat.N_QUADS else used_prefixes(quads)
    statements = sorted({quad.triple for quad in quads}, key=str) if rdf_format is RdfFormat.TURTLE else quads
    with path.open("wb") as file:
        serialize(statements, file, rdf_format, prefixes=table)


def _plans(database: Store, identifiers: Identifiers) -> Iterator[tuple[str, list[NamedNode]]]:
    """Give the file name of each plan edition with its graphs, and that of its owner."""
    for graph in sorted((g for g in database.named_graphs() if isinstance(g, NamedNode)), key=str):
        key = identifiers.plan_of_graph(graph)
        if key:
            parts = [identifiers.plan_graph(*key, part) for part in PLAN_PARTS]
            yield "_".join(key), [*parts, identifiers.organisation_graph(key[0])]


def _write_metadata(folder: Path, snapshot: Snapshot, date: str, quads: int) -> None:
    files = {str(path.relative_to(folder)): path for path in sorted(folder.rglob("*")) if path.is_file()}
    described = {name: {"bytes": path.stat().st_size, "sha256": _sha256(path)} for name, path in files.items()}
    metadata = {
        "release": date,
        "snapshot": snapshot.name,
        "phaen": phaen_version(),
        "quads": quads,
        "files": described,
    }
    (folder / METADATA).write_text(json.dumps(metadata, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    sums = {name: str(facts["sha256"]) for name, facts in described.items()} | {METADATA: _sha256(folder / METADATA)}
    lines = [f"{digest}  {name}\n" for name, digest in sorted(sums.items())]
    (folder / CHECKSUMS).write_text("".join(lines), encoding="utf-8")


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
