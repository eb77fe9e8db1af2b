"""What a query process does for the search box, on the index of its snapshot; arguments and results are JSON.

The views have checked the arguments; the bounds are held here once more, since this is where they cost something.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import astuple
from typing import Any, Protocol

from pyoxigraph import Store

from phaen.endpoint.errors import BadParameterError
from phaen.endpoint.search.evidence import Place, Places, places_in
from phaen.endpoint.search.limits import LONGEST_SUGGESTION, MOST_HITS, MOST_REACHED, MOST_SUGGESTIONS
from phaen.loaders.errors import QueryTextError
from phaen.loaders.search.model import (
    FACETS,
    EntityFacts,
    FacetCount,
    Filters,
    Hit,
    Results,
    Snippet,
    Suggestion,
)

_PLACES = "places"
"""The member of results that holds their evidence."""


class Index(Protocol):
    """As much of the full-text index as the search box needs (``loaders/search/index.py``)."""

    def search(self, query: str, filters: Filters, *, offset: int, limit: int, facets: Sequence[str] = ()) -> Results:
        """Return one page of what matches."""
        ...

    def suggest(self, text: str, *, limit: int, kinds: Sequence[str] = (), language: str = "th") -> list[Suggestion]:
        """Return names that begin as the text does, or have a word that does."""
        ...

    def entity(self, iri: str) -> EntityFacts | None:
        """Return what is known of an entity."""
        ...


def search(arguments: Mapping[str, Any], index: Index) -> dict[str, Any]:
    """Return the results of a search (``SearchRequest.arguments``); raise BadParameterError for an unknown filter."""
    given = arguments["filters"]
    plain: dict[str, Any] = {name: tuple(found) if isinstance(found, list) else found for name, found in given.items()}
    filters = Filters(**plain)
    _check_known("organisation", filters.organisations, index)
    _check_known("theme", filters.themes, index)
    try:
        results = index.search(
            str(arguments["query"]),
            filters,
            offset=min(int(arguments["offset"]), MOST_REACHED),
            limit=min(int(arguments["limit"]), MOST_HITS),
            facets=[name for name in arguments.get("facets", ()) if name in FACETS],
        )
    except QueryTextError as error:
        raise BadParameterError(f"q cannot be searched for: {error}") from error
    hits = [_fields(hit) | {"snippets": list(map(_fields, hit.snippets))} for hit in results.hits]
    facets = {name: list(map(_fields, counts)) for name, counts in results.facets.items()}
    return _fields(results) | {"hits": hits, "facets": facets}


def suggest(arguments: Mapping[str, Any], index: Index) -> dict[str, Any]:
    """Return names that somebody may be typing, best first; each once, none as long as a paragraph."""
    limit = min(int(arguments["limit"]), MOST_SUGGESTIONS)
    found = index.suggest(
        str(arguments["text"]),
        limit=2 * limit,
        kinds=tuple(arguments.get("kinds", ())),
        language=str(arguments.get("language", "th")),
    )
    short: dict[str, Suggestion] = {}
    for suggestion in found:  # a name that several things have leads to one search
        if len(suggestion.text) <= LONGEST_SUGGESTION:
            short.setdefault(suggestion.text, suggestion)
    return {"suggestions": [_fields(suggestion) for suggestion in list(short.values())[:limit]]}


def _fields(found: Results | Hit | Snippet | FacetCount | Suggestion) -> dict[str, Any]:
    """Give the fields of what was found; ``dataclasses.asdict`` copies all that is in them, which takes its time."""
    return {name: getattr(found, name) for name in found.__slots__}


def with_places(found: dict[str, Any], store: Store) -> dict[str, Any]:
    """Add the evidence of the hits of a search; a database that fails is left to who asks it, and tells why."""
    with suppress(OSError, RuntimeError, ValueError):
        places = places_in(store, [hit["iri"] for hit in found["hits"]])
        found[_PLACES] = {iri: list(map(astuple, some)) for iri, some in places.items()}
    return found


def read_places(content: Mapping[str, Any]) -> Places | None:
    """Rebuild the evidence of hits from the JSON of results; None where nobody has looked for it."""
    found = content.get(_PLACES)
    return None if found is None else {iri: [Place(*place) for place in some] for iri, some in found.items()}


def read_results(content: Mapping[str, Any]) -> Results:
    """Rebuild results from their JSON."""
    content = {name: value for name, value in content.items() if name != _PLACES}
    facets = {name: tuple(FacetCount(**count) for count in counts) for name, counts in content["facets"].items()}
    return Results(**{**content, "hits": tuple(_hit(hit) for hit in content["hits"]), "facets": facets})


def read_suggestions(content: Mapping[str, Any]) -> list[Suggestion]:
    """Rebuild suggestions from their JSON."""
    return [Suggestion(**suggestion) for suggestion in content["suggestions"]]


def _hit(content: Mapping[str, Any]) -> Hit:
    snippets = tuple(
        Snippet(found["field"], tuple((str(text), bool(match)) for text, match in found["pieces"]))
        for found in content["snippets"]
    )
    return Hit(**{**content, "snippets": snippets})


def _check_known(name: str, iris: Sequence[str], index: Index) -> None:
    for iri in iris:
        if index.entity(iri) is None:
            place = "the facets of a search, or /queries/organisations" if name == "organisation" else "/vocab"
            raise BadParameterError(f"{name} is <{iri}>, which this store does not know; see {place}")
