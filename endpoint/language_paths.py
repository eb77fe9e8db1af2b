"""``/th/…`` and ``/en/…``: any page in that language, under an address of its own to link and to find it by.

The language is taken off the path before anything reads it, so that views, IRIs and the dates of releases know only
the address without it, which is the one to cite. Links of such a page lead to pages in the same language, without a
cookie; links to data and files stay as they are.
"""

import re
from collections.abc import Callable, Iterable
from html import unescape
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

from flask import Flask, Request, Response, request

from phaen.endpoint.errors import UnknownResourceError
from phaen.endpoint.graphstore import own_address
from phaen.endpoint.language import LANGUAGES, PARAMETER, PATH_LANGUAGE, language_of_path

Environ = dict[str, Any]
Application = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]

UNKNOWN: Final = "x-default"
"""Stands in ``hreflang`` for readers of all other languages."""
_PREFIX: Final = re.compile(r"/(th|en)(?=/|$)")
_RAW: Final = ("RAW_URI", "REQUEST_URI")
_METHODS: Final = frozenset({"GET", "HEAD", "POST", "OPTIONS"})
_FOR_PROGRAMS: Final = frozenset({"health", "metrics", "running", "update", "timemap", "static"})
"""Blueprints, and the view of the files, that have nothing for a reader."""
_PAGE: Final = re.compile(r"/(?!/)")
_LINK: Final = re.compile(r'(?<=\s)(href|action|formaction|data-suggest)="(/(?!/)[^"]*)"')
"""In a page of ours: text is escaped, so that what looks like an attribute is one."""
_DATA: Final = re.compile(r"/static/|[^?#]*\.[A-Za-z][A-Za-z0-9]*(?:[?#]|$)|[^#]*[?&;]format=(?!html)")
"""Addresses of files and of data, which have no language."""
_REDIRECTS: Final = range(300, 400)


class LanguagePaths:
    """Takes the language off the path of a request (PEP 3333), once."""

    def __init__(self, application: Application) -> None:
        """Stand before an application."""
        self._application = application

    def __call__(self, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Hand a request on."""
        found = _PREFIX.match(environ.get("PATH_INFO", ""))
        if found:
            environ |= {PATH_LANGUAGE: found[1], "PATH_INFO": environ["PATH_INFO"][found.end() :] or "/"}
            environ |= {name: _without(environ[name], found[0]) for name in _RAW if name in environ}
        return self._application(environ, start_response)


def language_at(path: str) -> str | None:
    """Return the language that a path begins with, None if with none.

    >>> [language_at(path) for path in ("/th/queries", "/en", "/things")]
    ['th', 'en', None]
    """
    found = _PREFIX.match(path)
    return found and found[1]


def speak_by_path(app: Flask) -> None:
    """Answer pages under ``/th/`` and ``/en/`` too, and keep redirects there."""
    app.wsgi_app = LanguagePaths(app.wsgi_app)  # type: ignore[method-assign]  # as Flask's own documentation does

    @app.before_request
    def _refuse() -> None:
        language = language_of_path(request)
        if language is None:
            return
        view = (request.endpoint or "").partition(".")[0]
        if view in _FOR_PROGRAMS or request.method not in _METHODS:
            raise UnknownResourceError(
                f"/{language}/ is for pages, which programs do not need; use {request.path}, the address without it"
            )

    @app.after_request
    def _stay(response: Response) -> Response:
        language = language_of_path(request)
        if language is None:
            return response
        response.vary.discard("cookie")  # in small letters: werkzeug would not find it by capitals
        if response.status_code in _REDIRECTS and response.location:
            response.location = _redirected(language, response.location)
        elif response.mimetype != "text/html":
            response.headers.add("Link", f'<{own_address(request)}>; rel="canonical"')
        return response


def in_language(language: str, path: str) -> str:
    """Return a path of ours that leads to a page as the one in a language; that of data as it is.

    >>> [in_language("en", path) for path in ("/queries?q=a.b", "/en/queries", "/queries/a.csv", "//evil", "#top")]
    ['/en/queries?q=a.b', '/en/queries', '/queries/a.csv', '//evil', '#top']
    """
    is_page = _PAGE.match(path) and not _PREFIX.match(path) and not _DATA.match(path)
    return f"/{language}{path}" if is_page else path


def with_links_in(language: str, page: str) -> str:
    """Return a page whose links and forms lead to pages in this language."""

    def link(found: re.Match[str]) -> str:
        path = unescape(found[2])
        return found[0] if in_language(language, path) == path else f'{found[1]}="/{language}{found[2]}"'

    return _LINK.sub(link, page)


def address_in(language: str | None, asked: Request) -> str:
    """Return the path and query of this same page in a language, None for the address that leaves it open."""
    fields = [(key, value) for key, value in asked.args.items(multi=True) if key != PARAMETER]
    query = f"?{urlencode(fields, errors='replace')}" if fields else ""
    return (f"/{language}" if language else "") + urlsplit(own_address(asked)).path + query


def alternates(asked: Request) -> dict[str, str]:
    """Return the whole addresses of this same page by their languages, and the one that leaves the language open."""
    root = asked.host_url.rstrip("/")
    open_to_all = root + address_in(None, asked)
    return {language: root + address_in(language, asked) for language in LANGUAGES} | {UNKNOWN: open_to_all}


def canonical(asked: Request) -> str:
    """Return the whole address by which this page is to be known: in the language that was asked for, if one was."""
    given = language_of_path(asked) or asked.args.get(PARAMETER)
    return alternates(asked)[given if given in LANGUAGES else UNKNOWN]


def _redirected(language: str, location: str) -> str:
    """Return where a redirect leads within a language; one to another host as it is."""
    here = request.host_url.rstrip("/")
    if location.startswith(here + "/"):
        return here + in_language(language, location.removeprefix(here))
    return in_language(language, location)


def _without(uri: str, prefix: str) -> str:
    """Return an address as it was sent without the language; nothing where that was written in escapes."""
    if not uri.startswith(prefix):
        return ""
    rest = uri.removeprefix(prefix)
    return rest if rest.startswith("/") else "/" + rest
