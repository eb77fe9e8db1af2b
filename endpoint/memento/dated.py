"""The release that a request asks: found once for each request, and known then to all that make its answer."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice

from flask import g, request

from phaen.endpoint.errors import BadParameterError, ReleaseNotKeptError
from phaen.endpoint.protocol import RELEASE
from phaen.endpoint.settings import Settings
from phaen.endpoint.website import Site
from phaen.loaders.errors import ReleaseMissingError
from phaen.loaders.releases.kept import choose_release, kept_releases
from phaen.loaders.releases.layout import LATEST, MANIFEST, is_date
from phaen.loaders.releases.manifest import moment_of


@dataclass(frozen=True)
class Dated:
    """A kept release; one that was not asked by its own date is another one some day."""

    date: str
    snapshot: str
    by_date: bool = True

    @property
    def moment(self) -> datetime:
        """Return when the state was published."""
        return moment_of(self.snapshot)


def site_at(site: Site, release: str | None) -> Site:
    """Return the site as it was at a release, None for the present; note for the whole request which one it is.

    Raises ReleaseNotKeptError; BadParameterError where the data is another service's.
    """
    if release is None:
        return site
    g.dated = found = _found(site.settings, release)
    return replace(site, engine=site.engine.at(found.snapshot))


def dated() -> Dated | None:
    """Return the release that is asked by the request which is being answered, None for the present state."""
    found: Dated | None = g.get("dated")
    return found


def dated_by() -> str:
    """Return the date of the release that is asked, "" for the present state."""
    found = dated()
    return "" if found is None else found.date


def in_release(address: str) -> str:
    """Return an address of this site as a page of the present request leads to it: in the same release."""
    found = dated()
    if found is None:
        return address
    start, mark, fragment = address.partition("#")
    return f"{start}{'&' if '?' in start else '?'}{RELEASE}={found.date}{mark}{fragment}"


def askable(settings: Settings) -> Mapping[str, str]:
    """Return the releases that can be asked, the newest first: their snapshots by their dates."""
    if settings.engine:
        return {}
    return dict(islice(kept_releases(settings.store).items(), settings.kept_releases))


def _found(settings: Settings, release: str) -> Dated:
    if settings.engine:
        message = f"the data is held by another service, which keeps no releases; leave {RELEASE} out"
        raise BadParameterError(message, RELEASE)
    kept = askable(settings)
    try:
        date = choose_release(kept, release)
    except ReleaseMissingError as error:
        files = _files(settings, release)
        remedy = f"; its files are at {files}" if files else ""
        raise ReleaseNotKeptError(f"{error}{remedy}", tuple(kept), files) from error
    return Dated(date, kept[date], by_date=release != LATEST)


def _files(settings: Settings, release: str) -> str | None:
    """Return the address of the files of a release, None if there are none."""
    there = is_date(release) and (settings.releases_folder / release / MANIFEST).is_file()
    return f"{request.url_root}releases/{release}/" if there else None
