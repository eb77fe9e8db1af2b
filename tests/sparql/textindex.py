"""An index for tests that reads the whole store at each search."""

from collections.abc import Collection, Sequence

from pyoxigraph import Literal, NamedNode, Store

from phaen.endpoint.sparql.rewriting import changed
from phaen.endpoint.sparql.textsearch.rewriting import Dataset, search_changes
from phaen.loaders.search.matching import matcher
from phaen.loaders.search.model import LiteralHit
from phaen.loaders.search.properties import FIELDS


def without_searches(store: Store, text: str) -> str:
    """Return a query with its text:query replaced by what is found in a store."""
    return changed(text, search_changes(text, None, Dataset(), PlainIndex(store)))


class PlainIndex:
    """Finds by the matcher, and scores by how much of a literal matches; counts what it is asked."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.asked: list[tuple[str, int]] = []

    def __call__(self) -> "PlainIndex":
        return self

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
        self.asked.append((query, limit))
        score = matcher(query)
        hits = []
        for quad in self._store:
            value, subject = quad.object, quad.subject
            if not isinstance(value, Literal) or not isinstance(subject, NamedNode):
                continue
            graph = quad.graph_name.value if isinstance(quad.graph_name, NamedNode) else ""
            if (
                quad.predicate.value not in (properties or FIELDS)
                or (language is not None and (value.language or "") != language)
                or (graphs is not None and graph not in graphs)
                or (subjects is not None and subject.value not in subjects)
                or not score(value.value)
            ):
                continue
            hits.append(
                LiteralHit(
                    subject.value,
                    quad.predicate.value,
                    value.value,
                    value.language or "",
                    "" if value.language else value.datatype.value,
                    graph,
                    score(value.value) + 1 / len(value.value),
                )
            )
        return sorted(hits, key=lambda hit: (-hit.score, hit.subject, hit.property, hit.graph))[:limit]
