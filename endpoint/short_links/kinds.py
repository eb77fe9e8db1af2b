"""What there is of a link: a page, JSON, the query itself, or RDF."""

from typing import Final

from flask import Request

from phaen.endpoint.negotiation import HTML, Accept
from phaen.endpoint.protocol import QUERY_TYPE

PAGE: Final = "html"
_KINDS: Final = {
    "json": ("application/json",),
    "rq": (QUERY_TYPE, "text/plain"),
    "turtle": ("text/turtle",),
    "jsonld": ("application/ld+json",),
}
"""With the media types that name each; of equals, the first is sent."""

_NAMES: Final = {PAGE: PAGE, "ttl": "turtle", **{kind: kind for kind in _KINDS}}
AVAILABLE: Final = tuple(names[0] for names in _KINDS.values())
"""The media types that are sent beside pages."""


def named_kind(name: str) -> str | None:
    """Return what a suffix or a ``format`` names, None if there is no such thing."""
    return _NAMES.get(name)


def accepted_kind(request: Request) -> str | None:
    """Return what the Accept header likes best: a page only where it is named; None if it accepts nothing of it."""
    accept = Accept(request.accept_mimetypes)
    named = max(accept.named(name) for names in _KINDS.values() for name in names)
    if accept.named(HTML) > 0 and accept.named(HTML) >= named:
        return PAGE
    qualities = {kind: max(accept.quality(name)[0] for name in names) for kind, names in _KINDS.items()}
    best = max(qualities, key=lambda kind: qualities[kind])
    return best if qualities[best] > 0 else None
