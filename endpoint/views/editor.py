"""``/editor/…`` and ``/static/editor/…``: what the SPARQL editor in the browser is made of, and what it offers."""

from pathlib import Path
from typing import Final

from flask import Blueprint, Response, jsonify, request, send_from_directory
from werkzeug.exceptions import NotFound

from phaen.endpoint.editor.bundle import FOLDER
from phaen.endpoint.editor.data import known_terms
from phaen.endpoint.language import language_of
from phaen.endpoint.pages import Pages
from phaen.endpoint.website import Site

_SUFFIXES: Final = {"br": ".br", "gzip": ".gz"}
_TYPES: Final = {".js": "text/javascript", ".css": "text/css", ".txt": "text/plain"}
_FOREVER: Final = "public, max-age=31536000, immutable"
_HOUR: Final = "public, max-age=3600"


def editor_blueprint(_site: Site, _pages: Pages) -> Blueprint:
    """Make the views of the editor's files and of its terms."""
    blueprint = Blueprint("editor", __name__)

    @blueprint.get("/editor/terms.json")
    def terms() -> Response:
        response = jsonify(known_terms(language_of(request)))
        response.headers["Cache-Control"] = _HOUR
        response.vary.update(("Accept-Language", "Cookie"))
        return response

    @blueprint.get("/static/editor/<name>")
    def file(name: str) -> Response:
        return bundled(FOLDER, name)

    return blueprint


def bundled(folder: Path, name: str) -> Response:
    """Answer with a file of the editor, compressed if the client can take it; its name changes with its content."""
    if Path(name).suffix not in _TYPES:
        raise NotFound
    coding = next(
        (c for c in _SUFFIXES if request.accept_encodings.quality(c) and (folder / (name + _SUFFIXES[c])).is_file()), ""
    )
    response = send_from_directory(folder, name + _SUFFIXES.get(coding, ""), mimetype=_TYPES[Path(name).suffix])
    if coding:
        response.headers["Content-Encoding"] = coding
    response.headers["Cache-Control"] = _FOREVER
    response.vary.add("Accept-Encoding")
    return response
