"""Execute an update over the dataset that the request, or the service's default, wants its WHERE clauses to see.

The engine knows neither the graphs of the protocol, which are written into the update as USING clauses, nor a union of
all graphs for updates. What was done before a failure is dropped, because nothing is published then.
"""

import re
from dataclasses import replace
from uuid import uuid4

from pyoxigraph import Store

from phaen.endpoint.errors import BadRequestError
from phaen.endpoint.sparql.lexer import bare
from phaen.endpoint.sparql.parsing import NotParsedError, Operation, ParsedUpdate, parse_update
from phaen.endpoint.sparql.rewriting import with_using
from phaen.endpoint.writing.jobs import UpdateJob
from phaen.endpoint.writing.union import execute_over_union

_LABEL = re.compile(r"(?<![\w:.-])_:[\w.-]+")


def execute(database: Store, job: UpdateJob) -> None:
    """Execute an update; raises SyntaxError, the engine's RuntimeError, and BadRequestError."""
    if job.default_graphs is not None or job.named_graphs is not None:
        no_graph = f"urn:uuid:{uuid4()}"
        text = with_using(job.update, _parsed(job), job.default_graphs or (no_graph,), job.named_graphs or ())
        _execute_as_it_is(database, replace(job, update=text))
    elif operations := _over_union(job):
        _refuse_shared_labels(job, operations)
        for operation in operations:
            if _sees_default(operation):
                execute_over_union(database, operation, job.update, job.base_iri)
            else:
                database.update(_text(job, operation), base_iri=job.base_iri)
    else:
        _execute_as_it_is(database, job)


def _parsed(job: UpdateJob) -> ParsedUpdate:
    """Parse the update; raise BadRequestError, or the engine's SyntaxError, if our grammar does not read it."""
    try:
        return parse_update(job.update, job.base_iri)
    except NotParsedError as error:
        Store().update(job.update, base_iri=job.base_iri)  # an empty store: only to see whether the syntax is wrong
        raise BadRequestError(f"using-graph-uri cannot be applied to this update: {error}") from error


def _over_union(job: UpdateJob) -> tuple[Operation, ...]:
    """Return the operations if one of them reads the union of all graphs; none where the engine's own way will do."""
    if not job.union or "where" not in job.update.lower():  # so that much data is not read twice
        return ()
    try:
        operations = parse_update(job.update, job.base_iri).operations
    except NotParsedError:
        return ()
    return operations if any(_sees_default(operation) for operation in operations) else ()


def _execute_as_it_is(database: Store, job: UpdateJob) -> None:
    """Execute an update whole, or, if it has prologues where the engine reads none, one operation after another.

    Each operation may have a prologue, and one may stand at the end (SPARQL 1.1 Query, grammar rule 29).
    """
    try:
        database.update(job.update, base_iri=job.base_iri)
    except SyntaxError:
        try:
            operations = parse_update(job.update, job.base_iri).operations
        except NotParsedError:
            operations = ()
        if not operations:
            raise
        _refuse_shared_labels(job, operations)
        for operation in operations:
            database.update(_text(job, operation), base_iri=job.base_iri)


def _refuse_shared_labels(job: UpdateJob, operations: tuple[Operation, ...]) -> None:
    """Raise SyntaxError for a blank node that is named in two INSERT DATA (SPARQL 1.1 Query, section 19.6)."""
    seen: set[str] = set()
    for operation in operations:
        if operation.kind == "insert-data":
            labels = set(_LABEL.findall(bare(job.update[operation.start : operation.end])))
            if shared := sorted(labels & seen):
                raise SyntaxError(f"error at 1:1: the blank node {shared[0]} stands in two INSERT DATA operations")
            seen |= labels


def _text(job: UpdateJob, operation: Operation) -> str:
    return f"{operation.prologue}\n{job.update[operation.start : operation.end]}"


def _sees_default(operation: Operation) -> bool:
    """Tell whether an operation reads the default dataset: it has a WHERE, and names no dataset itself."""
    if operation.kind == "delete-where":
        return True
    return operation.kind == "modify" and not operation.using and operation.with_graph is None
