"""A table as a Parquet file: each column with the type that all of its values have, text where they have none.

The rows are read twice, for SPARQL says nothing of a column's type before its last value.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from typing import IO, Any, Final, Literal

from pyoxigraph import Literal as RdfLiteral
from pyoxigraph import NamedNode, QuerySolutions

from phaen.endpoint.cells import Cell, Term, cell_of, text_of

Kind = Literal["text", "whole", "number", "truth", "day", "moment", "instant"]
"""A moment has no time zone, an instant has one."""

KEY: Final = "phaen."
"""Begins the keys of what is said in the metadata of the file."""
DATATYPES: Final = b"datatypes"
"""The key, in the metadata of a column, of the datatypes that its values had."""
_AT_ONCE: Final = 5000
_MOST_DATATYPES: Final = 10
_LARGEST: Final = 2**63


def write_parquet(rows: Callable[[], QuerySolutions], said: Mapping[str, Mapping[str, str]], output: IO[bytes]) -> None:
    """Write a table; ``rows`` reads it from the beginning, ``said`` are the labels and facts of ``about``."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    columns = _columns(rows())
    schema = pa.schema(
        [pa.field(column.name, _type(pa, column.kind), metadata=column.metadata()) for column in columns],
        metadata={KEY + key: fact for key, fact in said["facts"].items() if fact},
    )
    found, readers = rows(), [_READERS.get(column.kind, cell_of) for column in columns]
    with pq.ParquetWriter(output, schema, compression="zstd") as writer:
        while some := list(islice(found, _AT_ONCE)):
            arrays = [
                pa.array([None if row[place] is None else read(row[place]) for row in some], schema.field(place).type)
                for place, read in enumerate(readers)
            ]
            writer.write_batch(pa.RecordBatch.from_arrays(arrays, schema=schema))


class Column:
    """A column: what its values have in common so far."""

    def __init__(self, name: str) -> None:
        """Begin with no value."""
        self.name = name
        self._kinds: set[Kind] = set()
        self._datatypes: dict[str, None] = {}

    def add(self, term: Term) -> None:
        """Take a value into account."""
        self._kinds.add(kind_of(cell_of(term)))
        if len(self._datatypes) < _MOST_DATATYPES:
            self._datatypes[_datatype(term)] = None

    @property
    def kind(self) -> Kind:
        """Return the kind of all values; text for none, and for kinds that do not go together."""
        kinds = self._kinds
        if kinds == {"whole", "number"}:
            return "number"
        return next(iter(kinds)) if len(kinds) == 1 else "text"

    def metadata(self) -> dict[bytes, bytes]:
        """Return what is said of the column in the file."""
        return {DATATYPES: " ".join(self._datatypes).encode()}


def kind_of(cell: Cell) -> Kind:
    """Return the kind of a value."""
    if isinstance(cell, bool):
        return "truth"
    if isinstance(cell, int):
        return "whole" if -_LARGEST <= cell < _LARGEST else "text"
    if isinstance(cell, float | Decimal):
        return "number"
    if isinstance(cell, datetime):
        return "moment" if cell.tzinfo is None else "instant"
    return "day" if isinstance(cell, date) else "text"


def _columns(rows: QuerySolutions) -> list[Column]:
    columns = [Column(variable.value) for variable in rows.variables]
    for row in rows:
        for column, term in _bound(columns, row):
            column.add(term)
    return columns


def _bound(columns: list[Column], row: Any) -> Iterator[tuple[Column, Term]]:  # noqa: ANN401 - a QuerySolution
    return ((column, term) for column, term in zip(columns, row, strict=True) if term is not None)


def _datatype(term: Term) -> str:
    """Return the datatype of a literal; that of an address for an IRI, and for all else none."""
    if isinstance(term, RdfLiteral):
        return term.datatype.value
    return "http://www.w3.org/2001/XMLSchema#anyURI" if isinstance(term, NamedNode) else ""


def _number(term: Term) -> float:
    cell = cell_of(term)
    assert isinstance(cell, int | float | Decimal)  # noqa: S101 - so are all values of a column of numbers
    return float(cell)


_READERS: Final[Mapping[Kind, Callable[[Term], Cell]]] = {"text": text_of, "number": _number}


def _type(pa: Any, kind: Kind) -> Any:  # noqa: ANN401 - pyarrow's own
    types = {
        "text": pa.string(),
        "whole": pa.int64(),
        "number": pa.float64(),
        "truth": pa.bool_(),
        "day": pa.date32(),
        "moment": pa.timestamp("us"),
        "instant": pa.timestamp("us", tz="UTC"),
    }
    return types[kind]
