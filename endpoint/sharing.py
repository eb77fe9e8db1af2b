"""Pages that anybody may keep: they depend on the address, the language and the snapshot alone."""

from flask import Request, Response

from phaen.endpoint.answering import LEAST_COMPRESSED, REVALIDATED
from phaen.endpoint.cache import coding
from phaen.endpoint.cache.keys import digest
from phaen.endpoint.engine import Engine
from phaen.endpoint.errors import NotReadyError
from phaen.endpoint.tags import LENGTH, Tag


def snapshot_before(engine: Engine) -> str:
    """Return the name of the current snapshot, before the first query for a page is made; "" where there is none."""
    try:
        return engine.snapshot()
    except NotReadyError:
        return ""


def shared(request: Request, page: Response, snapshot: str) -> Response:
    """Mark a page as one that may be kept until another snapshot is published; compress it, or answer 304.

    ``snapshot`` is that of ``snapshot_before``. Errors are left alone, and so is what sets a cookie.
    """
    if not snapshot or not _may_be_kept(page):
        return page
    page.headers["Phaen-Snapshot"] = snapshot
    return revalidated(request, page)


def revalidated(request: Request, page: Response) -> Response:
    """Mark a page as one that may be kept if it is asked for each time; compress it, or answer 304; errors as above."""
    if not _may_be_kept(page):
        return page
    tag = Tag(digest(page.get_data(), page.content_type)[:LENGTH])
    header = request.headers.get("Accept-Encoding")
    compressed = coding.choose(header) == coding.GZIP and (
        len(page.get_data()) >= LEAST_COMPRESSED or not coding.accepts_identity(header)
    )
    page.vary.add("Accept-Encoding")
    page.headers["Cache-Control"] = REVALIDATED
    known = tag.among(request.if_none_match)
    if known is not None:
        page.status_code = 304
        page.set_data(b"")
        del page.headers["Content-Type"], page.headers["Content-Length"]
        tag = known
    elif compressed:
        page.set_data(coding.compressed(page.get_data()))
        page.headers["Content-Encoding"] = coding.GZIP
        tag = tag.gzipped()
    page.set_etag(tag.value)
    return page


def _may_be_kept(page: Response) -> bool:
    return page.status_code == 200 and "Set-Cookie" not in page.headers  # noqa: PLR2004 - OK
