"""Restore a release into a service, graph after graph: those that it holds already are not sent again.

There is no transaction over several requests: what is sent before a breakdown stays, and the same command goes on. So
it is known by its graphs, not by a mark, whether a service holds a release.
"""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final

from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat, parse, serialize

from phaen.loaders.errors import ReleaseDamagedError, ReleaseMissingError, StoreOccupiedError
from phaen.loaders.releases.layout import ENCODINGS
from phaen.loaders.releases.manifest import Manifest, ReleaseFile
from phaen.loaders.releases.reading import Packed, opened, packed_file, sound_manifest, verify
from phaen.loaders.releases.restoring import Progress, Restored, RestoreOptions, refuse_base
from phaen.loaders.remote.service import Service
from phaen.loaders.remote.writer import RemoteWriter, comparable
from phaen.ontology.identifiers import Identifiers

_FOLDER: Final = "graphs/"
_SUFFIX: Final = ".nt"
_PROVENANCE: Final = "provenance"


@dataclass(frozen=True, slots=True)
class GraphFile:
    """A graph of a release, None being the default graph, and its file."""

    name: NamedNode | None
    packed: Packed
    bytes: int

    def quads(self) -> frozenset[Quad]:
        """Read the graph; raises ReleaseDamagedError."""
        with opened(self.packed) as file:
            try:
                triples = list(parse(file, RdfFormat.N_TRIPLES))
            except SyntaxError as error:
                raise ReleaseDamagedError(f"{self.packed.path} is no N-Triples ({error}); take it again") from error
        graph = self.name or DefaultGraph()
        return frozenset(Quad(triple.subject, triple.predicate, triple.object, graph) for triple in triples)


def restore_into(
    service: Service,
    release: Path,
    options: RestoreOptions,
    progress: Progress = lambda _, __: None,
    *,
    dry_run: bool = False,
) -> Restored:
    """Make the graphs of a release, given as its folder, those of a service; graphs of strangers are left alone.

    Graphs below the base that the service has otherwise must be given up by ``replace``. Raises a StoreError.
    """
    with closing(service):
        manifest, files = _sound_graphs(release, options.base)
        with RemoteWriter(service, Identifiers(options.base)) as writer:
            changed = _changed(service, writer, files, options)
            if not dry_run:
                _send(service, writer, changed, progress)
                _close(writer, files)
        named = sum(file.name is not None for file in files)
        same = not (changed.files or changed.others)
        sent = 0 if dry_run else len(changed.files)
        return Restored(manifest.release, manifest.quads, named, same, verified=True, sent=sent)


@dataclass(frozen=True, slots=True)
class _Changed:
    """What a service has to be sent, and its other graphs that have to go."""

    files: list[GraphFile]
    others: list[NamedNode]


def _sound_graphs(release: Path, base: str) -> tuple[Manifest, list[GraphFile]]:
    """Find the files of all graphs, those of provenance last, and verify them; raises a StoreError."""
    if not release.is_dir():
        raise ReleaseMissingError(f"{release}: a service gets the graphs one by one; name the folder of the release")
    manifest = sound_manifest(release)
    refuse_base(manifest, base)
    files = list(_graph_files(release, manifest))
    quads = sum(file.packed.known.quads or 0 for file in files if file.packed.known)
    if quads != manifest.quads:
        raise ReleaseDamagedError(
            f"{release}: its graphs hold {quads:,} quads, but the whole {manifest.quads:,}; take it again"
        )
    for file in files:
        verify(file.packed)
    identifiers = Identifiers(base)
    return manifest, sorted(files, key=lambda file: _is_provenance(identifiers, file.name))


def _is_provenance(identifiers: Identifiers, name: NamedNode | None) -> bool:
    """Tell by which graphs plans are known to be read: these must not be there before the others."""
    return name is not None and identifiers.plan_of_graph(name, _PROVENANCE) is not None


def _graph_files(release: Path, manifest: Manifest) -> Iterator[GraphFile]:
    for file in manifest.files:
        if file.content or not file.path.startswith(_FOLDER) or not file.path.endswith(_SUFFIX):
            continue
        if ".." in PurePosixPath(file.path).parts:
            raise ReleaseDamagedError(f"{release}: its manifest names {file.path}, which lies outside of it")
        present = next((s for s in ("", *reversed(ENCODINGS)) if (release / f"{file.path}{s}").is_file()), None)
        if present is None:
            raise ReleaseMissingError(f"{release}: the release lacks {file.path}; take it from where it was published")
        yield GraphFile(_name(file), packed_file(release, f"{file.path}{present}", manifest), file.bytes)


def _name(file: ReleaseFile) -> NamedNode | None:
    try:
        return NamedNode(file.graph) if file.graph else None
    except ValueError as error:
        raise ReleaseDamagedError(
            f"{file.path}: a service cannot be given the graph '{file.graph}', which has no IRI; restore into a store"
        ) from error


def _changed(service: Service, writer: RemoteWriter, files: list[GraphFile], options: RestoreOptions) -> _Changed:
    """Compare what the service has with the release; raises StoreOccupiedError if that would be lost."""
    rows = service.select("SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }")
    present = {row["g"] for row in rows}
    changed = [file for file in files if file.name not in present or not _is_same(writer, file)]
    named = {file.name for file in files}
    others = sorted((name for name in present - named if name.value.startswith(options.base)), key=str)
    lost = [file.name for file in changed if file.name in present] + others
    if lost and not options.replace:
        raise StoreOccupiedError(
            f"{service.addresses.query} holds {len(lost):,} graphs otherwise than the release, such as {lost[0]}; "
            "--replace gives them up"
        )
    return _Changed(changed, others)


def _is_same(writer: RemoteWriter, file: GraphFile) -> bool:
    return file.name is not None and writer.graph(file.name) == comparable(file.quads())


def _send(service: Service, writer: RemoteWriter, changed: _Changed, progress: Progress) -> None:
    done, total = 0, sum(file.bytes for file in changed.files)
    for name in changed.others:
        writer.replace_graph(name, ())
    for file in changed.files:
        if file.name is None:
            triples = (quad.triple for quad in file.quads())
            service.replace_graph(None, serialize(triples, format=RdfFormat.N_TRIPLES) or b"")
        else:
            writer.replace_graph(file.name, file.quads())
        done += file.bytes
        progress(done, total)


def _close(writer: RemoteWriter, files: list[GraphFile]) -> None:
    """Write the provenance again of plans that were changed, where that itself was as it should be."""
    for file in files:
        if file.name in writer.opened:
            writer.replace_graph(file.name, file.quads())
