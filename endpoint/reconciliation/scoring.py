"""How well a candidate fits a query, from 0 to 100, and why.

The score is the likeness of the names, lessened by each thing that speaks against the candidate: another kind of body,
another place, a name that several places have. The features say how much each of them counted.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from rapidfuzz import fuzz

from phaen.endpoint.reconciliation.candidates import Candidate
from phaen.endpoint.reconciliation.names import Name, key, province_of, read_name
from phaen.endpoint.reconciliation.types import TYPES
from phaen.loaders.owners.places import places_called

FULL: Final = 100.0
SURE: Final = 90.0
"""Score from which the only candidate is the one that is meant."""

APART: Final = 5.0
"""Points by which the next candidate must be behind."""

_NEARLY: Final = 99.0
"""Most that two names get that are not the same."""
_SHORTEST_PART: Final = 6
_PART: Final = 0.85
_NO_WORD: Final = 0.75
"""The query has no word for the kind: อบจ.ลำพูน for "ลำพูน"."""
_NO_NAME: Final = 0.75
"""The query names a body or a place, the candidate is a text."""
_AREA_FOR_BODY: Final = 0.9
"""The query names the area of a body whose type is asked for: อบจ.ลำพูน for "จังหวัดลำพูน"."""
_OTHER_KIND: Final = 0.4
_OTHER_PLACE: Final = 0.3
ELSEWHERE: Final = FULL * _OTHER_PLACE
"""The feature ``place`` of what is in another place than the one that was given."""
_SEVERAL_PLACES: Final = 0.85
_OTHER_TYPE: Final = 0.6
_OTHER_OWNER: Final = 0.5
_AREAS: Final = frozenset({"province", "district", "subdistrict"})
_OFFICES: Final = {"province-office": "province", "district-office": "district"}
_LEAVES: Final = frozenset(TYPES) - frozenset(found.broader for found in TYPES.values() if found.broader)
_ONE_IN_A_PROVINCE: Final = frozenset({"pao", "province-office", "province", "bma", "pattaya"})

Value = float | bool


@dataclass(frozen=True, slots=True)
class Asked:
    """What a query says, as the score needs it."""

    name: Name
    types: tuple[str, ...] = ()
    is_preference: bool = False
    kind: str | None = None
    provinces: frozenset[str] = frozenset()
    district: str | None = None
    owners: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Scored:
    """A candidate with its score and the features that made it."""

    candidate: Candidate
    score: float
    features: Mapping[str, Value]

    @property
    def is_sure(self) -> bool:
        """Tell whether the candidate is meant, if there is no other: by its identifier, or by just its name."""
        return self.score >= SURE and bool(self.features["exact"] or self.features["identifier"])


def score(asked: Asked, candidate: Candidate, owners: tuple[str, ...] = ()) -> Scored:
    """Score a candidate; ``owners`` are the IRI and the name of whose statement it is, where that is asked for."""
    if candidate.is_identified:
        return Scored(candidate, FULL, {"identifier": True, "exact": True, "name": FULL})
    place = _place(asked, candidate)
    likeness, kind = max(
        (_likeness(asked, candidate, name) for name in candidate.names),
        key=lambda pair: (pair[0] * pair[1], pair[0]),
    )
    total = likeness * kind * (FULL if place is None else place) / FULL
    features: dict[str, Value] = {
        "identifier": False,
        "exact": likeness == FULL,
        "name": round(likeness, 1),
    }
    if not candidate.is_text:
        features["type_word"] = round(FULL * kind, 1)
    if place is not None:
        features["place"] = round(place, 1)
    if asked.owners and candidate.is_text:
        fits = any(_same(owner, wanted) for owner in owners for wanted in asked.owners)
        features["organisation"] = fits
        total *= 1.0 if fits else _OTHER_OWNER
    if asked.is_preference and asked.types:
        features["type"] = has_type(candidate, asked.types)
        total *= 1.0 if features["type"] else _OTHER_TYPE
    return Scored(candidate, round(total, 1), features)


def has_type(candidate: Candidate, types: tuple[str, ...]) -> bool:
    """Tell whether a candidate has one of some types."""
    return any(type_ in candidate.types for type_ in types)


def _same(one: str, other: str) -> bool:
    return one == other or read_name(one).whole == read_name(other).whole


# --- names ------------------------------------------------------------------------------------------------------------


def _likeness(asked: Asked, candidate: Candidate, name: str) -> tuple[float, float]:
    """Compare the name that is asked for with one of a candidate: how alike, 0 to 100, and do the kinds agree."""
    if candidate.is_text:
        likeness = _text_likeness(asked.name.whole, _key(name))
        # "เทศบาลตำบลบ้านกลาง" is hardly the concept "เทศบาลตำบล".
        is_strange = likeness < FULL and asked.name.kind is not None and not has_type(candidate, asked.types)
        return likeness, _NO_NAME if is_strange else 1.0
    own = read_name(name)
    # A province has one of these, so that who names the province, in any language, names it.
    is_named = candidate.types[0] in _ONE_IN_A_PROVINCE and province_of(asked.name.bare) == candidate.province
    likeness = FULL if is_named and candidate.province else _ratio(asked.name.bare, own.bare)
    return min(likeness, _NEARLY if asked.name.is_mended else FULL), _kind(asked, candidate, own.kind)


@lru_cache(20_000)
def _key(name: str) -> str:
    return key(name)


def _ratio(one: str, other: str) -> float:
    if one == other:
        return FULL if one else 0.0
    return min(fuzz.ratio(one, other), _NEARLY)


def _text_likeness(asked: str, own: str) -> float:
    """Compare two texts; a part of a longer one is like it too."""
    whole = _ratio(asked, own)
    if whole == FULL:
        return whole
    if not _SHORTEST_PART <= len(asked) <= len(own):
        return _telling(whole)
    return max(_telling(whole), _PART * _telling(fuzz.partial_ratio(asked, own)))


def _telling(likeness: float) -> float:
    """Lower the likeness of two texts: any two of one language have half of their letters in common."""
    return max(2 * likeness - FULL, 0.0)


def _kind(asked: Asked, candidate: Candidate, own: str | None) -> float:
    """Give how well the words for the kind agree, 0 to 1."""
    said = asked.kind
    is_asked_for = any(type_ in _LEAVES and type_ in candidate.types for type_ in asked.types)
    if said == own or (own is None and said in candidate.types):
        return 1.0
    if said is None:
        return 1.0 if is_asked_for else _NO_WORD
    if said in candidate.types:
        return 1.0
    if said in _AREAS and (is_asked_for or _OFFICES.get(candidate.types[0]) == said):
        return _AREA_FOR_BODY
    return _OTHER_KIND


# --- places -----------------------------------------------------------------------------------------------------------


def _place(asked: Asked, candidate: Candidate) -> float | None:
    """Give how well the place agrees, 0 to 100; None where it does not matter."""
    is_given = bool(asked.provinces)
    if _is_elsewhere(asked, candidate):
        return ELSEWHERE
    if candidate.is_text:
        return FULL if is_given and candidate.province else None
    if not candidate.province:
        return FULL * _SEVERAL_PLACES if is_given else None
    if candidate.types[0] not in _ONE_IN_A_PROVINCE and _is_one_of_several(asked, candidate):
        return FULL * _SEVERAL_PLACES
    return FULL if is_given else None


def _is_elsewhere(asked: Asked, candidate: Candidate) -> bool:
    """Tell whether a candidate is in another province or district than those that were given."""
    if candidate.province and any(code != candidate.province for code in asked.provinces):
        return True
    return bool(asked.district and candidate.district and asked.district != candidate.district)


def _is_one_of_several(asked: Asked, candidate: Candidate) -> bool:
    """Tell whether the register has other places of this name that the query may mean as well."""
    bare = asked.name.bare
    if candidate.kind == "place":
        digits = 4 if candidate.types[0] == "district" else 6
        codes = {place.code for place in places_called(bare, digits)}
    else:
        codes = {place.code[:2] for digits in (4, 6) for place in places_called(bare, digits)}
    start = asked.district or next(iter(asked.provinces), "")
    return len({code for code in codes if code.startswith(start) or start.startswith(code)}) > 1
