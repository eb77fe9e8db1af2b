"""Filters of a search, and counts of its hits by what they can be filtered by."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

import tantivy

from phaen.loaders.search.contents import BUDDHIST_ERA
from phaen.loaders.search.documents import entity_schema
from phaen.loaders.search.model import FacetCount, Filters
from phaen.loaders.search.properties import KIND_NAMES
from phaen.ontology.terms import AUTHORITY_TYPE, PROVINCE

MOST_VALUES: Final = {
    "kind": 20,
    "province": 100,
    "organisation": 20,
    "organisation_type": 50,
    "theme": 30,
    "year": 60,
}
"""Values of each facet that are counted, those of the most hits; of years the last ones."""
_PERIODS: Final = 5_000
"""Periods that the engine counts, of which the years are: more than there are within a century."""

_Q = tantivy.Query
_MUST = tantivy.Occur.Must

_CLEARED: Final[Mapping[str, dict[str, Any]]] = {
    "kind": {"kinds": ()},
    "province": {"provinces": ()},
    "organisation": {"organisations": ()},
    "organisation_type": {"organisation_types": ()},
    "theme": {"themes": ()},
    "year": {"first_year": None, "last_year": None},
}

Counts = Mapping[str, list[tuple[str, int]]]
"""The values of each facet, each with its number of hits."""
Lookup = Callable[[Sequence[str]], Mapping[str, Mapping[str, str]]]


def only(query: tantivy.Query, filters: Filters) -> tantivy.Query:
    """Leave of a query's hits those that the filters ask for; scores stay."""
    conditions = [*_conditions(filters)]
    if not conditions:
        return query
    return _Q.boolean_query([(_MUST, query), *((_MUST, _Q.const_score_query(one, 0.0)) for one in conditions)])


def _conditions(filters: Filters) -> list[tantivy.Query]:
    values = {
        "kind": filters.kinds,
        "province": filters.provinces,
        "organisation": filters.organisations,
        "organisation_type": filters.organisation_types,
        "theme": filters.themes,
    }
    schema = entity_schema()
    found = [_Q.term_set_query(schema, name, list(some)) for name, some in values.items() if some]
    if filters.first_year is not None or filters.last_year is not None:
        kind = tantivy.FieldType.Unsigned
        first, last = (None if year is None else max(0, year) for year in (filters.first_year, filters.last_year))
        found.append(_Q.range_query(schema, "year", kind, lower_bound=first, upper_bound=last))
    return found


def counted(searcher: tantivy.Searcher, query: tantivy.Query, filters: Filters, names: Sequence[str]) -> Counts:
    """Count all hits by facets, each as if it were not filtered by itself, for its other values are alternatives."""
    found: dict[str, list[tuple[str, int]]] = {}
    for others, group in _by_filters(filters, names).items():
        answer = searcher.aggregate(only(query, others), {name: _terms(name) for name in group})
        found |= {name: _values(name, answer[name]["buckets"]) for name in group}
    return {name: _sorted(name, found[name]) for name in names}


def labelled(found: Counts, lookup: Lookup) -> dict[str, tuple[FacetCount, ...]]:
    """Name the values of facets."""
    labels = lookup([iri for name, some in found.items() for value, _ in some for iri in (_iri(name, value),) if iri])
    return {name: tuple(_count(name, value, count, labels) for value, count in some) for name, some in found.items()}


def _by_filters(filters: Filters, names: Sequence[str]) -> dict[Filters, list[str]]:
    """Group facets by the filters that count for them."""
    groups: dict[Filters, list[str]] = {}
    for name in names:
        groups.setdefault(replace(filters, **_CLEARED[name]), []).append(name)
    return groups


def _terms(name: str) -> dict[str, Any]:
    """Count values; of years the periods, since each hit has one period and several years."""
    if name == "year":
        return {"terms": {"field": "period", "size": _PERIODS}}
    return {"terms": {"field": name, "size": MOST_VALUES[name], "order": {"_count": "desc"}}}


def _values(name: str, buckets: Sequence[Mapping[str, Any]]) -> list[tuple[str, int]]:
    counts = [(str(bucket["key"]), int(bucket["doc_count"])) for bucket in buckets]
    return _years(counts) if name == "year" else counts


def _years(periods: Sequence[tuple[str, int]]) -> list[tuple[str, int]]:
    """Count the hits of each year out of those of each period, the last year first."""
    counts: Counter[int] = Counter()
    for period, count in periods:
        first, last = map(int, period.split("-"))
        counts.update(dict.fromkeys(range(first, last + 1), count))
    return [(str(year), counts[year]) for year in sorted(counts, reverse=True)[: MOST_VALUES["year"]]]


def _sorted(name: str, found: list[tuple[str, int]]) -> list[tuple[str, int]]:
    return found if name == "year" else sorted(found, key=lambda one: (-one[1], one[0]))


def _iri(name: str, value: str) -> str:
    """Give the IRI whose labels name a value; "" for years, and kinds without a class."""
    if name == "kind":
        return KIND_NAMES[value][0]
    if name == "year":
        return ""
    return {"province": PROVINCE.iri, "organisation_type": AUTHORITY_TYPE.iri}.get(name, "") + value


def _count(name: str, value: str, count: int, known: Mapping[str, Mapping[str, str]]) -> FacetCount:
    labels = dict(known.get(_iri(name, value), {}))
    if name == "kind":
        labels = {"th": KIND_NAMES[value][1], "en": KIND_NAMES[value][2]} | labels
    if name == "year":
        labels = {"th": str(int(value) + BUDDHIST_ERA), "en": value}
    return FacetCount(value, labels.get("th") or next(iter(labels.values()), value), count, labels)
