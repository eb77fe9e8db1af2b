"""Read the rows of an answer, up to a limit, for a page or for our own use."""

import io
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice

from pyoxigraph import (
    BlankNode,
    Literal,
    NamedNode,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    Triple,
    parse_query_results,
)

from phaen.endpoint.depth import Depth
from phaen.endpoint.engine import Answer, Engine, GraphJob, Job
from phaen.endpoint.errors import EvaluationError
from phaen.endpoint.formats import Form

Term = NamedNode | BlankNode | Literal | Triple
_TRIPLE = b'"triple"'
_DEEPEST = 500
"""Objects within objects, from the first triple term on."""
_MOST_SHOWN = 4_000_000
"""Bytes of a result, as JSON, of which a page is made; the process that makes it has no other limit."""
_NOT_FOR_A_PAGE = "a value of this result is too large, or nested too deeply, for a page; take the result as data"
_JSON_ROWS = {Form.ROWS: "json", Form.BOOLEAN: "json", Form.GRAPH: "turtle"}


@dataclass(frozen=True)
class Table:
    """Rows of terms, in the order of the variables; ``more`` tells that the result goes on."""

    variables: tuple[str, ...]
    rows: tuple[tuple[Term | None, ...], ...]
    more: bool

    def empty(self) -> tuple[str, ...]:
        """Name the variables that no row binds."""
        bound = {name for row in self.rows for name, term in zip(self.variables, row, strict=True) if term is not None}
        return tuple(name for name in self.variables if name not in bound)

    def without(self, names: tuple[str, ...]) -> "Table":
        """Return the table without these columns."""
        kept = [index for index, name in enumerate(self.variables) if name not in names]
        rows = tuple(tuple(row[index] for index in kept) for row in self.rows)
        return Table(tuple(self.variables[index] for index in kept), rows, self.more)

    def records(self) -> list[dict[str, Term]]:
        """Return each row as a dictionary of its bound variables."""
        return [
            {name: term for name, term in zip(self.variables, row, strict=True) if term is not None}
            for row in self.rows
        ]


@dataclass(frozen=True)
class Shown:
    """A result cut to what a page shows: a table, a truth value, or a piece of Turtle.

    ``empty`` names the columns of the table that are left out, because no row has a value in them. ``cut`` is the
    number of rows, or triples, after which the service itself cut the result; ``snapshot`` the state of the data that
    it is of.
    """

    table: Table | None = None
    boolean: bool | None = None
    turtle: str | None = None
    more: bool = False
    empty: tuple[str, ...] = ()
    cut: int | None = None
    snapshot: str = ""


def select(engine: Engine, query: str, limit: int, *, union: bool = True, timeout: float | None = None) -> Table:
    """Run one of our own queries over all graphs, or over the default graph alone, and return its first rows."""
    with engine.run(Job(query, formats=_JSON_ROWS, union=union, timeout=timeout)) as answer:
        return _read_table(answer, limit)


def show(engine: Engine, job: Job | GraphJob, limit: int, characters: int = 200_000) -> Shown:
    """Run a query and return the beginning of its result."""
    with engine.run(job) as answer:
        shown = _shown(answer, limit, characters)
        return replace(shown, cut=answer.cut, snapshot=answer.snapshot)


def _shown(answer: Answer, limit: int, characters: int) -> Shown:
    if answer.form is Form.GRAPH:
        data = _read_bytes(answer, characters)
        return Shown(turtle=data[:characters].decode("utf-8", "ignore"), more=len(data) > characters)
    if answer.form is Form.BOOLEAN:
        parsed = parse_query_results(b"".join(answer), QueryResultsFormat.JSON)
        return Shown(boolean=isinstance(parsed, QueryBoolean) and bool(parsed))
    table = _read_table(answer, limit, _MOST_SHOWN)
    empty = table.empty() if table.rows else ()
    return Shown(table=table.without(empty), more=table.more, empty=empty)


def _read_table(answer: Answer, limit: int, most: int | None = None) -> Table:
    """Read the first rows of an answer; with ``most``, no more than about so many bytes."""
    # The parser reads as it goes, so that a huge result is given up after the rows that are shown.
    try:
        source = _Source(iter(answer))
        solutions = parse_query_results(io.BufferedReader(source), QueryResultsFormat.JSON)
        if not isinstance(solutions, QuerySolutions):
            raise TypeError("a table was expected")
        rows: list[tuple[Term | None, ...]] = []
        for solution in islice(solutions, limit + 1):
            if rows and most is not None and source.taken > most:
                limit = len(rows)
            rows.append(tuple(solution))
            if len(rows) > limit:
                break
    except MemoryError as error:  # of the parser's buffer, which holds a value at a time
        raise EvaluationError(_NOT_FOR_A_PAGE) from error
    return Table(tuple(variable.value for variable in solutions.variables), tuple(rows[:limit]), len(rows) > limit)


def _read_bytes(answer: Answer, limit: int) -> bytes:
    data = bytearray()
    for piece in answer:
        data += piece
        if len(data) > limit:
            break
    return bytes(data)


class _Source(io.RawIOBase):
    """A file over the pieces of an answer."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        super().__init__()
        self._pieces = pieces
        self._left = b""
        self.taken = 0
        self._end = b""
        self._nested = False
        self._depth = Depth()

    def _check_depth(self, piece: bytes) -> None:
        """Refuse terms within terms without end: reading them would overflow the stack of this very process."""
        if not self._nested and _TRIPLE not in self._end + piece:
            self._end = piece[-len(_TRIPLE) :]
            return
        self._nested = True
        self._depth.feed(piece)
        if self._depth.now > _DEEPEST:
            raise EvaluationError(_NOT_FOR_A_PAGE)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # the stub wants a wider type
        while not self._left:
            piece = next(self._pieces, None)
            if piece is None:
                return 0
            self._check_depth(piece)
            self.taken += len(piece)
            self._left = piece
        size = min(len(buffer), len(self._left))
        buffer[:size] = self._left[:size]
        self._left = self._left[size:]
        return size
