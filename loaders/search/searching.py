"""The index of a snapshot, open for reading."""

import sys
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, NamedTuple

import tantivy

from phaen.loaders.search import engine
from phaen.loaders.search.aside import Aside
from phaen.loaders.search.documents import (
    entity_schema,
    graph_term,
    language_term,
    literal_schema,
    read_entity,
    read_literal,
)
from phaen.loaders.search.facets import Counts, counted, labelled, only
from phaen.loaders.search.kinds import kind_names
from phaen.loaders.search.labels import chosen
from phaen.loaders.search.model import EntityFacts, Filters, Hit, LiteralHit, NameHit, Results, Suggestion
from phaen.loaders.search.naming import named
from phaen.loaders.search.querying import Or, Query, is_plain, parse, plain
from phaen.loaders.search.ranking import Ranked
from phaen.loaders.search.snippets import Spans, finder, snippets
from phaen.loaders.search.spelling import Speller
from phaen.loaders.search.suggestions import suggested
from phaen.loaders.search.terms import terms
from phaen.loaders.search.tiers import Tiers

WEIGHTS: Final = {"label": 4.0, "text": 2.0, "explanation": 1.0, "organisation": 1.0}
TIERS: Final = {"terms": 1.0, "stated_terms": 1.0, "label_terms": 2.0}
"""What each tier of terms adds, so that a term counts by the weight of the best field that it stands in."""
PIECED: Final = ("label", "text", "explanation")
ENOUGH: Final = 20
"""Hits that have all parts of a query, below which those are shown too that have most."""
PLENTY: Final = 200
"""Such hits, from which on what has only a part or a kind of what is asked for is not looked for."""
MANY: Final = sys.maxsize
FEW: Final = 3
"""So many hits are so few that something may be meant that is spelled otherwise."""

_ROUNDED: Final = 2
_READ: Final = 5
"""Hits of which the texts are looked into for what was asked."""

Address = tuple[float, tantivy.DocAddress]


class Window(NamedTuple):
    """Which of the hits are shown, and by what all are counted."""

    offset: int
    limit: int
    facets: tuple[str, ...]


class Page(NamedTuple):
    """What the engine has found: the best of a number of hits, of which so many have all parts of the query."""

    total: int
    found: list[Address]
    facets: Aside[Counts]
    complete: int
    meant: str | None
    """Another spelling that finds more."""


