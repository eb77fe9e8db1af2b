"""What a change has done to the database so far, for whoever has to validate it, to undo it, or to index it anew."""

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from pyoxigraph import BlankNode, NamedNode, Quad


@dataclass
class Trace:
    """The graphs that a change may have changed, None being the default graph, and whether it stands half-way.

    ``unknown`` tells that it may have changed any graph; ``others`` that it may have changed some beside ``graphs``
    that are not validated: it emptied them, or a blank node or chance names them.
    """

    graphs: set[str | None] = field(default_factory=set)
    unknown: bool = False
    others: bool = False
    half_done: bool = False

    @property
    def changed(self) -> AbstractSet[str] | None:
        """The names of all graphs that may be other than before, "" being the default graph; None where not known."""
        return None if self.unknown or self.others else {name or "" for name in self.graphs}

    def note(self, quads: Iterable[Quad]) -> None:
        """Note the graphs of some quads."""
        for name in {quad.graph_name for quad in quads}:
            if isinstance(name, BlankNode):
                self.others = True
            else:
                self.graphs.add(name.value if isinstance(name, NamedNode) else None)
