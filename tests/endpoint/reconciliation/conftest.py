"""A small index of our own: a few bodies, places and statements, found by the letters of their names."""

from collections.abc import Sequence

import pytest
from rapidfuzz import fuzz

from phaen.loaders.search.model import EntityFacts, NameHit, Suggestion

BASE = "https://w3id.org/phaen/"
VOCABULARY = f"{BASE}vocab/"
GOOD_HEALTH = "http://metadata.un.org/sdg/3"
ROADS = "การพัฒนาด้านโครงสร้างพื้นฐาน"


def body(key: str, *names: str) -> NameHit:
    return NameHit(f"{BASE}id/organisation/{key}", "organisation", names[0], names, (), None, 1.0)


def statement(owner: str) -> NameHit:
    return NameHit(f"{BASE}id/plan/{owner}/undated/strategy/1", "strategy", ROADS, (ROADS,), (), owner[-2:], 1.0)


KNOWN = (
    body("pao-51", "องค์การบริหารส่วนจังหวัดลำพูน", "อบจ.ลำพูน", "Lamphun Provincial Administrative Organization"),
    body("pao-52", "องค์การบริหารส่วนจังหวัดลำปาง", "อบจ.ลำปาง", "Lampang Provincial Administrative Organization"),
    *(body(f"municipality-subdistrict-{code}-บ้านกลาง", "เทศบาลตำบลบ้านกลาง") for code in ("51", "50", "13")),
    body("sao-51-ม่วงน้อย", "องค์การบริหารส่วนตำบลม่วงน้อย"),
    body("sao-51-บ้านกลาง", "องค์การบริหารส่วนตำบลบ้านกลาง"),
    body("municipality-town-51-ลำพูน", "เทศบาลเมืองลำพูน"),
    NameHit(f"{VOCABULARY}province/51", "place", "ลำพูน", ("ลำพูน", "จังหวัดลำพูน", "Lamphun"), (), "51", 1.0),
    NameHit(GOOD_HEALTH, "concept", "การมีสุขภาพที่ดี", ("การมีสุขภาพที่ดี", "Good health", "SDG 3"), (), None, 1.0),
    statement("pao-51"),
    statement("pao-52"),
)


class SmallIndex:
    """Finds names by their letters, as the real one does with more skill."""

    def __init__(self, known: Sequence[NameHit]) -> None:
        self.known = {hit.iri: hit for hit in known}

    def names(self, text: str, *, kinds: Sequence[str], limit: int) -> list[NameHit]:
        found = [hit for hit in self.known.values() if hit.kind in kinds]
        found.sort(key=lambda hit: -max(fuzz.ratio(text, name) for name in hit.names))
        return found[:limit]

    def entity(self, iri: str) -> EntityFacts | None:
        if iri.startswith((f"{VOCABULARY}district/", f"{VOCABULARY}subdistrict/")):
            return EntityFacts(iri, "place", "", {}, (), ())
        hit = self.known.get(iri)
        if hit is None:
            return None
        owner = f"{BASE}id/organisation/{iri.split('/')[6]}" if hit.kind == "strategy" else None
        named = self.known[owner].label if owner else None
        return EntityFacts(
            iri, hit.kind, hit.label, {"th": hit.label}, hit.names, (), organisation=owner, organisation_label=named
        )

    def suggest(self, text: str, *, limit: int, kinds: Sequence[str] = (), language: str = "th") -> list[Suggestion]:
        found = [hit for hit in self.known.values() if hit.label.startswith(text) and (not kinds or hit.kind in kinds)]
        return [Suggestion(hit.label, hit.kind, hit.iri, 1.0) for hit in found][:limit]


@pytest.fixture(scope="session")
def index() -> SmallIndex:
    return SmallIndex(KNOWN)
