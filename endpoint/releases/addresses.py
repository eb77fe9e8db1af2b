"""Addresses of releases and of their files, and the links between the versions of one thing (RFC 5829, RFC 8288)."""

from typing import Final
from urllib.parse import quote

from phaen.endpoint.releases.contents import OpenRelease
from phaen.endpoint.releases.library import Library
from phaen.loaders.releases.layout import LATEST, MANIFEST

PATH: Final = "/releases"


def address(date: str, path: str = "") -> str:
    """Return the address of a file or folder of a release, which may be LATEST.

    >>> address("2026-11-22", "graphs/แผน.ttl")
    '/releases/2026-11-22/graphs/%E0%B9%81%E0%B8%9C%E0%B8%99.ttl'
    """
    return f"{PATH}/{date}/{quote(path)}"


def version_links(library: Library, release: OpenRelease, name: str, path: str) -> str:
    """Return the value of Link for a file, folder or page of a release that was asked for by a name."""
    dated = name != LATEST
    links = [(address(LATEST, path), "latest-version") if dated else (address(release.date, path), "canonical")]
    previous = str(release.manifest.previous)
    if library.has(previous, path):
        links.append((address(previous, path), "predecessor-version"))
    links += [(f"{PATH}/", "version-history"), (address(release.date, MANIFEST), "describedby")]
    return ", ".join(f'<{target}>; rel="{relation}"' for target, relation in links)
