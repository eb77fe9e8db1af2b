"""Render pages: what every template may use, in the language of the request."""

from collections.abc import Callable
from datetime import date
from functools import partial
from http import HTTPStatus
from pathlib import Path

from flask import Flask, Response, make_response, render_template, request
from markupsafe import Markup, escape
from pyoxigraph import BlankNode, Literal, NamedNode

from phaen.endpoint.formats import media_type
from phaen.endpoint.language import LANGUAGES, language_of, language_of_path, remember_language
from phaen.endpoint.language_paths import address_in, alternates, canonical, in_language, with_links_in
from phaen.endpoint.localized import localized
from phaen.endpoint.marking import mark_thai, script_of
from phaen.endpoint.memento.addresses import original
from phaen.endpoint.memento.dated import dated, in_release
from phaen.endpoint.phrases import Phrasebook
from phaen.endpoint.problems import Problem
from phaen.endpoint.short_links.citation import day_in_words
from phaen.endpoint.website import Site
from phaen.endpoint.whole_words import with_whole_words

_THINGS = "/id/"
_FOUND_BY = frozenset({"GET", "HEAD"})


class Pages:
    """Renders templates for one site."""

    def __init__(self, site: Site) -> None:
        """Keep what the templates need."""
        self._site = site
        self._phrases = Phrasebook.load()
        # npm brings it at set-up, where there is npm.
        self._thai_font = (Path(__file__).parent / "static" / "fonts" / "thai.css").is_file()

    def render(self, template: str, status: int = 200, **values: object) -> Response:
        """Return a page in the language of the request."""
        language = language_of(request)
        helpers = self._helpers(language)
        if status < HTTPStatus.BAD_REQUEST and request.method in _FOUND_BY:
            helpers |= {"canonical": canonical(request), "alternates": alternates(request)}
        response = make_response(_finished(render_template(template, **helpers, **values), language), status)
        response.headers["Content-Language"] = language
        response.vary.update(("Accept", "Accept-Language", "Cookie"))
        remember_language(request, response)
        return response

    def problem(self, found: Problem) -> str:
        """Return the page of an error."""
        language = language_of(request)
        title = found.headline(self._site.translations.tables[language])
        page = render_template("problem.html", **self._helpers(language), problem=found, problem_title=title)
        return _finished(page, language)

    def localized(self, found: Problem) -> dict[str, object]:
        """Return what an error says in Thai as a member of its document, where that is asked for."""
        return localized(found, request, self._site.translations, self._phrases)

    def _helpers(self, language: str) -> dict[str, object]:
        found = dated()
        return {
            "t": self._say(language),
            "column": partial(self._site.translations.column, language),
            "lang": language,
            "languages": {other: address_in(other, request) for other in LANGUAGES},
            "href": self._href,
            "at": in_release,
            "dated": found,
            "dated_day": found and day_in_words(found.moment.date(), language, self._site.translations.say),
            "in_words": lambda day: day_in_words(date.fromisoformat(str(day)), language, self._site.translations.say),
            "present": original(request) if found else "",
            "media_type": media_type,
            "short": self._site.addresses.short,
            "kind": kind_of,
            "script_of": script_of,
            "told": self._thai if language == "th" else escape,
            "settings": self._site.settings,
            "thai_font": self._thai_font,
        }

    def _href(self, iri: str) -> str | None:
        """Return where a link to an IRI leads; to a thing of ours, in the release that the page is of."""
        address = self._site.addresses.href(iri)
        return in_release(address) if address is not None and address.startswith(_THINGS) else address

    def _thai(self, message: str) -> Markup:
        return self._phrases.told(message, self._site.translations.say("th", "problem.in_english"))

    def _say(self, language: str) -> Callable[..., str]:
        def say(key: str, **values: object) -> str:
            return self._site.translations.say(language, key, **values)

        return say


def redirect_to(address: str, status: int) -> Response:
    """Return a redirect; for a reader without redirects, a link."""
    language = language_of_path(request)
    address = address if language is None else in_language(language, address)
    response = Response(f'<a href="{escape(address)}">{escape(address)}</a>', status, mimetype="text/html")
    response.headers["Location"] = address
    return response


def _finished(page: str, language: str) -> str:
    """Return a page whose links stay in the language of its path, if that has one, with its Thai marked and whole."""
    given = language_of_path(request)
    page = with_whole_words(page if given is None else with_links_in(given, page))
    return page if language == "th" else mark_thai(page)


def kind_of(term: object) -> str:
    """Return how a template shows a term: iri, literal, blank or other."""
    if isinstance(term, NamedNode):
        return "iri"
    if isinstance(term, Literal):
        return "literal"
    return "blank" if isinstance(term, BlankNode) else "other"


_HARDENING = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Content-Security-Policy": (
        "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"
    ),
}


def harden(app: Flask) -> None:
    """Add the headers that keep a page from running or loading anything foreign, where a view has not set them."""

    @app.after_request
    def _headers(response: Response) -> Response:
        for name, value in _HARDENING.items():
            response.headers.setdefault(name, value)
        return response
