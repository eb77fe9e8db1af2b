"""How a release lies on disk, and how the releases of a folder are found.

    RELEASES/DATE/manifest.json       what the release is, and each of its files
    RELEASES/DATE/SHA256SUMS          the digests of all other files, as sha256sum writes and checks them
    RELEASES/DATE/phaen.nq …          the whole data set: .nq (sorted), .trig, .jsonld
    RELEASES/DATE/graphs/PATH.ttl …   each named graph: .ttl, .nt; PATH is that of its IRI
    RELEASES/DATE/plans/ORG_EDITION.ttl  all of a plan edition and its owner, in one file
    RELEASES/DATE/provinces/51.ttl …  all of a province, by its TIS 1099 code: .ttl, .nt
    RELEASES/DATE/ontology/           the ontology, its shapes and the code lists
    RELEASES/DATE/tables/             flat tables with their data dictionary
    RELEASES/DATE/links/              links as SSSOM
    RELEASES/DATE/stratml/            each plan as StratML
    RELEASES/DATE/changes/            what was added and removed since the release before
    RELEASES/DATE/metadata/           VoID, DCAT, CKAN, schema.org, provenance
    RELEASES/.DATE.part/              a release that is being written; nobody looks into it

Beside each file of data stand its compressed forms, FILE.gz and FILE.zst. DATE is the day of the snapshot in UTC, with
a number from the second release of a day on: ``2026-11-22``, ``2026-11-22-2``.
"""

import re
from pathlib import Path
from typing import Final

from phaen.loaders.errors import ReleaseMissingError

MANIFEST: Final = "manifest.json"
CHECKSUMS: Final = "SHA256SUMS"
LATEST: Final = "latest"
"""Stands for the newest release wherever a date may stand."""

QUADS: Final = "phaen.nq"
"""The whole data set, one quad a line, sorted by code points: what all other files are made of."""

WORK: Final = ".work"
"""A folder for what is only needed while a release is written; gone before it is published."""

ENCODINGS: Final = {".gz": "gzip", ".zst": "zstd"}
"""The suffixes of compressed files, with the content codings of HTTP that they are (RFC 9110, RFC 8878)."""

_DATE: Final = re.compile(r"(\d{4}-\d{2}-\d{2})(?:-([1-9]\d{0,5}))?", re.ASCII)
"""Short enough for the name of a file, whoever asks for it."""


def is_date(name: str) -> bool:
    """Tell whether a name is that of a release."""
    return _DATE.fullmatch(name) is not None


def order(date: str) -> tuple[str, int]:
    """Return what releases are sorted by: their day, and their number in it."""
    found = _DATE.fullmatch(date)
    if found is None:
        raise ReleaseMissingError(f"'{date}' is no date of a release; write it as 2026-11-22, or '{LATEST}'")
    return found[1], int(found[2] or 1)


def dates(releases: Path) -> list[str]:
    """Return the dates of the releases in a folder, newest first; a folder that is not there has none."""
    if not releases.is_dir():
        return []
    names = (entry.name for entry in releases.iterdir() if (entry / MANIFEST).is_file())
    return sorted(filter(is_date, names), key=order, reverse=True)


def find(releases: Path, date: str) -> Path:
    """Return the folder of a release by its date, or of the newest; raise ReleaseMissingError if there is none."""
    present = dates(releases)
    if date == LATEST and present:
        return releases / present[0]
    if date in present:
        return releases / date
    if not present:
        raise ReleaseMissingError(f"{releases}: there are no releases; write one with 'phaen release'")
    known = ", ".join(present[:5])
    raise ReleaseMissingError(f"there is no release '{date}'; there are {known}{' …' if len(present) > 5 else ''}")  # noqa: PLR2004 - as many as are named
