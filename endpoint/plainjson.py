"""Plain JSON: the rows of a result as objects with plain values, for who does not want SPARQL's own JSON.

``{"columns": ["a", "b"], "cut": null, "rows": [{"a": "ก", "b": 1}, {"a": "ข", "b": null}]}``; of an ASK
``{"boolean": true}``. ``cut`` is the number of rows after which the service cut the result, null for a whole one.
"""

import json
from collections.abc import Callable, Iterator
from decimal import Decimal
from itertools import islice
from typing import Final

from pyoxigraph import QueryBoolean, QuerySolutions

from phaen.endpoint.cells import Term, cell_of, text_of
from phaen.endpoint.heads import Output

LARGEST: Final = 2**53 - 1
"""The largest whole number that all readers of JSON keep as it is (RFC 8259, section 6); a larger one is a text."""
_AT_ONCE: Final = 200
_quoted: Final[Callable[[str], str]] = json.JSONEncoder(ensure_ascii=False).encode


def write_plain(result: QuerySolutions | QueryBoolean, output: Output, cut: int | None) -> None:
    """Write a result, some rows at a time."""
    if isinstance(result, QueryBoolean):
        output.write(b'{"boolean": true}\n' if result else b'{"boolean": false}\n')
        return
    columns = [variable.value for variable in result.variables]
    head = f'{{"columns": {json.dumps(columns, ensure_ascii=False)}, "cut": {json.dumps(cut)}, "rows": ['
    output.write(head.encode())
    rows, comma = _rows(result, columns), "\n"
    del result  # see _rows
    while some := list(islice(rows, _AT_ONCE)):
        output.write((comma + ",\n".join(some)).encode())
        comma = ",\n"
    output.write(b"\n]}\n")


def plain(term: Term | None) -> str:
    """Return the value of a term as JSON; days stay the text that they are."""
    cell = cell_of(term)
    if isinstance(cell, str):
        return _quoted(cell)
    if cell is None or isinstance(cell, bool):
        return json.dumps(cell)
    if isinstance(cell, int):
        return str(cell) if abs(cell) <= LARGEST else f'"{cell}"'
    if isinstance(cell, float):
        return repr(cell)
    if isinstance(cell, Decimal):
        return format(cell, "f")
    return _quoted(cell.isoformat() if term is None else text_of(term))


def _rows(result: QuerySolutions, columns: list[str]) -> Iterator[str]:
    names = [_quoted(column) + ": " for column in columns]
    try:
        for solution in result:
            members = (name + plain(term) for name, term in zip(names, solution, strict=True))
            yield f"{{{', '.join(members)}}}"
    finally:
        del result  # the engine's parsers must end in their thread, so none may live on in the frames of an error
