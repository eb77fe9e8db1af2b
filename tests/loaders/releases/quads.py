"""Releases of a few quads, written in a folder without a store."""

from collections.abc import Iterable
from pathlib import Path

from pyoxigraph import Quad, RdfFormat, Store, parse

from phaen.loaders.releases.layout import MANIFEST, QUADS
from phaen.loaders.releases.manifest import Manifest, ReleaseFile, as_json, sha256
from phaen.loaders.releases.parts import Source
from phaen.loaders.snapshot import Snapshot

BASE = "https://w3id.org/phaen/"


def source(date: str = "2026-11-22", previous: Path | None = None, licence: str = "") -> Source:
    """Give the source of a release whose parts read no store."""
    return Source(Store(), Snapshot(f"{date.replace('-', '')}T000000Z", Path()), BASE, date, previous, licence)


def lines_of(quads: Iterable[Quad]) -> list[bytes]:
    """Write quads as the lines of a release: sorted, each once."""
    return sorted({f"{quad} .\n".encode() for quad in quads})


def quads_of(trig: str) -> list[Quad]:
    """Read quads."""
    return list(parse(trig, RdfFormat.TRIG))


def write_quads(folder: Path, lines: Iterable[bytes]) -> Path:
    """Write the quads of a release, with its manifest."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / QUADS
    path.write_bytes(b"".join(lines))
    files = (ReleaseFile(QUADS, path.stat().st_size, sha256(path)),)
    manifest = Manifest(folder.name, "20261122T000000Z", BASE, "0.1.0", 0, files=files)
    (folder / MANIFEST).write_text(as_json(manifest), encoding="utf-8")
    return folder
