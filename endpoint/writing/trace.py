"""What a change has done to the database so far, for whoever has to validate it or to undo it."""

from dataclasses import dataclass, field

from pyoxigraph import NamedNode, Quad


@dataclass
class Trace:
    """The graphs that a change may have changed, None being the default graph, and whether it stands half-way.

    ``unknown`` tells that it may have changed any graph, ``wanted`` that somebody will ask for the graphs.
    """

    wanted: bool = True
    graphs: set[str | None] = field(default_factory=set)
    unknown: bool = False
    half_done: bool = False


def graph_of(quad: Quad) -> str | None:
    """Return the name of a quad's graph; None for the default graph."""
    return quad.graph_name.value if isinstance(quad.graph_name, NamedNode) else None
