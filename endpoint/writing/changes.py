"""Make the changes that a job asks for in the writer's database: no process, no HTTP."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from pyoxigraph import DefaultGraph, Quad, RdfFormat, Store, Triple, parse

from phaen.endpoint.errors import (
    PreconditionError,
    QuerySyntaxError,
    RdfSyntaxError,
    UpdateError,
)
from phaen.endpoint.federation.routing import routed
from phaen.endpoint.formats import by_name
from phaen.endpoint.names import named_graph
from phaen.endpoint.sparql.policy import check_update
from phaen.endpoint.sparql.reading import NotParsedError, read
from phaen.endpoint.sparql.syntax import update_syntax_error
from phaen.endpoint.sparql.textsearch.refusals import refuse_update
from phaen.endpoint.writing.jobs import Condition, DeleteJob, Payload, PostJob, PutJob, UpdateJob, WriteJob
from phaen.endpoint.writing.trace import Trace
from phaen.endpoint.writing.updates import execute

DEEPEST_TERM = 100
"""Triple terms within triple terms; some thousands overflow the stack of who reads them."""
_WORDS_OF_DATA = frozenset(
    {"IRIREF", "STRING_LITERAL1", "STRING_LITERAL2", "STRING_LITERAL_LONG1", "STRING_LITERAL_LONG2"}
)
_TRIPLES_ONLY = frozenset({RdfFormat.TURTLE, RdfFormat.N_TRIPLES, RdfFormat.RDF_XML})


def apply(database: Store, job: WriteJob, trace: Trace) -> bool:
    """Make a change; tell whether it brought a new graph.

    Raises UpdateError, RdfSyntaxError, DatasetError, QuerySyntaxError or ForbiddenQueryError; then nothing is changed,
    unless ``trace`` says that a part of it was made.
    """
    if isinstance(job, UpdateJob):
        _update(database, job, trace)
        return False
    if isinstance(job, DeleteJob):
        trace.graphs.add(job.graph)
        _clear(database, job.graph)
        return False
    created = isinstance(job.graph, str) and not exists(database, job.graph)
    if isinstance(job, PutJob) and not created:
        _read(job)  # what is not sound is found before anything is taken away
        trace.half_done = True
        _clear(database, job.graph)
    if not _of_many_graphs(job):
        trace.graphs.add(job.graph)
    if job.graph is not None:
        database.add_graph(named_graph(job.graph))
        trace.half_done |= created
    for payload in job.payloads:
        _load(database, payload, job)
        trace.half_done = True
        if _of_many_graphs(job):
            trace.note(_quads(payload, job))
    trace.half_done = False
    return created


def exists(database: Store, iri: str | None) -> bool:
    """Tell whether there is a graph of this name; the default graph is always there."""
    return iri is None or database.contains_named_graph(named_graph(iri))


def is_nothing(job: WriteJob) -> bool:
    """Tell whether a job changes nothing for sure: nothing is merged (Graph Store HTTP Protocol, section 5.5)."""
    return isinstance(job, PostJob) and not any(payload.data for payload in job.payloads)


def check_condition(condition: Condition, tags: frozenset[str], *, there: bool) -> None:
    """Raise PreconditionError unless a graph whose representations have these entity tags may be changed."""
    if condition.match and not (there and (condition.match == ("*",) or tags.intersection(condition.match))):
        raise PreconditionError("the graph has changed since the given If-Match; read it again and repeat the change")
    if condition.none_match and there and (condition.none_match == ("*",) or tags.intersection(condition.none_match)):
        raise PreconditionError("the graph is there already, which If-None-Match excludes; choose another graph")


def _update(database: Store, job: UpdateJob, trace: Trace) -> None:
    allowed = frozenset(job.allowed_services)
    _refuse_deep_term(job.update)
    services = check_update(job.update, job.base_iri, allowed)
    refuse_update(job.update, job.base_iri)
    routed(
        job.update,
        services,
        job.timeout,
        lambda text: _execute(database, replace(job, update=text), job.update, trace, calls=bool(services)),
        refused=frozenset(service.endpoint for service in services if service.endpoint is not None) - allowed,
    )


def _refuse_deep_term(update: str) -> None:
    """Raise QuerySyntaxError for a triple term nested without end, as far as our grammar reads the update."""
    if "<<" not in update:
        return
    depth = 0
    try:
        reading = read(update, "update_unit")
    except NotParsedError:
        return
    for token, kind in enumerate(reading.kinds):
        word = reading.word(token) if kind not in _WORDS_OF_DATA else ""
        depth += word.startswith("<<") - word.endswith(">>")
        if depth > DEEPEST_TERM:
            raise QuerySyntaxError(f"a triple term is nested more than {DEEPEST_TERM} deep")


def _execute(database: Store, job: UpdateJob, given: str, trace: Trace, *, calls: bool) -> None:
    """Execute an update; ``given`` is its text as it came, for the messages; ``calls`` tells that it calls services."""
    try:
        execute(database, job, trace)
    except SyntaxError as error:
        raise update_syntax_error(str(error), given) from error
    except (RuntimeError, ValueError) as error:
        raise UpdateError(f"the update failed, and nothing was changed: {error}") from error
    except OSError as error:
        if not calls:
            raise  # it is the disk's
        raise UpdateError(f"the update failed, and nothing was changed: {error}") from error


def _clear(database: Store, iri: str | None) -> None:
    """Empty the default graph, or remove a named one; nothing happens to one that is not there."""
    if iri is None:
        database.clear_graph(DefaultGraph())
    elif exists(database, iri):
        database.remove_graph(named_graph(iri))


def _of_many_graphs(job: PutJob | PostJob) -> bool:
    return isinstance(job, PostJob) and job.dataset


def _read(job: PutJob | PostJob) -> None:
    """Read the documents of a job to their end; raises RdfSyntaxError."""
    for payload in job.payloads:
        with _syntax_of(payload):
            for _ in _quads(payload, job):
                pass


def _quads(payload: Payload, job: PutJob | PostJob) -> Iterator[Quad]:
    """Read a document; one that is meant for a graph must name none."""
    alone = not _of_many_graphs(job) and _form(payload) not in _TRIPLES_ONLY
    yield from parse(
        payload.data,
        _form(payload),
        base_iri=payload.base_iri,
        without_named_graphs=alone,
        rename_blank_nodes=True,
    )


def _load(database: Store, payload: Payload, job: PutJob | PostJob) -> None:
    """Load a document, all of it or nothing; raises RdfSyntaxError."""
    form = _form(payload)
    name = DefaultGraph() if job.graph is None else named_graph(job.graph)
    with _syntax_of(payload):
        _refuse_deep_terms(payload)
        if _of_many_graphs(job):
            database.load(payload.data, form, base_iri=payload.base_iri)
        elif form in _TRIPLES_ONLY:
            database.load(payload.data, form, base_iri=payload.base_iri, to_graph=name)
        else:  # the engine would put what names another graph there, not into the one that is asked for
            database.extend([Quad(quad.subject, quad.predicate, quad.object, name) for quad in _quads(payload, job)])


@contextmanager
def _syntax_of(payload: Payload) -> Iterator[None]:
    """Turn a syntax error into one that clients know."""
    try:
        yield
    except SyntaxError as error:
        raise RdfSyntaxError(
            f"the body is not sound {payload.format}: {str(error).splitlines()[0]}; nothing was changed"
        ) from error


def _refuse_deep_terms(payload: Payload) -> None:
    """Raise RdfSyntaxError for triple terms within triple terms without end: no query could ever read them again."""
    if b"<<" not in payload.data:
        return
    for quad in parse(payload.data, _form(payload), base_iri=payload.base_iri):
        if _depth(quad.object) > DEEPEST_TERM:
            raise RdfSyntaxError(f"a triple term is nested more than {DEEPEST_TERM} deep; nothing was changed")


def _form(payload: Payload) -> RdfFormat:
    form = by_name(payload.format).engine
    if not isinstance(form, RdfFormat):
        raise TypeError(f"{payload.format} is no format of graphs")
    return form


def _depth(term: object) -> int:
    depth = 0
    while isinstance(term, Triple):
        term, depth = term.object, depth + 1
    return depth
