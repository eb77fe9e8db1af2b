"""The manifest of a release: what it was made of, and each of its files with size and digest."""

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Any, Final

from phaen.loaders.errors import ReleaseDamagedError, ReleaseTooNewError
from phaen.loaders.releases.layout import ENCODINGS, MANIFEST

FORMAT: Final = 1
"""Number of the layout of a release; raised when an older phaen could not read it."""

_LARGEST: Final = (1 << 63) - 1
"""What a number of bytes, quads or rows may be at most: as much as file systems count to."""

_LONGEST: Final = 2000
"""Characters of a path: more than naming makes, and less than systems take in all."""

_LONGEST_NAME: Final = 255
"""Bytes of one name in it, as file systems take them."""

MEDIA_TYPES: Final = {
    ".nq": "application/n-quads",
    ".trig": "application/trig",
    ".jsonld": "application/ld+json",
    ".ttl": "text/turtle",
    ".nt": "application/n-triples",
    ".csv": "text/csv",
    ".tsv": "text/tab-separated-values",
    ".parquet": "application/vnd.apache.parquet",
    ".xml": "application/xml",
    ".json": "application/json",
    ".md": "text/markdown",
    ".cff": "application/yaml",
    ".bib": "application/x-bibtex",
}
"""Media types by suffix; of text, always in UTF-8."""


@dataclass(frozen=True, slots=True)
class ReleaseFile:
    """One file: its path below the release, size in bytes, SHA-256 in hexadecimal digits.

    ``content`` names the file that this is a compressed form of, "" for none. ``quads`` is the number of quads, or
    triples, where it holds RDF; ``rows`` that of a table; ``graph`` the IRI of the one named graph that it holds.
    """

    path: str
    bytes: int
    sha256: str
    content: str = ""
    quads: int | None = None
    rows: int | None = None
    graph: str = ""

    @property
    def encoding(self) -> str:
        """Return the content coding of a compressed file, "" for others."""
        return ENCODINGS.get(PurePosixPath(self.path).suffix, "") if self.content else ""

    @property
    def media_type(self) -> str:
        """Return the media type of what the file holds, once it is no longer compressed."""
        return MEDIA_TYPES.get(PurePosixPath(self.content or self.path).suffix, "text/plain")


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a release is. ``previous`` is the date of the release that its changes are counted from, "" for none.

    ``notes`` say in words what was left out, such as tables for which a library was missing.
    """

    release: str
    snapshot: str
    base: str
    phaen: str
    quads: int
    previous: str = ""
    licence: str = ""
    notes: tuple[str, ...] = ()
    files: tuple[ReleaseFile, ...] = ()
    format: int = FORMAT
    _by_path: dict[str, ReleaseFile] = field(default_factory=dict, init=False, repr=False, compare=False)

    @property
    def moment(self) -> datetime:
        """Return when the snapshot was published."""
        return moment_of(self.snapshot)

    def file(self, path: str) -> ReleaseFile | None:
        """Return what is known of a file, None if the release has no such file."""
        if not self._by_path:
            self._by_path.update({file.path: file for file in self.files})
        return self._by_path.get(path)


def moment_of(snapshot: str) -> datetime:
    """Return when a snapshot was published, by its name."""
    return datetime.strptime(snapshot[:16], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)


def as_json(manifest: Manifest) -> str:
    """Write a manifest down, the same text for the same manifest."""
    return "".join(json_lines(manifest))


def json_lines(manifest: Manifest) -> Iterator[str]:
    """Give the lines of a manifest: a file a line, since there may be 100,000."""
    names = sorted(name.name for name in fields(manifest) if not name.name.startswith("_"))
    for number, name in enumerate(names):
        yield f"{',' if number else '{'}\n {_json(name)}: "
        if name == "files":
            yield "["
            for place, file in enumerate(manifest.files):
                yield f"{',' if place else ''}\n  {_json(_said(file))}"
            yield "\n ]"
        else:
            yield _json(getattr(manifest, name))
    yield "\n}\n"


def _said(file: ReleaseFile) -> dict[str, object]:
    values = {name.name: getattr(file, name.name) for name in fields(file)}
    return {name: value for name, value in sorted(values.items()) if value not in ("", None)}


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def read_manifest(folder: Path) -> Manifest:
    """Read the manifest of a release; raise ReleaseDamagedError or ReleaseTooNewError."""
    return _read(folder, lambda content: content)


def read_summary(folder: Path) -> Manifest:
    """Read the manifest of a release without its files, of which there may be 100,000; raises as above."""
    return replace(_read(folder, _without_files), files=())


def _read(folder: Path, chosen: Callable[[bytes], bytes]) -> Manifest:
    path = folder / MANIFEST
    try:
        found = json.loads(chosen(path.read_bytes()))
        _refuse_newer(path, found["format"])
        files = tuple(ReleaseFile(**file) for file in found.pop("files", ()))
        manifest = Manifest(**found | {"files": files, "notes": tuple(found["notes"])})
        _refuse_other_types(manifest)
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise ReleaseDamagedError(
            f"{path} cannot be understood ({error}); take the release again from where it was published"
        ) from error
    return manifest


def _without_files(content: bytes) -> bytes:
    """Cut the list of files out of a manifest as ``as_json`` writes it; what was written otherwise stays whole."""
    begin = content.find(b'\n "files": [\n')
    end = content.find(b"\n ],", begin)
    return content[:begin] + content[end + len(b"\n ],") :] if 0 <= begin < end else content


def _refuse_newer(path: Path, format_: Any) -> None:  # noqa: ANN401 - whatever the file has
    if not isinstance(format_, int) or format_ > FORMAT:
        raise ReleaseTooNewError(
            f"{path} is of release format {format_}, but this phaen knows up to {FORMAT}; install a newer phaen"
        )


def _refuse_other_types(manifest: Manifest) -> None:
    """Raise ValueError for values that whoever shows or opens them would stumble over: it may be anybody's work."""
    stated = manifest.release, manifest.snapshot, manifest.base, manifest.phaen, manifest.previous, manifest.licence
    _refuse_values((*stated, *manifest.notes), (manifest.quads,))
    for file in manifest.files:
        counts = (number for number in (file.quads, file.rows) if number is not None)
        _refuse_values((file.path, file.sha256, file.content, file.graph), (file.bytes, *counts))
        if not _is_possible(file.path):
            raise ValueError(f"{file.path[:100]!r} can be no path")


def _is_possible(path: str) -> bool:
    """Tell whether a system can be asked for a path at all; where it leads is another question."""
    longest = max(len(name.encode()) for name in path.split("/"))
    return "\0" not in path and len(path) <= _LONGEST and longest <= _LONGEST_NAME


def _refuse_values(texts: tuple[object, ...], numbers: tuple[object, ...]) -> None:
    for text in texts:
        if not isinstance(text, str):
            raise ValueError(f"{text!r} cannot be: it should be a text")  # noqa: TRY004 - like all that is damaged
        text.encode()  # half of a pair of surrogates is no text: UnicodeEncodeError is a ValueError
    for number in numbers:
        if type(number) is not int or not 0 <= number <= _LARGEST:
            raise ValueError(f"{str(number)[:40]!r} cannot be: it should be a whole number up to {_LARGEST}")


def checksums(manifest: Manifest, digest: str) -> str:
    """Write the lines of SHA256SUMS; ``digest`` is that of the manifest itself."""
    sums = {file.path: file.sha256 for file in manifest.files} | {MANIFEST: digest}
    return "".join(f"{value}  {name}\n" for name, value in sorted(sums.items()))


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file in hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
