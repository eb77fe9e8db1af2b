"""Releases: the list of them, the feeds, and their files."""

from typing import Final

from phaen.endpoint.openapi.parts import (
    ANY_TEXT,
    HTML,
    Answers,
    Json,
    Words,
    answer,
    field,
    one_of,
    operation,
    reference,
    segment,
)
from phaen.endpoint.openapi.problems import ALWAYS
from phaen.endpoint.releases.addresses import PATH
from phaen.endpoint.releases.feeds import FEEDS
from phaen.loaders.releases.layout import LATEST, MANIFEST
from phaen.loaders.releases.manifest import MEDIA_TYPES

RELEASES: Final = "releases"
_JSON: Final = "application/json"
_PACKED: Final = ("application/gzip", "application/zstd")
_SENT: Final = ("ETag", "Link")
_FILE_ERRORS: Final = (*ALWAYS, 404, 406, 412, 414, 416)


def release_paths(words: Words) -> dict[str, Json]:
    """Return the paths of releases."""
    feeds = {media_type: {"schema": ANY_TEXT} for media_type in FEEDS.values()}
    feed = segment(words, "feed", one_of(FEEDS), next(iter(FEEDS)))
    date = segment(words, "date", ANY_TEXT, LATEST)
    path = segment(words, "path", ANY_TEXT, MANIFEST, key="release_path")
    listed = HTML | {_JSON: {"schema": {"type": "object"}}}
    page = field(words, "page", {"type": "integer", "minimum": 1, "maximum": 999_999}, key="folder_page")
    return {
        f"{PATH}/": {"get": _described(words, "listReleases", listed, (*ALWAYS, 406, 414), _format(words))},
        f"{PATH}/feed.{{feed}}": {"get": _described(words, "getReleaseFeed", feeds, (*ALWAYS, 414), feed)},
        f"{PATH}/{{date}}/": {"get": _described(words, "getRelease", listed, _FILE_ERRORS, date, _format(words))},
        f"{PATH}/{{date}}/{{path}}": {
            "get": _described(words, "getReleaseFile", _files(), _FILE_ERRORS, date, path, page)
        },
    }


def _described(words: Words, name: str, sent: Json, errors: tuple[int, ...], *asked: Json) -> Json:
    found = {200: answer(words, name, sent, _SENT), 304: reference("responses", "NotModified")}
    if 416 in errors:  # noqa: PLR2004 - what has no ranges has no parts
        found[206] = answer(words, "part", sent, _SENT)
    return operation(words, name, RELEASES, Answers(found, errors), parameters=list(asked))


def _format(words: Words) -> Json:
    return field(words, "format", one_of(["html", "json"]))


def _files() -> Json:
    types = dict.fromkeys((*MEDIA_TYPES.values(), "text/plain", *_PACKED))
    return HTML | {media_type: {"schema": {}} for media_type in types}
