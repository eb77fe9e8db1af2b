"""Render pages: what every template may use, in the language of the request."""

from collections.abc import Callable
from http import HTTPStatus
from urllib.parse import urlencode

from flask import Flask, Response, make_response, render_template, request
from markupsafe import escape
from pyoxigraph import BlankNode, Literal, NamedNode

from phaen.endpoint.language import LANGUAGES, language_of, remember_language
from phaen.endpoint.memento.addresses import original
from phaen.endpoint.memento.dated import dated, in_release
from phaen.endpoint.problems import Problem
from phaen.endpoint.short_links.citation import day_in_words
from phaen.endpoint.website import Site

_LANG_PARAMETER = "lang"
_THINGS = "/id/"


class Pages:
    """Renders templates for one site."""

    def __init__(self, site: Site) -> None:
        """Keep what the templates need."""
        self._site = site

    def render(self, template: str, status: int = 200, **values: object) -> Response:
        """Return a page in the language of the request."""
        language = language_of(request)
        response = make_response(render_template(template, **self._helpers(language), **values), status)
        response.headers["Content-Language"] = language
        response.vary.update(("Accept", "Accept-Language", "Cookie"))
        remember_language(request, response)
        return response

    def problem(self, found: Problem) -> str:
        """Return the page of an error."""
        language = language_of(request)
        known = f"problem.{found.status}" in self._site.translations.tables[language]
        title = self._say(language)(f"problem.{found.status}") if known else HTTPStatus(found.status).phrase
        return render_template("problem.html", **self._helpers(language), problem=found, problem_title=title)

    def _helpers(self, language: str) -> dict[str, object]:
        found = dated()
        return {
            "t": self._say(language),
            "lang": language,
            "languages": {other: switch_address(other) for other in LANGUAGES},
            "href": self._href,
            "at": in_release,
            "dated": found,
            "dated_day": found and day_in_words(found.moment.date(), language, self._site.translations.say),
            "present": original(request) if found else "",
            "short": self._site.addresses.short,
            "kind": kind_of,
            "settings": self._site.settings,
        }

    def _href(self, iri: str) -> str | None:
        """Return where a link to an IRI leads; to a thing of ours, in the release that the page is of."""
        address = self._site.addresses.href(iri)
        return in_release(address) if address is not None and address.startswith(_THINGS) else address

    def _say(self, language: str) -> Callable[..., str]:
        def say(key: str, **values: object) -> str:
            return self._site.translations.say(language, key, **values)

        return say


def redirect_to(address: str, status: int) -> Response:
    """Return a redirect; for a reader without redirects, a link."""
    response = Response(f'<a href="{escape(address)}">{escape(address)}</a>', status, mimetype="text/html")
    response.headers["Location"] = address
    return response


def switch_address(language: str) -> str:
    """Return the address of this same page in another language."""
    fields = [(key, value) for key, value in request.args.items(multi=True) if key != _LANG_PARAMETER]
    return "?" + urlencode([*fields, (_LANG_PARAMETER, language)], errors="replace")


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
