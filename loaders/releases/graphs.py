"""Each named graph as Turtle and N-Triples, in folders that mirror the IRIs of the graphs."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from pyoxigraph import RdfFormat

from phaen.loaders.releases.grouping import Extent, Grouped, plain
from phaen.loaders.releases.naming import graph_path
from phaen.loaders.releases.parts import Written
from phaen.loaders.releases.sorting import ordered
from phaen.loaders.releases.statements import Counted, parsed
from phaen.loaders.releases.turtle import write_turtle

FOLDER: Final = "graphs"


def write_graphs(grouped: Grouped, folder: Path, base: str) -> Iterator[Written]:
    """Write ``graphs/PATH.ttl`` and ``.nt`` for each graph."""
    for extent in grouped.extents:
        graph = extent.graph.decode().removeprefix("<").removesuffix(">")
        yield from write_graph(grouped, extent, folder, f"{FOLDER}/{graph_path(graph, base)}", graph)


def write_graph(grouped: Grouped, extent: Extent, folder: Path, path: str, graph: str) -> Iterator[Written]:
    """Write one graph as ``PATH.ttl``, in reading order, and ``PATH.nt``, sorted by code points."""
    (folder / path).parent.mkdir(parents=True, exist_ok=True)
    write_turtle(parsed(grouped.triples(extent)), folder / f"{path}.ttl", grouped.work, RdfFormat.TURTLE)
    yield Written(f"{path}.ttl", quads=extent.quads, graph=graph)
    with (folder / f"{path}.nt").open("wb") as file:
        file.writelines(ordered(grouped.triples(extent), grouped.work))
    yield Written(f"{path}.nt", quads=extent.quads, graph=graph)


def write_union(grouped: Grouped, extents: Iterable[Extent], path: Path) -> int:
    """Write several graphs as one Turtle file, each triple once; give the number of triples."""
    extents = tuple(extents)
    keyed = (line for extent in extents for line in grouped.keyed(extent))
    lines = Counted(plain(ordered(keyed, grouped.work)))
    write_turtle(parsed(lines), path, grouped.work, RdfFormat.TURTLE)
    return lines.count
