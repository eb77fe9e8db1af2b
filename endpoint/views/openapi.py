"""``/openapi.json``: the description of the service for programs; ``/api``: the same list for people."""

import json
from functools import cache
from typing import Final

from flask import Blueprint, Response, request

from phaen.endpoint.language import LANGUAGES, language_of
from phaen.endpoint.openapi.document import document
from phaen.endpoint.openapi.listing import Section, sections
from phaen.endpoint.openapi.parts import Json, Words
from phaen.endpoint.pages import Pages
from phaen.endpoint.sharing import shared, snapshot_before
from phaen.endpoint.website import Site

ADDRESS: Final = "/openapi.json"
_USUAL: Final = "en"
"""The language for clients that ask for none: code generators, whose result should not hang on the machine."""


def openapi_blueprint(site: Site, pages: Pages) -> Blueprint:
    """Make the views; the description is made once for each language."""
    blueprint = Blueprint("openapi", __name__)

    @cache
    def described(language: str) -> Json:
        return document(Words(language, site.translations), site.catalogue, site.settings)

    @cache
    def listed(language: str) -> tuple[Section, ...]:
        return sections(described(language))

    @blueprint.get(ADDRESS)
    def openapi() -> Response:
        language = _language()
        found = described(language) | {"servers": [{"url": request.url_root.rstrip("/")}]}
        response = Response(json.dumps(found, ensure_ascii=False), content_type="application/json")
        response.headers["Content-Language"] = language
        response.vary.add("Accept-Language")
        return shared(request, response, snapshot_before(site.engine))

    @blueprint.get("/api")
    def api() -> Response:
        page = pages.render("api.html", sections=listed(language_of(request)), address=request.url_root.rstrip("/"))
        return shared(request, page, snapshot_before(site.engine))

    return blueprint


def _language() -> str:
    """Return the language of the description: that of the address, else of the Accept-Language header, else English."""
    given = request.args.get("lang")
    return given if given in LANGUAGES else request.accept_languages.best_match(LANGUAGES) or _USUAL
