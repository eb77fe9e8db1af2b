"""Put values into a saved query, and hold those that the full-text index is asked for to its language."""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from phaen.loaders.errors import QueryTextError
from phaen.loaders.search.querying import parse
from phaen.queries.binding import bind
from phaen.queries.errors import ParameterError
from phaen.queries.model import SavedQuery

_SEARCH: Final = re.compile(r"text:query\s*\(([^()]*)\)")
_VARIABLE: Final = re.compile(r"\?(\w+)")


def bound(saved: SavedQuery, values: Mapping[str, str]) -> str:
    """Return the text of a query with values; raise ParameterError for one that cannot stand there."""
    text = bind(saved, values)
    for problem in wrong_words(saved, values):
        raise problem
    return text


def wrong_words(saved: SavedQuery, values: Mapping[str, str]) -> Iterator[ParameterError]:
    """Give what is wrong with words to search for: the index would tell of a place in the query, not of the value."""
    searched = {name for arguments in _SEARCH.findall(saved.text) for name in _VARIABLE.findall(arguments)}
    for name in sorted(searched & values.keys()):
        try:
            parse(values[name], lenient=False)
        except QueryTextError as error:
            yield ParameterError(name, values[name], str(error))
