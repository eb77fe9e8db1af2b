"""Small releases on disk, made by hand: with what a real one never has, and with nothing that takes long to write."""

from collections.abc import Mapping
from pathlib import Path

from phaen.loaders.releases.compressing import compressed_forms
from phaen.loaders.releases.layout import CHECKSUMS, ENCODINGS, MANIFEST
from phaen.loaders.releases.manifest import Manifest, ReleaseFile, as_json, checksums, sha256

FILES: Mapping[str, bytes] = {
    "phaen.nq": b"<http://example.org/a> <http://example.org/b> <http://example.org/c> .\n" * 50_000,
    "README.md": "# แผน\n".encode(),
    "graphs/plan/pao-51/undated.ttl": "<http://example.org/a> <http://example.org/b> 'แผน' .\n".encode() * 40,
    "graphs/http%3A%2F%2Fexample.org%2F%22x%22.ttl": b"",
    "tables/แผน.csv": "ชื่อ\n".encode(),
}


def make_release(releases: Path, snapshot: str, files: Mapping[str, bytes] = FILES, previous: str = "") -> Path:
    """Write a release of some files, all but README.md with compressed forms, named by the day of its snapshot."""
    date = f"{snapshot[:4]}-{snapshot[4:6]}-{snapshot[6:8]}"
    folder = releases / date
    held = []
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
        forms: list[str] = []
        if path != "README.md":
            compressed_forms(folder, path)
            forms = [path + suffix for suffix in ENCODINGS]
        quads = content.count(b"\n") if path.endswith(".nq") else None
        held += [
            ReleaseFile(one, (folder / one).stat().st_size, sha256(folder / one), path if one != path else "", quads)
            for one in (path, *forms)
        ]
    manifest = Manifest(
        date, snapshot, "https://w3id.org/phaen/", "0.1", 50_000, previous, files=tuple(sorted(held, key=_path))
    )
    (folder / MANIFEST).write_text(as_json(manifest), encoding="utf-8")
    (folder / CHECKSUMS).write_text(checksums(manifest, sha256(folder / MANIFEST)), encoding="utf-8")
    return folder


def _path(file: ReleaseFile) -> str:
    return file.path
