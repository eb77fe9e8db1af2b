"""Pieces of the fields in which a search matched, with what matched set off."""

from collections.abc import Callable, Iterator, Sequence
from functools import cache, partial
from typing import Final

from phaen.loaders.search.documents import key
from phaen.loaders.search.matching import LONGEST_KEPT, spans
from phaen.loaders.search.model import EntityFacts, Snippet
from phaen.loaders.search.querying import Query
from phaen.loaders.search.words import words

LONGEST: Final = 200
"""Characters of a snippet, with the marks where it was cut."""
MOST: Final = 3
SEARCHED: Final = 2_000
"""Characters of a text in which a snippet is looked for: long texts and long queries would keep a processor busy."""

_CUT: Final = "…"
_BEFORE: Final = 40

Span = tuple[int, int]


Spans = Callable[[str], Sequence[Span]]


def finder(query: Query) -> Spans:
    """Return what gives the spans of a query in a text; short texts are kept, for many hits are of the same bodies."""
    kept = cache(partial(spans, query))
    return lambda text: kept(text) if len(text) <= LONGEST_KEPT else spans(query, text)


def snippets(entity: EntityFacts, find: Spans) -> tuple[Snippet, ...]:
    """Give a snippet of each field that matches, at most MOST; the beginning of the label where none does."""
    found = [snippet for field, texts in _fields(entity) if (snippet := _of_field(field, texts, find))]
    return tuple(found[:MOST]) or (Snippet("label", cut(entity.label, [])),)


def _fields(facts: EntityFacts) -> Iterator[tuple[str, Sequence[str]]]:
    yield "label", (facts.label, *(name for name in facts.names if name != facts.label))
    shown = set(map(key, facts.names))
    yield "text", [text for text in facts.texts if key(text) not in shown]
    yield "explanation", facts.explanations
    yield "organisation", facts.context


def _of_field(field: str, texts: Sequence[str], find: Spans) -> Snippet | None:
    """Take the text that matches most, the first of those."""
    matched = [(text, find(text[:SEARCHED])) for text in texts]
    text, places = max(matched, key=lambda one: sum(end - start for start, end in one[1]), default=("", []))
    return Snippet(field, cut(text, places)) if places else None


def cut(text: str, places: Sequence[Span]) -> tuple[tuple[str, bool], ...]:
    """Cut a text, at the edges of words, to where most of it matches; give its pieces and whether each matches."""
    start, end = _window(text, places)
    pieces: list[tuple[str, bool]] = [(_CUT, False)] if start else []
    at = start
    for first, last in places:
        if last <= start or first >= end:
            continue
        pieces += [(text[at : max(first, start)], False), (text[max(first, start) : min(last, end)], True)]
        at = min(last, end)
    pieces += [(text[at:end], False), (_CUT if end < len(text) else "", False)]
    return _joined(pieces)


def _window(text: str, places: Sequence[Span]) -> Span:
    """Choose the part of a text to show, with room for the marks where it was cut."""
    if len(text) <= LONGEST:
        return 0, len(text)
    room = LONGEST - 2 * len(_CUT)
    first = max(
        (place for place, _ in places),
        key=lambda place: (sum(end - start for start, end in places if place <= start and end <= place + room), -place),
        default=0,
    )
    edges = sorted({edge for token in words(text) for edge in (token.start, token.end)} | {0, len(text)})
    start = max(0, min(first - _BEFORE, len(text) - room))
    if start:
        start = next((edge for edge in edges if start <= edge <= first), start)
    end = max((edge for edge in edges if start < edge <= start + room), default=min(len(text), start + room))
    return start, end


def _joined(pieces: Sequence[tuple[str, bool]]) -> tuple[tuple[str, bool], ...]:
    found: list[tuple[str, bool]] = []
    for text, matches in pieces:
        if not text:
            continue
        if found and found[-1][1] == matches:
            found[-1] = found[-1][0] + text, matches
        else:
            found.append((text, matches))
    return tuple(found)
