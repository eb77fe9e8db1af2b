"""Find saved queries by words and tags, and put them under their groups."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from phaen.loaders.search.folding import fold
from phaen.queries.catalogue import Catalogue
from phaen.queries.model import Group, SavedQuery, Text

MOST_TAGS: Final = 24
"""Tags that the catalogue offers: those of most queries."""
_LEAST_USED: Final = 2
"""Queries that a tag which is offered leads to, at least."""


@dataclass(frozen=True)
class Filter:
    """What a reader looks for: words that all have to be there, and a keyword."""

    words: str = ""
    tag: str = ""

    @property
    def given(self) -> bool:
        """Tell whether anything is looked for."""
        return bool(self.words.strip() or self.tag.strip())

    def keep(self, catalogue: Catalogue) -> tuple[SavedQuery, ...]:
        """Return the queries that fit, in the order of the catalogue."""
        if not self.given:
            return tuple(catalogue)
        titles = {group.name: _both(group.title) for group in catalogue.groups}
        words, tag = fold(self.words).split(), fold(self.tag)
        folded = ((query, _folded(query, titles.get(query.group, ""))) for query in catalogue)
        return tuple(
            query
            for query, (said, keywords) in folded
            if (not tag or tag in keywords) and all(word in said for word in words)
        )


def filter_of(fields: Mapping[str, str]) -> Filter:
    """Return what the fields of an address look for."""
    return Filter(fields.get("q", ""), fields.get("tag", ""))


@dataclass(frozen=True)
class Section:
    """A group with those of its queries that are shown; None for queries without a group."""

    group: Group | None
    queries: tuple[SavedQuery, ...]


def sections(catalogue: Catalogue, queries: Iterable[SavedQuery]) -> tuple[Section, ...]:
    """Put queries under their groups, in the order of these; a group without any is left out."""
    shown = tuple(queries)
    groups: tuple[Group | None, ...] = (None, *catalogue.groups)
    of_each = (Section(group, _of(shown, "" if group is None else group.name)) for group in groups)
    return tuple(section for section in of_each if section.queries)


def tags(queries: Iterable[SavedQuery]) -> tuple[str, ...]:
    """Return the keywords that most queries have, those of most queries first."""
    counted = Counter(keyword for query in queries for keyword in query.keywords)
    return tuple(keyword for keyword, count in counted.most_common(MOST_TAGS) if count >= _LEAST_USED)


def _of(queries: tuple[SavedQuery, ...], group: str) -> tuple[SavedQuery, ...]:
    return tuple(query for query in queries if query.group == group)


@lru_cache(maxsize=1024)
def _folded(query: SavedQuery, group: str) -> tuple[str, frozenset[str]]:
    """Return what is said of a query, and its keywords, for comparison: folding takes longer than looking."""
    texts = [query.title, query.description, *(parameter.label for parameter in query.parameters)]
    said = "\n".join([query.name, group, *query.keywords, *map(_both, texts)])
    return fold(said), frozenset(map(fold, query.keywords))


def _both(text: Text) -> str:
    return f"{text.th}\n{text.en}"
