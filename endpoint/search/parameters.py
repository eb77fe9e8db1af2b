"""From the fields of an address to a typed search, and back: what may be asked, and how it is written.

The names of the filters in addresses are those of the facets, so that a count and the filter it leads to have one name.
"""

import unicodedata
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, fields, replace
from functools import cache
from typing import Any, Final, Self

from pyoxigraph import Literal, NamedNode

from phaen.endpoint.errors import BadParameterError, UnknownResourceError
from phaen.endpoint.iris import Addresses
from phaen.endpoint.protocol import Fields
from phaen.endpoint.search.limits import MOST_REACHED, MOST_VALUES
from phaen.loaders.search.model import KINDS, Filters
from phaen.loaders.search.querying import MOST_CHARACTERS
from phaen.ontology.assets import read_text, triples
from phaen.ontology.digits import arabic
from phaen.ontology.provinces import find_province, near_names
from phaen.ontology.terms import SKOS_NOTATION

PAGE_SIZE: Final = 20
MOST_SIZE: Final = 100
BUDDHIST_ERA: Final = 543
_BUDDHIST_FROM: Final = 2300
YEARS: Final = range(1900, 2200)

FILTERS: Final[Mapping[str, str]] = {
    "kind": "kinds",
    "province": "provinces",
    "organisation_type": "organisation_types",
    "organisation": "organisations",
    "theme": "themes",
}
"""The names of the filters in addresses, and those of their values in a search."""
_YEAR_FIELDS: Final = ("from", "to")
_SINGLE: Final = ("q", *_YEAR_FIELDS, "page", "size")
_RESERVED: Final = frozenset({"lang", "format"})
"""Fields that belong to the site and not to the search."""


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """A search as an address asks for it; years are Christian ones, ``page`` counts from 1."""

    query: str = ""
    filters: Filters = field(default_factory=Filters)
    page: int = 1
    size: int = PAGE_SIZE

    @property
    def offset(self) -> int:
        """Return how many hits come before the page."""
        return (self.page - 1) * self.size

    @property
    def filtered(self) -> bool:
        """Tell whether any filter is set."""
        return self.filters != Filters()

    def values(self, name: str) -> tuple[str, ...]:
        """Return the values of a filter, by its name in addresses."""
        found: tuple[str, ...] = getattr(self.filters, FILTERS[name])
        return found

    def toggled(self, name: str, value: str) -> Self:
        """Return the search with a value added to a filter, or removed from it; it begins at its first page."""
        now = self.values(name)
        other = tuple(kept for kept in now if kept != value) if value in now else (*now, value)
        changed: dict[str, Any] = {FILTERS[name]: other}
        return replace(self, filters=replace(self.filters, **changed), page=1)

    def in_years(self, first: int | None, last: int | None) -> Self:
        """Return the search within years, or, by None, without them."""
        return replace(self, filters=replace(self.filters, first_year=first, last_year=last), page=1)

    def arguments(self, facets: Collection[str] = ()) -> dict[str, object]:
        """Return the search as the arguments of its operation (JSON)."""
        filters = {known.name: getattr(self.filters, known.name) for known in fields(Filters)}
        plain = {name: list(value) if isinstance(value, tuple) else value for name, value in filters.items()}
        return {
            "query": self.query,
            "filters": plain,
            "offset": self.offset,
            "limit": self.size,
            "facets": list(facets),
        }


