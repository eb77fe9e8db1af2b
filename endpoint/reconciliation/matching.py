"""Answer a query: the candidates, best first, and whether the first one is surely meant."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from phaen.endpoint.reconciliation.candidates import Candidate, Index, find_candidates
from phaen.endpoint.reconciliation.names import Name, province_of, read_name
from phaen.endpoint.reconciliation.queries import Query
from phaen.endpoint.reconciliation.scoring import APART, ELSEWHERE, Asked, Scored, has_type, score
from phaen.endpoint.reconciliation.types import TYPES, find_type
from phaen.loaders.owners.bodies import signs
from phaen.loaders.owners.places import Area, places_called, resolve
from phaen.ontology import terms as t

LEAST: Final = 30.0
LEAST_OF_TEXTS: Final = 50.0
"""Scores below which a candidate is not shown; longer texts have letters in common by chance."""

QUIET_TYPES: Final = frozenset({"authority-type", "budget-source", "fiscal-year"})
"""Types of concepts that nobody means unless they are asked for: "กทม." is a body, not a kind of body."""

_AREA_CODE: Final = re.compile(r"[0-9]{4}|[0-9]{6}")


@dataclass(frozen=True, slots=True)
class Match:
    """A candidate of an answer; ``is_match``: it is surely meant, ``is_unique``: no other fits as well."""

    scored: Scored
    is_match: bool
    is_unique: bool


def reconcile(query: Query, index: Index, base: str) -> list[Match]:
    """Find what a query means, best first, no more than it asks for."""
    asked = understand(query)
    found = [candidate for candidate in find_candidates(query, asked.name, index, base) if _is_wanted(candidate, query)]
    scored = [score(asked, candidate, _owners(candidate, asked, index)) for candidate in found]
    shown = sorted(
        (one for one in scored if one.score >= _least(one.candidate) and _meets(one, query)),
        key=lambda one: (-one.score, one.candidate.iri),
    )
    return list(_judged(shown))[: query.limit]


def _meets(one: Scored, query: Query) -> bool:
    """Tell whether a candidate contradicts no condition that is required."""
    required = {condition.property for condition in query.conditions if condition.is_required}
    is_elsewhere = one.features.get("place") == ELSEWHERE and bool(required & {"province", "district"})
    is_another_s = one.features.get("organisation") is False and "organisation" in required
    return not is_elsewhere and not is_another_s


def _least(candidate: Candidate) -> float:
    return LEAST_OF_TEXTS if candidate.is_text else LEAST


def _judged(shown: list[Scored]) -> Iterator[Match]:
    for place, one in enumerate(shown):
        others = [
            other.score for other in (shown[1] if place == 0 and len(shown) > 1 else shown[0],) if other is not one
        ]
        is_unique = not others or one.score - others[0] >= APART
        yield Match(one, place == 0 and is_unique and one.is_sure, is_unique)


def _is_wanted(candidate: Candidate, query: Query) -> bool:
    if not query.types or query.strictness == "should":
        return candidate.types[0] not in QUIET_TYPES or has_type(candidate, query.types)
    if query.strictness == "all":
        return all(type_ in candidate.types for type_ in query.types)
    return has_type(candidate, query.types)


def _owners(candidate: Candidate, asked: Asked, index: Index) -> tuple[str, ...]:
    """Look up whose statement a candidate is, if the query asks for that."""
    facts = index.entity(candidate.iri) if asked.owners and candidate.is_text else None
    return tuple(filter(None, (facts.organisation, facts.organisation_label))) if facts else ()


# --- what a query says ------------------------------------------------------------------------------------------------


def understand(query: Query) -> Asked:
    """Read a query: its name, and what its properties add to it."""
    name = read_name(query.text)
    province = next(filter(None, map(_province, query.values("province"))), None)
    provinces = {code for code in (name.province, province) if code}
    district = name.district or _district(query, next(iter(provinces), None), name)
    if district:
        provinces.add(district[:2])
    return Asked(
        name,
        query.types,
        query.strictness == "should",
        name.kind or next(filter(None, map(_kind, query.values("type"))), None),
        frozenset(provinces),
        district,
        tuple(query.values("organisation")),
    )


def _province(value: str) -> str | None:
    return province_of(value.removeprefix(t.PROVINCE.iri))


def _district(query: Query, province: str | None, name: Name) -> str | None:
    """Find the code of the district that a property or the name gives."""
    for value in (*query.values("district"), *filter(None, (name.district_name,))):
        text = value.removeprefix(t.DISTRICT.iri).strip()
        if _AREA_CODE.fullmatch(text):
            return text[:4]
        own = read_name(text).bare if read_name(text).kind == "district" else text
        found: Area | None = resolve(province, own, None) if province else None
        if found and found.district:
            return found.district
        places = places_called(own, 4)
        if province is None and len(places) == 1:
            return places[0].code
    return None


def _kind(value: str) -> str | None:
    """Give the notation of the authority type, or the level of places, that a word names."""
    found = find_type(value.removesuffix("."))
    if found:
        return _notation(found.id)
    sign = signs(local=False).match(value.strip() + " ", 0)
    return sign[0].body.type if sign else None


def _notation(type_: str) -> str:
    iri = TYPES[type_].iri
    return iri.removeprefix(t.AUTHORITY_TYPE.iri) if iri.startswith(t.AUTHORITY_TYPE.iri) else type_
