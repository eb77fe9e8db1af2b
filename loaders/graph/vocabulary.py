"""The shared vocabulary as named graphs of the store: the ontology and each code list."""

from collections.abc import Iterator

from pyoxigraph import CanonicalizationAlgorithm, Dataset, NamedNode, Quad, RdfFormat, parse

from phaen.ontology.assets import ontology_graphs
from phaen.ontology.identifiers import Identifiers


def vocabulary_graphs(identifiers: Identifiers) -> Iterator[tuple[NamedNode, frozenset[Quad]]]:
    """Give each graph of shared vocabulary with its quads.

    Blank nodes get canonical names (RDFC-1.0), so that the same file always gives the same quads.
    """
    texts: dict[str, list[str]] = {}
    for local, turtle in ontology_graphs():
        texts.setdefault(local, []).append(turtle)
    for local, parts in texts.items():
        graph = identifiers.graph(local)
        triples = (quad for part in parts for quad in parse(part, format=RdfFormat.TURTLE, rename_blank_nodes=True))
        dataset = Dataset(Quad(quad.subject, quad.predicate, quad.object, graph) for quad in triples)
        dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
        yield graph, frozenset(dataset)
