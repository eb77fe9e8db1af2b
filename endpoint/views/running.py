"""``/running``: the queries that wait or run, for who has the token, who may end them."""

import hashlib
import hmac
from dataclasses import asdict

from flask import Blueprint, Response, jsonify, request

from phaen.endpoint.authorization import require_token
from phaen.endpoint.engine import Engine, Running
from phaen.endpoint.errors import UnknownResourceError
from phaen.endpoint.settings import Settings

_MOST_TEXT = 2000
_PURPOSE = "seeing and ending queries"


def running_blueprint(engine: Engine, settings: Settings, secret: bytes) -> Blueprint:
    """Make the views; ``secret`` hides the addresses of clients, which still can be told apart."""
    blueprint = Blueprint("running", __name__)

    @blueprint.get("/running")
    def running() -> Response:
        require_token(request, settings, _PURPOSE)
        response = jsonify([_shown(query, secret) for query in engine.running()])
        response.headers["Cache-Control"] = "no-store"
        return response

    @blueprint.delete("/running/<query_id>")
    def cancel(query_id: str) -> Response:
        require_token(request, settings, _PURPOSE)
        if not engine.cancel(query_id):
            raise UnknownResourceError(f"no query {query_id} waits or runs; see /running")
        response = Response(status=204)
        del response.headers["Content-Type"]  # there is no content
        response.headers["Cache-Control"] = "no-store"
        return response

    return blueprint


def _shown(query: Running, secret: bytes) -> dict[str, object]:
    client = hmac.new(secret, query.client.encode(), hashlib.sha256).hexdigest()[:12] if query.client else ""
    return {**asdict(query), "client": client, "query": query.query[:_MOST_TEXT]}
