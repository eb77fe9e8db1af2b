"""The remote engine: queries and changes go to a service of the SPARQL 1.1 Protocol."""

import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from secrets import token_hex
from typing import Final
from urllib.parse import urlencode

from pyoxigraph import NamedNode

from phaen.endpoint.engine import Answer, AnyJob, GraphJob, Job, Running, SearchJob, WholeAnswer, described
from phaen.endpoint.errors import AnswerError, EngineError, UnknownResourceError
from phaen.endpoint.evaluation import choose_format, searched_dataset
from phaen.endpoint.formats import FINDINGS, Form, by_name
from phaen.endpoint.front.client import CANCELLATION, CLIENT
from phaen.endpoint.names import named_graph
from phaen.endpoint.remote.answer import RemoteAnswer, SpooledAnswer, Watch
from phaen.endpoint.remote.capabilities import Capabilities, Default, Parameters, Probe
from phaen.endpoint.remote.changes import Changes
from phaen.endpoint.remote.conversion import ACCEPT, Target
from phaen.endpoint.remote.questions import FORMS, based, examined_query
from phaen.endpoint.remote.service import service_of
from phaen.endpoint.search.local import LocalIndex
from phaen.endpoint.settings import Settings
from phaen.endpoint.sparql.parsing import ParsedQuery
from phaen.endpoint.sparql.rewriting import Change, beyond, changed, limited
from phaen.endpoint.sparql.textsearch.refusals import refuse_functions
from phaen.endpoint.sparql.textsearch.rewriting import search_changes
from phaen.endpoint.writing.jobs import WriteJob, Written
from phaen.loaders.remote.client import Request, Response
from phaen.loaders.remote.errors import RefusedError, RemoteError
from phaen.loaders.remote.marks import cut_after, refuse_interrupted
from phaen.loaders.remote.service import FORM, JSON, N_TRIPLES

_NOT_FOUND: Final = 404
_READY_SECONDS: Final = 5.0
_SLACK: Final = 1.0
"""Seconds by which a service may stop a query later than we do: so it is ours that is told."""

_ALL: Final = "SELECT ?g ?s ?p ?o { GRAPH ?g { ?s ?p ?o } }"
_ALL_AND_DEFAULT: Final = "SELECT ?g ?s ?p ?o { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }"
_GRAPH: Final = "CONSTRUCT { ?s ?p ?o } WHERE { %s }"


@dataclass(frozen=True)
class _Sent:
    """What is sent of a query: its text and parameters, and what to make of the result."""

    text: str
    parameters: Parameters
    target: Target
    accept: str