@dataclass(slots=True)
class SearchIndex:
    """What a snapshot's index answers; it is immutable, and may be used after a fork."""

    folder: Path
    entities: tantivy.Searcher
    literal_documents: tantivy.Searcher
    _speller: Speller = field(init=False)
    _ranked: Ranked = field(init=False)
    _ranked_literals: Ranked = field(init=False)
    _labels: dict[str, Mapping[str, str]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        """Prepare what is read only when it is needed."""
        self._speller = Speller(self.entities)
        self._ranked = Ranked(
            self.entities,
            entity_schema(),
            WEIGHTS,
            Tiers(self.entities, entity_schema(), TIERS),
            "name_key",
            "label",
            PIECED,
            narrower=True,
            kinds=kind_names(),
        )
        self._ranked_literals = Ranked(
            self.literal_documents,
            literal_schema(),
            {"value": 1.0},
            Tiers(self.literal_documents, literal_schema(), {"terms": 1.0}),
            "value_key",
            "value",
            ("value",),
            narrower=False,
        )

    def search(self, query: str, filters: Filters, *, offset: int, limit: int, facets: Sequence[str] = ()) -> Results:
        """Find the entities for a query, read leniently; raises QueryTextError where it is too long.

        An empty query finds all that the filters leave, and nothing where there are none.
        """
        with engine.reading(self.folder):
            return self._search(query, filters, offset, limit, facets)

    def _search(self, query: str, filters: Filters, offset: int, limit: int, facets: Sequence[str]) -> Results:
        tree = parse(query, lenient=True)
        page = self._best_page(tree, filters, Window(offset, limit, tuple(facets)))
        find = finder(tree if page.meant is None else Or((tree, parse(page.meant, lenient=True))))
        found = [(score, self._entity(address)) for score, address in page.found]
        plans = self.labels([facts.plan for _, facts in found if facts.plan])
        hits = tuple(_hit(score, facts, chosen(plans.get(facts.plan or "", {})), find) for score, facts in found)
        fallback = page.total > 0 and not page.complete
        counts = labelled(page.facets.result(), self.labels)
        return Results(
            page.total, hits, counts, page.meant, _understood(tree), fallback, min(page.complete, page.total)
        )

    def _best_page(self, tree: Query, filters: Filters, window: Window) -> Page:
        """Find what has all parts of a query.

        Where few have, those come first, then what another spelling finds, then what has most parts.
        """
        if not _says_something(tree):
            asked = everything() if filters != Filters() else tantivy.Query.empty_query()
            return self._page(asked, filters, window, complete=MANY)
        close = self._page(self._ranked.close.query(tree), filters, window)
        return close if close.total >= PLENTY else self._wider_page(tree, close, filters, window)

    def _wider_page(self, tree: Query, close_page: Page, filters: Filters, window: Window) -> Page:
        close = close_page.total
        asked = self._ranked.query(tree)
        wide = self._number(asked, filters) if self._ranked.widens(tree) else close
        found = wide if close <= FEW else close
        meant = self._meant(tree, filters, found, close_page.found)
        if (close < ENOUGH or meant) and is_plain(tree):
            asked = self._ranked.more(tree, None if meant is None else parse(meant, lenient=True))
        elif wide == close and not meant:
            return close_page
        page = self._page(asked, filters, window, complete=close if is_plain(tree) else found, meant=meant)
        close_page.facets.wait()
        return page

    def _page(
        self,
        asked: tantivy.Query,
        filters: Filters,
        window: Window,
        *,
        complete: int | None = None,
        meant: str | None = None,
    ) -> Page:
        facets = Aside(lambda: counted(self.entities, asked, filters, window.facets))
        total, found = best(self.entities, only(asked, filters), window.offset, window.limit)
        return Page(total, found, facets, total if complete is None else complete, meant)

    def _number(self, asked: tantivy.Query, filters: Filters) -> int:
        return number_of_hits(self.entities, only(asked, filters))

    def _meant(self, tree: Query, filters: Filters, found: int, first: Sequence[Address]) -> str | None:
        """Propose another spelling that finds more."""
        if found and (not is_plain(tree) or self._ranked.knows(tree, self._texts(first))):
            return None
        proposal = self._speller.proposal(plain(tree), careful=found > 0)
        if proposal is None:
            return None
        more = number_of_hits(self.entities, only(self._ranked.query(parse(proposal, lenient=True)), filters))
        return proposal if more > found else None

    def _texts(self, first: Sequence[Address]) -> Iterator[str]:
        for _, address in first[:_READ]:
            facts = self._entity(address)
            yield from (*facts.names, *facts.texts)

    def suggest(self, text: str, *, limit: int, kinds: Sequence[str] = (), language: str = "th") -> list[Suggestion]:
        """Give the names that somebody may be typing, best first."""
        with engine.reading(self.folder):
            return suggested(self.entities, text, limit, kinds, language)

    def literals(
        self,
        query: str,
        *,
        properties: Sequence[str] = (),
        language: str | None = None,
        graphs: Collection[str] | None = None,
        subjects: Collection[str] | None = None,
        limit: int,
    ) -> list[LiteralHit]:
        """Find literals, best first; raises QueryTextError where the query, read strictly, is not understood.

        ``graphs`` holds the names of graphs, "" for the default graph; None: all.
        """
        tree = parse(query, lenient=False)
        if not _says_something(tree):
            return []
        conditions = {
            "property": list(properties) or None,
            "language": None if language is None else [language_term(language)],
            "graph": None if graphs is None else [graph_term(name) for name in graphs],
            "subject": None if subjects is None else list(subjects),
        }
        if any(values == [] for values in conditions.values()):
            return []
        with engine.reading(self.folder):
            asked = self._ranked_literals.query(tree)
            filtering = [
                (tantivy.Occur.Must, without_score(_any_of(name, values)))
                for name, values in conditions.items()
                if values is not None
            ]
            if filtering:
                asked = tantivy.Query.boolean_query([(tantivy.Occur.Must, asked), *filtering])
            _, found = best(self.literal_documents, asked, 0, limit)
            return self._read_literals(found)

    def _read_literals(self, found: Sequence[Address]) -> list[LiteralHit]:
        """Read hits in the order that they lie in, which is much faster; give them in the order that they came."""
        documents = self.literal_documents
        lying = sorted(range(len(found)), key=lambda place: (found[place][1].segment_ord, found[place][1].doc))
        hits: dict[int, LiteralHit] = {}
        for place in lying:
            score, address = found[place]
            hits[place] = read_literal(documents.doc(address)["facts"][0], round(score, _ROUNDED))
        return [hits[place] for place in range(len(found))]

    def names(self, text: str, *, kinds: Sequence[str], limit: int) -> list[NameHit]:
        """Give the entities whose name may be meant by a text, likeliest first."""
        with engine.reading(self.folder):
            return named(self.entities, text, kinds, limit)

    def entity(self, iri: str) -> EntityFacts | None:
        """Give what is known of an entity; None for what is none."""
        with engine.reading(self.folder):
            query = tantivy.Query.term_query(entity_schema(), "iri", iri)
            hits = self.entities.search(query, limit=1, count=False).hits
            return self._entity(hits[0][1]) if hits else None

    def labels(self, iris: Sequence[str]) -> Mapping[str, Mapping[str, str]]:
        """Give the labels of entities, by language; none for what is no entity."""
        unknown = sorted({iri for iri in iris if iri not in self._labels})
        if unknown:
            self._labels.update((iri, {}) for iri in unknown)
            query = tantivy.Query.term_set_query(entity_schema(), "iri", unknown)
            for _, address in self.entities.search(query, limit=len(unknown), count=False).hits:
                facts = self._entity(address)
                self._labels[facts.iri] = facts.labels
        return self._labels

    def _entity(self, address: tantivy.DocAddress) -> EntityFacts:
        return read_entity(self.entities.doc(address)["facts"][0])


def everything() -> tantivy.Query:
    """Ask for all documents, each with the score 1."""
    return tantivy.Query.const_score_query(tantivy.Query.all_query(), 1.0)


def _any_of(name: str, values: Sequence[str]) -> tantivy.Query:
    """Ask for literals with one of some values; for one alone the engine need not look at all that have it."""
    if len(values) == 1:
        return tantivy.Query.term_query(literal_schema(), name, values[0], index_option="basic")
    return tantivy.Query.term_set_query(literal_schema(), name, list(values))


def without_score(query: tantivy.Query) -> tantivy.Query:
    """Let a condition add nothing to the score."""
    return tantivy.Query.const_score_query(query, 0.0)


def best(searcher: tantivy.Searcher, query: tantivy.Query, offset: int, limit: int) -> tuple[int, list[Address]]:
    """Count all hits, and give a page of them; the field "prior" weighs them, and orders those of the same score."""
    found = searcher.search(query, limit=max(1, limit), offset=offset, weight_by_field="prior")
    return _count(found), found.hits[: max(0, limit)]


def number_of_hits(searcher: tantivy.Searcher, query: tantivy.Query) -> int:
    """Count all hits."""
    return _count(searcher.search(without_score(query), limit=1))


def _count(found: tantivy.SearchResult) -> int:
    return int(found.count)  # type: ignore[attr-defined]  # its type stub does not have it


def _says_something(tree: Query) -> bool:
    from phaen.loaders.search.querying import And, Not, Or

    match tree:
        case And(parts=parts) | Or(parts=parts):
            return any(map(_says_something, parts))
        case Not(part=part):
            return _says_something(part)
        case _:
            return bool(terms(tree.text))


def _understood(tree: Query) -> str:
    return plain(tree)


def _hit(score: float, facts: EntityFacts, plan_label: str | None, find: Spans) -> Hit:
    language = next(name for name, label in facts.labels.items() if label == facts.label)
    return Hit(
        iri=facts.iri,
        kind=facts.kind,
        label=facts.label,
        language=language,
        score=round(score, _ROUNDED),
        labels=facts.labels,
        organisation=facts.organisation,
        organisation_label=facts.organisation_label,
        organisation_labels=facts.organisation_labels,
        province=facts.province,
        province_label=facts.province_label,
        province_labels=facts.province_labels,
        plan=facts.plan,
        plan_label=plan_label,
        first_year=facts.first_year,
        last_year=facts.last_year,
        graph=facts.graphs[0],
        snippets=snippets(facts, find),
    )
