"""What tells programs of new releases: Atom (RFC 4287) and RSS 2.0, of the newest ones."""

from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from typing import Final

from phaen.endpoint.releases.addresses import address
from phaen.endpoint.releases.library import Library
from phaen.loaders.releases.layout import QUADS
from phaen.loaders.releases.manifest import Manifest

FEEDS: Final = {"atom": "application/atom+xml", "rss": "application/rss+xml"}
"""The media types of the feeds, by the suffixes of their addresses."""

_MOST: Final = 30


@dataclass(frozen=True)
class FeedEntry:
    """A release in a feed. ``iri`` names it for ever, ``place`` is where it is; ``size`` is that of its main file."""

    date: str
    iri: str
    place: str
    moment: datetime
    manifest: Manifest
    download: str
    size: int

    @property
    def rfc822(self) -> str:
        """Return the moment as RSS has it."""
        return format_datetime(self.moment, usegmt=True)


def entries(library: Library, base: str, root: str) -> list[FeedEntry]:
    """Return the newest releases; ``base`` begins the IRIs of the data, ``root`` the addresses of this service."""
    return [
        FeedEntry(
            summary.date,
            base.rstrip("/") + address(summary.date),
            root.rstrip("/") + address(summary.date),
            summary.moment,
            summary.manifest,
            f"{QUADS}.gz",
            library.size(summary.date, f"{QUADS}.gz"),
        )
        for summary in library.summaries()[:_MOST]
    ]
