"""The organisations that have plans: who they are, of what type, where; and those that a reader chooses of them."""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, Self
from urllib.parse import urlencode

from pyoxigraph import Literal, NamedNode
from werkzeug.datastructures import MultiDict

from phaen.endpoint.engine import Engine
from phaen.endpoint.errors import BadParameterError
from phaen.endpoint.search.parameters import organisation_types
from phaen.endpoint.tables import Term, select
from phaen.ontology.assets import sparql_prologue
from phaen.ontology.provinces import all_provinces, find_province

ADDRESS: Final = "/organisations"
MOST_CHARACTERS: Final = 200
"""Characters of the words that are looked for in names: the longest name has some eighty."""
UNKNOWN: Final = "unknown"
"""Stands for a province in an address: the organisations of which none is known."""
_MOST: Final = 20_000
_MOST_PAGES: Final = 1_000
_QUERY: Final = """SELECT ?region ?code ?org ?label ?kind ?type (COUNT(DISTINCT ?plan) AS ?plans) {{
  {{ SELECT DISTINCT ?org ?plan {{ ?plan phaen:planOf ?org }} }}
  OPTIONAL {{ ?org skos:prefLabel ?label FILTER(LANG(?label) = "th") }}
  OPTIONAL {{
    ?org org:classification ?class . ?class skos:notation ?kind ; skos:prefLabel ?type
    FILTER(LANG(?type) = "{language}")
  }}
  OPTIONAL {{
    ?org dct:spatial ?province . ?province skos:inScheme <https://w3id.org/phaen/vocab/province> ;
      skos:notation ?code ; skos:broader/skos:prefLabel ?region FILTER(LANG(?region) = "{language}")
  }}
}} GROUP BY ?region ?code ?org ?label ?kind ?type ORDER BY ?region ?code ?label"""


@dataclass(frozen=True)
class Owner:
    """An organisation that has a plan: ``kind`` is the notation of its type, ``province`` a code; "" is not known."""

    iri: str
    label: str
    kind: str
    type: str
    region: str
    province: str
    plans: int


@dataclass(frozen=True)
class Chosen:
    """What a reader has chosen: words of the name, a type by its notation, a province by its code; "" for all."""

    q: str = ""
    type: str = ""
    province: str = ""

    @property
    def any(self) -> bool:
        """Tell whether something is chosen."""
        return bool(self.q or self.type or self.province)

    @property
    def words(self) -> tuple[str, ...]:
        """Return the words that a name must hold, in lower case."""
        return tuple(self.q.lower().split())

    def having(self, **values: str) -> Self:
        """Return the choice with other values of some of its parts."""
        return replace(self, **values)

    def without(self, name: str) -> Self:
        """Return the choice without one of its parts."""
        return replace(self, **{name: ""})

    def address(self, page: int = 1, suffix: str = "") -> str:
        """Return where a page of the organisations that are chosen is found, or by a suffix their data."""
        given = {"q": self.q, "type": self.type, "province": self.province, "page": str(page) if page > 1 else ""}
        fields = urlencode({name: value for name, value in given.items() if value})
        return f"{ADDRESS}{suffix}?{fields}" if fields else ADDRESS + suffix


def read_chosen(given: MultiDict[str, str]) -> tuple[Chosen, int]:
    """Return what the fields of an address choose, and the page; raise BadParameterError for what cannot be meant."""
    read = {name: _once(given, name) for name in ("q", "type", "province", "page")}
    return Chosen(_words(read["q"]), _type(read["type"]), _province(read["province"])), _page(read["page"])


def owners_of(engine: Engine, language: str) -> list[Owner]:
    """Return the organisations that have a plan, by region, province and name."""
    query = sparql_prologue() + _QUERY.format(language=language)
    return [_owner(row) for row in select(engine, query, _MOST).records()]


def narrowed(found: Iterable[Owner], chosen: Chosen) -> list[Owner]:
    """Return those that are chosen."""
    return [
        item
        for item in found
        if (not chosen.province or (item.province or UNKNOWN) == chosen.province)
        and (not chosen.type or item.kind == chosen.type)
        and all(word in item.label.lower() for word in chosen.words)
    ]


def province_name(code: str, language: str) -> str:
    """Return the name of a province; of a code that somebody's data have and the code list has not, the code."""
    province = all_provinces().get(code)
    if province is None:
        return code
    return province.name_th if language == "th" else province.name_en


def _owner(row: Mapping[str, Term]) -> Owner:
    text = {name: term.value for name, term in row.items() if isinstance(term, NamedNode | Literal)}
    known: dict[str, Any] = {name: text.get(name, "") for name in ("label", "kind", "type", "region")}
    return Owner(iri=text.get("org", ""), province=text.get("code", ""), plans=int(text["plans"]), **known)


def _once(given: MultiDict[str, str], name: str) -> str:
    values = given.getlist(name)
    if len(values) > 1:
        raise BadParameterError(f"the parameter {name} is given {len(values)} times; give it once", name)
    return values[0].strip() if values else ""


def _words(text: str) -> str:
    clean = "".join(" " if unicodedata.category(character) == "Cc" else character for character in text).strip()
    if len(clean) > MOST_CHARACTERS:
        message = f"q has {len(clean):,} characters; give at most {MOST_CHARACTERS}, such as a part of the name"
        raise BadParameterError(message, "q")
    return unicodedata.normalize("NFC", clean)


def _type(text: str) -> str:
    if text and text not in organisation_types():
        known = ", ".join(organisation_types())
        raise BadParameterError(f"no type of organisation is called {text[:100]!r}; use one of {known}", "type")
    return text


def _province(text: str) -> str:
    """Return the code of the province that is asked for, by code or by name in either language; or UNKNOWN."""
    if text in ("", UNKNOWN) or text in all_provinces():
        return text
    province = find_province(text)
    if province is None:
        message = f"no province is called {text[:100]!r}; give a name, or a TIS 1099 code such as 51"
        raise BadParameterError(message, "province")
    return province.code


def _page(text: str) -> int:
    if not text:
        return 1
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(_MOST_PAGES)) and int(text)):
        message = f"page is {text[:50]!r}; give a whole number from 1 to {_MOST_PAGES:,}"
        raise BadParameterError(message, "page")
    return int(text)
