"""Restore a store from a release: verified, then loaded in pieces, and published once, as a whole or not at all."""

import traceback
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import IO, Final

from pyoxigraph import (
    CanonicalizationAlgorithm,
    Dataset,
    DefaultGraph,
    NamedNode,
    Quad,
    RdfFormat,
    Store,
    parse,
    serialize,
)

from phaen.loaders.errors import BaseMismatchError, ReleaseDamagedError, StoreError, StoreOccupiedError
from phaen.loaders.graph.base import refuse_other_base, refuse_strange_ontologies
from phaen.loaders.rehearsal import Rehearsal
from phaen.loaders.releases.lines import LONGEST_LINE
from phaen.loaders.releases.manifest import Manifest
from phaen.loaders.releases.reading import Whole, find_whole, opened, verify
from phaen.loaders.releases.renaming import MOST, has_blank_nodes, named_as_loaded
from phaen.loaders.snapshot import Snapshot
from phaen.loaders.store import Writer

PIECE = 32 << 20
"""Bytes of N-Quads that are sorted in memory at a time: five times as many are used; more would be little faster."""

_PATIENCE: Final = 5.0
"""Seconds to wait for another writer, as a load of documents does."""

_SOME: Final = 100_000
"""Quads that are in memory at a time where they are no lines."""

_BLANK: Final = b"_:"

Progress = Callable[[int, int], None]
"""Told how many bytes were read so far, and of how many before compression; that is 0 where nobody has said it."""


@dataclass(frozen=True, slots=True)
class RestoreOptions:
    """How to restore: the IRI base, and the switches.

    ``replace``: give up what the store holds; ``restart``: drop what an unfinished load has kept; ``index``: have a
    full-text index made.
    """

    base: str
    replace: bool = False
    restart: bool = False
    index: bool = False


@dataclass(frozen=True, slots=True)
class Restored:
    """What was restored; ``snapshot`` is None when nothing new was published.

    ``same``: the store held just this already. ``verified``: the file was compared with a digest. ``sent`` is the
    number of graphs that were written into a service.
    """

    release: str
    quads: int
    graphs: int
    same: bool
    verified: bool
    snapshot: Snapshot | None = None
    repaired: tuple[str, ...] = ()
    sent: int = 0


def restore(release: Path, store: Path, options: RestoreOptions, progress: Progress = lambda _, __: None) -> Restored:
    """Make a store hold just the graphs of a release, which is its folder or the file with its whole data set.

    A store that holds these already is left as it is; one that holds others must be given up by ``replace``.
    Raises a StoreError, and nothing is stored then.
    """
    whole, verified = sound_whole(release, options.base)
    with Writer(store, resume=not options.restart, patience=_PATIENCE, index=options.index) as writer:
        same = _prepared(writer, whole, options, progress)
        quads, graphs = len(writer.database), _graphs(writer.database)
        snapshot = writer.publish()
        if snapshot is None and options.index:
            writer.ensure_index()
        return Restored(whole.title, quads, graphs, same, verified, snapshot, tuple(writer.repaired))


def _prepared(writer: Writer, whole: Whole, options: RestoreOptions, progress: Progress) -> bool:
    """Have just the quads of a release in the writer's database; tell whether they were there before."""
    try:
        same = _is_same(writer.database, whole, options)
    except StoreError as error:
        _let_go(error)
        raise
    if not same:
        _fill(writer, whole, options.base, progress)
    return same


def rehearse(release: Path, store: Path, options: RestoreOptions, _progress: Progress = lambda _, __: None) -> Restored:
    """Find what ``restore`` would, and store nothing; raises what it would, but for a disk that is too small."""
    whole, verified = sound_whole(release, options.base)
    with Rehearsal(store, resume=not options.restart) as rehearsal:
        same = _is_same(rehearsal.published, whole, options)
    quads, graphs = 0, set()
    for quad in quads_of(whole):
        quads += 1
        graphs.add(quad.graph_name)
    _refuse_other_count(whole, quads)
    refuse_strange_ontologies((graph for graph in graphs if isinstance(graph, NamedNode)), options.base)
    return Restored(whole.title, quads, len(graphs - {DefaultGraph()}), same, verified)


def sound_whole(release: Path, base: str) -> tuple[Whole, bool]:
    """Find the whole data set of a release and verify it; say whether there was a digest to verify it by.

    Raises BaseMismatchError or a ReleaseError.
    """
    whole = find_whole(release)
    if whole.manifest:
        refuse_base(whole.manifest, base)
    return whole, verify(whole.packed)


def refuse_base(manifest: Manifest, base: str) -> None:
    """Raise BaseMismatchError if the things of a release have another base."""
    if manifest.base != base:
        raise BaseMismatchError(
            f"the release {manifest.release} holds things under the base {manifest.base}, not {base}; "
            f"give it as --base {manifest.base}"
        )


def quads_of(whole: Whole) -> Iterator[Quad]:
    """Yield the quads of the whole data set; raises ReleaseDamagedError."""
    with opened(whole.packed) as file:
        try:
            yield from parse(file, whole.rdf_format)
        except SyntaxError as error:
            raise _unsound(whole, str(error)) from error


