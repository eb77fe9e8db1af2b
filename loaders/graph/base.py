"""The base IRI that a store's things have: one store, one base."""

from collections.abc import Iterable

from pyoxigraph import NamedNode, Store

from phaen.loaders.errors import BaseMismatchError

ONTOLOGY = "id/graph/ontology"
"""The end of the IRI of the graph that every store holds."""


def refuse_other_base(database: Store, base: str) -> None:
    """Refuse a base under which a store holds nothing; raises BaseMismatchError, which names the store's own base.

    Its plans would be left out in silence, or others put beside them that no query joins with them.
    """
    if not database.contains_named_graph(NamedNode(f"{base}{ONTOLOGY}")):
        refuse_strange_ontologies((g for g in database.named_graphs() if isinstance(g, NamedNode)), base)


def refuse_strange_ontologies(graphs: Iterable[NamedNode], base: str) -> None:
    """Refuse a base if there are graphs with the ontology, but only under others; raises BaseMismatchError."""
    found = [graph for graph in graphs if graph.value.endswith(ONTOLOGY)]
    if NamedNode(f"{base}{ONTOLOGY}") in found:
        return
    for graph in found:
        held = graph.value.removesuffix(ONTOLOGY)
        raise BaseMismatchError(
            f"the store holds things under the base {held}, not {base}; give it as --base {held}, "
            "or name another --store"
        )
