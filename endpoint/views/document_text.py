"""``/doc/….txt``: the raw text of a document, in which all positions are counted."""

from typing import Final
from urllib.parse import quote

from flask import Blueprint, Response, request

from phaen.endpoint.errors import UnknownResourceError
from phaen.endpoint.knowledge import term_of, text_of
from phaen.endpoint.memento.dated import site_at
from phaen.endpoint.pages import Pages, redirect_to
from phaen.endpoint.protocol import read_release
from phaen.endpoint.sharing import shared, snapshot_before
from phaen.endpoint.tables import select
from phaen.endpoint.website import Site
from phaen.ontology.terms import NIF_IS_STRING

MEDIA_TYPE: Final = "text/plain; charset=utf-8"
_SAFE: Final = "/:@!$&'()*+,;=-._~"


def document_text_blueprint(site: Site, _: Pages) -> Blueprint:
    """Make the views of the texts of documents."""
    blueprint = Blueprint("document_text", __name__)

    @blueprint.get("/id/<path:path>.txt")
    def identifier(path: str) -> Response:
        query = request.query_string.decode("ascii", "ignore")
        address = f"/doc/{quote(path, safe=_SAFE)}.txt"
        return redirect_to(f"{address}?{query}" if query else address, 303)

    @blueprint.get("/doc/<path:path>.txt")
    def document(path: str) -> Response:
        found = site_at(site, read_release(request))
        snapshot = snapshot_before(found.engine)
        thing = site.addresses.thing(path)
        rows = select(found.engine, f"SELECT ?text {{ {term_of(thing)} {NIF_IS_STRING} ?text }} LIMIT 1", 1).records()
        if not rows:
            raise UnknownResourceError(f"no text of {thing} is known; its page or data is at the address without .txt")
        return shared(request, Response(text_of(rows[0], "text"), content_type=MEDIA_TYPE), snapshot)

    return blueprint
