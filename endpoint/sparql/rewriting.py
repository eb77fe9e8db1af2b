"""Change a query or an update in few places, and leave the rest of its text as it is.

Each function takes the text and what parsing.py found in this very text; what it puts in is set apart by blanks.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeAlias

from pyoxigraph import NamedNode

from phaen.endpoint.errors import BadRequestError, DatasetError
from phaen.endpoint.sparql.parsing import Operation, ParsedQuery, ParsedUpdate, Service

Change: TypeAlias = tuple[int, int, str]
"""Where the replaced text begins and ends, in code points, and what stands there instead."""


def limited(text: str, parsed: ParsedQuery, rows: int, others: Iterable[Change] = ()) -> str:
    """Return the query with a LIMIT of its outermost pattern of at most ``rows``; an ASK stays as it is.

    ``others`` are changes to be made as well.
    """
    modifiers = parsed.modifiers
    if parsed.form == "ask" or (modifiers.limit is not None and modifiers.limit <= rows):
        return changed(text, others)
    start, end = modifiers.limit_span or (modifiers.place, modifiers.place)
    return changed(text, [(start, end, f" LIMIT {rows} "), *others])


def beyond(text: str, parsed: ParsedQuery, rows: int, others: Iterable[Change] = ()) -> str | None:
    """Return the query for the one solution that comes after ``rows`` others; None where its LIMIT rules that out.

    ``others`` are changes to be made as well.
    """
    modifiers = parsed.modifiers
    if parsed.form == "ask" or (modifiers.limit is not None and modifiers.limit <= rows):
        return None
    clauses = f" LIMIT 1 OFFSET {(modifiers.offset or 0) + rows} "
    spans = [span for span in (modifiers.limit_span, modifiers.offset_span) if span is not None]
    first, *more = spans or [(modifiers.place, modifiers.place)]
    return changed(text, [(*first, clauses), *((*span, " ") for span in more), *others])


def with_using(text: str, parsed: ParsedUpdate, default_graphs: Sequence[str], named_graphs: Sequence[str]) -> str:
    """Return the update with these graphs as the dataset of each of its patterns.

    Raises BadRequestError if the update has USING, USING NAMED or WITH (SPARQL 1.1 Protocol, section 2.2.3), and
    DatasetError if a graph is no absolute IRI. Operations that match no pattern stay as they are.
    """
    clauses = "".join([_using("USING", graph) for graph in default_graphs])
    clauses += "".join([_using("USING NAMED", graph) for graph in named_graphs])
    if not clauses:
        return text
    for operation in parsed.operations:
        if operation.using or operation.with_graph is not None:
            raise BadRequestError(
                "the update has USING or WITH, and the request has using-graph-uri or using-named-graph-uri; "
                "name the graphs in one of these ways only"
            )
    return changed(
        text, [change for operation in parsed.operations for change in _with_clauses(text, operation, clauses)]
    )


def with_endpoints(text: str, services: Iterable[Service], mapping: Mapping[str, str]) -> str:
    """Return the text with each service's address replaced by the one that the mapping has for it; both absolute."""
    changes = [
        (service.start, service.end, f" {_written(mapping[service.endpoint])} ")
        for service in services
        if service.endpoint is not None and service.endpoint in mapping
    ]
    return changed(text, changes)


def _with_clauses(text: str, operation: Operation, clauses: str) -> Iterator[Change]:
    if operation.place is not None:
        yield operation.place, operation.place, f" {clauses} "
    elif operation.where is not None and operation.pattern is not None:
        pattern = text[slice(*operation.pattern)]
        yield *operation.where, " "
        yield operation.pattern[1], operation.pattern[1], f" {clauses} WHERE {pattern} "


def _using(keyword: str, graph: str) -> str:
    return f"{keyword} {_written(graph)} "


def _written(iri: str) -> str:
    try:
        return str(NamedNode(iri))
    except ValueError as error:
        raise DatasetError(f"{iri!r} is not an absolute IRI, so no graph can have this name") from error


def changed(text: str, changes: Iterable[Change]) -> str:
    """Return the text with all changes made; they must not overlap."""
    pieces = []
    position = 0
    for start, end, replacement in sorted(changes):
        pieces += [text[position:start], replacement]
        position = end
    return "".join([*pieces, text[position:]])
