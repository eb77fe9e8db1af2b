"""The types that a reconciliation query may ask for, and which of them a thing has.

Their names are the labels that the ontology and the code lists give to what they stand for.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Final

from pyoxigraph import Literal, NamedNode

from phaen.ontology import terms as t
from phaen.ontology.assets import code_lists, ontology_turtle, read_text, triples

STATEMENT_KINDS: Final = ("vision", "mission", "goal", "strategy", "guideline", "indicator", "programme", "project")
"""Kinds of the index that are parts of plans."""


@dataclass(frozen=True, slots=True)
class Type:
    """A type: its identifier, what it stands for, where that is in the index, and the type above it."""

    id: str
    iri: str
    kinds: tuple[str, ...]
    broader: str | None = None

    def name(self, language: str) -> str:
        """Return the name in a language, else in Thai."""
        names = _labels().get(self.iri, {})
        return names.get(language) or names.get("th") or self.id


def _vocabulary(name: str) -> str:
    return t.VOCABULARY[name].value


def _authority(notation: str) -> str:
    return t.AUTHORITY_TYPE[notation].value


_ORGANISATION: Final = ("organisation",)
_PLACE: Final = ("place",)
_CONCEPT: Final = ("concept",)

_TABLE: Final = (
    Type("organisation", t.ORG["Organization"].value, _ORGANISATION),
    Type("authority", t.LOCAL_AUTHORITY.value, _ORGANISATION, "organisation"),
    Type("pao", _authority("pao"), _ORGANISATION, "authority"),
    Type("municipality", _authority("municipality"), _ORGANISATION, "authority"),
    Type("municipality-city", _authority("municipality-city"), _ORGANISATION, "municipality"),
    Type("municipality-town", _authority("municipality-town"), _ORGANISATION, "municipality"),
    Type("municipality-subdistrict", _authority("municipality-subdistrict"), _ORGANISATION, "municipality"),
    Type("sao", _authority("sao"), _ORGANISATION, "authority"),
    Type("bma", _authority("bma"), _ORGANISATION, "authority"),
    Type("pattaya", _authority("pattaya"), _ORGANISATION, "authority"),
    Type("province-office", _authority("province"), _ORGANISATION, "organisation"),
    Type("district-office", _authority("district"), _ORGANISATION, "organisation"),
    Type("hospital", _authority("hospital"), _ORGANISATION, "organisation"),
    Type("health-office", _authority("health-office"), _ORGANISATION, "organisation"),
    Type("university", _authority("university"), _ORGANISATION, "organisation"),
    Type("school", _authority("school"), _ORGANISATION, "organisation"),
    Type("education-area-office", _authority("education-area-office"), _ORGANISATION, "organisation"),
    Type("other-agency", _authority("other-agency"), _ORGANISATION, "organisation"),
    Type("place", t.DCT["Location"].value, _PLACE),
    Type("region", _vocabulary("region"), ("place", "concept"), "place"),
    Type("province", _vocabulary("province"), _PLACE, "place"),
    Type("district", _vocabulary("district"), _PLACE, "place"),
    Type("subdistrict", _vocabulary("subdistrict"), _PLACE, "place"),
    Type("plan", t.PLAN.value, ("plan",)),
    Type("statement", t.PLAN_ELEMENT.value, STATEMENT_KINDS),
    Type("vision", t.VISION.value, ("vision",), "statement"),
    Type("mission", t.MISSION.value, ("mission",), "statement"),
    Type("goal", t.GOAL.value, ("goal",), "statement"),
    Type("strategy", t.STRATEGY.value, ("strategy",), "statement"),
    Type("guideline", t.APPROACH.value, ("guideline",), "statement"),
    Type("indicator", t.INDICATOR.value, ("indicator",), "statement"),
    Type("programme", t.PROGRAMME.value, ("programme",), "statement"),
    Type("project", t.PROJECT.value, ("project",), "statement"),
    Type("concept", t.SKOS_CONCEPT.value, _CONCEPT),
    Type("sdg", _vocabulary("sdg"), _CONCEPT, "concept"),
    Type("plan-category", _vocabulary("programme"), _CONCEPT, "concept"),
    Type("national-strategy", _vocabulary("national-strategy"), _CONCEPT, "concept"),
    Type("master-plan", _vocabulary("master-plan"), _CONCEPT, "concept"),
    Type("milestone", _vocabulary("milestone"), _CONCEPT, "concept"),
    Type("cofog", _vocabulary("cofog"), _CONCEPT, "concept"),
    Type("authority-type", _vocabulary("authority-type"), _CONCEPT, "concept"),
    Type("budget-source", _vocabulary("budget-source"), _CONCEPT, "concept"),
    Type("fiscal-year", _vocabulary("fiscal-year"), _CONCEPT, "concept"),
)
TYPES: Final[Mapping[str, Type]] = MappingProxyType({found.id: found for found in _TABLE})
"""Every type by its identifier, a broader one before those under it."""

DEFAULT_TYPES: Final = ("authority", "province", "district", "subdistrict", "strategy", "project", "concept")
"""Types that a client offers before it knows better."""

_OFFICES: Final = {"province": "province-office", "district": "district-office"}
_SCHEMES: Final = {found.iri + "/": found.id for found in _TABLE if found.iri.startswith(t.VOCABULARY.iri)} | {
    t.SDG.iri: "sdg"
}
_NAMED_HERE: Final = {
    t.ORG["Organization"].value: {"th": "หน่วยงาน", "en": "Organisation"},
    t.DCT["Location"].value: {"th": "สถานที่", "en": "Place"},
    t.SKOS_CONCEPT.value: {"th": "แนวคิด", "en": "Concept"},
}
"""Labels of classes of other vocabularies, which ours do not repeat."""


@cache
def _labels() -> Mapping[str, dict[str, str]]:
    """Read what the ontology and the code lists call each type, by language."""
    wanted = {found.iri for found in _TABLE}
    found = {iri: dict(names) for iri, names in _NAMED_HERE.items()}
    for turtle in (ontology_turtle(), *(text for _, text in code_lists()), *_large_heads()):
        for quad in triples(turtle):
            if quad.predicate not in (t.SKOS_PREF_LABEL, t.RDFS["label"]) or not isinstance(quad.object, Literal):
                continue
            if isinstance(quad.subject, NamedNode) and quad.subject.value in wanted:
                found.setdefault(quad.subject.value, {})[quad.object.language or ""] = quad.object.value
    return found


def _large_heads() -> Iterator[str]:
    """Give the heads of the lists that are written from the register of areas."""
    yield read_text("codelists/large/district.ttl")
    yield read_text("codelists/large/subdistrict.ttl")


def find_type(text: str) -> Type | None:
    """Find the type that a client means: by its identifier, by an IRI, or by the last part of one.

    >>> find_type("https://w3id.org/phaen/ontology#Strategy").id
    'strategy'
    """
    given = text.strip()
    by_iri = next((found for found in _TABLE if found.iri == given), None)
    if by_iri:
        return by_iri
    local = given.removeprefix("phaen:").casefold()
    return TYPES.get(local) or next((found for found in _TABLE if _is_named(found, local)), None)


def _is_named(found: Type, local: str) -> bool:
    """Tell whether a text is a name of the type, or the local name of its class."""
    own = found.iri.rpartition("#")[2] if "#" in found.iri else found.iri
    return local in {own.casefold(), found.name("th"), found.name("en").casefold()}


def lineage(type_: str) -> tuple[str, ...]:
    """Give a type and those above it, the finest first."""
    found: list[str] = []
    here: str | None = type_
    while here is not None:
        found.append(here)
        here = TYPES[here].broader
    return tuple(found)


def of_organisation(notation: str) -> tuple[str, ...]:
    """Give the types of an organisation of this authority type."""
    type_ = _OFFICES.get(notation, notation)
    return lineage(type_) if type_ in TYPES else ("organisation",)


def of_concept(iri: str) -> tuple[str, ...]:
    """Give the types of a concept by the code list that its IRI names."""
    return lineage(next((type_ for space, type_ in _SCHEMES.items() if iri.startswith(space)), "concept"))
