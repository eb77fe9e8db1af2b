"""The same search as a SPARQL query, for who wants to go on from it."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from pyoxigraph import Literal, NamedNode

from phaen.endpoint.search.parameters import BUDDHIST_ERA, SearchRequest, organisation_types
from phaen.loaders.errors import QueryTextError
from phaen.loaders.search.model import Filters
from phaen.loaders.search.properties import PLACE_SCHEMES
from phaen.loaders.search.querying import parse
from phaen.ontology.provinces import all_provinces

_ROWS: Final = 100
_LIMIT: Final = 1000
"""Hits that the index gives to a query with filters, which are applied after it."""
_SPECIAL: Final = re.compile(r"""([\\+\-!(){}\[\]^"“”„«»~*?:|&/])""")
_CLASSES: Final[Mapping[str, str]] = {
    "vision": "phaen:Vision",
    "mission": "phaen:Mission",
    "goal": "phaen:Goal",
    "strategy": "phaen:Strategy",
    "guideline": "phaen:Approach",
    "indicator": "phaen:Indicator",
    "programme": "phaen:Programme",
    "project": "phaen:Project",
    "organisation": "org:Organization",
    "plan": "phaen:Plan",
    "place": "dct:Location",
    "concept": "skos:Concept skos:ConceptScheme",
    "term": "owl:Class owl:ObjectProperty owl:DatatypeProperty",
}
"""The classes of each kind, as the graph names them; places are concepts of some code lists too."""
_PREFIXES: Final[Mapping[str, str]] = {
    "dct": "http://purl.org/dc/terms/",
    "org": "http://www.w3.org/ns/org#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "phaen": "https://w3id.org/phaen/ontology#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "text": "http://jena.apache.org/text#",
}


def as_sparql(asked: SearchRequest) -> str | None:
    """Return a query that asks for the same; None where there are no words that ``text:query`` could take.

    What is filtered is more of what the index gave first, so that a rare filter may leave fewer rows than the page has.
    """
    strict = strict_words(asked.query)
    if strict is None:
        return None
    lines = list(_lines(asked))
    limit = _LIMIT if lines else _ROWS
    first = f"(?thing ?score ?match) text:query ({Literal(strict)} {limit}) ."
    body = "\n".join(f"  {line}" for line in (first, *lines))
    pattern = f"""SELECT DISTINCT ?thing ?score ?match WHERE {{
{body}
}}
ORDER BY DESC(?score)
LIMIT {_ROWS}
"""
    used = [(prefix, iri) for prefix, iri in _PREFIXES.items() if f"{prefix}:" in pattern]
    return "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in used) + "\n" + pattern


def strict_words(query: str) -> str | None:
    """Return the words of the search box as ``text:query`` takes them, which refuses what the box lets pass."""
    for words in (query, _SPECIAL.sub(r"\\\1", query)):
        try:
            parse(words, lenient=False)
        except QueryTextError:
            continue
        return words
    return None


def _lines(asked: SearchRequest) -> Iterator[str]:
    """Give the patterns of the filters; what a statement says of its owner, it says by its plan."""
    filters = asked.filters
    if filters.kinds:
        yield from _kind_lines(filters.kinds)
    if filters.themes:
        yield f"VALUES ?theme {{ {_terms(filters.themes)} }}"
        yield "?thing phaen:serves|phaen:classifiedAs ?theme ."
    yield from _owner_lines(asked)
    if filters.first_year is not None or filters.last_year is not None:
        yield "?thing phaen:partOfPlan? ?plan . ?plan phaen:periodFrom ?from ; phaen:periodTo ?to ."
        yield f"FILTER({' && '.join(_bounds(filters))})"


def _kind_lines(kinds: tuple[str, ...]) -> Iterator[str]:
    """Give the patterns of kinds: concepts of the code lists of places are places, and no concepts."""
    classes = f"VALUES ?class {{ {' '.join(_CLASSES[kind] for kind in dict.fromkeys(kinds))} }} ?thing a ?class ."
    of_place = f"VALUES ?list {{ {_terms(tuple(sorted(PLACE_SCHEMES)))} }} ?thing skos:inScheme ?list ."
    yield f"{{ {classes} }} UNION {{ {of_place} }}" if "place" in kinds else classes
    if "concept" in kinds and "place" not in kinds:
        yield f"FILTER NOT EXISTS {{ {of_place} }}"


def _bounds(filters: Filters) -> Iterator[str]:
    """Give the conditions on the period of a plan, which the graph gives in Buddhist years."""
    if filters.first_year is not None:
        yield f"?to >= {filters.first_year + BUDDHIST_ERA}"
    if filters.last_year is not None:
        yield f"?from <= {filters.last_year + BUDDHIST_ERA}"


def _owner_lines(asked: SearchRequest) -> Iterator[str]:
    filters = asked.filters
    owned = [
        ("?owner", filters.organisations, _terms, ""),
        ("?province", filters.provinces, _provinces, "?owner dct:spatial ?province ."),
        ("?type", filters.organisation_types, _types, "?owner org:classification ?type ."),
    ]
    asked_for: list[tuple[str, tuple[str, ...], Callable[[tuple[str, ...]], str], str]] = [
        row for row in owned if row[1]
    ]
    if asked_for:
        yield "?thing (phaen:partOfPlan?/phaen:planOf)? ?owner ."
    for variable, values, terms, pattern in asked_for:
        yield f"VALUES {variable} {{ {terms(values)} }}"
        if pattern:
            yield pattern


def _terms(iris: tuple[str, ...]) -> str:
    return " ".join(str(NamedNode(iri)) for iri in iris)


def _provinces(codes: tuple[str, ...]) -> str:
    return " ".join(str(all_provinces()[code].iri) for code in codes)


def _types(notations: tuple[str, ...]) -> str:
    return _terms(tuple(organisation_types()[notation] for notation in notations))
