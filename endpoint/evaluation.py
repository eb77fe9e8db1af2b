"""Evaluate a job on a store: no process, no HTTP, only pyoxigraph.

Used by the query processes and by ``phaen query``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import IO, Any

from pyoxigraph import (
    NamedNode,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Store,
    serialize,
)

from phaen.endpoint.engine import Job
from phaen.endpoint.errors import DatasetError, EvaluationError, NotAcceptableError
from phaen.endpoint.formats import Form, Format, by_name, formats_of
from phaen.endpoint.lexer import has_dataset_clause
from phaen.endpoint.syntax import syntax_error


@dataclass(frozen=True)
class Result:
    """A parsed and planned query, ready to be written out once."""

    form: Form
    format: Format
    _result: QuerySolutions | QueryBoolean | QueryTriples
    _prefixes: Mapping[str, str]

    def write(self, output: IO[bytes]) -> None:
        """Evaluate the query and write its result; raise EvaluationError if the engine fails on the way."""
        try:
            self._write(output)
        except (RuntimeError, ValueError) as error:
            raise EvaluationError(f"the engine stopped at this query: {_first_line(str(error))}") from error

    def _write(self, output: IO[bytes]) -> None:
        engine = self.format.engine
        if isinstance(self._result, QueryTriples) and isinstance(engine, RdfFormat):
            if self.format.prefixes:
                serialize(self._result, output, engine, prefixes=dict(self._prefixes))
            else:
                self._result.serialize(output, engine)
        elif isinstance(self._result, QuerySolutions | QueryBoolean) and isinstance(engine, QueryResultsFormat):
            self._result.serialize(output, engine)
        else:  # pragma: no cover - evaluate() chose the format by the form
            raise TypeError(f"{self.format.name} cannot hold {self.form}")


def evaluate(store: Store, job: Job, prefixes: Mapping[str, str] | None = None) -> Result:
    """Parse a query and return its result, unevaluated; ``prefixes`` are used to write graphs.

    Raises DatasetError, NotAcceptableError or EvaluationError.
    """
    default_graph, named_graphs = _graphs(job.default_graphs), _graphs(job.named_graphs)
    explicit = default_graph is not None or named_graphs is not None
    # The engine's union flag would hide a FROM clause, which must win over our default.
    union = job.union and not explicit and not has_dataset_clause(job.query)
    try:
        result = store.query(
            job.query,
            base_iri=job.base_iri,
            use_default_graph_as_union=union,
            default_graph=(default_graph or []) if explicit else None,
            named_graphs=(named_graphs or []) if explicit else None,
        )
    except SyntaxError as error:
        raise syntax_error(str(error), job.query) from error
    except (RuntimeError, ValueError, OSError) as error:
        raise EvaluationError(f"the engine refused this query: {_first_line(str(error))}") from error
    form = form_of(result)
    return Result(form, choose_format(job.formats, form), result, prefixes or {})


def form_of(result: QuerySolutions | QueryBoolean | QueryTriples) -> Form:
    """Return the form of a result of the engine."""
    if isinstance(result, QueryTriples):
        return Form.GRAPH
    return Form.BOOLEAN if isinstance(result, QueryBoolean) else Form.ROWS


def choose_format(wanted: Mapping[Form, str], form: Form) -> Format:
    """Return the format that the client wants for this form; raise NotAcceptableError if it accepts none."""
    name = wanted.get(form)
    if name is None:
        available = tuple(format_.media_types[0] for format_ in formats_of(form))
        kind = "a graph" if form is Form.GRAPH else "a table or a boolean"
        raise NotAcceptableError(f"this query answers with {kind}; ask for one of {', '.join(available)}", available)
    return by_name(name)


def _first_line(message: str, limit: int = 300) -> str:
    line = message.strip().splitlines()[0] if message.strip() else "no reason given"
    return line if len(line) <= limit else line[: limit - 1] + "…"


def _graphs(iris: tuple[str, ...] | None) -> list[Any] | None:
    # A list of any kind of graph name: the engine's own types want one list for each kind.
    return None if iris is None else [_graph(iri) for iri in iris]


def _graph(iri: str) -> NamedNode:
    try:
        return NamedNode(iri)
    except ValueError as error:
        raise DatasetError(f"{iri!r} is not an absolute IRI, so no graph can have this name") from error
