"""Heads of answers that were written out once: those to point queries differ in their length and their tag alone."""

from typing import Final

from phaen.endpoint.answering import Reader
from phaen.endpoint.cache import coding
from phaen.endpoint.cache.entries import digest_of
from phaen.endpoint.engine import WholeAnswer
from phaen.endpoint.front.bridge import Cached, Headers, written
from phaen.endpoint.negotiation import Choice
from phaen.endpoint.tags import tag_of

_MOST: Final = 64
_OWN: Final = frozenset({b"content-length", b"etag"})


class PreparedHeads:
    """What was sent with whole answers to GET, uncompressed, by media type and snapshot."""

    def __init__(self) -> None:
        """Know nothing yet."""
        self._known: dict[tuple[str, str], tuple[Headers, bytes]] = {}

    def answer(self, reader: Reader, choice: Choice | None, answer: WholeAnswer) -> Cached | None:
        """Return the answer with a result; None for one of a kind that was not learned."""
        if choice is None or not _fits(reader):
            return None
        media_type = choice.content_type
        known = self._known.get((media_type, answer.snapshot))
        if known is None or answer.cut is not None:
            return None
        tag = tag_of(digest_of(answer.body), media_type, answer.cut)
        own = [(b"content-length", b"%d" % len(answer.body)), (b"etag", b'"%b"' % tag.value.encode("ascii"))]
        return Cached(200, own + known[0], answer.body, written(own) + known[1])

    def learn(self, reader: Reader, choice: Choice | None, sent: Cached, snapshot: str) -> None:
        """Take note of an answer that was made in the ordinary way; all of its kind have its fields."""
        if choice is None or not _fits(reader):
            return
        if len(self._known) >= _MOST:
            self._known.clear()
        lasting = [field for field in sent.headers if field[0] not in _OWN]
        self._known[choice.content_type, snapshot] = lasting, written(lasting)


def _fits(reader: Reader) -> bool:
    return reader.method == "GET" and coding.choose(reader.accept_encoding) == coding.IDENTITY
