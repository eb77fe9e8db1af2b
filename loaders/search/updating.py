"""Bring an index from the former state of a store to its present one, by the graphs that changed.

What changed is found by comparing what the index keeps with what the store says, so that a large graph of which one
statement changed costs no new analysis of the others. Who bears the name of a changed organisation, plan or province
is looked at again too.
"""

import json
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any, Final

import tantivy

from phaen.loaders.search import engine
from phaen.loaders.search.contents import Contents, IndexedLiteral, digest
from phaen.loaders.search.documents import (
    digest_document,
    entity_document,
    entity_schema,
    graph_term,
    literal_document,
    literal_id,
    literal_schema,
    read_entity,
    read_literal,
    stored,
)
from phaen.loaders.search.model import EntityFacts
from phaen.ontology.terms import PROVINCE

MOST_DELETED: Final = 10_000
"""Deleted documents that an index may keep beyond as many as it has; then it is made anew."""

_BATCH: Final = 500


def renew(contents: Contents, former: Path, folder: Path, graphs: Collection[str] | None) -> bool:
    """Make a folder the index of a store's present state; say whether that is worth it, or building anew better."""
    if any(size["deleted"] > size["documents"] / 2 + MOST_DELETED for size in engine.sizes(former).values()):
        return False
    with engine.reading(former):
        change = _Change(contents, former)
        changed = change.graphs() if graphs is None else set(graphs)
        if len(changed) > _BATCH and 2 * len(changed) > change.number_of_graphs():
            return False
    engine.clone(former, folder)
    with engine.Writing(folder, is_new=False) as writing, engine.reading(former):
        change.write(writing, sorted(changed))
    return True


class _Change:
    """The difference between an index and a store."""

    def __init__(self, contents: Contents, former: Path) -> None:
        self._contents = contents
        self._entities = engine.open_part(former, "entities")
        self._literals = engine.open_part(former, "literals")

    def number_of_graphs(self) -> int:
        """Count the graphs that the index knows."""
        return len(self._known_digests())

    def graphs(self) -> set[str]:
        """Find the graphs that are not as they were."""
        known, present = self._known_digests(), self._contents.digests()
        return {name for name in known.keys() | present.keys() if known.get(name) != present.get(name)}

    def _known_digests(self) -> dict[str, int]:
        query = tantivy.Query.regex_query(literal_schema(), "digest_of", "g:.*")
        return dict(map(_json, _kept(self._literals, query)))

    def write(self, writing: engine.Writing, graphs: list[str]) -> None:
        """Delete and add what differs."""
        subjects: set[str] = set()
        for graph in graphs:
            subjects |= self._graph(writing, graph)
        seen: set[str] = set()
        while subjects:
            found = self._renewed(writing, sorted(subjects - seen))
            seen |= subjects
            subjects = found - seen

    def _graph(self, writing: engine.Writing, graph: str) -> set[str]:
        """Renew the literals of a graph, and its digest; give the subjects that it describes, or described."""
        quads = self._contents.relevant(graph)
        query = tantivy.Query.term_query(literal_schema(), "graph", graph_term(graph))
        former = {_literal_name(kept) for kept in _kept(self._literals, query)}
        present = {literal_id(found): found for found in self._contents.literals(graph)}
        for name in sorted(former - present.keys()):
            writing.literals.delete_documents_by_term("id", name)
        for name, literal in present.items():
            if name not in former:
                writing.literals.add_document(literal_document(literal))
        writing.literals.delete_documents_by_term("digest_of", f"g:{graph}")
        if quads:
            writing.literals.add_document(digest_document(graph, digest(quads)))
        query = tantivy.Query.term_query(entity_schema(), "graph", graph_term(graph))
        described = {entity.iri for entity in map(read_entity, _kept(self._entities, query))}
        return described | {quad.subject.value for quad in quads if hasattr(quad.subject, "value")}

    def _renewed(self, writing: engine.Writing, subjects: list[str]) -> set[str]:
        """Renew the entities of some subjects; give those that bear their names."""
        affected: set[str] = set()
        for start in range(0, len(subjects), _BATCH):
            batch = subjects[start : start + _BATCH]
            former = self._known(batch)
            for iri in batch:
                before, now = former.get(iri), self._contents.entity(iri)
                if before and now and stored(before) == stored(now):
                    continue
                if before:
                    writing.entities.delete_documents_by_term("iri", iri)
                if now:
                    writing.entities.add_document(entity_document(now))
                affected |= self._bearers(iri, before, now)
        return affected

    def _known(self, subjects: list[str]) -> dict[str, EntityFacts]:
        query = tantivy.Query.term_set_query(entity_schema(), "iri", subjects)
        return {entity.iri: entity for entity in map(read_entity, _kept(self._entities, query))}

    def _bearers(self, iri: str, before: EntityFacts | None, now: EntityFacts | None) -> set[str]:
        """Find the entities that bear the names of one that changed."""
        if before and now and _lent(before) == _lent(now):
            return set()
        shown_as = [("organisation", iri), ("plan", iri)]  # what has no name of its own may be shown all the same
        if iri.startswith(PROVINCE.iri):
            shown_as.append(("province", iri.removeprefix(PROVINCE.iri)))
        schema = entity_schema()
        some = [(tantivy.Occur.Should, tantivy.Query.term_query(schema, *pair)) for pair in shown_as]
        found = _kept(self._entities, tantivy.Query.boolean_query(some))
        return {entity.iri for entity in map(read_entity, found)} - {iri}


def _lent(facts: EntityFacts) -> tuple[Any, ...]:
    """Give what others show of an entity."""
    return (
        facts.kind,
        facts.labels,
        facts.names,
        facts.codes,
        facts.organisation,
        facts.organisation_type,
        facts.province,
        facts.first_year,
        facts.last_year,
    )


def _kept(searcher: tantivy.Searcher, query: tantivy.Query) -> Iterator[bytes]:
    """Give what is kept of all documents that match."""
    if not searcher.num_docs:
        return
    for _, address in searcher.search(query, limit=searcher.num_docs, count=False).hits:
        yield bytes(searcher.doc(address)["facts"][0])


def _literal_name(kept: bytes) -> str:
    hit = read_literal(kept, 0.0)
    return literal_id(IndexedLiteral(hit.subject, hit.property, hit.value, hit.language, hit.datatype, hit.graph))


def _json(kept: bytes) -> tuple[str, int]:
    graph, number = json.loads(kept)
    return graph, number
