"""The base IRI that a store's things have: one store, one base."""

from pyoxigraph import NamedNode, Store

from phaen.loaders.errors import BaseMismatchError

ONTOLOGY = "id/graph/ontology"
"""The end of the IRI of the graph that every store holds."""


def refuse_other_base(database: Store, base: str) -> None:
    """Refuse a base under which a store holds nothing; raises BaseMismatchError, which names the store's own base.

    Its plans would be left out in silence, or others put beside them that no query joins with them.
    """
    if database.contains_named_graph(NamedNode(f"{base}{ONTOLOGY}")):
        return
    for graph in database.named_graphs():
        if isinstance(graph, NamedNode) and graph.value.endswith(ONTOLOGY):
            held = graph.value.removesuffix(ONTOLOGY)
            raise BaseMismatchError(
                f"the store holds things under the base {held}, not {base}; give it as --base {held}, "
                "or name another --store"
            )
