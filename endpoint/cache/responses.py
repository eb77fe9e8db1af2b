"""Whole answers in the event loop: a request that was answered before is answered without a thread.

What may be kept says so itself: it is public, and names the snapshot that it was made from (``Phaen-Snapshot``). It is
kept until another one is published, or another release, which the home page tells of. Two requests are alike if all
that could make their answers differ is the same: the method, the address, and all header fields but those that are
known not to matter.
"""

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

from phaen.endpoint.cache.memory import Recent
from phaen.endpoint.errors import AnswerError
from phaen.endpoint.front.bridge import Cached
from phaen.endpoint.front.client import Identities
from phaen.endpoint.pointer import Pointer, Stamp

Headers = Iterable[tuple[bytes, bytes]]

_BOUND: Final = 32 * 1024 * 1024
_LARGEST: Final = 256 * 1024
_OVERHEAD: Final = 1024
_KEPT_STATUS: Final = {200, 304}
_PRIVATE: Final = {b"authorization", b"cookie"}
_LANGUAGE: Final = b"accept-language"
_PROXY_SCHEME: Final = b"x-forwarded-proto"
# What no view looks at. Whatever is not listed here counts.
_UNREAD: Final = frozenset(
    {
        *(b"user-agent", b"connection", b"keep-alive", b"referer", b"dnt", b"priority", b"upgrade-insecure-requests"),
        *(b"cache-control", b"pragma", b"x-forwarded-for", b"x-real-ip", b"x-request-id", b"traceparent"),
        *(b"sec-fetch-dest", b"sec-fetch-mode", b"sec-fetch-site", b"sec-fetch-user", b"sec-gpc"),
        *(b"sec-ch-ua", b"sec-ch-ua-mobile", b"sec-ch-ua-platform"),
    }
)

_Key = tuple[object, ...]


class Responses:
    """The answers of one front process; ``lookup`` and ``store`` are called in the event loop, and never wait."""

    def __init__(
        self, pointer: Pointer[str], identities: Identities, bound: int = _BOUND, releases: Path | None = None
    ) -> None:
        """Hold nothing yet; ``identities`` tells which proxies are believed, ``bound`` is in bytes.

        ``releases`` is the folder of the releases, which need not be there.
        """
        self._pointer = pointer
        self._releases = str(releases) if releases else ""
        self._identities = identities
        self._kept = Recent[Cached | None](bound)
        self._stamp: tuple[Stamp, int] | None = None

    def lookup(self, scope: Any) -> Cached | None:  # noqa: ANN401 - ASGI's scope
        """Return the answer to a request, if it is known, and no snapshot was published since."""
        stamp = self._now()
        if stamp != self._stamp or stamp is None:
            self._kept.clear()
            self._stamp = stamp
            return None
        key, language = self._key(scope)
        if key is None:
            return None
        return self._kept.get(key) or self._kept.get((*key, language))

    def store(self, scope: Any, answer: Cached) -> Cached:  # noqa: ANN401 - ASGI's scope
        """Keep an answer that may be kept; return it."""
        if len(answer.body) > _LARGEST or not self._may_be_kept(answer):
            return answer
        key, language = self._key(scope)
        if key is not None:
            if _varies_by_language(answer.headers):
                key = (*key, language)
            self._kept.put(key, answer, _OVERHEAD + len(answer.body) + _size_of_head(scope))
        return answer

    def _now(self) -> tuple[Stamp, int] | None:
        """Return what changes with each snapshot and with each release; None where nothing is published."""
        stamp = self._pointer.stamp()
        if stamp is None:
            return None
        try:
            return stamp, os.stat(self._releases).st_mtime_ns if self._releases else 0  # noqa: PTH116 - as in the pointer
        except OSError:
            return stamp, 0

    def _may_be_kept(self, answer: Cached) -> bool:
        if answer.status not in _KEPT_STATUS:
            return False
        fields = dict(answer.headers)
        public = fields.get(b"cache-control", b"").startswith(b"public")
        if not public or b"set-cookie" in fields or b"phaen-snapshot" not in fields:
            return False
        try:
            # Of the snapshot whose stamp was seen last: a newer one may have been published meanwhile.
            current = self._pointer.name()
        except AnswerError:
            return False
        return self._now() == self._stamp and fields[b"phaen-snapshot"].decode("latin-1") == current

    def _key(self, scope: Any) -> tuple[_Key | None, bytes]:  # noqa: ANN401 - ASGI's scope
        """Return what tells a request from others but for its language, and that; None for one of somebody known."""
        counting = []
        language = b""
        scheme: object = scope["scheme"]
        for field in scope["headers"]:
            name = field[0]
            if name in _UNREAD:
                continue
            if name in _PRIVATE:
                return None, b""
            if name == _LANGUAGE:
                language += b"," + field[1]
            else:
                counting.append(field)
                if name == _PROXY_SCHEME:
                    scheme = (scheme, self._identities.trusts((scope["client"] or ("",))[0]))
        target = (scope["method"], scope["raw_path"], scope["query_string"], scope["http_version"], scheme)
        return (*target, *counting), language


def _size_of_head(scope: Any) -> int:  # noqa: ANN401 - ASGI's scope
    """Return how many bytes of a request are held to know it again: strangers choose how long it is."""
    fields = sum(len(name) + len(value) for name, value in scope["headers"])
    return len(scope["raw_path"]) + len(scope["query_string"]) + fields


def _varies_by_language(headers: Headers) -> bool:
    return any(name == b"vary" and _LANGUAGE in value.lower() for name, value in headers)
