"""The writer of a store that a service holds: what a load asks of it, over HTTP.

There is no transaction over several requests. So that a load that is killed half-way is mended by the next one, the
graph of a plan's provenance, by which a plan is known to be read, is removed before any other graph of the plan changes
and written after all of them.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
    RdfFormat,
    Triple,
    parse,
    serialize,
)

from phaen.loaders.graph.base import ONTOLOGY, refuse_strange_ontologies
from phaen.loaders.remote.service import Service, has_blank_nodes
from phaen.loaders.store import as_stored
from phaen.ontology import terms as t
from phaen.ontology.identifiers import PLAN_PARTS, Identifiers

_PROVENANCE = "provenance"
_OWL_ONTOLOGY = "<http://www.w3.org/2002/07/owl#Ontology>"


@dataclass(frozen=True, slots=True)
class Sent:
    """What a load has sent; ``name`` says it in words."""

    name: str


class RemoteDatabase:
    """Looks for quads in the named graphs of a service, as ``pyoxigraph.Store`` does in its own."""

    def __init__(self, service: Service) -> None:
        """Ask nothing yet."""
        self._service = service

    def quads_for_pattern(
        self,
        subject: NamedNode | BlankNode | Triple | None,
        predicate: NamedNode | None,
        value: NamedNode | BlankNode | Literal | Triple | None,
        graph_name: NamedNode | BlankNode | DefaultGraph | None = None,
        /,
    ) -> Iterator[Quad]:
        """Yield the quads that match; all terms must be IRIs or literals, since others cannot be asked for."""
        terms = {"s": subject, "p": predicate, "o": value, "g": graph_name}
        asked = {name: f"?{name}" if term is None else str(term) for name, term in terms.items()}
        # A variable of its own, so that there is always something to select.
        pattern = f"GRAPH {asked['g']} {{ {asked['s']} {asked['p']} {asked['o']} }}"
        free = " ".join(f"?{name}" for name, term in terms.items() if term is None) or "(1 AS ?found)"
        for row in self._service.select(f"SELECT {free} {{ {pattern} }}"):
            found = {name: row[name] if term is None else term for name, term in terms.items()}
            yield Quad(found["s"], found["p"], found["o"], found["g"])  # type: ignore[arg-type]  # terms of a quad

    def contains_named_graph(self, name: NamedNode) -> bool:
        """Tell whether a named graph holds anything."""
        return self._service.has_graph(name)

    def ontology_graphs(self) -> list[NamedNode]:
        """Return the named graphs that hold the ontology."""
        declared = f"GRAPH ?g {{ {t.ONTOLOGY} a {_OWL_ONTOLOGY} }}"
        graphs = (row["g"] for row in self._service.select(f"SELECT DISTINCT ?g {{ {declared} }}"))
        return [graph for graph in graphs if isinstance(graph, NamedNode) and graph.value.endswith(ONTOLOGY)]


class RemoteWriter:
    """Stands in for the writer of a store on disk; a context manager. Every change is made and seen at once."""

    def __init__(self, service: Service, identifiers: Identifiers) -> None:
        """Ask nothing yet."""
        self._service = service
        self._identifiers = identifiers
        self._database = RemoteDatabase(service)
        self._opened: set[NamedNode] = set()
        self._changed: set[NamedNode] = set()

    def __enter__(self) -> Self:
        """Refuse a service whose things have another base; raises BaseMismatchError or a RemoteError."""
        refuse_strange_ontologies(self._database.ontology_graphs(), self._identifiers.base)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the connections."""
        self._service.close()

    @property
    def database(self) -> RemoteDatabase:
        """What is there."""
        return self._database

    @property
    def opened(self) -> frozenset[NamedNode]:
        """The graphs of provenance that were removed, since their plans changed, and have to be written again."""
        return frozenset(self._opened)

    def has_graph(self, name: NamedNode) -> bool:
        """Tell whether a named graph holds anything."""
        return self._service.has_graph(name)

    def graph(self, name: NamedNode) -> frozenset[Quad]:
        """Give the quads of one named graph, blank nodes by their canonical names."""
        return comparable(self._service.read_graph(name))

    def replace_graph(self, name: NamedNode, quads: Iterable[Quad]) -> bool:
        """Make a named graph hold just these quads; what it holds already is not sent again."""
        wanted = frozenset(quads)
        if comparable(wanted) == self.graph(name):
            return False
        if not wanted:
            self._service.drop_graph(name.value)
        else:
            self._open(name)
            self._put(name, wanted)
        self._changed.add(name)
        return True

    def add(self, n_quads: bytes, _graphs: Collection[str] | None = None, /) -> None:
        """Write graphs, given as N-Quads, that are not there yet: those of provenance last."""
        graphs: dict[NamedNode, list[Quad]] = {}
        for quad in parse(n_quads, format=RdfFormat.N_QUADS):
            if isinstance(quad.graph_name, NamedNode):
                graphs.setdefault(quad.graph_name, []).append(quad)
        for name in sorted(graphs, key=self._is_provenance):
            self._put(name, graphs[name])
            self._changed.add(name)

    def checkpoint(self) -> None:
        """Do nothing: all that is done is there."""

    def sent(self) -> Sent | None:
        """Say what was changed; None for nothing."""
        number = len(self._changed)
        return Sent(f"{number:,} graph{'s' * (number != 1)}") if number else None

    def _open(self, name: NamedNode) -> None:
        """Remove the provenance of a plan, one graph of which is about to change."""
        provenance = self._provenance_of(name)
        if provenance is None or provenance in self._opened:
            return
        self._opened.add(provenance)
        if provenance != name:
            self._service.drop_graph(provenance.value)

    def _put(self, name: NamedNode, quads: Iterable[Quad]) -> None:
        triples = (quad.triple for quad in quads)
        self._service.replace_graph(name.value, serialize(triples, format=RdfFormat.N_TRIPLES) or b"")

    def _is_provenance(self, name: NamedNode) -> bool:
        return name == self._provenance_of(name)

    def _provenance_of(self, name: NamedNode) -> NamedNode | None:
        """Return the graph of provenance of the plan that a graph belongs to; None for the graph of no plan."""
        for part in PLAN_PARTS:
            key = self._identifiers.plan_of_graph(name, part)
            if key:
                return self._identifiers.plan_graph(*key, _PROVENANCE)
        return None


def comparable(quads: Iterable[Quad]) -> frozenset[Quad]:
    """Give quads in a form in which the same graph is always the same, whatever its blank nodes were renamed to."""
    found = as_stored(quads)
    if not has_blank_nodes(found):
        return found
    dataset = Dataset(found)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return frozenset(dataset)
