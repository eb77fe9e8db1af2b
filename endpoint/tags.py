"""Entity tags: what tells a client that it holds the answer already (RFC 9110, section 8.8.3).

The tag of a result that was taken in whole is that of its bytes, and strong: the engine may give rows in another order
the next time, and a result may stay the same through many snapshots. That of a result which is sent while it is made is
known before its bytes, so it is made of the snapshot and all that shapes the answer, and weak. That of a graph is made
in this way too, but strong, so that a change can be made on condition of it.
"""

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final, Self

from werkzeug.datastructures import ETags

from phaen.endpoint.cache.entries import Head
from phaen.endpoint.cache.keys import Key, digest
from phaen.endpoint.engine import Job
from phaen.endpoint.formats import FORMATS
from phaen.endpoint.negotiation import Choice, Wanted

LENGTH: Final = 32
_KIND: Final = 8
"""How much of it tells answers with the same bytes apart."""
_GZIPPED: Final = "-gz"
"""Ends the tag of a compressed answer, which has other bytes."""


@dataclass(frozen=True)
class Tag:
    """A tag without its quotes."""

    value: str
    weak: bool = False

    def gzipped(self) -> Self:
        """Return the tag of the same answer compressed."""
        return replace(self, value=self.value + _GZIPPED)

    def among(self, known: ETags) -> Self | None:
        """Return this tag, or that of the compressed answer, if a client names it; it may keep the one that it has."""
        for tag in (self, self.gzipped()):
            if not known.star_tag and known.contains_weak(tag.value):
                return tag
        return None


def content_tag(head: Head, choice: Choice) -> Tag:
    """Return the strong tag of a result that is known byte by byte."""
    return tag_of(head.content, choice.content_type, head.cut)


def tag_of(content: str, content_type: str, cut: int | None) -> Tag:
    """Return the strong tag of a result by the digest of its bytes."""
    return Tag(content[: LENGTH - _KIND] + _kind(content_type, cut))


@lru_cache(maxsize=256)
def _kind(content_type: str, cut: int | None) -> str:
    """Return what tells answers with the same bytes apart."""
    return digest(content_type, cut)[:_KIND]


def query_tag(job: Job, snapshot: str, wanted: Wanted) -> Tag | None:
    """Return the weak tag of a query's result; None for a query that may answer differently each time."""
    key = Key.of(job, snapshot)
    if key is None:
        return None
    types = sorted((form, choice.content_type) for form, choice in wanted.choices.items())
    return Tag(digest(key.flight, types)[:LENGTH], weak=True)


def graph_tag(snapshot: str, graph: str | None, format_name: str) -> Tag:
    """Return the strong tag of a graph in a format; ``graph`` is None for the default graph."""
    return Tag(digest(snapshot, graph, format_name)[:LENGTH])


def graph_tags(snapshot: str, graph: str | None) -> frozenset[str]:
    """Return the tags of a graph in all formats, compressed and not."""
    tags = [graph_tag(snapshot, graph, format_.name) for format_ in FORMATS if format_.is_graph]
    return frozenset(form.value for tag in tags for form in (tag, tag.gzipped()))
