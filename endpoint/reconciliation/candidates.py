"""Things that a name may mean: found in the index, in the register of places, or by an identifier."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final, Protocol

from rapidfuzz import fuzz, process

from phaen.endpoint.reconciliation.names import MOST_CHARACTERS, Name, province_of, read_name
from phaen.endpoint.reconciliation.queries import Query
from phaen.endpoint.reconciliation.types import STATEMENT_KINDS, TYPES, of_concept, of_organisation
from phaen.loaders.owners.places import places_called
from phaen.loaders.search.model import EntityFacts, NameHit, Suggestion
from phaen.ontology import terms as t
from phaen.ontology.areas import all_areas
from phaen.ontology.errors import IdentifierError
from phaen.ontology.identifiers import Identifiers, is_segment
from phaen.ontology.provinces import all_provinces, near_names

RECALL: Final = 40
"""Names that the index is asked for, of organisations, places and concepts, and again of statements."""

_MOST_RESPELT: Final = 3
_NEAR: Final = 65.0
"""Likeness of two names of places, 0 to 100, from which one may be a misspelling of the other."""

_NAMED_KINDS: Final = ("organisation", "place", "concept", "plan")
_KEY_CODES: Final = re.compile(r"-(?P<province>[0-9]{2})(?P<district>[0-9]{2})?(?:-|$)")
_PLACE_TYPES: Final = {2: "province", 4: "district", 6: "subdistrict"}
_PLACE_SPACES: Final = {2: t.PROVINCE, 4: t.DISTRICT, 6: t.SUBDISTRICT}
_CODE: Final = re.compile(r"(?:TH-)?([0-9]{2}|[0-9]{4}|[0-9]{6})", re.IGNORECASE)


class Index(Protocol):
    """What reconciliation needs of the full-text index."""

    def names(self, text: str, *, kinds: Sequence[str], limit: int) -> list[NameHit]:
        """Find entities whose names are like a text."""

    def entity(self, iri: str) -> EntityFacts | None:
        """Look one entity up."""

    def suggest(self, text: str, *, limit: int, kinds: Sequence[str] = (), language: str = "th") -> list[Suggestion]:
        """Find names that somebody may be typing."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A thing that may be meant: its names, its types (the finest first), and the codes of where it is."""

    iri: str
    label: str
    names: tuple[str, ...]
    kind: str
    types: tuple[str, ...]
    province: str | None = None
    district: str | None = None
    is_identified: bool = False

    @property
    def is_text(self) -> bool:
        """Tell whether its name is a text, not the name of a body or a place."""
        return self.kind not in ("organisation", "place")


def find_candidates(query: Query, name: Name, index: Index, base: str) -> list[Candidate]:
    """Find what a query may mean, each thing once; an identifier brings what it names, and nothing else."""
    identified = list(_identified(query.text.strip(), query, index, base))
    if identified:
        return identified
    found: dict[str, Candidate] = {}
    if not query.text.strip():
        return []
    listed = (*_of_register(query, name, index), *_of_provinces(query, name, index, base))
    for candidate in (*listed, *_of_index(query, name, index)):
        former = found.get(candidate.iri)
        names = tuple(dict.fromkeys((*former.names, *candidate.names))) if former else candidate.names
        found[candidate.iri] = replace(former or candidate, names=names)
    return list(found.values())


def _wanted(query: Query) -> frozenset[str]:
    """Give the kinds of the index in which the types lie, and all that have names, where they are but preferred."""
    if not query.types:
        return frozenset((*_NAMED_KINDS, *STATEMENT_KINDS))
    own = {kind for type_ in query.types for kind in TYPES[type_].kinds}
    return frozenset(own | set(_NAMED_KINDS if query.strictness == "should" else ()))


# --- in the index -----------------------------------------------------------------------------------------------------


def _of_index(query: Query, name: Name, index: Index) -> Iterator[Candidate]:
    wanted = _wanted(query)
    texts = [query.text[:MOST_CHARACTERS]]
    if name.whole != texts[0]:
        texts.append(name.whole)
    texts.extend(_respelt(query, name))
    for kinds in (_NAMED_KINDS, STATEMENT_KINDS):
        asked = [kind for kind in kinds if kind in wanted]
        for text in texts if kinds == _NAMED_KINDS else texts[:1]:
            hits = index.names(text, kinds=asked, limit=RECALL) if asked else []
            yield from map(of_hit, hits)


def _respelt(query: Query, name: Name) -> Iterator[str]:
    """Give the name of a body as it would be if its place, which is not in the register, were one nearly like it."""
    province = name.province or next(filter(None, map(province_of, query.values("province"))), "")
    places = _place_names(province)
    if name.kind is None or not name.bare or name.bare in places:
        return
    near = process.extract(name.bare, places, scorer=fuzz.ratio, limit=_MOST_RESPELT, score_cutoff=_NEAR)
    for place, _, _ in near:
        yield name.whole.removesuffix(name.bare) + place


@lru_cache
def _place_names(province: str) -> tuple[str, ...]:
    """Give the different names of places in a province, or in all of them."""
    return tuple(dict.fromkeys(area.name_th for code, area in all_areas().items() if code.startswith(province)))


