"""An error before the application as a page, for who reads: small, in Thai or English, and made in the event loop."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, Template
from markupsafe import Markup, escape
from werkzeug.datastructures import Headers, MIMEAccept
from werkzeug.http import parse_accept_header
from werkzeug.sansio.request import Request

from phaen.endpoint.language import Translations, preferred
from phaen.endpoint.language_paths import language_at
from phaen.endpoint.localized import localized
from phaen.endpoint.negotiation import Accept
from phaen.endpoint.phrases import Phrasebook
from phaen.endpoint.problems import Problem

_LONGEST: Final = 4096
"""Bytes of an address or a field that are looked into; who sends more gets JSON, or Thai."""
_LOOKED_INTO: Final = frozenset({b"accept", b"accept-language", b"cookie"})
_FIELDS: Final = {
    "Content-Type": "text/html; charset=utf-8",
    "Vary": "Accept, Accept-Language, Cookie",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    # In a frame, too: what was to be embedded there is refused.
    "Content-Security-Policy": "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors *",
}
_HERE: Final = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Asked:
    """What is known of a request that is refused: its address, and its header fields as far as they have come."""

    path: bytes = b""
    query: bytes = b""
    fields: Sequence[tuple[bytes, bytes]] = ()

    def request(self) -> Request:
        """Return what can be read of it soon."""
        fields = Headers(
            (name.decode("latin-1"), value.decode("latin-1"))
            for name, value in self.fields
            if name in _LOOKED_INTO and len(value) <= _LONGEST
        )
        query = self.query if len(self.query) <= _LONGEST and self.query.isascii() else b""
        return Request("GET", "http", None, "", self.path[:_LONGEST].decode("latin-1"), query, fields, None)


NOTHING: Final = Asked()


@dataclass(frozen=True)
class Page:
    """A page and its language."""

    text: str
    language: str

    def headers(self) -> dict[str, str]:
        """Return its header fields."""
        return {**_FIELDS, "Content-Language": self.language}


def further_members(problem: Problem, asked: Asked) -> dict[str, object]:
    """Return what the problem says in Thai as a member of its document, where that is asked for."""
    if not any(name == b"accept-language" for name, _ in asked.fields):
        return {}
    return localized(problem, asked.request(), _translations(), _phrases())


def page_for(problem: Problem, asked: Asked) -> Page | None:
    """Return a page that tells what is wrong, None for who does not ask for pages."""
    request = asked.request()
    accept = request.headers.get("accept")
    if accept is None or not Accept(parse_accept_header(accept, MIMEAccept)).prefers_html():
        return None
    language = language_at(request.path) or preferred(request)
    table = _translations().tables[language]
    values = {
        "t": lambda key: table[key],
        "lang": language,
        "status": problem.status,
        "title": problem.headline(table),
        "told": _told(problem.detail, language),
        "thai_font": (_HERE / "static" / "fonts" / "thai.css").is_file(),
    }
    return Page(_template().render(values), language)


def _told(detail: str, language: str) -> Markup:
    if language != "th":
        return escape(detail)
    return _phrases().told(detail, _translations().say("th", "problem.in_english"))


# Read when first needed: most fronts refuse nobody who reads.
_phrases = cache(Phrasebook.load)
_translations = cache(Translations.load)


@cache
def _template() -> Template:
    return Environment(loader=FileSystemLoader(_HERE / "templates"), autoescape=True).get_template("refusal.html")
