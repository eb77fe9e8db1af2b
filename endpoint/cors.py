"""Let pages of other sites call the service (Fetch standard, section 3.2)."""

from flask import Flask, Response, request

_EXPOSED = (
    "ETag, Link, Location, Retry-After, Phaen-Snapshot, Phaen-Release, Phaen-Result-Cut, Memento-Datetime, "
    "Accept-Ranges, Content-Encoding, Content-Location, Content-Range, Repr-Digest"
)
_DAY_SECONDS = "86400"


def allow_origin(app: Flask, origin: str) -> None:
    """Add the headers of cross-origin access to every answer; an empty origin switches it off."""
    if not origin:
        return

    @app.after_request
    def _headers(response: Response) -> Response:
        response.headers["Access-Control-Allow-Origin"] = origin
        response.headers["Access-Control-Expose-Headers"] = _EXPOSED
        if origin != "*":
            response.vary.add("Origin")
        if request.method == "OPTIONS" and "Access-Control-Request-Method" in request.headers:
            response.headers["Access-Control-Allow-Methods"] = response.headers.get("Allow", "GET, HEAD, OPTIONS")
            response.headers["Access-Control-Allow-Headers"] = request.headers.get(
                "Access-Control-Request-Headers", "Accept, Content-Type"
            )
            response.headers["Access-Control-Max-Age"] = _DAY_SECONDS
        return response
