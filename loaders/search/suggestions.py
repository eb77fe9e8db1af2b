"""Names that somebody may be typing: of organisations, places, concepts and plans, and labels of many statements."""

from collections.abc import Sequence
from typing import Final

import tantivy

from phaen.loaders.search.documents import NAME_KINDS, STATEMENT_KINDS, entity_schema, key, read_entity, typed
from phaen.loaders.search.model import EntityFacts, Suggestion

MOST: Final = 50
LONGEST_TYPED: Final = 32

_Q = tantivy.Query
_MUST = tantivy.Occur.Must
_PER_STATEMENT: Final = 2.0
_BEGINNING: Final = 100.0
_SAME_TONES: Final = 20.0
_MOST_COUNTED: Final = 20

Labels = tuple[str, int]
"""What equal labels of statements have in common (``label_key``), and how many there are."""


def suggested(
    searcher: tantivy.Searcher, text: str, limit: int, kinds: Sequence[str], language: str
) -> list[Suggestion]:
    """Give the names that begin, or have a word that begins, with what was typed; best first, each text once."""
    limit = min(limit, MOST)
    begun = typed(text)[:LONGEST_TYPED]
    if not begun or limit < 1:
        return []
    # Names that begin so come first, so the others are needed only where they lack.
    found = [
        *_named(searcher, _beginning("begins", begun), text, limit, kinds, language),
        *_stated(searcher, _labels_beginning(searcher, begun, limit, kinds), text),
    ]
    if len({one.text for one in found}) < limit:
        found += _named(searcher, _beginning("starts", begun), text, limit, kinds, language)
        found += _stated(searcher, _labels_with(searcher, begun, limit, kinds), text)
    once: dict[tuple[str, str], Suggestion] = {}
    for suggestion in sorted(found, key=lambda one: (-one.weight, len(one.text), one.text, one.iri)):
        once.setdefault((suggestion.text, suggestion.kind), suggestion)
    return list(once.values())[:limit]


def _beginning(field: str, begun: str) -> tantivy.Query:
    return _Q.fuzzy_term_query(entity_schema(), field, begun, distance=0, prefix=True)


def _named(
    searcher: tantivy.Searcher, asked: tantivy.Query, text: str, limit: int, kinds: Sequence[str], language: str
) -> list[Suggestion]:
    """Give the most important names."""
    if kinds and not set(kinds) & set(NAME_KINDS):
        return []
    asked = _of_kinds(asked, kinds)
    hits = searcher.search(asked, limit=2 * limit, count=False, weight_by_field="weight").hits
    weights = searcher.fast_field_values("weight", [address for _, address in hits])
    found = []
    for (_, address), weight in zip(hits, weights, strict=True):
        entity = read_entity(searcher.doc(address)["facts"][0])
        name = _name(entity, text, language)
        found.append(Suggestion(name, entity.kind, entity.iri, _raised(name, text) + float(weight or 0)))
    return found


def _labels_beginning(searcher: tantivy.Searcher, begun: str, limit: int, kinds: Sequence[str]) -> list[Labels]:
    """Give the labels of most statements, of those that begin so."""
    if kinds and not set(kinds) & set(STATEMENT_KINDS):
        return []
    of_kinds = _Q.term_set_query(entity_schema(), "kind", list(kinds)) if kinds else None
    return searcher.terms_with_prefix("label_key", begun, of_kinds, limit)


def _labels_with(searcher: tantivy.Searcher, begun: str, limit: int, kinds: Sequence[str]) -> list[Labels]:
    """Give the labels of most statements, of those with a word that begins so."""
    if kinds and not set(kinds) & set(STATEMENT_KINDS):
        return []
    counting = {"labels": {"terms": {"field": "label_key", "size": limit, "order": {"_count": "desc"}}}}
    asked = _of_kinds(_beginning("statement_starts", begun), kinds)
    buckets = searcher.aggregate(asked, counting)["labels"]["buckets"]
    return [(bucket["key"], int(bucket["doc_count"])) for bucket in buckets]


def _stated(searcher: tantivy.Searcher, labels: Sequence[Labels], text: str) -> list[Suggestion]:
    """Give labels of statements, which weigh by how many have them."""
    found = []
    for label, count in labels:
        same = _Q.term_query(entity_schema(), "label_key", label, index_option="basic")
        hits = searcher.search(same, limit=1, count=False).hits
        if not hits:  # the engine counts what was deleted, until it writes it no more
            continue
        facts = read_entity(searcher.doc(hits[0][1])["facts"][0])
        weight = _raised(facts.label, text) + _PER_STATEMENT * min(_MOST_COUNTED, count)
        found.append(Suggestion(facts.label, facts.kind, facts.iri, weight))
    return found


def _of_kinds(asked: tantivy.Query, kinds: Sequence[str]) -> tantivy.Query:
    if not kinds:
        return asked
    return _Q.boolean_query([(_MUST, asked), (_MUST, _Q.term_set_query(entity_schema(), "kind", list(kinds)))])


def _name(entity: EntityFacts, text: str, language: str) -> str:
    """Choose of an entity's names the one that is being typed, in the language of the page where that may be."""
    begun = typed(text)
    names = [entity.labels.get(language), entity.label, *entity.names]
    known = [name for name in names if name]
    return next((name for name in known if typed(name).startswith(begun)), None) or next(
        (name for name in known if begun in typed(name)), entity.label
    )


def _raised(name: str, text: str) -> float:
    begins = typed(name).startswith(typed(text))
    return _BEGINNING * begins + _SAME_TONES * (key(text) in key(name))