def _is_same(database: Store, whole: Whole, options: RestoreOptions) -> bool:
    """Tell whether a database holds just what a release does; raises StoreOccupiedError if it holds anything else."""
    held = len(database)
    if held == 0:
        return False
    if (whole.manifest is None or whole.manifest.quads == held) and holds_just(database, quads_of(whole)):
        return True
    if options.replace:
        return False
    refuse_other_base(database, options.base)
    raise StoreOccupiedError(
        f"the store holds {held:,} quads that are not those of the release {whole.title}; --replace gives them up "
        "for those of the release, or name an empty --store"
    )


def holds_just(database: Store, quads: Iterator[Quad]) -> bool:
    """Tell whether a database holds just these quads, whatever its blank nodes are named."""
    count, blank = 0, Dataset()
    for quad in quads:
        if has_blank_nodes(quad):
            blank.add(quad)
        elif quad in database:
            count += 1
        else:
            return False
    if count + len(blank) != len(database):
        return False
    if not len(blank):
        return True
    ours = Dataset(filter(has_blank_nodes, database))
    for dataset in (blank, ours):
        dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return set(blank) == set(ours)


def _fill(writer: Writer, whole: Whole, base: str, progress: Progress) -> None:
    """Have just the quads of a release in the writer's database, or what was there before."""

    def make(database: Store) -> None:
        database.clear()
        pour(database, whole, progress)
        _refuse_other_count(whole, len(database))
        refuse_other_base(database, base)

    try:
        writer.change(make)
    except BaseException as error:
        _let_go(error)
        with suppress(StoreError):  # where the disk is full, say; the next writer mends it then
            writer.rollback()
        raise


def _let_go(error: BaseException | None) -> None:
    """Have an error, and those that led to it, hold the database no longer, which can be opened but once."""
    while error is not None:
        traceback.clear_frames(error.__traceback__)
        error = error.__cause__ or error.__context__


def pour(database: Store, whole: Whole, progress: Progress) -> None:
    """Add the quads of a release to a database; raises ReleaseDamagedError half-way if they are not sound."""
    with opened(whole.packed) as file, SpooledTemporaryFile(PIECE) as spool:
        blank = _Blank(database, whole, spool)
        if whole.rdf_format == RdfFormat.N_QUADS:
            _pour_lines(database, whole, file, blank, progress)
        else:
            _pour_quads(database, whole, file, blank)
        blank.pour()


def _pour_lines(database: Store, whole: Whole, file: IO[bytes], blank: "_Blank", progress: Progress) -> None:
    """Load N-Quads piece by piece, and leave those that may have blank nodes: the engine would rename these."""
    number, done = 1, 0
    while piece := file.read(PIECE):
        piece += file.readline(LONGEST_LINE)
        lines = piece.count(b"\n")
        if len(piece) >= LONGEST_LINE and not piece.endswith(b"\n"):
            raise _unsound(whole, f"line {number + lines} is longer than {LONGEST_LINE:,} bytes")
        done, after = done + len(piece), number + lines
        if _BLANK in piece:
            split = piece.splitlines(keepends=True)
            blank.add(b"".join(line for line in split if _BLANK in line))
            piece = b"".join(line for line in split if _BLANK not in line)
        try:
            database.bulk_load(piece, RdfFormat.N_QUADS)
        except SyntaxError as error:
            raise _unsound(whole, f"in the lines {number} to {after - 1}: {error}") from error
        number = after
        progress(done, whole.bytes or 0)


def _pour_quads(database: Store, whole: Whole, file: IO[bytes], blank: "_Blank") -> None:
    """Load another format, some quads at a time; slower, since each becomes an object."""
    quads = parse(file, whole.rdf_format)
    try:
        while some := list(islice(quads, _SOME)):
            database.bulk_extend(quad for quad in some if not has_blank_nodes(quad))
            blank.add(serialize(filter(has_blank_nodes, some), format=RdfFormat.N_QUADS) or b"")
    except SyntaxError as error:
        raise _unsound(whole, str(error)) from error


class _Blank:
    """Lines of N-Quads that may have blank nodes, which must be loaded together."""

    def __init__(self, database: Store, whole: Whole, file: IO[bytes]) -> None:
        self._database = database
        self._whole = whole
        self._file = file
        self._count = 0

    def add(self, lines: bytes) -> None:
        self._count += lines.count(b"\n")
        self._file.write(lines)

    def pour(self) -> None:
        """Load them, by the names that a load would give, or by made-up ones where there are too many."""
        self._file.seek(0)
        try:
            if self._count > MOST:
                self._database.bulk_load(self._file, RdfFormat.N_QUADS)
                return
            quads = list(parse(self._file, RdfFormat.N_QUADS))
        except SyntaxError as error:
            raise _unsound(self._whole, f"in a line with a blank node: {error}") from error
        self._database.extend(quad for quad in quads if not has_blank_nodes(quad))
        self._database.extend(named_as_loaded(filter(has_blank_nodes, quads)))


def _refuse_other_count(whole: Whole, quads: int) -> None:
    if whole.manifest and whole.manifest.quads != quads:
        raise _unsound(whole, f"{quads:,} quads, but {whole.manifest.quads:,} by the manifest")


def _graphs(database: Store) -> int:
    return sum(1 for _ in database.named_graphs())


def _unsound(whole: Whole, what: str) -> ReleaseDamagedError:
    return ReleaseDamagedError(
        f"{whole.packed.path} holds what it should not: {what}; take the release again from where it was published"
    )
