"""Ask the index, and write what it finds as a VALUES block."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeAlias

from pyoxigraph import Literal, NamedNode

from phaen.endpoint.sparql.textsearch.highlighting import Highlighting, highlighter
from phaen.endpoint.sparql.textsearch.names import DEFAULT_GRAPH, MOST_ROWS
from phaen.loaders.search.model import LiteralHit
from phaen.ontology.terms import XSD
from phaen.queries.binding import serialise

Row: TypeAlias = tuple[str, ...]
"""The terms of a solution, as SPARQL."""

_FEWEST_ASKED = 64
_MOST_ASKED = 32 * MOST_ROWS


class LiteralIndex(Protocol):
    """What of the full-text index is used here."""

    def literals(
        self,
        query: str,
        *,
        properties: Sequence[str] = (),
        language: str | None = None,
        graphs: Collection[str] | None = None,
        subjects: Collection[str] | None = None,
        limit: int,
    ) -> list[LiteralHit]:
        """Return literals that match a query, best first; raise QueryTextError for one that is not understood."""
        ...


@dataclass(frozen=True)
class Search:
    """What the index is asked for; ``graphs`` None means all, of which ``named`` leaves the default graph out."""

    words: str
    properties: tuple[str, ...]
    language: str | None
    graphs: frozenset[str] | None
    named: bool
    subject: str | None
    limit: int | None


class TooManyError(Exception):
    """More is found than a query may have."""


def rows(index: LiteralIndex, search: Search, places: Sequence[str], how: Highlighting | None) -> list[Row]:
    """Return the different solutions, best first, each with the terms for these places as SPARQL.

    A statement that stands in several graphs is one solution, unless the graph is asked for; its score is the best.
    Raises TooManyError if they are more than a query may have, and no limit was given.
    """
    wanted = search.limit or MOST_ROWS + 1
    asked = max(wanted, _FEWEST_ASKED)
    while True:
        hits = _asked(index, search, asked)
        found = _distinct([hit for hit in hits if _may_be_given(hit, search, places)], places)
        if len(found) >= wanted or len(hits) < asked:
            break
        if asked >= _MOST_ASKED:
            raise TooManyError
        asked *= 4
    if search.limit is None and len(found) >= wanted:
        raise TooManyError
    mark = highlighter(search.words, how) if how is not None and "literal" in places else None
    return [tuple(_written(hit, place, mark) for place in places) for hit in found[:wanted]]


def values(names: Sequence[str], found: Sequence[Row]) -> str:
    """Return a VALUES block."""
    variables = " ".join(f"?{name}" for name in names)
    if len(names) == 1:
        return f"VALUES {variables} {{ {' '.join(row[0] for row in found)} }}"
    # Without variables there is one empty solution, however much was found, or none.
    kept = found if names else found[:1]
    solutions = " ".join([f"({' '.join(row)})" for row in kept])
    return f"VALUES ({variables}) {{ {solutions} }}"


def _asked(index: LiteralIndex, search: Search, limit: int) -> list[LiteralHit]:
    if search.graphs is not None and not search.graphs:
        # Asked all the same, for the words may be wrong.
        limit = 1
    found = index.literals(
        search.words,
        properties=search.properties,
        language=search.language,
        graphs=search.graphs,
        subjects=None if search.subject is None else (search.subject,),
        limit=limit,
    )
    return [] if search.graphs is not None and not search.graphs else found


def _may_be_given(hit: LiteralHit, search: Search, places: Sequence[str]) -> bool:
    """Leave out the default graph where a named one is wanted, and names of graphs that VALUES cannot hold."""
    if search.named and not hit.graph:
        return False
    return "graph" not in places or not hit.graph.startswith("_:")


def _distinct(hits: list[LiteralHit], places: Sequence[str]) -> list[LiteralHit]:
    """Keep of the hits that differ in nothing that is asked for the first one, with the best score of them."""
    found: dict[tuple[str, ...], LiteralHit] = {}
    for hit in hits:
        key = tuple(part for place in places for part in _compared(hit, place))
        known = found.setdefault(key, hit)
        if known.score < hit.score:
            found[key] = known._replace(score=hit.score)
    return sorted(found.values(), key=lambda hit: -hit.score)


def _compared(hit: LiteralHit, place: str) -> tuple[str, ...]:
    if place == "score":
        return ()
    if place == "literal":
        return (hit.value, hit.language, hit.datatype)
    return (getattr(hit, place),)


def _written(hit: LiteralHit, place: str, mark: Callable[[str], str] | None) -> str:
    if place == "score":
        return str(Literal(f"{hit.score:.7g}", datatype=XSD["float"]))
    if place == "literal":
        text = hit.value if mark is None else mark(hit.value)
        if hit.language:
            return serialise(Literal(text, language=hit.language))
        return serialise(Literal(text, datatype=NamedNode(hit.datatype) if hit.datatype else XSD["string"]))
    return str(NamedNode(getattr(hit, place) or DEFAULT_GRAPH))
