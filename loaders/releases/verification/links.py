"""Where links lead: what has an IRI of ours must be said to be something, in the release or in phaen's vocabulary."""

import heapq
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from functools import cache
from itertools import groupby
from tempfile import TemporaryFile
from types import TracebackType
from typing import IO, Final, Self

from pyoxigraph import NamedNode, Quad, RdfFormat, parse

from phaen.loaders.releases.layout import QUADS
from phaen.loaders.releases.verification.findings import Examined, Finding
from phaen.ontology import terms as t
from phaen.ontology.area_lists import AREA_LISTS
from phaen.ontology.assets import ontology_graphs, triples

_HELD: Final = 200_000
"""Link targets that are held in memory before they go, sorted, into a file."""


class Links:
    """Gathers the subjects and the targets of links among IRIs of ours, in temporary files that are sorted.

    What is sorted is an IRI with the bracket behind it, as it stands in the sorted quads: so both are in one order.
    """

    def __init__(self, release: Examined) -> None:
        """Begin with none."""
        self._release = release
        self._own = (f"{release.manifest.base}id/", t.ONTOLOGY.value, t.VOCABULARY.iri)
        self._files = ExitStack()
        self._subjects = self._file()
        self._last = ""
        self._ordered = True
        self._targets: dict[str, int] = {}
        self._spilled: list[IO[str]] = []

    def __enter__(self) -> Self:
        """Return the links."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Remove the temporary files."""
        self._files.close()

    def _file(self) -> IO[str]:
        return self._files.enter_context(TemporaryFile("w+", encoding="utf-8", newline="\n"))

    def take(self, quad: Quad, number: int) -> None:
        """Take in the statement of a line; they should come sorted."""
        subject = quad.subject.value if isinstance(quad.subject, NamedNode) else ""
        if subject != self._last and subject.startswith(self._own):
            self._ordered = self._ordered and f"{self._last}>" < f"{subject}>"
            self._subjects.write(f"{subject}>\n")
            self._last = subject
        for term in (quad.predicate, quad.object):
            if isinstance(term, NamedNode) and term.value.startswith(self._own):
                self._targets.setdefault(f"{term.value}>", number)
        if len(self._targets) > _HELD:
            self._spill()

    def _spill(self) -> None:
        file = self._file()
        file.writelines(f"{key}\t{number}\n" for key, number in sorted(self._targets.items()))
        file.seek(0)
        self._spilled.append(file)
        self._targets = {}

    def unknown(self) -> Iterator[Finding]:
        """Find links to what is described nowhere."""
        if not self._ordered:
            yield Finding(QUADS, "where its links lead is not checked, since it is not sorted", note=True)
            return
        known: set[str] | None = None
        self._spill()
        self._subjects.seek(0)
        for key, number in _without(_first(self._spilled), (line.rstrip("\n") for line in self._subjects)):
            iri = key[:-1]
            known = _described_elsewhere(self._release) if known is None else known
            if iri not in known:
                yield Finding(QUADS, f"<{iri}> is linked to, but described nowhere", number)


def _first(files: Iterable[IO[str]]) -> Iterator[tuple[str, int]]:
    """Merge sorted files of keys with numbers; give each key once, with its least number."""
    rows = heapq.merge(*(map(_row, file) for file in files))
    for _, same in groupby(rows, key=lambda row: row[0]):
        yield next(same)


def _row(line: str) -> tuple[str, int]:
    key, _, number = line.rpartition("\t")
    return key, int(number)


def _without(rows: Iterator[tuple[str, int]], subjects: Iterator[str]) -> Iterator[tuple[str, int]]:
    """Give the rows whose key is no subject; both come sorted."""
    subject = next(subjects, None)
    for key, number in rows:
        while subject is not None and subject < key:
            subject = next(subjects, None)
        if subject != key:
            yield key, number


def _described_elsewhere(release: Examined) -> set[str]:
    """Return what the release's other documents describe, and what the vocabulary of this phaen does."""
    found = {f"{release.manifest.base}id/dataset", *_vocabulary()}
    for file in release.contents():
        if file.path.startswith(("metadata/", "ontology/")) and file.path.endswith(".ttl"):
            found |= _described(release, file.path)
    return found


@cache
def _vocabulary() -> frozenset[str]:
    found = {t.ONTOLOGY.value}
    for _, turtle in ontology_graphs():
        found |= _subjects(triples(turtle))
    for areas in AREA_LISTS:
        found |= _subjects(parse(areas.n_quads(areas.scheme), RdfFormat.N_QUADS))
    return frozenset(found)


def _described(release: Examined, path: str) -> set[str]:
    try:
        with release.open(path) as file:
            return _subjects(parse(file, RdfFormat.TURTLE))
    except (SyntaxError, OSError):
        return set()  # that it cannot be read is told where it is read for its own sake


def _subjects(quads: Iterable[Quad]) -> set[str]:
    return {quad.subject.value for quad in quads if isinstance(quad.subject, NamedNode)}
