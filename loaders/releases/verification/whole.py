"""The whole data set, line by line: sorted, canonical, read alike by two parsers, its IRIs and blank nodes in order."""

from collections import Counter
from collections.abc import Iterator

from pyoxigraph import BlankNode, Quad, Triple

from phaen.loaders.releases.blank_nodes import KEPT, MOST_QUADS, Namer
from phaen.loaders.releases.layout import QUADS
from phaen.loaders.releases.verification.counts import Counts
from phaen.loaders.releases.verification.digests import GraphDigests, graph_key, has_blank
from phaen.loaders.releases.verification.findings import Examined, Finding
from phaen.loaders.releases.verification.iris import iri_problem, iris
from phaen.loaders.releases.verification.lines import Line, read_lines
from phaen.loaders.releases.verification.links import Links
from phaen.loaders.releases.verification.packed import BROKEN
from phaen.loaders.releases.verification.second import as_written, beyond


def check_whole(release: Examined) -> Iterator[Finding]:
    """Read the whole data set, and find what is wrong with it; the digests of its graphs are kept for later checks."""
    if not release.has(QUADS):
        return
    with as_written(), release.open(QUADS) as file, Links(release) as links:
        reading = _Reading(release, links)
        try:
            yield from reading.findings(read_lines(QUADS, file))
        except BROKEN as error:
            yield Finding(QUADS, f"it cannot be read to its end ({error})")
            return
        yield from reading.summary()
        yield from links.unknown()


class _Reading:
    """What is gathered while the lines go by; ``blank`` holds the lines with blank nodes, by their numbers."""

    def __init__(self, release: Examined, links: Links) -> None:
        self.release = release
        self.links = links
        self.digests = GraphDigests()
        self.counts = Counts(release.manifest.base)
        self.count = 0
        self.beyond = 0
        self.blank: dict[int, bytes] = {}
        self.graphs: Counter[str] = Counter()

    def findings(self, lines: Iterator[Line | Finding]) -> Iterator[Finding]:
        """Take in the lines, and find what is wrong with each."""
        for line in lines:
            if isinstance(line, Finding):
                yield line
                continue
            self.count += 1
            self._take(line)
            for iri in iris(line.quad):
                if problem := iri_problem(iri):
                    yield Finding(QUADS, problem, line.number)
            if isinstance(line.quad.graph_name, BlankNode):
                yield Finding(QUADS, f"its graph is named by a blank node, {line.quad.graph_name}", line.number)
        self.release.graphs.update(self.digests.finish())
        self.release.counts = self.counts

    def _take(self, line: Line) -> None:
        quad, graph = line.quad, graph_key(line.quad)
        blank = "_:" in line.text and (has_blank(quad.subject) or has_blank(quad.object))
        self.beyond += beyond(quad)
        if isinstance(quad.object, Triple):
            self.release.quoting.add(graph)
        self.links.take(quad, line.number)
        self.counts.add(quad)
        self.digests.add(graph, _triple_text(line.text, quad), blank=blank)
        if blank:
            self.graphs[graph] += 1
            if len(self.blank) <= MOST_QUADS:
                self.blank[line.number] = f"{line.text} .\n".encode()

    def summary(self) -> Iterator[Finding]:
        """Find what only shows at the end."""
        if self.count != self.release.manifest.quads:
            yield Finding(QUADS, f"it holds {self.count} quads, the manifest says {self.release.manifest.quads}")
        if self.beyond:
            yield Finding(QUADS, f"{self.beyond} quads are of RDF 1.2, which only one parser could read", note=True)
        for graph, number in self.graphs.items():
            yield Finding(QUADS, f"{number} quads of <{graph}> have blank nodes", note=True)
        if len(self.blank) > MOST_QUADS:
            yield Finding(QUADS, "these are too many for their names to be checked", note=True)
        else:
            yield from self._leaks()

    def _leaks(self) -> Iterator[Finding]:
        """Find blank nodes whose names are not those that follow from what is said about them."""
        namer = Namer()
        written = b"".join(map(namer.take, self.blank.values())) + namer.finish()
        # Those that are not canonical, since that would take too long, get the word once more that shows it.
        expected = set(written.replace(f"_:{KEPT}{KEPT}".encode(), f"_:{KEPT}".encode()).splitlines(keepends=True))
        for number, line in self.blank.items():
            if line not in expected:
                yield Finding(QUADS, "its blank nodes do not have their canonical names", number)


def _triple_text(text: str, quad: Quad) -> str:
    """Return the text of a quad without that of its graph."""
    graph = str(quad.graph_name)
    return text.removesuffix(f" {graph}") if graph_key(quad) else text
