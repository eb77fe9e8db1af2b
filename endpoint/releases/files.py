"""From a file of a release to an HTTP answer: the right form, conditions, ranges, and all that is known of it."""

from base64 import b64encode
from http import HTTPStatus
from typing import Final

from flask import Request, Response
from werkzeug.http import http_date

from phaen.endpoint.releases.addresses import address, version_links
from phaen.endpoint.releases.choosing import Chosen, choose
from phaen.endpoint.releases.conditions import Span, is_unchanged, part_of
from phaen.endpoint.releases.contents import OpenRelease
from phaen.endpoint.releases.library import Library
from phaen.endpoint.releases.sending import FileBody, UnpackedBody
from phaen.loaders.releases.layout import LATEST
from phaen.loaders.releases.manifest import ReleaseFile

IMMUTABLE: Final = "public, max-age=31536000, immutable"
"""A file of a date is the same for ever."""

BRIEFLY: Final = "public, max-age=300"
"""That of the newest release is another one when there is a newer one."""

_INERT: Final = "default-src 'none'; sandbox"
"""A file shows nothing but itself, whatever a graph that somebody has sent says."""


def file_response(request: Request, library: Library, release: OpenRelease, name: str, file: ReleaseFile) -> Response:
    """Answer with a file of a release that was asked for by a name, its date or LATEST.

    Raises what ``choose`` raises, PreconditionError and RangeError.
    """
    chosen = choose(release, file, request.headers.get("Accept-Encoding"))
    tag, moment = chosen.form.sha256, release.moment
    fields = _description(chosen, release) | {
        "Cache-Control": BRIEFLY if name == LATEST else IMMUTABLE,
        "Link": version_links(library, release, name, file.path),
    }
    if name == LATEST:
        fields["Content-Location"] = address(release.date, file.path)
    if is_unchanged(request, tag, moment):
        return _bodiless(HTTPStatus.NOT_MODIFIED, fields)
    part = None if chosen.packed else part_of(request, tag, moment, chosen.form.bytes)
    return _sent(request, chosen, part, fields)


def _description(chosen: Chosen, release: OpenRelease) -> dict[str, str]:
    digest = b64encode(bytes.fromhex(chosen.form.sha256)).decode("ascii")
    fields = {
        "ETag": f'"{chosen.form.sha256}"',
        "Last-Modified": http_date(release.moment),
        "Repr-Digest": f"sha-256=:{digest}:",
        "Accept-Ranges": "none" if chosen.packed else "bytes",
        "Content-Security-Policy": _INERT,
    }
    if chosen.varies:
        fields["Vary"] = "Accept-Encoding"
    return fields


def _sent(request: Request, chosen: Chosen, part: Span | None, fields: dict[str, str]) -> Response:
    whole = Span(0, chosen.form.bytes)
    span = part or whole
    fields["Content-Type"] = chosen.content_type
    fields["Content-Length"] = str(span.end - span.begin)
    if chosen.coding:
        fields["Content-Encoding"] = chosen.coding
    if part is not None:
        fields["Content-Range"] = part.within(whole.end)
    status = HTTPStatus.OK if part is None else HTTPStatus.PARTIAL_CONTENT
    if request.method == "HEAD":
        return _bodiless(status, fields)
    if chosen.packed:
        body: FileBody | UnpackedBody = UnpackedBody(chosen.source, chosen.packed, whole.end)
    else:
        body = FileBody(chosen.source, span)
    # Passed through, so that the front sees the body itself, and sends it from its event loop.
    response = Response(body, status, fields, direct_passthrough=True)
    response.automatically_set_content_length = False
    return response


def _bodiless(status: HTTPStatus, fields: dict[str, str]) -> Response:
    response = Response(None, status, fields)
    response.automatically_set_content_length = False
    if "Content-Type" not in fields:
        del response.headers["Content-Type"]
    return response