def read_search(given: Fields, addresses: Addresses, most_size: int = MOST_SIZE) -> SearchRequest:
    """Read a search from the fields of an address; raise BadParameterError naming what is wrong and what would do."""
    _check_names(given)
    single = {name: value for name in _SINGLE if (value := _single(given, name))}
    size = _number("size", single.get("size"), PAGE_SIZE, most_size)
    page = _number("page", single.get("page"), 1, max(1, MOST_REACHED // size))
    query = read_query(single.get("q", ""))
    return SearchRequest(query, _filters(given, single, addresses), page, size)


def read_query(text: str) -> str:
    """Return the words that are searched for, without control characters and outer blanks."""
    clean = "".join(" " if unicodedata.category(character) == "Cc" else character for character in text).strip()
    if len(clean) > MOST_CHARACTERS:
        raise BadParameterError(
            f"q has {len(clean):,} characters; search for at most {MOST_CHARACTERS:,}, such as the words that matter"
        )
    return clean


def read_year(name: str, text: str) -> int:
    """Return the Christian year that a Buddhist or a Christian one means, in Thai or Arabic digits."""
    digits = arabic(text.strip())
    year = int(digits) if digits.isascii() and digits.isdigit() and len(digits) <= len("2569") else 0
    year -= BUDDHIST_ERA if year >= _BUDDHIST_FROM else 0
    if year not in YEARS:
        first, last = YEARS.start, YEARS.stop - 1
        raise BadParameterError(
            f"{name} is {text[:50]!r}, which is no year; give one from {first} to {last}, "
            f"or from {first + BUDDHIST_ERA} to {last + BUDDHIST_ERA} of the Buddhist Era"
        )
    return year


@cache
def organisation_types() -> Mapping[str, str]:
    """Return the concept (IRI) of each type of organisation, by its notation."""
    return {
        quad.object.value: quad.subject.value
        for quad in triples(read_text("codelists/authority-type.ttl"))
        if quad.predicate == SKOS_NOTATION and isinstance(quad.object, Literal) and isinstance(quad.subject, NamedNode)
    }


def _check_names(given: Fields) -> None:
    """Refuse a field that nobody reads: a filter with a slip in its name would be lost without a word."""
    known = (*_SINGLE, *FILTERS)
    for name, _ in given:
        if name not in known and name not in _RESERVED:
            raise BadParameterError(f"there is no parameter {name[:50]!r} here; use {', '.join(known)}")


def _single(given: Fields, name: str) -> str:
    values = [value for key, value in given if key == name]
    if len(values) > 1:
        raise BadParameterError(f"the parameter {name} is given {len(values)} times; give it once")
    return values[0].strip() if values else ""


def _number(name: str, text: str | None, default: int, most: int) -> int:
    if not text:
        return default
    digits = arabic(text)
    short = digits.isascii() and digits.isdigit() and len(digits) <= len(str(most))
    if not short or not 1 <= int(digits) <= most:
        raise BadParameterError(f"{name} is {text[:50]!r}; give a whole number from 1 to {most:,}")
    return int(digits)


def _filters(given: Fields, single: Mapping[str, str], addresses: Addresses) -> Filters:
    read: dict[str, Callable[[str], str]] = {
        "kind": _kind,
        "province": _province,
        "organisation_type": _organisation_type,
        "organisation": lambda text: _iri("organisation", text, addresses),
        "theme": lambda text: _iri("theme", text, addresses),
    }
    asked = [(name, value.strip()) for name, value in given if name in FILTERS and value.strip()]
    if len(asked) > MOST_VALUES:
        raise BadParameterError(f"the filters have {len(asked)} values; give at most {MOST_VALUES} in all")
    found: dict[str, dict[str, None]] = {}
    for name, value in asked:
        found.setdefault(FILTERS[name], {})[read[name](value)] = None
    first, last = (read_year(name, single[name]) if name in single else None for name in _YEAR_FIELDS)
    if first is not None and last is not None and first > last:
        raise BadParameterError(f"from {single['from']} is after to {single['to']}; give the earlier year as from")
    return Filters(**{name: tuple(values) for name, values in found.items()}, first_year=first, last_year=last)


def _kind(text: str) -> str:
    return _known("kind", text, KINDS)


def _organisation_type(text: str) -> str:
    return _known("organisation_type", text, organisation_types())


def _known(name: str, text: str, known: Collection[str]) -> str:
    if text not in known:
        raise BadParameterError(f"{name} is {text[:100]!r}, which is not known; use one of {', '.join(known)}")
    return text


def _province(text: str) -> str:
    found = find_province(text)
    if found is None:
        near = near_names(text[:100])
        hint = f"did you mean {' or '.join(near)}? Or give" if near else "give"
        raise BadParameterError(
            f"province is {text[:100]!r}, which is not known; {hint} a name, or a code as /vocab/province has"
        )
    return found.code


def _iri(name: str, text: str, addresses: Addresses) -> str:
    """Return the IRI that is meant by one, or by the end of one of ours: pao-51, sdg/4."""
    try:
        if ":" in text:
            return NamedNode(text).value
        return addresses.thing(f"organisation/{text}") if name == "organisation" else addresses.vocabulary(text)
    except (ValueError, UnknownResourceError) as error:
        example = "pao-51" if name == "organisation" else "sdg/4"
        raise BadParameterError(
            f"{name} is {text[:100]!r}; give an IRI or the end of one, such as {example}"
        ) from error
