"""Where the documents say what was found, and what the plans are called, for one page of hits.

The places are what the graph says: asked of the database where it is open, which is in the query processes, or else
of the engine. The names of plans are those that the index has, and for plans that it has not, those of the graph.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, TypeAlias, cast

from pyoxigraph import Literal, NamedNode, QuerySolutions, Store

from phaen.endpoint.engine import Engine
from phaen.endpoint.tables import Term, select
from phaen.loaders.search.model import Hit
from phaen.ontology.assets import sparql_prologue

_MOST_PLACES: Final = 3
"""Of one hit; its own page has them all."""
_AT_ONCE: Final = 200
"""Hits that one query names: a query of a thousand IRIs is slow to read."""
_LONGEST: Final = 20
"""Places that a query allows for each hit; an organisation is quoted by every plan that names it."""
_OFFSET: Final = re.compile(r"\+?[0-9]{1,15}")


@dataclass(frozen=True, slots=True)
class Place:
    """A span of a document that says it: offsets are those of its characters, the end exclusive.

    ``title`` is the document's title, else the name of its file, "" where it has neither.
    """

    span: str
    document: str
    title: str
    begin: int
    end: int


@dataclass(frozen=True, slots=True)
class Sources:
    """What the graph adds to a page of hits: the places of each hit, and the name of each plan, by their IRIs."""

    places: Mapping[str, Sequence[Place]] = field(default_factory=dict)
    plans: Mapping[str, str] = field(default_factory=dict)


Places: TypeAlias = Mapping[str, Sequence[Place]]
"""The places of hits, by their IRIs."""
_Ask: TypeAlias = Callable[[str, int], Sequence[Mapping[str, Term]]]
"""Runs a query, and gives the first rows of its result, at most so many."""


def sources_of(engine: Engine, hits: Sequence[Hit], places: Places | None = None) -> Sources:
    """Give the evidence and the plans of hits; the engine is asked for what is not known.

    ``places`` are None where nobody has looked for them. The graph may be newer than the index: then some hits have
    none.
    """
    if places is None:
        places = _all_places(lambda query, limit: select(engine, query, limit).records(), [hit.iri for hit in hits])
    names = {hit.plan: hit.plan_label for hit in hits if hit.plan and hit.plan_label}
    unnamed = dict.fromkeys(hit.plan for hit in hits if hit.plan and hit.plan not in names)
    return Sources(places, names | _names(engine, unnamed))


def places_in(store: Store, iris: Sequence[str]) -> Places:
    """Look for the evidence of hits in a database; raises what the database does where it cannot be read."""

    def ask(query: str, _: int) -> list[dict[str, Term]]:
        found = cast("QuerySolutions", store.query(query, use_default_graph_as_union=True))
        names = [variable.value for variable in found.variables]
        rows = (zip(names, row, strict=True) for row in found)
        return [{name: term for name, term in row if term is not None} for row in rows]

    return _all_places(ask, iris)


def _all_places(ask: _Ask, iris: Sequence[str]) -> dict[str, list[Place]]:
    places: dict[str, list[Place]] = {}
    for begin in range(0, len(iris), _AT_ONCE):
        _add_places(ask, iris[begin : begin + _AT_ONCE], places)
    return places


def _add_places(ask: _Ask, iris: Sequence[str], places: dict[str, list[Place]]) -> None:
    limit = _LONGEST * len(iris)
    query = f"""{sparql_prologue()}SELECT DISTINCT ?hit ?span ?document ?title ?begin ?end {{
  VALUES ?hit {{ {_terms(iris)} }} ?hit phaen:hasEvidence ?span .
  ?span nif:referenceContext ?document ; nif:beginIndex ?begin ; nif:endIndex ?end .
  OPTIONAL {{ ?document dct:title ?given }} OPTIONAL {{ ?document phaen:fileName ?file }}
  BIND(COALESCE(?given, ?file) AS ?title)
}} ORDER BY ?hit ?document ?begin LIMIT {limit}"""
    for row in ask(query, limit):
        found = places.setdefault(_text(row, "hit"), [])
        place = _place(row)
        if place and len(found) < _MOST_PLACES and place.span not in {other.span for other in found}:
            found.append(place)


def _place(row: Mapping[str, Term]) -> Place | None:
    """Read a place; None for one with offsets that are none, which data from elsewhere may hold."""
    begin, end = _text(row, "begin"), _text(row, "end")
    if not (_OFFSET.fullmatch(begin) and _OFFSET.fullmatch(end)):
        return None
    return Place(_text(row, "span"), _text(row, "document"), _text(row, "title"), int(begin), int(end))


def _names(engine: Engine, plans: Iterable[str]) -> dict[str, str]:
    """Return the name of each plan, the Thai one where it has several."""
    values = list(plans)
    if not values:
        return {}
    query = f"""{sparql_prologue()}SELECT ?plan ?name {{
  VALUES ?plan {{ {_terms(values)} }} ?plan skos:prefLabel ?name }}"""
    found: dict[str, Literal] = {}
    for row in select(engine, query, 4 * len(values)).records():
        name, plan = row.get("name"), _text(row, "plan")
        if isinstance(name, Literal) and (plan not in found or name.language == "th"):
            found[plan] = name
    return {plan: name.value for plan, name in found.items()}


def _terms(iris: Iterable[str]) -> str:
    return " ".join(str(NamedNode(iri)) for iri in iris)


def _text(row: Mapping[str, Term], name: str) -> str:
    term = row.get(name)
    return term.value if isinstance(term, NamedNode | Literal) else ""
