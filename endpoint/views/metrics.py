"""``/metrics``: numbers about the service for Prometheus."""

from flask import Blueprint, Response
from prometheus_client import CONTENT_TYPE_LATEST

from phaen.endpoint.engine import Engine
from phaen.endpoint.errors import EngineError
from phaen.endpoint.metrics import Metrics


def metrics_blueprint(engine: Engine, metrics: Metrics) -> Blueprint:
    """Make the view that Prometheus reads."""
    blueprint = Blueprint("metrics", __name__)

    @blueprint.get("/metrics")
    def numbers() -> Response:
        try:
            statistics = {**engine.statistics(), "up": 1.0}
        except EngineError:
            statistics = {"up": 0.0}
        response = Response(metrics.text(statistics), content_type=CONTENT_TYPE_LATEST)
        response.headers["Cache-Control"] = "no-store"
        return response

    return blueprint
