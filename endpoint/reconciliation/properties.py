"""The properties whose values a client may fetch for things that it has reconciled, by what they are said of."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from phaen.endpoint.reconciliation.types import TYPES, lineage

_COUNTED: Final = {
    "visions": "phaen:Vision",
    "missions": "phaen:Mission",
    "goals": "phaen:Goal",
    "strategies": "phaen:Strategy",
    "guidelines": "phaen:Approach",
    "indicators": "phaen:Indicator",
    "projects": "phaen:Project",
}
_OF: Final = "?e (phaen:partOfPlan|phaen:partOfPlan/phaen:planOf) ?s ."
_LINKS: Final = "(phaen:serves|phaen:classifiedAs)"
_WIKIDATA: Final = "http://www.wikidata.org/entity/"


class Values(StrEnum):
    """What the values of a property are, as the answer writes them."""

    THING = "thing"
    TEXT = "str"
    NUMBER = "int"


@dataclass(frozen=True, slots=True)
class Property:
    """A property: its identifier, the top types that have it, its values, and the pattern from ?s to ?v.

    ``type`` is that of its values, where they are things of one type. The values of a counted property are the number
    of things that the pattern finds.
    """

    id: str
    of: tuple[str, ...]
    pattern: str
    values: Values = Values.THING
    type: str | None = None
    is_counted: bool = False

    @property
    def key(self) -> str:
        """Return the key of its name among the translations."""
        return f"reconcile.property.{self.id}"

    @property
    def is_condition(self) -> bool:
        """Tell whether a query may hold candidates against it."""
        return self.id in ("province", "district", "type", "organisation")


def _linked(scheme: str) -> str:
    """Give the pattern of the links of a statement, or of the statements of a plan or an organisation."""
    listed = f'FILTER(STRSTARTS(STR(?v), "{scheme}"))'
    below = f"{_OF} ?e {_LINKS} ?v . {listed}"
    return f"{{ ?s {_LINKS} ?v . {listed} }} UNION {{ {below} }}"


def _vocabulary(name: str) -> str:
    return f"https://w3id.org/phaen/vocab/{name}/"


_WITH_LINKS: Final = ("organisation", "plan", "statement")
_TABLE: Final = (
    Property(
        "province",
        ("organisation", "place", "plan", "statement"),
        "{ ?s dct:spatial ?v } UNION { ?s phaen:planOf/dct:spatial ?v } UNION { ?s phaen:partOfPlan/phaen:planOf/"
        'dct:spatial ?v } UNION { ?s skos:broader+ ?v FILTER(CONTAINS(STR(?v), "/vocab/province/")) }',
        type="province",
    ),
    Property(
        "region",
        ("organisation", "place"),
        '{ ?s dct:spatial/skos:broader ?v } UNION { ?s skos:broader+ ?v } FILTER(CONTAINS(STR(?v), "/vocab/region/"))',
        type="region",
    ),
    Property(
        "district", ("place",), '?s skos:broader+ ?v FILTER(CONTAINS(STR(?v), "/vocab/district/"))', type="district"
    ),
    Property("type", ("organisation",), "?s org:classification ?v", type="authority-type"),
    Property(
        "organisation", ("plan", "statement"), "?s (phaen:planOf|phaen:partOfPlan/phaen:planOf) ?v", type="organisation"
    ),
    Property("plan", ("organisation", "statement"), "?s (phaen:hasPlan|phaen:partOfPlan) ?v", type="plan"),
    Property("plans", ("organisation",), "?s phaen:hasPlan ?v", Values.NUMBER, is_counted=True),
    *(
        Property(name, ("organisation", "plan"), f"{_OF} ?e a {class_} BIND(?e AS ?v)", Values.NUMBER, is_counted=True)
        for name, class_ in _COUNTED.items()
    ),
    Property(
        "from", ("plan", "statement"), "?s (phaen:periodFrom|phaen:partOfPlan/phaen:periodFrom) ?v", Values.NUMBER
    ),
    Property("to", ("plan", "statement"), "?s (phaen:periodTo|phaen:partOfPlan/phaen:periodTo) ?v", Values.NUMBER),
    Property("parent", ("statement",), "?s phaen:parentElement ?v", type="statement"),
    Property("number", ("statement",), "?s phaen:printedNumber ?v", Values.TEXT),
    Property("text", ("statement",), "?s phaen:verbatimText ?v", Values.TEXT),
    Property("explanation", ("statement",), "?s phaen:explanation ?v", Values.TEXT),
    Property("vision", ("organisation", "plan"), f"{_OF} ?e a phaen:Vision ; skos:prefLabel ?v", Values.TEXT),
    Property("sdg", _WITH_LINKS, _linked("http://metadata.un.org/sdg/"), type="sdg"),
    Property("plan-category", _WITH_LINKS, _linked(_vocabulary("programme")), type="plan-category"),
    Property("national-strategy", _WITH_LINKS, _linked(_vocabulary("national-strategy")), type="national-strategy"),
    Property("master-plan", _WITH_LINKS, _linked(_vocabulary("master-plan")), type="master-plan"),
    Property("cofog", _WITH_LINKS, _linked(_vocabulary("cofog")), type="cofog"),
    Property("website", ("organisation",), "?s foaf:homepage ?v", Values.TEXT),
    Property(
        "wikidata",
        ("organisation", "place", "concept"),
        f"?s (rdfs:seeAlso|skos:exactMatch|skos:closeMatch) ?w FILTER(STRSTARTS(STR(?w), '{_WIKIDATA}')) "
        f"BIND(STRAFTER(STR(?w), '{_WIKIDATA}') AS ?v)",
        Values.TEXT,
    ),
    Property("code", ("organisation", "place", "concept"), "?s (phaen:areaCode|skos:notation) ?v", Values.TEXT),
    Property("broader", ("place", "concept"), "?s skos:broader ?v"),
    Property("postal-code", ("place",), "?s schema:postalCode ?v", Values.TEXT),
    Property(
        "name-th", ("organisation", "place", "concept"), "?s skos:prefLabel ?v FILTER(LANG(?v) = 'th')", Values.TEXT
    ),
    Property(
        "name-en",
        ("organisation", "place", "concept"),
        "?s (skos:prefLabel|skos:altLabel) ?v FILTER(LANG(?v) = 'en')",
        Values.TEXT,
    ),
)
PROPERTIES: Final[Mapping[str, Property]] = MappingProxyType({found.id: found for found in _TABLE})
"""Every property by its identifier, those first that are asked for most."""


def properties_of(type_: str | None) -> tuple[Property, ...]:
    """Give the properties of a type; all of them for none."""
    if type_ is None:
        return _TABLE
    tops = {*lineage(type_), *(kind for kind in TYPES[type_].kinds if kind in TYPES)}
    return tuple(found for found in _TABLE if tops.intersection(found.of))