def of_hit(hit: NameHit | EntityFacts) -> Candidate:
    """Make a candidate of what the index found."""
    names = tuple(dict.fromkeys((hit.label, *hit.names)))
    province, district = _codes_of(hit.iri, hit.kind)
    types = _types_of(hit.iri, hit.kind, names)
    return Candidate(hit.iri, hit.label, names, hit.kind, types, province or hit.province, district)


def _codes_of(iri: str, kind: str) -> tuple[str | None, str | None]:
    last = iri.rpartition("/")[2]
    if kind == "place" and _CODE.fullmatch(last):
        return last[:2], last[:4] if len(last) > 2 else None  # noqa: PLR2004 - digits of a province's code
    match = _KEY_CODES.search(last) if kind == "organisation" else None
    if not match:
        return None, None
    return match["province"], match["province"] + match["district"] if match["district"] else None


def _types_of(iri: str, kind: str, names: Iterable[str]) -> tuple[str, ...]:
    if kind == "organisation":
        last = iri.rpartition("/")[2]
        by_key = max((type_ for type_ in _notations() if f"{last}-".startswith(f"{type_}-")), key=len, default=None)
        by_name = next((found for found in (read_name(name).kind for name in names) if found), None)
        return of_organisation(by_key or by_name or "other-agency")
    if kind in ("place", "concept"):
        return (*(type_ for type_ in of_concept(iri) if type_ not in ("place", "concept")), kind)
    if kind in STATEMENT_KINDS:
        return kind, "statement"
    return (kind,)


@lru_cache(1)
def _notations() -> frozenset[str]:
    space = t.AUTHORITY_TYPE.iri
    return frozenset(found.iri.removeprefix(space) for found in TYPES.values() if found.iri.startswith(space))


# --- in the register of places ----------------------------------------------------------------------------------------


def _of_register(query: Query, name: Name, index: Index) -> Iterator[Candidate]:
    """Give the places of exactly this name, and provinces with one nearly like it."""
    if "place" not in _wanted(query) or not name.bare:
        return
    code = province_of(query.text) or (name.province if name.kind == "province" else None)
    if code:
        yield _province(code, query.text)
    elif name.kind in (None, "province"):
        yield from (_province(near, name.bare) for text in near_names(name.bare) if (near := province_of(text)))
    for digits in (4, 6):
        for place in places_called(name.bare, digits)[:RECALL]:
            candidate = place_candidate(place.code)
            if index.entity(candidate.iri):  # a store may be without these two lists
                yield candidate


def _of_provinces(query: Query, name: Name, index: Index, base: str) -> Iterator[Candidate]:
    """Give the administrative organisation of a province that is named in any language."""
    code = province_of(name.bare)
    facts = index.entity(_organisation(f"pao-{code}", base)) if code and "organisation" in _wanted(query) else None
    if facts:
        yield of_hit(facts)


def _province(code: str, text: str) -> Candidate:
    """Make a province; a text that is another name of it counts as a name."""
    found = place_candidate(code)
    return replace(found, names=(*found.names, text)) if province_of(text) == code else found


def place_candidate(code: str) -> Candidate:
    """Make a candidate of a place of the register; raises KeyError for no code of it."""
    if len(code) == 2:  # noqa: PLR2004 - digits of a province's code
        province = all_provinces()[code]
        names: tuple[str, ...] = (province.name_th, province.name_en)
    else:
        area = all_areas()[code]
        names = (area.name_th, area.title_th, area.name_en)
    type_ = _PLACE_TYPES[len(code)]
    district = code[:4] if len(code) > 2 else None  # noqa: PLR2004
    return Candidate(
        _PLACE_SPACES[len(code)][code].value, names[0], names, "place", (type_, "place"), code[:2], district
    )


# --- by an identifier -------------------------------------------------------------------------------------------------


def _identified(text: str, query: Query, index: Index, base: str) -> Iterator[Candidate]:
    """Give what an IRI, a key of ours or a code names."""
    wanted = _wanted(query)
    for iri in dict.fromkeys(_iris(text, query, base)):
        facts = index.entity(iri)
        if facts:
            found = of_hit(facts)
            if found.kind in wanted:
                yield replace(found, is_identified=True)
    match = _CODE.fullmatch(text)
    if match and "place" in wanted and (match[1] in all_provinces() or match[1] in all_areas()):
        found = place_candidate(match[1])
        if found.types[0] == "province" or index.entity(found.iri):
            yield replace(found, is_identified=True)


def _iris(text: str, query: Query, base: str) -> Iterator[str]:
    if len(text) > MOST_CHARACTERS or not text:
        return
    if text.startswith(("http://", "https://")):
        yield text
        return
    if re.match(r"[a-z]+(?:-[a-z]+)*-", text) and is_segment(text):
        yield _organisation(text, base)
    if not is_segment(text):
        return
    for type_ in query.types:
        if "concept" in TYPES[type_].kinds and type_ != "concept":
            yield (t.SDG.iri if type_ == "sdg" else TYPES[type_].iri + "/") + text


def _organisation(key: str, base: str) -> str:
    try:
        return Identifiers(base).organisation(key).value
    except IdentifierError:
        return ""
