"""Which documents a command line means: files, folders, globs and manifests, each with its context."""

import glob
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, replace
from importlib import resources
from pathlib import Path

from phaen.loaders.errors import PathError
from phaen.loaders.manifest import FILE_NAME, is_manifest, read_manifest
from phaen.loaders.model import Context
from phaen.loaders.releases.reading import is_release

SKIPPED_SUFFIXES = {".json", ".toml", ".py"}
"""Files of a folder that are settings or programs beside the documents, unless they are named one by one."""

SKIPPED_NAMES = {"thumbs.db", "desktop.ini"}
OPEN_ELSEWHERE = "~$"
"""How the name of the file begins that Word and Excel put beside a document while it is open."""


@dataclass(frozen=True, slots=True)
class Source:
    """One document to read, and what is known beside its text."""

    path: Path
    context: Context


def find_sources(paths: Iterable[str], given: Context | None = None) -> list[Source]:
    """Find the documents that paths name, each once, in a stable order.

    A folder is walked; its manifest, if any, gives the contexts of the documents that it lists. What is ``given``
    on the command line wins over the manifest. Raises PathError where a path yields nothing, ManifestError otherwise.
    """
    found: dict[Path, Source] = {}
    for path in paths:
        for source in _expand(path):
            found.setdefault(_real(source.path), source)
    return [replace(source, context=_override(source.context, given)) for source in found.values()]


def sample_folder() -> Path:
    """Give the folder of the sample plans that come with phaen."""
    return Path(str(resources.files("phaen.loaders.samples")))


def _override(context: Context, given: Context | None) -> Context:
    if given is None:
        return context
    known = {field.name: value for field in fields(given) if (value := getattr(given, field.name)) is not None}
    return replace(context, **known)


def _expand(path: str) -> Iterator[Source]:
    if not path:
        raise PathError("an empty path was given; name a document, a folder, a pattern or a manifest")
    target = Path(path)
    if is_release(target):
        raise PathError(
            f"{path} is a release of phaen, not documents; 'phaen load {path}' alone restores a store from it"
        )
    if path.startswith(("http://", "https://")):
        raise PathError(f"{path}: nothing is downloaded; take it with 'curl --remote-name {path}', and name the file")
    if target.is_dir():
        yield from _folder(target)
    elif is_manifest(target):
        yield from (Source(entry.path, entry.context) for entry in read_manifest(target))
    elif not target.exists() and glob.has_magic(path):
        matches = sorted(glob.glob(path, recursive=True))  # noqa: PTH207 - Path.glob takes no absolute pattern
        if not matches:
            raise PathError(
                f"{path}: no file matches; check the pattern, and quote it if the shell should leave it alone"
            )
        yield from (source for match in matches for source in _expand(match))
    else:
        yield _file(target)


def _real(path: Path) -> Path:
    """Resolve a path, so that one document named twice is read once; a broken one stays as it is, to be reported."""
    try:
        return path.resolve()
    except (OSError, RuntimeError, ValueError):
        return path


def _walk(folder: Path) -> Iterator[Path]:
    """Walk a folder without hidden entries, stores and releases of phaen, and what Python keeps beside its modules."""
    try:
        entries = list(folder.iterdir())
    except OSError as error:
        raise PathError(f"{folder}: cannot be read ({error.strerror}); check the folder and its permissions") from error
    for path in entries:
        if path.name.startswith(".") or path.name == "__pycache__":
            continue
        if path.is_dir() and not path.is_symlink() and not _is_ours(path):
            yield from _walk(path)
        elif path.is_file():
            yield path


def _is_ours(folder: Path) -> bool:
    return (folder / "writer.lock").exists() or is_release(folder)


def _folder(folder: Path) -> Iterator[Source]:
    files = sorted(_walk(folder))
    contexts: dict[Path, Source] = {}
    for manifest in (file for file in files if file.name == FILE_NAME):
        contexts |= {_real(entry.path): Source(entry.path, entry.context) for entry in read_manifest(manifest)}
    documents = [file for file in files if _is_document(file)]
    yield from contexts.values()
    rest = [file for file in documents if _real(file) not in contexts]
    yield from (Source(file, Context()) for file in rest)
    if not contexts and not rest:
        raise PathError(f"{folder}: the folder holds no documents; name a folder with plan texts, or a release itself")


def _is_document(file: Path) -> bool:
    """Tell documents from what lies beside them; a CSV file is one unless it is a manifest."""
    if file.suffix.lower() in SKIPPED_SUFFIXES or file.name.lower() in SKIPPED_NAMES:
        return False
    return not file.name.startswith(OPEN_ELSEWHERE) and not is_manifest(file)


def _file(path: Path) -> Source:
    """Take one file; a manifest beside it that lists it gives its context."""
    manifest = path.parent / FILE_NAME
    if manifest.is_file():
        for entry in read_manifest(manifest):
            if _real(entry.path) == _real(path):
                return Source(path, entry.context)
    return Source(path, Context())
