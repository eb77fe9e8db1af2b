"""Evaluate a job on a store: no process, no HTTP, only pyoxigraph.

Used by the query processes and by ``phaen query``.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import IO, Any

from pyoxigraph import (
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Store,
    serialize,
)

from phaen.endpoint.engine import Job
from phaen.endpoint.errors import EvaluationError, NoIndexError, NotAcceptableError, ResultTooLargeError
from phaen.endpoint.formats import PLAIN, SPREADSHEET, Form, Format, by_name, formats_of
from phaen.endpoint.jsonld import contextual
from phaen.endpoint.names import named_graph
from phaen.endpoint.plainjson import write_plain
from phaen.endpoint.sparql.dataset import is_union
from phaen.endpoint.sparql.existence import existence_changes
from phaen.endpoint.sparql.parsing import NotParsedError, parse_query
from phaen.endpoint.sparql.rewriting import Change, changed, limited
from phaen.endpoint.sparql.syntax import syntax_error
from phaen.endpoint.sparql.textsearch.functions import MatchFunctions
from phaen.endpoint.sparql.textsearch.hits import LiteralIndex
from phaen.endpoint.sparql.textsearch.rewriting import Dataset, search_changes
from phaen.endpoint.spreadsheet import write_sheet

NO_INDEX = "the query has a text:query, and the data has no full-text index; build it with phaen index"


@dataclass(frozen=True)
class Result:
    """A parsed and planned query, ready to be written out once."""

    form: Form
    format: Format
    _result: QuerySolutions | QueryBoolean | QueryTriples
    _prefixes: Mapping[str, str]
    cut: int | None = None
    rows: int | None = None
    _functions: MatchFunctions = field(default_factory=MatchFunctions)

    def write(self, output: IO[bytes]) -> None:
        """Evaluate the query and write its result; raise EvaluationError if the engine fails on the way."""
        try:
            self._write(output)
        except (RuntimeError, ValueError) as error:
            raise EvaluationError(f"the engine stopped at this query: {_first_line(str(error))}") from error
        self._functions.check()

    def _write(self, output: IO[bytes]) -> None:
        engine = self.format.engine
        if isinstance(self._result, QueryTriples) and isinstance(engine, RdfFormat):
            if not self.format.prefixes and self.rows is None:
                self._result.serialize(output, engine)
                return
            prefixes = dict(self._prefixes) if self.format.prefixes else {}
            with contextual(self.format, output, prefixes) as target:
                serialize(islice(self._result, self.rows), target, engine, prefixes=prefixes)
        elif isinstance(self._result, QuerySolutions | QueryBoolean) and self.format is PLAIN:
            write_plain(self._result, output, self.cut)
        elif isinstance(self._result, QuerySolutions | QueryBoolean) and self.format is SPREADSHEET:
            write_sheet(self._result, output)
        elif isinstance(self._result, QuerySolutions | QueryBoolean) and isinstance(engine, QueryResultsFormat):
            self._result.serialize(output, engine)
        else:  # pragma: no cover - evaluate() chose the format by the form
            raise TypeError(f"{self.format.name} cannot hold {self.form}")


def evaluate(
    store: Store,
    job: Job,
    prefixes: Mapping[str, str] | None = None,
    index: Callable[[], LiteralIndex] | None = None,
) -> Result:
    """Parse a query and return its result, unevaluated; ``prefixes`` are used to write graphs.

    ``index`` gives the full-text index of the store; it is called for a query with text:query only.
    Raises DatasetError, NotAcceptableError, ResultTooLargeError, TextSearchError, NoIndexError or EvaluationError.
    """
    found = search_changes(job.query, job.base_iri, searched_dataset(job), index or _no_index)
    found = found or existence_changes(job.query)  # not both: they may change the same group
    functions = MatchFunctions()
    result = _query(store, job, changed(job.query, found), functions)
    form = form_of(result)
    format_ = choose_format(job.formats, form)
    if job.rows is None or form is Form.BOOLEAN:
        return Result(form, format_, result, prefixes or {}, _functions=functions)
    longer = _is_longer(_query(store, job, changed(job.query, found), functions), job.rows)
    if form is Form.ROWS:
        result = _query(store, job, _limited(job, job.rows, found, longer=longer), functions)
    return Result(form, format_, result, prefixes or {}, job.rows if longer else None, job.rows, functions)


def searched_dataset(job: Job) -> Dataset:
    """Return the graphs that full-text searches of a query go through, unless its FROM clauses say otherwise."""
    if job.default_graphs is None and job.named_graphs is None:
        return Dataset(None if job.union else frozenset({""}))
    return Dataset(frozenset(job.default_graphs or ()), frozenset(job.named_graphs or ()), explicit=True)


def _no_index() -> LiteralIndex:
    raise NoIndexError(NO_INDEX)


def _query(
    store: Store, job: Job, text: str, functions: MatchFunctions
) -> QuerySolutions | QueryBoolean | QueryTriples:
    default_graph, named_graphs = _graphs(job.default_graphs), _graphs(job.named_graphs)
    explicit = default_graph is not None or named_graphs is not None
    # The engine's union flag would hide a FROM clause, which must win over our default.
    union = is_union(job.query, union=job.union, explicit=explicit)
    try:
        return store.query(
            text,
            base_iri=job.base_iri,
            use_default_graph_as_union=union,
            default_graph=(default_graph or []) if explicit else None,
            named_graphs=(named_graphs or []) if explicit else None,
            custom_functions=dict(functions.table()),
        )
    except SyntaxError as error:
        raise syntax_error(_said_of(job, text, error), job.query) from error
    except (RuntimeError, ValueError, OSError) as error:
        raise EvaluationError(f"the engine refused this query: {_first_line(str(error))}") from error


def _said_of(job: Job, text: str, error: SyntaxError) -> str:
    """Return what the engine says of the query as it was given: its places are those that the client knows."""
    if text != job.query:
        try:
            Store().query(job.query, base_iri=job.base_iri)
        except SyntaxError as given:
            return str(given)
    return str(error)


def _is_longer(result: QuerySolutions | QueryBoolean | QueryTriples, rows: int) -> bool:
    """Tell whether a result has more rows, before any is sent: a result that is cut must say so in its head."""
    if isinstance(result, QueryBoolean):
        return False
    try:
        return next(islice(result, rows, None), None) is not None
    except (RuntimeError, ValueError, OSError):
        return False  # the engine will fail in the same way when the result is written


def _limited(job: Job, rows: int, found: Sequence[Change], *, longer: bool) -> str:
    try:
        return limited(job.query, parse_query(job.query, job.base_iri), rows, found)
    except NotParsedError as error:
        if not longer:
            return job.query
        raise ResultTooLargeError(
            f"the result has more than {rows} rows, the limit of this service, and this query cannot be cut there; "
            "add a LIMIT"
        ) from error


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
    return None if iris is None else [named_graph(iri) for iri in iris]
