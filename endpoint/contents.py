"""The content of a graph, or of all graphs, straight from the store: what the graph store protocol reads."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import IO

from pyoxigraph import DefaultGraph, NamedNode, RdfFormat, Store

from phaen.endpoint.engine import GraphJob
from phaen.endpoint.errors import UnknownResourceError
from phaen.endpoint.formats import Form, Format, by_name
from phaen.endpoint.jsonld import contextual
from phaen.endpoint.names import named_graph


@dataclass(frozen=True)
class GraphContent:
    """A graph that is there, ready to be written out."""

    format: Format
    _store: Store
    _graph: NamedNode | DefaultGraph | None
    _prefixes: Mapping[str, str]
    form: Form = Form.GRAPH
    cut: int | None = None

    def write(self, output: IO[bytes]) -> None:
        """Write the graph; of a format for datasets, with its name where all graphs are asked for."""
        form = self.format.engine
        if not isinstance(form, RdfFormat):  # pragma: no cover - the view chose a format of graphs
            raise TypeError(f"{self.format.name} cannot hold a graph")
        prefixes = dict(self._prefixes) if self.format.prefixes else {}
        with contextual(self.format, output, prefixes) as target:
            self._store.dump(target, form, from_graph=self._graph, prefixes=prefixes)


def read_graph(store: Store, job: GraphJob, prefixes: Mapping[str, str]) -> GraphContent:
    """Find a graph; raises UnknownResourceError if it is not there, DatasetError if its name is no IRI."""
    if job.dataset:
        return GraphContent(by_name(job.format), store, None, prefixes)
    if job.graph is None:
        return GraphContent(by_name(job.format), store, DefaultGraph(), prefixes)
    name = named_graph(job.graph)
    if not store.contains_named_graph(name):
        raise UnknownResourceError(f"there is no graph {job.graph}; /graphs lists those that there are")
    return GraphContent(by_name(job.format), store, name, prefixes)
