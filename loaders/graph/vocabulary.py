"""The shared vocabulary as named graphs of the store: the ontology and each code list."""

from collections.abc import Iterator, Mapping

from pyoxigraph import NamedNode, Quad, RdfFormat, parse

from phaen.loaders.shelf import Graphs
from phaen.ontology import terms as t
from phaen.ontology.area_lists import AREA_LISTS
from phaen.ontology.assets import ontology_graphs
from phaen.ontology.canonical import graph_quads
from phaen.ontology.identifiers import Identifiers


def bring_vocabulary(
    writer: Graphs, identifiers: Identifiers, others: Mapping[NamedNode, frozenset[Quad]], *, areas: bool
) -> None:
    """Have all shared vocabulary of this version in a database, and other graphs that every store has.

    ``areas``: the two large lists too.
    """
    for name, quads in (*vocabulary_graphs(identifiers), *others.items()):
        writer.replace_graph(name, quads)
    if areas:
        bring_areas(writer, identifiers)


def vocabulary_graphs(identifiers: Identifiers) -> Iterator[tuple[NamedNode, frozenset[Quad]]]:
    """Give each small graph of shared vocabulary with its quads.

    Blank nodes get canonical names (RDFC-1.0), so that the same file always gives the same quads.
    """
    texts: dict[str, list[str]] = {}
    for local, turtle in ontology_graphs():
        texts.setdefault(local, []).append(turtle)
    for local, parts in texts.items():
        graph = identifiers.graph(local)
        triples = (quad for part in parts for quad in parse(part, format=RdfFormat.TURTLE, rename_blank_nodes=True))
        yield graph, graph_quads(graph, triples)


def bring_areas(writer: Graphs, identifiers: Identifiers) -> None:
    """Have the lists of districts and subdistricts in a database.

    A list whose version is there is not compared row by row: that would cost a second with every load.
    """
    fresh: dict[str, bytes] = {}
    for areas in AREA_LISTS:
        graph = identifiers.graph(f"vocab/{areas.name}")
        versions = writer.database.quads_for_pattern(areas.scheme, t.DCAT_VERSION, areas.version, None)
        if any(quad.graph_name == graph for quad in versions):
            continue
        if writer.has_graph(graph):
            writer.replace_graph(graph, parse(areas.n_quads(graph), format=RdfFormat.N_QUADS))
        else:
            fresh[graph.value] = areas.n_quads(graph)
    if fresh:
        writer.add(b"".join(fresh.values()), fresh.keys())
