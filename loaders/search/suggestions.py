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


def suggested(
    searcher: tantivy.Searcher, text: str, limit: int, kinds: Sequence[str], language: str
) -> list[Suggestion]:
    """Give the names that begin, or have a word that begins, with what was typed; best first, each text once."""
    limit = min(limit, MOST)
    begun = typed(text)[:LONGEST_TYPED]
    if not begun or limit < 1:
        return []
    found: list[Suggestion] = []
    for field in ("begins", "starts"):  # names that begin so come first, so the others are needed only where they lack
        asked = _Q.fuzzy_term_query(entity_schema(), field, begun, distance=0, prefix=True)
        found += _named(searcher, asked, text, limit, kinds, language)
        found += _stated(searcher, asked, text, limit, kinds)
        if len({one.text for one in found}) >= limit:
            break
    once: dict[tuple[str, str], Suggestion] = {}
    for suggestion in sorted(found, key=lambda one: (-one.weight, len(one.text), one.text, one.iri)):
        once.setdefault((suggestion.text, suggestion.kind), suggestion)
    return list(once.values())[:limit]


def _named(
    searcher: tantivy.Searcher, asked: tantivy.Query, text: str, limit: int, kinds: Sequence[str], language: str
) -> list[Suggestion]:
    """Give the most important names."""
    wanted = [kind for kind in NAME_KINDS if not kinds or kind in kinds]
    if not wanted:
        return []
    hits = searcher.search(_of_kinds(asked, wanted), limit=2 * limit, count=False, weight_by_field="weight").hits
    weights = searcher.fast_field_values("weight", [address for _, address in hits])
    found = []
    for (_, address), weight in zip(hits, weights, strict=True):
        entity = read_entity(searcher.doc(address)["facts"][0])
        name = _name(entity, text, language)
        found.append(Suggestion(name, entity.kind, entity.iri, _raised(name, text) + float(weight or 0)))
    return found


def _stated(
    searcher: tantivy.Searcher, asked: tantivy.Query, text: str, limit: int, kinds: Sequence[str]
) -> list[Suggestion]:
    """Give the labels that most statements have."""
    wanted = [kind for kind in STATEMENT_KINDS if not kinds or kind in kinds]
    if not wanted:
        return []
    counting = {"labels": {"terms": {"field": "label_key", "size": limit, "order": {"_count": "desc"}}}}
    buckets = searcher.aggregate(_of_kinds(asked, wanted), counting)["labels"]["buckets"]
    found = []
    for bucket in buckets:
        same = _Q.term_query(entity_schema(), "label_key", bucket["key"])
        hits = searcher.search(_of_kinds(same, wanted), limit=1, count=False).hits
        facts = read_entity(searcher.doc(hits[0][1])["facts"][0])
        weight = _raised(facts.label, text) + _PER_STATEMENT * min(_MOST_COUNTED, int(bucket["doc_count"]))
        found.append(Suggestion(facts.label, facts.kind, facts.iri, weight))
    return found


def _of_kinds(asked: tantivy.Query, kinds: Sequence[str]) -> tantivy.Query:
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
