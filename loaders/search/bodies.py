"""Words that stand inside of the names of organisations: ช้าง in เทศบาลตำบลท่าช้าง is no elephant."""

from typing import Final

import tantivy

from phaen.loaders.search.documents import bare_names, entity_schema, read_entity
from phaen.loaders.search.terms import phrase

MOST_NAMES: Final = 20
"""Names with a word, beyond which it is a common word that many names have."""

_Q = tantivy.Query
_MUST = tantivy.Occur.Must


def names_with(searcher: tantivy.Searcher, word: str) -> list[tuple[str, ...]]:
    """Give the names of organisations, without what they are, that have a word beside others, cut into words."""
    schema = entity_schema()
    of_kind = _Q.term_query(schema, "kind", "organisation", index_option="basic")
    asked = _Q.boolean_query([(_MUST, of_kind), (_MUST, _Q.term_query(schema, "label_words", word))])
    hits = searcher.search(asked, limit=MOST_NAMES + 1, count=False).hits
    if len(hits) > MOST_NAMES:
        return []
    found = (read_entity(searcher.doc(address)["facts"][0]) for _, address in hits)
    names = {phrase(name) for facts in found for name in bare_names(facts)}
    return sorted(name for name in names if len(name) > 1 and word in name)
