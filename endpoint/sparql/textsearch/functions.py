"""The filter functions: whether, and how well, a text matches words, without the index."""

from collections.abc import Callable, Mapping
from typing import Any

from pyoxigraph import Literal, NamedNode

from phaen.endpoint.errors import TextSearchError
from phaen.endpoint.sparql.textsearch.names import MATCH_SCORE, MATCHES
from phaen.loaders.errors import QueryTextError
from phaen.loaders.search.matching import matcher
from phaen.ontology.terms import RDF, XSD

_ARGUMENTS = 2
_STRINGS = frozenset({XSD["string"], RDF["langString"]})
_MOST_KEPT = 100


class MatchFunctions:
    """The functions for one query, which remember its words.

    The engine takes an error in them for a value that there is not: so the first one is kept, to be told.
    """

    def __init__(self) -> None:
        """Begin with no words."""
        self._matchers: dict[str, Callable[[str], float]] = {}
        self._error: str | None = None

    def table(self) -> Mapping[NamedNode, Callable[..., Any]]:
        """Return the functions by their names."""
        return {MATCHES: self._matches, MATCH_SCORE: self._score}

    def check(self) -> None:
        """Raise TextSearchError if the words of one call were not understood."""
        if self._error is not None:
            raise TextSearchError(self._error)

    def _matches(self, *arguments: object) -> Literal | None:
        score = self._scored(arguments)
        return None if score is None else Literal(score > 0)

    def _score(self, *arguments: object) -> Literal | None:
        score = self._scored(arguments)
        return None if score is None else Literal(f"{score:.7g}", datatype=XSD["float"])

    def _scored(self, arguments: tuple[object, ...]) -> float | None:
        """Return the score; None, an error of the expression, unless both arguments are texts."""
        if len(arguments) != _ARGUMENTS:
            self._fail(f"takes a text and words to look for in it, and was given {len(arguments)} arguments")
            return None
        if self._error is not None:
            return None  # the query is refused anyway, and reading the words once more for each row takes long
        text, words = arguments
        if not (isinstance(text, Literal) and isinstance(words, Literal)) or words.datatype not in _STRINGS:
            return None
        found = self._matchers.get(words.value)
        if found is None:
            try:
                found = matcher(words.value)
            except QueryTextError as error:
                self._fail(f"does not understand the words: {error}")
                return None
            if len(self._matchers) < _MOST_KEPT:
                self._matchers[words.value] = found
        return found(text.value)

    def _fail(self, said: str) -> None:
        self._error = self._error or f"{MATCHES} {said}"
