"""What of a store goes into a backup, held so that it stays as it is while it is read."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from phaen.loaders.backups.layout import Head
from phaen.loaders.errors import BackupError
from phaen.loaders.graph.mapping import phaen_version
from phaen.loaders.releases.kept import kept_releases
from phaen.loaders.releases.layout import dates
from phaen.loaders.snapshot import Snapshot, current_snapshot


@dataclass(frozen=True, slots=True)
class Contents:
    """The files of a backup by their paths in it; ``texts`` are written as they were when the backup began."""

    head: Head
    texts: dict[str, str]
    snapshots: tuple[Snapshot, ...]
    files: tuple["Member", ...]


@dataclass(frozen=True, slots=True)
class Member:
    """A file, and its path in the archive."""

    name: str
    path: Path


@contextmanager
def held_contents(store: Path, releases: Path | None) -> Iterator[Contents]:
    """Hold the snapshots of a store, and list what goes into its backup; ``releases`` is their folder, if wanted.

    Raises a StoreError.
    """
    with ExitStack() as stack:
        current = _held_current(store, stack)
        kept = _held_kept(store, stack, current)
        snapshots = tuple({snapshot.name: snapshot for snapshot in (current, *kept.values())}.values())
        files = tuple(_members(store, snapshots, releases))
        texts = {"FORMAT": (store / "FORMAT").read_text(encoding="utf-8"), "CURRENT": f"{current.name}\n"}
        texts |= {f"kept/{date}": f"{snapshot.name}\n" for date, snapshot in kept.items()}
        names = {date: snapshot.name for date, snapshot in kept.items()}
        head = Head(current.name, names, phaen_version(), len(files) + len(texts), _bytes(files))
        yield Contents(head, texts, snapshots, files)


def index_of(snapshot: Snapshot) -> int | None:
    """Return what tells the full-text index of a snapshot from one that took its place meanwhile."""
    try:
        return snapshot.index.stat().st_ino
    except FileNotFoundError:
        return None


def _held_current(store: Path, stack: ExitStack) -> Snapshot:
    """Hold the current snapshot; another may become that while this is tried."""
    while True:
        snapshot = current_snapshot(store)
        if _hold(snapshot, stack):
            return snapshot


def _held_kept(store: Path, stack: ExitStack, current: Snapshot) -> dict[str, Snapshot]:
    """Hold the snapshots of the releases that can be asked; one that is just being given up is left out."""
    held = {current.name: current}
    found = {}
    for date, name in kept_releases(store).items():
        snapshot = held.get(name) or Snapshot(name, store / "snapshots" / name)
        if name in held or _hold(snapshot, stack):
            found[date] = held[name] = snapshot
    return found


def _hold(snapshot: Snapshot, stack: ExitStack) -> bool:
    """Hold a snapshot until the stack ends; say whether it was still there then."""
    try:
        stack.callback(snapshot.hold().close)
    except FileNotFoundError:
        return False
    return snapshot.path.is_dir()  # who removes one takes its name away first


def _members(store: Path, snapshots: tuple[Snapshot, ...], releases: Path | None) -> Iterator[Member]:
    links = store / "short-links"
    for path in sorted(links.glob("??/*.json")):
        yield Member(f"short-links/{path.relative_to(links).as_posix()}", path)
    for snapshot in snapshots:
        for path in _files(snapshot.path):
            yield Member(f"snapshots/{snapshot.name}/{path.relative_to(snapshot.path).as_posix()}", path)
    for folder in (releases / date for date in reversed(dates(releases))) if releases else ():
        for path in _files(folder):
            yield Member(f"releases/{folder.name}/{path.relative_to(folder).as_posix()}", path)


def _files(folder: Path) -> Iterator[Path]:
    """Walk a folder in a stable order; what is hidden at its top is not finished."""
    for path in sorted(folder.iterdir()):
        if path.name.startswith("."):
            continue
        if path.is_dir():
            yield from (file for file in sorted(path.rglob("*")) if file.is_file())
        else:
            yield path


def _bytes(files: tuple[Member, ...]) -> int:
    """Count the bytes of files, of those that share their bytes once."""
    sizes = {}
    for member in files:
        try:
            found = member.path.stat()
        except FileNotFoundError as error:
            raise vanished(member.path) from error
        sizes[found.st_dev, found.st_ino] = found.st_size
    return sum(sizes.values())


def vanished(path: Path) -> BackupError:
    """Return the error for a file that was replaced by somebody meanwhile."""
    return BackupError(
        f"{path} was replaced while the backup was written, as 'phaen index' does with an index; run the backup again"
    )
