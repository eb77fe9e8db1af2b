"""Changes of the data that a service holds: updates, and whole graphs in and out.

A document is read, and found sound, here; the service gets N-Triples. Each change is one request, but for quads of
several graphs, which take one for each graph: those that came before a failure stay.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final
from uuid import uuid4

from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat, Store, serialize

from phaen.endpoint.errors import PreconditionError, UnknownResourceError
from phaen.endpoint.names import named_graph
from phaen.endpoint.remote.capabilities import Default, Probe
from phaen.endpoint.remote.questions import based, examined_update
from phaen.endpoint.remote.translation import write_error
from phaen.endpoint.sparql.parsing import ParsedUpdate
from phaen.endpoint.sparql.rewriting import with_using
from phaen.endpoint.writing.changes import apply, check_condition, is_nothing
from phaen.endpoint.writing.jobs import Condition, DeleteJob, PostJob, PutJob, UpdateJob, WriteJob, Written
from phaen.endpoint.writing.trace import Trace
from phaen.loaders.remote.errors import RemoteError
from phaen.loaders.remote.service import Service

_ANY: Final = ("*",)
_DONE: Final = Written("")


class Changes:
    """Makes changes in the data of a service."""

    def __init__(self, service: Service, probe: Probe) -> None:
        """Change nothing yet."""
        self._service = service
        self._probe = probe

    def make(self, job: WriteJob, seconds: float) -> Written:
        """Make a change; return when the service says that it is done.

        Raises what is wrong with the change, PreconditionError, or the error of the service, which says whether the
        change may have been made all the same.
        """
        try:
            if isinstance(job, UpdateJob):
                return self._update(job)
            if isinstance(job, DeleteJob):
                return self._delete(job)
            return self._store(job)
        except RemoteError as error:
            raise write_error(error, seconds) from error

    def _update(self, job: UpdateJob) -> Written:
        parsed = examined_update(job.update, job.base_iri, frozenset(job.allowed_services))
        text = _with_dataset(job, parsed)
        ours = text == job.update and not any(operation.using for operation in parsed.operations)
        found = self._probe.get()
        wanted = found.product.update_union if job.union and ours and found.default is Default.ASKED else ()
        self._service.update(based(text, job.base_iri), wanted)
        return _DONE

    def _delete(self, job: DeleteJob) -> Written:
        self._check(job.condition, job.graph)
        there = self._service.drop_graph(job.graph)
        if job.graph is not None and not there:
            raise UnknownResourceError(f"there is no graph {job.graph}, so it cannot be deleted")
        return _DONE

    def _store(self, job: PutJob | PostJob) -> Written:
        self._check(job.condition, job.graph, whole=isinstance(job, PostJob) and job.dataset)
        if is_nothing(job):
            return _DONE
        read = Store()
        apply(read, replace(job, condition=Condition()), Trace())
        if isinstance(job, PutJob):
            return Written("", self._service.replace_graph(job.graph, _n_triples(list(read))))
        created = False
        for name, quads in _by_graph(read):
            created = self._service.extend_graph(name, _n_triples(quads)) and not job.dataset
        return Written("", created)

    def _check(self, condition: Condition, graph: str | None, *, whole: bool = False) -> None:
        """Hold a condition as far as it can be: whether the graph is there, just before it is changed."""
        asked = (condition.match, condition.none_match)
        if asked == ((), ()):
            return
        if whole or any(tags not in ((), _ANY) for tags in asked):
            raise PreconditionError(
                "this service's engine gives no entity tags, so no change can be made on condition of one; "
                "only If-Match: * and If-None-Match: * of one graph can be held"
            )
        there = graph is None or self._service.has_graph(named_graph(graph))
        check_condition(condition, frozenset(), there=there)


def _with_dataset(job: UpdateJob, parsed: ParsedUpdate) -> str:
    if job.default_graphs is None and job.named_graphs is None:
        return job.update
    return with_using(job.update, parsed, job.default_graphs or (f"urn:uuid:{uuid4()}",), job.named_graphs or ())


def _by_graph(store: Store) -> list[tuple[str | None, list[Quad]]]:
    """Return the graphs of a store with what they hold: the default graph first."""
    names: list[NamedNode | DefaultGraph] = [name for name in store.named_graphs() if isinstance(name, NamedNode)]
    found = [(name, list(store.quads_for_pattern(None, None, None, name))) for name in [DefaultGraph(), *names]]
    return [(name.value if isinstance(name, NamedNode) else None, quads) for name, quads in found if quads]


def _n_triples(quads: Sequence[Quad]) -> bytes:
    return serialize((quad.triple for quad in quads), format=RdfFormat.N_TRIPLES) or b""
