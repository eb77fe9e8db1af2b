"""Give a saved query as a file: what its header says, and the query that runs."""

from collections.abc import Mapping
from itertools import takewhile

from phaen.queries.binding import bind
from phaen.queries.header import MARK
from phaen.queries.model import SavedQuery


def query_file(query: SavedQuery, values: Mapping[str, str] | None = None) -> str:
    """Return the file of a query as it stands; with values, the same with these in the place of its examples.

    Raises ParameterError as ``bind`` does.
    """
    if not values:
        return query.source
    header = takewhile(_is_header, query.source.split("\n"))
    return "\n".join(header).rstrip() + "\n\n" + bind(query, values)


def _is_header(line: str) -> bool:
    return line.startswith(MARK) or not line.strip()
