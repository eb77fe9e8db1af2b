"""Make the changes that a job asks for in the writer's database: no process, no HTTP."""

from dataclasses import replace

from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat, Store, Triple, parse

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
from phaen.endpoint.writing.jobs import Condition, DeleteJob, Payload, PostJob, PutJob, UpdateJob, WriteJob
from phaen.endpoint.writing.updates import execute

DEEPEST_TERM = 100
"""Triple terms within triple terms; some thousands overflow the stack of who reads them."""
_WORDS_OF_DATA = frozenset(
    {"IRIREF", "STRING_LITERAL1", "STRING_LITERAL2", "STRING_LITERAL_LONG1", "STRING_LITERAL_LONG2"}
)
_TRIPLES_ONLY = frozenset({RdfFormat.TURTLE, RdfFormat.N_TRIPLES, RdfFormat.RDF_XML})


def apply(database: Store, job: WriteJob) -> bool:
    """Make a change; tell whether it brought a new graph.

    Raises UpdateError, RdfSyntaxError, DatasetError, QuerySyntaxError or ForbiddenQueryError;
    the database may then hold a part of the change, and must be thrown away.
    """
    if isinstance(job, UpdateJob):
        _update(database, job)
        return False
    if isinstance(job, DeleteJob):
        _delete(database, job)
        return False
    created = isinstance(job.graph, str) and not exists(database, job.graph)
    if isinstance(job, PutJob):
        _clear(database, job.graph)
    _add(database, job)
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


def _update(database: Store, job: UpdateJob) -> None:
    allowed = frozenset(job.allowed_services)
    _refuse_deep_term(job.update)
    services = check_update(job.update, job.base_iri, allowed)
    routed(
        job.update,
        services,
        job.timeout,
        lambda text: _execute(database, replace(job, update=text), job.update, calls=bool(services)),
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


def _execute(database: Store, job: UpdateJob, given: str, *, calls: bool) -> None:
    """Execute an update; ``given`` is its text as it came, for the messages; ``calls`` tells that it calls services."""
    try:
        execute(database, job)
    except SyntaxError as error:
        raise update_syntax_error(str(error), given) from error
    except (RuntimeError, ValueError) as error:
        raise UpdateError(f"the update failed, and nothing was changed: {error}") from error
    except OSError as error:
        if not calls:
            raise  # it is the disk's
        raise UpdateError(f"the update failed, and nothing was changed: {error}") from error


def _delete(database: Store, job: DeleteJob) -> None:
    _clear(database, job.graph)
    if job.graph is not None:
        database.remove_graph(named_graph(job.graph))


def _clear(database: Store, iri: str | None) -> None:
    if exists(database, iri):
        database.clear_graph(DefaultGraph() if iri is None else named_graph(iri))


def _add(database: Store, job: PutJob | PostJob) -> None:
    name = DefaultGraph() if job.graph is None else named_graph(job.graph)
    if isinstance(name, NamedNode):
        database.add_graph(name)
    for payload in job.payloads:
        try:
            _refuse_deep_terms(payload)
            _load(database, payload, None if isinstance(job, PostJob) and job.dataset else name)
        except SyntaxError as error:
            raise RdfSyntaxError(
                f"the body is not sound {payload.format}: {str(error).splitlines()[0]}; nothing was changed"
            ) from error


def _refuse_deep_terms(payload: Payload) -> None:
    """Raise RdfSyntaxError for triple terms within triple terms without end: no query could ever read them again."""
    form = by_name(payload.format).engine
    if b"<<" not in payload.data or not isinstance(form, RdfFormat):
        return
    for quad in parse(payload.data, form, base_iri=payload.base_iri):
        if _depth(quad.object) > DEEPEST_TERM:
            raise RdfSyntaxError(f"a triple term is nested more than {DEEPEST_TERM} deep; nothing was changed")


def _depth(term: object) -> int:
    depth = 0
    while isinstance(term, Triple):
        term, depth = term.object, depth + 1
    return depth


def _load(database: Store, payload: Payload, name: NamedNode | DefaultGraph | None) -> None:
    """Load a document; ``name`` is None for one that names its graphs itself."""
    form = by_name(payload.format).engine
    if not isinstance(form, RdfFormat):
        raise TypeError(f"{payload.format} is no format of graphs")
    if name is None:
        database.load(payload.data, form, base_iri=payload.base_iri)
    elif form in _TRIPLES_ONLY:
        database.load(payload.data, form, base_iri=payload.base_iri, to_graph=name)
    else:  # the engine would put what names another graph there, not into the one that is asked for
        quads = parse(payload.data, form, base_iri=payload.base_iri, without_named_graphs=True, rename_blank_nodes=True)
        database.extend(Quad(quad.subject, quad.predicate, quad.object, name) for quad in quads)
