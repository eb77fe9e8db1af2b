"""Execute an update over the dataset that the request, or the service's default, wants its WHERE clauses to see.

The engine knows neither the graphs of the protocol, which are written into the update as USING clauses, nor a union of
all graphs for updates. The trace tells what was done before a failure, for it to be dropped.
"""

import re
from dataclasses import replace
from typing import Any, cast
from uuid import uuid4

from pyoxigraph import BlankNode, NamedNode, QuerySolutions, Store

from phaen.endpoint.errors import BadRequestError
from phaen.endpoint.sparql.changing import may_change
from phaen.endpoint.sparql.lexer import bare
from phaen.endpoint.sparql.parsing import NotParsedError, Operation, ParsedUpdate, parse_update
from phaen.endpoint.sparql.rewriting import with_using
from phaen.endpoint.writing.jobs import UpdateJob
from phaen.endpoint.writing.trace import Trace
from phaen.endpoint.writing.union import execute_over_union, where_of

_LONG = 20_000
# The engine wants no blank between two keywords, nor between one and a prefixed name: DELETEWHERE, CLEARALL, LOADex:a.
_NOT_DATA = re.compile(
    r"where\b|\b(?:with|load|copy|move|add|clear|drop)(?:\b|silent|graph|default|named|all|[\w.-]*:)", re.IGNORECASE
)
# The engine takes a keyword also right after a full stop, and after true or false.
_GRAPH = re.compile(
    r"(?:(?<![A-Za-z_/#:-])|(?<=true)|(?<=false))GRAPH"
    r"(?:\s*<([A-Za-z][A-Za-z0-9+.-]*:[^<>\"{}|^`\\\s]*)>)?",
    re.IGNORECASE,
)
_LABEL = re.compile(r"(?<![\w:.-])_:[\w.-]+")


def execute(database: Store, job: UpdateJob, trace: Trace) -> None:
    """Execute an update; raises SyntaxError, the engine's RuntimeError, and BadRequestError.

    Then nothing is changed, unless the trace says so.
    """
    if job.default_graphs is not None or job.named_graphs is not None:
        no_graph = f"urn:uuid:{uuid4()}"
        text = with_using(job.update, _parsed(job), job.default_graphs or (no_graph,), job.named_graphs or ())
        job = replace(job, update=text)
    if (graphs := _graphs_of_data(job.update)) is not None:
        trace.graphs |= graphs
        _execute_as_it_is(database, job, trace)
        return
    operations = _operations(job, trace)
    trace.others |= any(_empties_many(operation) for operation in operations)
    in_pieces = any(_reads_union(job, operation) or operation.target_variables for operation in operations)
    if in_pieces:
        _execute_in_pieces(database, job, operations, trace)
    else:
        trace.graphs.update(*(operation.targets for operation in operations))
        _execute_as_it_is(database, job, trace)


def _empties_many(operation: Operation) -> bool:
    """Tell whether an operation empties graphs without naming them: CLEAR or DROP of ALL or NAMED, or of DEFAULT."""
    return operation.kind in {"clear", "drop"} and operation.targets == {None}


def _graphs_of_data(update: str) -> frozenset[str | None] | None:
    """Return the graphs that a long text of data names, without parsing it, which takes its time; None to be parsed.

    A graph that is named in a string is found too, which does no harm.
    """
    if len(update) < _LONG or _NOT_DATA.search(update):
        return None
    named = [match[1] for match in _GRAPH.finditer(update)]
    return None if None in named else frozenset({None, *named})


def _operations(job: UpdateJob, trace: Trace) -> tuple[Operation, ...]:
    """Parse an update; no operations where our grammar fails."""
    try:
        return parse_update(job.update, job.base_iri).operations
    except NotParsedError:
        trace.unknown = True
        return ()


def _execute_in_pieces(database: Store, job: UpdateJob, operations: tuple[Operation, ...], trace: Trace) -> None:
    """Execute the operations one after another; each is made whole or not at all."""
    _refuse_shared_labels(job, operations)
    for operation in operations:
        trace.graphs |= operation.targets
        _note_found_targets(database, job, operation, trace)
        if _reads_union(job, operation):
            execute_over_union(database, operation, job.update, job.base_iri)
        else:
            database.update(_text(job, operation), base_iri=job.base_iri)
        trace.half_done = True
    trace.half_done = False


def _note_found_targets(database: Store, job: UpdateJob, operation: Operation, trace: Trace) -> None:
    """Note which graphs the variables behind GRAPH stand for, before the operation changes what its WHERE finds."""
    if not operation.target_variables:
        return
    variables = " ".join(f"?{name}" for name in sorted(operation.target_variables))
    found = database.query(
        f"{operation.prologue}\nSELECT DISTINCT {variables} {where_of(operation, job.update)}",
        base_iri=job.base_iri,
        **_dataset(job, operation),
    )
    terms = {term for row in cast("QuerySolutions", found) for term in row}
    trace.graphs |= {term.value for term in terms if isinstance(term, NamedNode)}
    trace.others |= any(isinstance(term, BlankNode) for term in terms)
    # Where the WHERE draws a UUID, the operation draws another one.
    trace.others |= may_change(_text(job, operation), services=bool(operation.services))


def _dataset(job: UpdateJob, operation: Operation) -> dict[str, Any]:
    """Return what the WHERE of an operation sees, as the engine wants it for a query."""
    if operation.using:
        default = [NamedNode(clause.iri) for clause in operation.using if not clause.named]
        named = [NamedNode(clause.iri) for clause in operation.using if clause.named]
        return {"default_graph": default, "named_graphs": named}
    if operation.with_graph is not None:
        return {"default_graph": NamedNode(operation.with_graph)}
    return {"use_default_graph_as_union": job.union}


def _parsed(job: UpdateJob) -> ParsedUpdate:
    """Parse the update; raise BadRequestError, or the engine's SyntaxError, if our grammar does not read it."""
    try:
        return parse_update(job.update, job.base_iri)
    except NotParsedError as error:
        Store().update(job.update, base_iri=job.base_iri)  # an empty store: only to see whether the syntax is wrong
        raise BadRequestError(f"using-graph-uri cannot be applied to this update: {error}") from error


def _execute_as_it_is(database: Store, job: UpdateJob, trace: Trace) -> None:
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
        _execute_in_pieces(database, replace(job, union=False), operations, trace)


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


def _reads_union(job: UpdateJob, operation: Operation) -> bool:
    """Tell whether an operation reads the union of all graphs: it has a WHERE, and names no dataset itself."""
    if not job.union:
        return False
    if operation.kind == "delete-where":
        return True
    return operation.kind == "modify" and not operation.using and operation.with_graph is None
