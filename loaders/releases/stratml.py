"""Each plan edition as StratML, valid against the schema of ISO 17469-1 or of its Part 2."""

from collections.abc import Iterator
from pathlib import Path

from pyoxigraph import NamedNode, Quad, Store

from phaen.loaders.graph.reading_back import PROPERTIES, reading_of
from phaen.loaders.graph.stratml import as_stratml
from phaen.loaders.releases.naming import joined
from phaen.loaders.releases.parts import Source, Written
from phaen.ontology.identifiers import Identifiers, is_segment


def write_stratml(source: Source, folder: Path) -> Iterator[Written]:
    """Write ``stratml/ORG_EDITION.xml`` of every plan edition that has statements, one after the other."""
    identifiers = source.identifiers
    for owner, edition in plan_keys(source.database, identifiers):
        graphs = [identifiers.plan_graph(owner, edition, part) for part in ("plan", "links")]
        graphs.append(identifiers.organisation_graph(owner))
        reading = reading_of(identifiers.plan(owner, edition), _quads(source.database, graphs))
        if reading.entities:
            path = f"stratml/{joined(owner, edition)}.xml"
            (folder / path).parent.mkdir(exist_ok=True)
            (folder / path).write_bytes(as_stratml(reading))
            yield Written(path)


def _quads(database: Store, graphs: list[NamedNode]) -> Iterator[Quad]:
    for graph in graphs:
        for property_ in PROPERTIES:
            yield from database.quads_for_pattern(None, property_, None, graph)


def plan_keys(database: Store, identifiers: Identifiers) -> list[tuple[str, str]]:
    """Give owner and edition of each plan that has a graph; one whose name no plan has, is somebody else's."""
    graphs = (graph for graph in database.named_graphs() if isinstance(graph, NamedNode))
    keys = (identifiers.plan_of_graph(graph) for graph in graphs)
    return sorted(key for key in keys if key and all(map(is_segment, key)))
