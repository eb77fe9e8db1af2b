"""The ontology, its shapes and the code lists as Turtle and N-Triples."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from pyoxigraph import CanonicalizationAlgorithm, Dataset, RdfFormat, serialize

from phaen.loaders.releases.graphs import write_graph
from phaen.loaders.releases.grouping import Grouped
from phaen.loaders.releases.naming import graph_path
from phaen.loaders.releases.parts import Written
from phaen.ontology.assets import shapes_turtle, triples

FOLDER: Final = "ontology"
_LISTS: Final = "vocab/"
_OURS: Final = ("ontology", "shapes")


def write_vocabularies(grouped: Grouped, folder: Path, base: str) -> Iterator[Written]:
    """Write ``ontology/``: ``ontology``, ``shapes`` and each code list by its name, as ``.ttl`` and ``.nt``."""
    (folder / FOLDER).mkdir()
    for extent in grouped.extents:
        graph = extent.graph.decode().removeprefix("<").removesuffix(">")
        path = graph_path(graph, base)
        if path == _OURS[0] or path.startswith(_LISTS):
            name = path.removeprefix(_LISTS)
            if path != name and name in _OURS:
                name = f"_{name}"  # a code list of an operator; no other name begins like this
            yield from write_graph(grouped, extent, folder, f"{FOLDER}/{name}", graph)
    yield from _write_shapes(folder)


def _write_shapes(folder: Path) -> Iterator[Written]:
    """Write the shapes that this phaen validates with; their Turtle is the source, as people wrote it."""
    path, text = f"{FOLDER}/shapes", shapes_turtle()
    (folder / f"{path}.ttl").write_text(text, encoding="utf-8", newline="")
    graph = Dataset(triples(text))
    yield Written(f"{path}.ttl", quads=len(graph))
    graph.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    lines = serialize((quad.triple for quad in graph), format=RdfFormat.N_TRIPLES) or b""
    (folder / f"{path}.nt").write_bytes(b"".join(sorted(lines.splitlines(keepends=True))))
    yield Written(f"{path}.nt", quads=len(graph))
