"""The files made from the whole data set: each read by two parsers, and with the statements that it should have."""

from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Final

from pyoxigraph import Quad, RdfFormat, Triple, parse

from phaen.loaders.releases.layout import QUADS
from phaen.loaders.releases.manifest import ReleaseFile
from phaen.loaders.releases.verification.digests import Digest, GraphDigests, digests, graph_key
from phaen.loaders.releases.verification.findings import Examined, Finding
from phaen.loaders.releases.verification.lines import Line, read_lines
from phaen.loaders.releases.verification.packed import BROKEN
from phaen.loaders.releases.verification.second import as_written, beyond, read_whole

FORMATS: Final = {
    ".nq": RdfFormat.N_QUADS,
    ".nt": RdfFormat.N_TRIPLES,
    ".ttl": RdfFormat.TURTLE,
    ".trig": RdfFormat.TRIG,
    ".jsonld": RdfFormat.JSON_LD,
}
"""The formats of RDF in a release, by the suffixes of files."""

_LINES: Final = (RdfFormat.N_QUADS, RdfFormat.N_TRIPLES)

_MOST_WHOLE: Final = 64_000_000
"""Bytes of a file that rdflib is given where it holds all of the text in memory."""

_REMOTE: Final = "LoadDocumentCallback"
"""In the error of the parser where JSON-LD names a context that it does not fetch: that of schema.org is so meant."""

_JSON_LD: Final = "phaen.jsonld"
_EVERYTHING: Final = ("phaen.trig", _JSON_LD)
"""The files that hold the same quads as the whole."""

Found = dict[str, Digest]


def check_documents(release: Examined) -> Iterator[Finding]:
    """Find files of RDF that a parser refuses, on which two differ, or that hold other statements than they should."""
    pairs: dict[str, tuple[str, Found]] = {}
    alone = 0
    with as_written():
        for file in release.contents():
            form = FORMATS.get(PurePosixPath(file.path).suffix)
            if form is None or file.path == QUADS:
                continue
            reading = _Reading(form)
            yield from reading.findings(release, file)
            if reading.found is not None:
                alone += reading.alone
                yield from _expected(release, file, reading.found)
                yield from _pair(file, reading.found, pairs)
    if alone:
        yield Finding(QUADS, f"{alone} files made from it are too large or of RDF 1.2: one parser read them", note=True)


class _Reading:
    """Reads a file; ``found`` are its statements, None if it cannot be read, ``alone`` whether one parser had to do."""

    def __init__(self, form: RdfFormat) -> None:
        self._form = form
        self.found: Found | None = None
        self.alone = False

    def findings(self, release: Examined, file: ReleaseFile) -> Iterator[Finding]:
        """Read it by the engine's parser, then, unless lines are just those of the whole, by the other."""
        try:
            if self._form in _LINES:
                yield from self._lines(release, file)
                return
            with release.open(file.path) as opened:
                self.found = digests(self._watched(parse(opened, self._form)))
        except SyntaxError as error:
            if _REMOTE not in error.msg:
                yield Finding(file.path, f"it cannot be parsed: {error.msg}", error.lineno or 0)
        except BROKEN as error:
            yield Finding(file.path, f"it cannot be read to its end ({error})")
        else:
            self.alone = self.alone or file.bytes > _MOST_WHOLE
            if not self.alone:
                yield from self._second(release, file, self.found)

    def _watched(self, quads: Iterator[Quad]) -> Iterator[Quad]:
        for quad in quads:
            self.alone = self.alone or beyond(quad)
            yield quad

    def _lines(self, release: Examined, file: ReleaseFile) -> Iterator[Finding]:
        """Hold lines against the one way to write them, in which two parsers have read those of the whole."""
        other = 0

        def compared() -> Iterator[Quad]:
            nonlocal other
            for number, (quad, line) in enumerate(zip(parse(parsed, self._form), lines, strict=False), 1):
                if not other and f"{quad} .\n".encode() != line:
                    other = number
                yield quad

        with release.open(file.path) as parsed, release.open(file.path) as lines:
            self.found = digests(compared())
        if other:
            yield Finding(file.path, "it is not written as canonical N-Triples or N-Quads", other)

    def _second(self, release: Examined, file: ReleaseFile, found: Found) -> Iterator[Finding]:
        second = GraphDigests()
        try:
            with release.open(file.path) as opened:
                read_whole(opened, self._form, second.take)
        except (ValueError, TypeError, LookupError, RecursionError) as error:  # what rdflib's parsers fail with
            yield Finding(file.path, f"rdflib cannot parse it: {error}"[:300])
            return
        if second.finish() != found:
            yield Finding(file.path, "rdflib reads other statements in it than the engine does")


def _expected(release: Examined, file: ReleaseFile, found: Found) -> Iterator[Finding]:
    """Compare a file with the whole data set, as far as it must be the same, and with the manifest's number."""
    count = sum(digest.count for digest in found.values())
    if file.quads is not None and count != file.quads:
        yield Finding(file.path, f"it holds {count} statements, the manifest says {file.quads}")
    if not release.graphs:
        return
    if file.path in _EVERYTHING:
        whole = _without_quotes(release) if file.path == _JSON_LD else release.graphs
        for graph in sorted(found.keys() | whole.keys()):
            if found.get(graph) != whole.get(graph):
                yield Finding(file.path, f"its graph <{graph}> is not that of {QUADS}")
    elif file.graph and found.get("", Digest()) != release.graphs.get(file.graph, Digest()):
        yield Finding(file.path, f"it does not hold the graph <{file.graph}> of {QUADS}")


def _without_quotes(release: Examined) -> Found:
    """Return the digests of all graphs without their statements about statements, which JSON-LD cannot say."""
    if not release.quoting:
        return release.graphs
    kept = GraphDigests()
    with release.open(QUADS) as file:
        for line in read_lines(QUADS, file):
            if isinstance(line, Line) and graph_key(line.quad) in release.quoting and not _quotes(line.quad):
                kept.take(line.quad)
    others = {graph: digest for graph, digest in release.graphs.items() if graph not in release.quoting}
    return others | kept.finish()


def _quotes(quad: Quad) -> bool:
    return isinstance(quad.object, Triple)


def _pair(file: ReleaseFile, found: Found, pairs: dict[str, tuple[str, Found]]) -> Iterator[Finding]:
    """Compare a file with that of the same name in another format of the same folder."""
    name = file.path.rpartition(".")[0]
    if file.path in _EVERYTHING or file.graph or "/" not in name:
        return
    other, same = pairs.setdefault(name, (file.path, found))
    if same != found:
        yield Finding(file.path, f"it does not hold the same statements as {other}")
