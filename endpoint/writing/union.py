"""Execute an operation whose WHERE sees the union of all graphs, which the engine knows for queries only.

The WHERE is evaluated as a query. Its solutions are written into a graph of their own, from which the templates of the
operation are then filled by the engine: so every term, blank nodes too, stays what it is.
"""

from collections.abc import Iterator
from uuid import uuid4

from pyoxigraph import Literal, NamedNode, Quad, QuerySolutions, Store

from phaen.endpoint.sparql.parsing import Operation

_VARIABLE = "urn:phaen:variable:"
_NUMBER = NamedNode("urn:phaen:number")


def execute_over_union(database: Store, operation: Operation, text: str, base_iri: str | None) -> None:
    """Execute a modify or a DELETE WHERE of an update's text; raises what the engine raises, with nothing changed."""
    head, where = _parts(operation, text)
    found = database.query(
        f"{operation.prologue}\nSELECT * {where}", base_iri=base_iri, use_default_graph_as_union=True
    )
    if not isinstance(found, QuerySolutions):  # pragma: no cover - a SELECT has solutions
        raise TypeError("a SELECT was expected")
    variables = [variable.value for variable in found.variables]
    graph = NamedNode(f"urn:uuid:{uuid4()}")
    rows = list(_rows(found, variables, graph))  # all are known before anything is changed
    filled = f"{operation.prologue}\n{head} USING {graph} WHERE {{ {_pattern(variables)} }}"
    try:
        database.extend(rows)
        database.update(filled, base_iri=base_iri)
    finally:
        if database.contains_named_graph(graph):
            database.remove_graph(graph)


def where_of(operation: Operation, text: str) -> str:
    """Return the WHERE of a modify or a DELETE WHERE."""
    return _parts(operation, text)[1]


def _parts(operation: Operation, text: str) -> tuple[str, str]:
    """Split the text of an operation into its templates and its WHERE."""
    if operation.pattern is not None:
        pattern = text[operation.pattern[0] : operation.pattern[1]]
        return f"DELETE {pattern}", f"WHERE {pattern}"
    if operation.place is None:  # pragma: no cover - all operations with a WHERE have one of both
        raise ValueError(f"{operation.kind} has no WHERE")
    return text[operation.start : operation.place], text[operation.place : operation.end]


def _rows(found: QuerySolutions, variables: list[str], graph: NamedNode) -> Iterator[Quad]:
    """Yield the solutions as quads: a subject for each, and a property for each variable that it binds."""
    for number, solution in enumerate(found):
        row = NamedNode(f"{graph.value}#{number}")
        yield Quad(row, _NUMBER, Literal(number), graph)
        for variable in variables:
            term = solution[variable]
            if term is not None:
                yield Quad(row, NamedNode(_VARIABLE + variable), term, graph)


def _pattern(variables: list[str]) -> str:
    """Return the pattern that gives the solutions back."""
    names = (f"OPTIONAL {{ ?phaen_row <{_VARIABLE}{variable}> ?{variable} }}" for variable in variables)
    return " ".join([f"?phaen_row {_NUMBER} ?phaen_number .", *names])
