"""The names of graphs, as a request gives them."""

from pyoxigraph import NamedNode

from phaen.endpoint.errors import DatasetError


def named_graph(iri: str) -> NamedNode:
    """Return the name of a graph; raises DatasetError for what is no absolute IRI."""
    try:
        return NamedNode(iri)
    except ValueError as error:
        raise DatasetError(f"{iri!r} is not an absolute IRI, so no graph can have this name") from error
