"""The graphs in which the service describes itself to who asks it by SPARQL: its examples, and the shape of its data.

They stand in the store, as the vocabulary does, so that they are found by plain patterns at ``/sparql``. The names are
those of the convention of https://github.com/sib-swiss/sparql-examples.
"""

from pyoxigraph import NamedNode, Quad

from phaen.endpoint.description.structure import structure
from phaen.ontology.identifiers import WELL_KNOWN
from phaen.queries.catalogue import load_catalogue
from phaen.queries.shacl import Names, examples_graph, named


def own_graphs(base: str) -> dict[NamedNode, frozenset[Quad]]:
    """Give the quads of each graph by its name, for things published under a base; each time the same.

    Blank nodes get canonical names (RDFC-1.0), so that what did not change is not written again.
    """
    return dict((examples_graph(load_catalogue(), base), _structure_graph(base)))


def _structure_graph(base: str) -> tuple[NamedNode, frozenset[Quad]]:
    names = Names(base)
    said = structure(NamedNode(f"{base}id/dataset"), names.endpoint)
    return named(NamedNode(f"{names.endpoint.value}{WELL_KNOWN}void"), said.triples)
