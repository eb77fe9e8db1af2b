"""``/update``: the SPARQL 1.1 Protocol for updates, for who has the token."""

from flask import Blueprint, Response, request

from phaen.endpoint.authorization import require_token
from phaen.endpoint.errors import PreconditionError
from phaen.endpoint.protocol import FORM_TYPE, UPDATE_TYPE, read_update
from phaen.endpoint.website import Site
from phaen.endpoint.writing.jobs import UpdateJob, Written


def update_blueprint(site: Site) -> Blueprint:
    """Make the view of the update endpoint."""
    blueprint = Blueprint("update", __name__)

    @blueprint.post("/update")
    def update() -> Response:
        require_token(request, site.settings)
        if request.if_match or request.if_none_match:
            raise PreconditionError("/update has no state of its own; make a change on condition of a graph at /graphs")
        asked = read_update(request)
        job = UpdateJob(
            asked.update,
            request.base_url,
            asked.default_graphs,
            asked.named_graphs,
            site.settings.union,
            site.settings.services,
            site.settings.timeout,
        )
        return written_response(site.engine.write(job))

    @blueprint.after_request
    def accepted(response: Response) -> Response:
        response.headers["Accept-Post"] = f"{UPDATE_TYPE}, {FORM_TYPE}"
        return response

    return blueprint


def written_response(written: Written, location: str | None = None) -> Response:
    """Answer a change that was made: 201 with its address for a graph that is new, else 204."""
    response = Response(status=201 if written.created else 204)
    del response.headers["Content-Type"]  # there is no content
    if written.created and location is not None:
        response.headers["Location"] = location
    if written.snapshot:
        response.headers["Phaen-Snapshot"] = written.snapshot
    response.headers["Cache-Control"] = "no-store"
    return response
