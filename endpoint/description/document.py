"""Answer a request with a document about the service or its data."""

import hashlib

from flask import Request, Response

from phaen.endpoint.description.rdf import Statements, serialised
from phaen.endpoint.negotiation import Choice
from phaen.endpoint.website import Site

_LENGTH = 32


def document_response(site: Site, request: Request, said: Statements, choice: Choice, snapshot: str) -> Response:
    """Answer with statements in the format that was chosen; 304 if the client has them already."""
    return plain_response(site, request, said.plain(), choice, snapshot)


def plain_response(site: Site, request: Request, plain: bytes, choice: Choice, snapshot: str) -> Response:
    """Answer with N-Triples in the format that was chosen; 304 if the client has them already."""
    # Of the statements, not of the bytes: another version of the engine may write them in another way.
    tag = hashlib.sha256(plain + choice.media_type.encode()).hexdigest()[:_LENGTH]
    if request.if_none_match.contains_weak(tag):
        response = Response(status=304)
    else:
        body = serialised(plain, choice.format, site.prefixes)
        response = Response(body, content_type=choice.content_type)
    response.set_etag(tag, weak=True)
    response.headers["Cache-Control"] = "public, no-cache"
    if snapshot:
        response.headers["Phaen-Snapshot"] = snapshot
    response.vary.add("Accept")
    return response
