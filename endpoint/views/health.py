"""``/health``: say whether this service can answer now; ``/health/live``: whether it runs at all."""

from flask import Blueprint, Response, jsonify

from phaen.endpoint.engine import Engine
from phaen.endpoint.errors import EngineError, QueryTimeoutError


def health_blueprint(engine: Engine) -> Blueprint:
    """Make the view that monitors ask."""
    blueprint = Blueprint("health", __name__)

    @blueprint.get("/health")
    def health() -> Response:
        try:
            engine.ready()
            response = jsonify(status="ok", snapshot=engine.snapshot())
        except (EngineError, QueryTimeoutError) as error:
            response = jsonify(status="unavailable", code=error.code, reason=str(error))
            response.status_code = 503
        response.headers["Cache-Control"] = "no-store"
        return response

    @blueprint.get("/health/live")
    def live() -> Response:
        response = jsonify(status="ok")
        response.headers["Cache-Control"] = "no-store"
        return response

    return blueprint
