"""Thai or English: by a path that begins with it, by ``?lang=``, by the cookie, by Accept-Language; or Thai."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Final, Self

from flask import Request, Response
from werkzeug.sansio.request import Request as BareRequest

LANGUAGES = ("th", "en")
DEFAULT = "th"
COOKIE = "phaen_lang"
PARAMETER: Final = "lang"
PATH_LANGUAGE: Final = "phaen.language"
"""In the environ of a request whose path began with a language: that language (``language_paths``)."""
_YEAR_SECONDS = 365 * 24 * 3600


@dataclass(frozen=True)
class Translations:
    """The sentences of the pages in each language, by key."""

    tables: Mapping[str, Mapping[str, str]]

    @classmethod
    def load(cls) -> Self:
        """Read the files beside this module."""
        folder = files("phaen.endpoint").joinpath("translations")
        return cls({lang: json.loads(folder.joinpath(f"{lang}.json").read_text("utf-8")) for lang in LANGUAGES})

    def say(self, language: str, key: str, **values: object) -> str:
        """Return a sentence with its gaps filled; KeyError for a key that no file has.

        Where ``n`` is 1 it is the sentence of the key that ends in ``.one``, if there is one.
        """
        table = self.tables[language]
        one = table.get(f"{key}.one") if str(values.get("n")) == "1" else None
        return (table[key] if one is None else one).format(**values)

    def column(self, language: str, name: str) -> str:
        """Return what a column of a result is called in the caption of a picture: its own name, if no file has one."""
        return self.tables[language].get(f"column.{name}", name)


def language_of_path(request: Request) -> str | None:
    """Return the language that the path of a request began with, None if with none."""
    found: str | None = request.environ.get(PATH_LANGUAGE)
    return found


def language_of(request: Request) -> str:
    """Return the language of the page that this request asks for."""
    return language_of_path(request) or preferred(request)


def preferred(request: BareRequest) -> str:
    """Return the language that a reader wants of an address that leaves it open."""
    return _chosen(request) or _accepted(request)


def remember_language(request: Request, response: Response) -> None:
    """Keep a language that was chosen by the address for the next pages.

    A path that begins with a language chooses it for as long as links are followed. It is kept only for a browser
    that addresses without it would show another one; so that pages for all others, robots too, set no cookie and
    may be kept by caches.
    """
    given = language_of_path(request)
    if given is None:
        given = request.args.get(PARAMETER)
    elif not request.accept_languages or (request.cookies.get(COOKIE) or _accepted(request)) == given:
        return
    if given in LANGUAGES:
        response.set_cookie(COOKIE, given, max_age=_YEAR_SECONDS, httponly=True, samesite="Lax")
        response.headers.setdefault("Cache-Control", "private, no-cache")  # nobody else is to get the cookie


def _chosen(request: BareRequest) -> str | None:
    given = (request.args.get(PARAMETER), request.cookies.get(COOKIE))
    return next((language for language in given if language in LANGUAGES), None)


def _accepted(request: BareRequest) -> str:
    return request.accept_languages.best_match(LANGUAGES) or DEFAULT
