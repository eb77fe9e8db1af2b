"""Which form of a file a client gets: as it is, or compressed as it lies beside it (RFC 9110, section 12.5.3)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from phaen.endpoint.cache.coding import IDENTITY, qualities_of
from phaen.endpoint.errors import NotAcceptableError, UnknownResourceError
from phaen.endpoint.releases.contents import OpenRelease
from phaen.endpoint.releases.errors import UnreadableReleaseError
from phaen.endpoint.releases.opening import OpenFile
from phaen.loaders.releases.manifest import ReleaseFile

_LEAST: Final = 0.0001
"""The quality of a body that is not compressed, where the client says nothing of it: it takes it, but rather others."""
_PACKED: Final = {"gzip": "application/gzip", "zstd": "application/zstd"}
"""The media types of compressed files that are asked for by their own names (RFC 6713, RFC 8878)."""


@dataclass(frozen=True)
class Chosen:
    """What is sent for a file: the form that the client gets, from an open file.

    ``coding`` is that of the form, "" for none. ``packed`` is the coding of the open file where it has to be undone.
    """

    form: ReleaseFile
    source: OpenFile
    content_type: str
    coding: str = ""
    packed: str = ""
    varies: bool = False


def choose(release: OpenRelease, file: ReleaseFile, accepted: str | None) -> Chosen:
    """Choose and open the form of a file that suits a client best; ``accepted`` is its Accept-Encoding.

    Raises NotAcceptableError, UnknownResourceError if the file is gone, or UnreadableReleaseError.
    """
    if file.encoding:  # asked for by its own name: to compress it again, or to undo that, would help nobody
        return Chosen(file, _required(release, file), _PACKED[file.encoding])
    forms = release.forms(file)
    ranked = list(_ranked(accepted, {IDENTITY: file.bytes} | {name: form.bytes for name, form in forms.items()}))
    if not ranked:
        raise NotAcceptableError(
            f"the request accepts no coding that there is of this file ({accepted!r}); accept one of those",
            (IDENTITY, *forms),
        )
    for coding in ranked:
        found = _plain(release, file, forms) if coding == IDENTITY else _coded(release, file, forms[coding], coding)
        if found is not None:
            return found
    raise _gone(release, file)


def content_type(file: ReleaseFile) -> str:
    """Return the content type of a file as it is, or of what is compressed in it."""
    return file.media_type + ("; charset=utf-8" if file.media_type.startswith("text/") else "")


def _ranked(accepted: str | None, sizes: Mapping[str, int]) -> Iterator[str]:
    """Yield the codings that a client takes, what it likes best first; of those that it likes alike, the smallest.

    >>> sizes = {"identity": 100, "gzip": 20, "zstd": 10}
    >>> [list(_ranked(header, sizes)) for header in (None, "", "gzip, zstd", "identity;q=0, zstd;q=0.2")]
    [['identity'], ['identity'], ['zstd', 'gzip', 'identity'], ['zstd']]
    """
    stated = qualities_of(accepted or "")
    others = stated.get("*")
    qualities = {coding: stated.get(coding, others or 0.0) for coding in sizes}
    if IDENTITY not in stated and others is None:
        qualities[IDENTITY] = _LEAST
    liked = [coding for coding, quality in qualities.items() if quality > 0]
    yield from sorted(liked, key=lambda coding: (-qualities[coding], sizes[coding]))


def _plain(release: OpenRelease, file: ReleaseFile, forms: Mapping[str, ReleaseFile]) -> Chosen | None:
    """Return a file as it is; where only compressed forms were kept, one of them, to be undone on its way."""
    source = _opened(release, file)
    if source is not None:
        return Chosen(file, source, content_type(file), varies=bool(forms))
    for coding, form in forms.items():
        packed = _opened(release, form)
        if packed is not None:
            return Chosen(file, packed, content_type(file), packed=coding, varies=True)
    return None


def _coded(release: OpenRelease, file: ReleaseFile, form: ReleaseFile, coding: str) -> Chosen | None:
    source = _opened(release, form)
    return None if source is None else Chosen(form, source, content_type(file), coding, varies=True)


def _required(release: OpenRelease, file: ReleaseFile) -> OpenFile:
    source = _opened(release, file)
    if source is None:
        raise _gone(release, file)
    return source


def _opened(release: OpenRelease, file: ReleaseFile) -> OpenFile | None:
    source = release.open(file)
    if source is not None and not (source.regular and source.size == file.bytes):
        raise UnreadableReleaseError(
            f"{file.path} of the release {release.date} is not the file that its manifest names; its operator can "
            f"find out more with phaen release --verify"
        )
    return source


def _gone(release: OpenRelease, file: ReleaseFile) -> UnknownResourceError:
    return UnknownResourceError(
        f"{file.path} belongs to the release {release.date}, but is no longer kept here; "
        f"its manifest.json has the digest of it, to know a copy from elsewhere by"
    )