class RemoteEngine:
    """Passes queries and changes on to a service, and its results back as they come.

    Nothing names the state of the data there, so ``snapshot`` is empty, and no result is kept.
    """

    def __init__(self, settings: Settings, prefixes: Mapping[str, str] | None = None) -> None:
        """Connect to nothing yet."""
        self._settings = settings
        self._prefixes = prefixes or {}
        self._service = service_of(settings)
        self._probe = Probe(self._service)
        self._changes = Changes(self._service, self._probe)
        self._index = LocalIndex(settings)
        self._lock = threading.Lock()
        self._running: dict[str, tuple[Running, Watch]] = {}
        self._count = 0

    def run(self, job: AnyJob) -> Answer:
        """Start a query and return once its result begins; a search is done here, on the index that is kept here."""
        if isinstance(job, SearchJob):
            return WholeAnswer(Form.FINDINGS, FINDINGS, "", self._index.find(job))
        with self._watched(job) as watch:
            capabilities = self._capabilities(watch)
            if isinstance(job, GraphJob):
                return self._run_graph(job, capabilities, watch)
            return self._run_query(job, capabilities, watch)

    def at_once(self, job: AnyJob) -> None:
        """Return nothing: what is asked of another service takes its time."""

    def write(self, job: WriteJob) -> Written:
        """Make a change; return when the service says that it is done."""
        return self._changes.make(job, self._settings.timeout)

    def snapshot(self) -> str:
        """Return the empty text: nothing names the state that new queries see."""
        return ""

    def ready(self) -> None:
        """Return if the service answers as the settings want it to; raise NotReadyError saying why not."""
        with self.run(Job("ASK {}", timeout=min(_READY_SECONDS, self._settings.timeout))) as answer:
            b"".join(answer)

    def running(self) -> list[Running]:
        """Return the queries of this process that run."""
        now = time.monotonic()
        with self._lock:
            found = list(self._running.values())
        return [replace(running, seconds=now - watch.began) for running, watch in found]

    def cancel(self, query: str) -> bool:
        """End a query of this process by its id; return False if there is none. The service may go on with it."""
        with self._lock:
            found = self._running.get(query)
        if found is None:
            return False
        found[1].cancel()
        return True

    def statistics(self) -> Mapping[str, float]:
        """Return what has been counted in this process."""
        with self._lock:
            return {"queries": float(self._count), "running": float(len(self._running))}

    def close(self) -> None:
        """Give up what runs, and close the connections."""
        with self._lock:
            found = list(self._running.values())
        for _, watch in found:
            watch.cut()
        self._service.close()

    @contextmanager
    def _watched(self, job: Job | GraphJob) -> Iterator[Watch]:
        """List a query until its answer ends, or it fails before; give it up if the client goes before that."""
        name = token_hex(8)
        watch = Watch(job.seconds(self._settings.timeout), lambda: self._forget(name))
        with self._lock:
            self._running[name] = (Running(name, CLIENT.get(), described(job), "running", 0.0, ""), watch)
            self._count += 1
        cancellation = CANCELLATION.get()
        if cancellation is not None:
            cancellation.add(watch.cut)
        try:
            yield watch
        except RemoteError as error:
            watch.end()
            raise watch.error(error) from error
        except BaseException:
            watch.end()
            raise
        finally:
            if cancellation is not None:
                cancellation.discard(watch.cut)

    def _forget(self, name: str) -> None:
        with self._lock:
            self._running.pop(name, None)

    def _capabilities(self, watch: Watch) -> Capabilities:
        del watch  # the service itself has a time limit
        found = self._probe.get()
        found.check(union=self._settings.union)
        return found

    def _run_query(self, job: Job, capabilities: Capabilities, watch: Watch) -> Answer:
        parsed = examined_query(job.query, job.base_iri, frozenset(job.allowed_services))
        refuse_functions(job.query, job.base_iri)
        found = search_changes(job.query, job.base_iri, searched_dataset(job), self._index.get)
        form = FORMS[parsed.form]
        format_ = choose_format(job.formats, form)
        sent = _Sent(
            changed(job.query, found),
            _dataset(job, parsed, capabilities),
            Target(form, format_, self._prefixes),
            ACCEPT[form],
        )
        if job.rows is not None and form is not Form.BOOLEAN:
            sent = self._limited(sent, job, parsed, found, capabilities, watch)
        response = self._send(replace(sent, text=based(sent.text, job.base_iri)), capabilities, watch)
        cut = cut_after(response.headers)
        target = sent.target if cut is None else replace(sent.target, cut=cut)
        maker = SpooledAnswer if target.rows is not None else RemoteAnswer
        return maker(response, target, watch)

    def _limited(
        self,
        sent: _Sent,
        job: Job,
        parsed: ParsedQuery,
        found: Sequence[Change],
        capabilities: Capabilities,
        watch: Watch,
    ) -> _Sent:
        """Set the limit of rows; a table that is cut must say so in its head, so it is asked whether it is longer."""
        rows = job.rows or 0
        if sent.target.form is Form.GRAPH:
            return replace(sent, target=replace(sent.target, rows=rows))
        text = beyond(job.query, parsed, rows, found)
        if text is None:
            return sent
        asked = replace(sent, text=based(text, job.base_iri), target=Target(Form.ROWS, by_name("csv")))
        with RemoteAnswer(
            self._send(asked, capabilities, watch), asked.target, Watch(watch.left, lambda: None)
        ) as more:
            longer = b"".join(more).count(b"\n") > 1
        cut = rows if longer else None
        return replace(sent, text=limited(job.query, parsed, rows, found), target=replace(sent.target, cut=cut))

    def _send(self, sent: _Sent, capabilities: Capabilities, watch: Watch) -> Response:
        timeout = capabilities.product.timeout(watch.left + _SLACK)
        body = urlencode([("query", sent.text), *sent.parameters, *timeout]).encode()
        url = self._service.addresses.query
        request = Request("POST", url, {"Content-Type": FORM, "Accept": sent.accept}, body)
        response = self._service.client.send(request, watch.left, watch.cut)
        try:
            refuse_interrupted(url, response.headers)
        except RemoteError:
            response.close()
            raise
        return response

    def _run_graph(self, job: GraphJob, capabilities: Capabilities, watch: Watch) -> Answer:
        target = Target(Form.GRAPH, by_name(job.format), self._prefixes, quads=job.dataset)
        if job.graph is not None:
            named_graph(job.graph)
            return self._run_named_graph(job.graph, target, capabilities, watch)
        plain = capabilities.dataset(union=False)
        if not job.dataset:
            sent = _Sent(_GRAPH % "?s ?p ?o", plain, target, ACCEPT[Form.GRAPH])
        elif capabilities.default is Default.UNION:
            sent = _Sent(_ALL, (), target, JSON)
        else:
            sent = _Sent(_ALL_AND_DEFAULT, plain, target, JSON)
        return RemoteAnswer(_uncut(self._send(sent, capabilities, watch)), target, watch)

    def _run_named_graph(self, graph: str, target: Target, capabilities: Capabilities, watch: Watch) -> Answer:
        if self._service.addresses.graph_store:
            request = Request("GET", self._service.addresses.graph(graph), {"Accept": N_TRIPLES})
            try:
                response = self._service.client.send(request, watch.left, watch.cut)
            except RefusedError as error:
                if error.status == _NOT_FOUND:
                    raise _no_graph(graph) from error
                raise
            return RemoteAnswer(_uncut(response), target, watch)
        if not self._service.has_graph(NamedNode(graph)):
            raise _no_graph(graph)
        text = _GRAPH % f"GRAPH {NamedNode(graph)} {{ ?s ?p ?o }}"
        response = self._send(_Sent(text, (), target, ACCEPT[Form.GRAPH]), capabilities, watch)
        return RemoteAnswer(_uncut(response), target, watch)


def _dataset(job: Job, parsed: ParsedQuery, capabilities: Capabilities) -> Parameters:
    """Return the dataset of a query as parameters: that of the request, else that of its FROM clauses, else ours."""
    if job.default_graphs is None and job.named_graphs is None:
        return () if parsed.dataset else capabilities.dataset(union=job.union)
    default = [("default-graph-uri", named_graph(graph).value) for graph in job.default_graphs or ()]
    return (*default, *(("named-graph-uri", named_graph(graph).value) for graph in job.named_graphs or ()))


def _uncut(response: Response) -> Response:
    """Return the response that brings whole graphs; raise EngineError if the service has cut it."""
    cut = cut_after(response.headers)
    if cut is None:
        return response
    response.close()
    raise EngineError(f"the engine cuts results after {cut} rows, and a part of a graph would look like the whole")


def _no_graph(graph: str) -> AnswerError:
    return UnknownResourceError(f"there is no graph {graph}; /graphs lists those that there are")
