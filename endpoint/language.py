"""Thai or English: by ``?lang=``, else by the cookie, else by the Accept-Language header, else Thai."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Self

from flask import Request, Response

LANGUAGES = ("th", "en")
DEFAULT = "th"
COOKIE = "phaen_lang"
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
        """Return a sentence with its gaps filled; KeyError for a key that no file has."""
        return self.tables[language][key].format(**values)


def language_of(request: Request) -> str:
    """Return the language of the page that this request asks for."""
    for given in (request.args.get("lang"), request.cookies.get(COOKIE)):
        if given in LANGUAGES:
            return given
    return request.accept_languages.best_match(LANGUAGES) or DEFAULT


def remember_language(request: Request, response: Response) -> None:
    """Keep a language that was chosen by ``?lang=`` for the next pages."""
    given = request.args.get("lang")
    if given in LANGUAGES:
        response.set_cookie(COOKIE, given, max_age=_YEAR_SECONDS, httponly=True, samesite="Lax")
