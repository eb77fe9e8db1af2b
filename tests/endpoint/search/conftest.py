"""A small index of our own for the views: as much of the real one as they see, and as predictable as a test needs."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest

from phaen.endpoint.search import operations
from phaen.endpoint.views import search
from phaen.loaders.search.model import EntityFacts, FacetCount, Filters, Hit, Results, Snippet, Suggestion

BASE = "https://w3id.org/phaen/id/"
ORGANISATION = f"{BASE}organisation/pao-52"
PLAN = f"{BASE}plan/pao-52/undated"
GUIDELINE = f"{PLAN}/strategy/1/guideline/1"
SDG = "http://metadata.un.org/sdg/4"
LABELS = (("การศึกษา", "guideline", GUIDELINE), ('ด้านสังคม <b>"เอียง"', "strategy", f"{PLAN}/strategy/1"))


def statement(label: str, kind: str, iri: str) -> Hit:
    return Hit(
        iri,
        kind,
        label,
        "th",
        2.5,
        {"th": label},
        organisation=ORGANISATION,
        organisation_label="องค์การบริหารส่วนจังหวัดลำปาง",
        province="52",
        province_label="ลำปาง",
        plan=PLAN,
        first_year=2023,
        last_year=2027,
    )


def hits() -> list[Hit]:
    named = [statement(*found) for found in LABELS]
    many = [Hit(f"{BASE}x/{n}", "project", f"โครงการที่ {n}", "th", 1.0, {}) for n in range(1, 46)]
    return [*named, Hit(SDG, "concept", "Quality education", "en", 1.0, {"en": "Quality education"}), *many]


class FakeIndex:
    """Finds what holds the words as they are written; knows two filters."""

    def search(self, query: str, filters: Filters, *, offset: int, limit: int, facets: Sequence[str] = ()) -> Results:
        found = [hit for hit in hits() if query in hit.label and (not filters.kinds or hit.kind in filters.kinds)]
        if filters.provinces:
            found = [hit for hit in found if hit.province in filters.provinces]
        shown = [replace(hit, snippets=_snippets(hit, query)) for hit in found[offset : offset + limit]]
        kinds = sorted({hit.kind for hit in found})
        counts = tuple(FacetCount(kind, kind, sum(hit.kind == kind for hit in found)) for kind in kinds)
        years = (FacetCount("2023", "2023", 2),)
        themes = (FacetCount(SDG, "การศึกษาที่เท่าเทียม", 2, {"th": "การศึกษาที่เท่าเทียม", "en": "Quality education"}),)
        known = {"kind": counts, "year": years, "theme": themes}
        given = {name: known[name] for name in facets if name in known}
        return Results(len(found), tuple(shown), given, None if found else "การศึกษา", query)

    def suggest(self, text: str, *, limit: int, kinds: Sequence[str] = (), language: str = "th") -> list[Suggestion]:
        found = [Suggestion(hit.label, hit.kind, hit.iri, 1.0) for hit in hits() if hit.label.startswith(text)]
        return found[:limit]

    def entity(self, iri: str) -> EntityFacts | None:
        known = {ORGANISATION: "organisation", SDG: "concept"}
        return EntityFacts(iri, known[iri], "", {}, (), ()) if iri in known else None


def _snippets(hit: Hit, query: str) -> tuple[Snippet, ...]:
    if not query:
        return ()
    before, _, after = hit.label.partition(query)
    pieces = tuple(piece for piece in ((before, False), (query, True), (after, False)) if piece[0])
    explained = Snippet("explanation", (("ส่งเสริม<i>", False), (query, True), ("ของเด็ก…", False)))
    return (Snippet("label", pieces), explained) if hit.iri == GUIDELINE else (Snippet("label", pieces),)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, Mapping[str, Any]]]:
    """Answer the views from the small index; give what they ask for."""
    index, heard = FakeIndex(), list[tuple[str, Mapping[str, Any]]]()
    known: dict[str, Callable[[Mapping[str, Any], Any], dict[str, Any]]] = {
        "search": operations.search,
        "suggest": operations.suggest,
    }

    def ask(engine: object, operation: str, arguments: Mapping[str, Any]) -> object:
        heard.append((operation, arguments))
        return known[operation](arguments, index)

    monkeypatch.setattr(search, "ask", ask)
    return heard
