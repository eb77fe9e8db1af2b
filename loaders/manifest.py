"""The manifest: a table beside the documents that says what their texts do not.

A CSV file in UTF-8 (Excel's mark at the start is fine), one row a document. Every cell but ``path`` may be empty.
"""

import csv
import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

from pyoxigraph import NamedNode

from phaen.loaders.errors import ManifestError, OrganisationError
from phaen.loaders.model import Context, Period
from phaen.loaders.owners.organisations import checked_province, parse_organisation
from phaen.ontology.digits import arabic

FILE_NAME = "manifest.csv"
COLUMNS = {
    "path": "the document, relative to the manifest",
    "organisation": "the owner's name, full or abbreviated: อบจ.ลำปาง",
    "province": "the owner's province in Thai, where the name does not hold it",
    "period": "first and last year, Buddhist era: 2566-2570",
    "edition": "a key of the edition, where there is no period or several editions share one",
    "title": "the document's title",
    "source_url": "the web address the document came from",
    "licence": "the IRI of its licence",
    "rights": "what is known of its rights, in words",
    "retrieved": "the day it was retrieved, as 2026-11-21",
}
LONGEST_HEADER = 10_000
"""Bytes of a CSV file's first line that are looked at."""

PERIOD = re.compile(r"\s*([12]\d\d\d)\s*[-–]\s*([12]\d\d\d)\s*")
BUDDHIST_FROM = 2400
"""Years below are of the Christian era, 543 years behind."""

EDITION = re.compile("\\w[\\w\u0e31\u0e34-\u0e3a\u0e47-\u0e4e-]{0,59}")


@dataclass(frozen=True, slots=True)
class Entry:
    """One row: a document and its context."""

    path: Path
    context: Context


def is_manifest(path: Path) -> bool:
    """Tell a manifest from a document: it has the usual name, or is a CSV file with a column ``path``."""
    if path.name == FILE_NAME:
        return True
    if path.suffix.lower() != ".csv" or not path.is_file():
        return False
    with path.open("rb") as file:
        header = file.readline(LONGEST_HEADER).decode("utf-8-sig", "replace")
    return "path" in [cell.strip().strip('"') for cell in header.split(",")]


def read_manifest(path: Path) -> list[Entry]:
    """Read a manifest; raises ManifestError that names the file, the line, the value and the remedy."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.DictReader(file, strict=True, restkey="", restval=None)
            _check_header(path, rows.fieldnames)
            return [_entry(path, rows.line_num, row) for row in rows if any(row.values())]
    except UnicodeDecodeError as error:
        raise ManifestError(f"{path}: is not UTF-8 (byte {error.start}); save it as 'CSV UTF-8'") from error
    except csv.Error as error:
        raise ManifestError(
            f"{path}: is no proper CSV ({error}); put values that hold commas between double quotes"
        ) from error
    except OSError as error:
        raise ManifestError(f"{path}: cannot be read ({error.strerror}); check the path and its permissions") from error


def _check_header(path: Path, names: object) -> None:
    found = list(names) if isinstance(names, list) else []
    strange = [str(name) for name in found if name not in COLUMNS]
    if "path" not in found or strange or len(set(found)) < len(found):
        what = f"unknown column '{strange[0]}'" if strange else "no column 'path', or a column twice"
        raise ManifestError(f"{path}: {what}; the columns are {', '.join(COLUMNS)}")


def _entry(manifest: Path, line: int, row: dict[str, str | None]) -> Entry:
    where = f"{manifest} line {line}"
    if "" in row or None in row.values():
        raise ManifestError(
            f"{where}: has not as many cells as the header; put values that hold commas between double quotes"
        )
    cells = {name: (value or "").strip() for name, value in row.items()}
    if not cells["path"] or "\0" in cells["path"]:
        raise ManifestError(f"{where}: the cell 'path' holds no path; write the document's file name")
    try:
        return Entry(manifest.parent / cells["path"], make_context(cells))
    except (ManifestError, OrganisationError) as error:
        raise ManifestError(f"{where}: {error}") from error


def make_context(cells: dict[str, str], *, source: str = "manifest") -> Context:
    """Make a context of the cells of one row, or of options of the command line; empty cells are not known."""
    name, province = cells.get("organisation"), cells.get("province")
    return Context(
        organisation=parse_organisation(name, province=province, source=source) if name else None,
        province=checked_province(cells.get("province")),
        period=_period(cells.get("period")),
        edition=_edition(cells.get("edition")),
        title=cells.get("title") or None,
        source_url=_iri("source_url", cells.get("source_url")),
        licence=_iri("licence", cells.get("licence")),
        rights=cells.get("rights") or None,
        retrieved=_day(cells.get("retrieved")),
    )


def _period(value: str | None) -> Period | None:
    if not value:
        return None
    match = PERIOD.fullmatch(arabic(value))
    first, last = (_buddhist(int(match[1])), _buddhist(int(match[2]))) if match else (1, 0)
    if first > last:
        raise ManifestError(f"period '{value}' is not understood; write its first and last year, as 2566-2570")
    return Period(first, last)


def _buddhist(year: int) -> int:
    return year if year >= BUDDHIST_FROM else year + 543


def _edition(value: str | None) -> str | None:
    if value and not EDITION.fullmatch(value):
        raise ManifestError(
            f"edition '{value[:60]}' becomes a part of an address; use up to 60 letters, digits, '-' and '_'"
        )
    return value or None


def _iri(column: str, value: str | None) -> str | None:
    if not value:
        return None
    try:
        NamedNode(value)
        sound = urlsplit(value).scheme in ("http", "https") and bool(urlsplit(value).netloc)
    except ValueError:
        sound = False
    if not sound:
        raise ManifestError(f"{column} '{value}' is no web address; write it whole, beginning with https://")
    # Oxigraph 0.5 writes IRIs into CSV without quotes: a comma would shift the columns.
    return value.replace(",", "%2C")


def _day(value: str | None) -> str | None:
    if not value:
        return None
    try:
        day = date.fromisoformat(value)
    except ValueError as error:
        raise ManifestError(f"retrieved '{value}' is no date; write it as 2026-11-21 (Christian era)") from error
    if day.year >= BUDDHIST_FROM:
        raise ManifestError(f"retrieved '{value}' is a Buddhist year; write the Christian one, as {day.year - 543}")
    return day.isoformat()
