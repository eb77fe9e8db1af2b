"""What became of each document of a load: as lines, as rows of a table, as JSON and as a file of both kinds."""

import csv
import io
import json
import shutil
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from phaen.loaders.load import Outcome

KINDS = {
    "vision": "vis",
    "mission": "mis",
    "goal": "goal",
    "strategy": "str",
    "guideline": "guid",
    "indicator": "ind",
    "programme": "prog",
    "project": "proj",
}
"""Kinds of statement, each with the head of its column."""

FORMATS = {
    "text/plain": "text",
    "text/html": "html",
    "multipart/related": "mhtml",
    "application/pdf": "pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
    "application/vnd.ms-excel": "xls",
    "application/vnd.oasis.opendocument.text": "odt",
    "application/vnd.oasis.opendocument.spreadsheet": "ods",
}
"""Short names of media types; the others go by their last part."""

COLUMNS = (("", 9), *((head, len(head)) for head in KINDS.values()), ("read", 4), ("s", 5), ("format", 6))
"""Heads of the table with the widths of their columns; the document takes what is left."""

AS_BEFORE = "failed before, and has not changed since; --restart reads it again"

NARROWEST = 16
"""Columns left for a document's name, however narrow the terminal; in 80 columns there are just these."""

LONG = 100.0
"""Seconds from which hundredths are of no interest."""

REPORT_FIELDS = ("path", "status", "remembered", "format", "media_type", "plan", "coverage", "seconds")


# --- one document -----------------------------------------------------------------------------------------------------


def outcome_object(outcome: "Outcome") -> dict[str, Any]:
    """Give the outcome of one document as a JSON object."""
    return {
        "path": str(outcome.source.path).encode("utf-8", "backslashreplace").decode(),
        "status": outcome.status.value,
        "plan": outcome.plan,
        "counts": outcome.counts,
        "warnings": list(outcome.warnings),
        "error": {"code": outcome.error.code, "detail": str(outcome.error)} if outcome.error else None,
        "remembered": outcome.remembered,
        "coverage": None if outcome.coverage is None else round(outcome.coverage, 4),
        "seconds": round(outcome.seconds, 4),
        "media_type": outcome.media_type,
        "format": format_of(outcome.media_type),
    }


def outcome_line(outcome: "Outcome") -> str:
    """Give the line of one document, and one for each warning; control characters of a file name are escaped."""
    if outcome.error:
        return f"failed     {one_line(str(outcome.error))}{_since_when(outcome)}"
    path = one_line(str(outcome.source.path))
    counted = ", ".join(f"{number} {kind}" for kind, number in outcome.counts.items())
    lines = [f"{outcome.status.value:<10} {path}: {counted or 'nothing new'} → {outcome.plan}"]
    return "\n".join(lines + [f"{'warning':<10} {path}: {one_line(warning)}" for warning in outcome.warnings])


def _since_when(outcome: "Outcome") -> str:
    """Say of an error that was found before that it was not looked for again."""
    return f" ({AS_BEFORE})" if outcome.remembered else ""


def table_head() -> str:
    """Give the heads of the table's columns."""
    return _row([head for head, _ in COLUMNS], "document")


def table_row(outcome: "Outcome", width: int | None = None) -> str:
    """Give the row of one document, with a line below it for its error and for each of its warnings."""
    left = (width or shutil.get_terminal_size().columns) - sum(w + 1 for _, w in COLUMNS)
    numbers = [str(outcome.counts.get(kind) or ("·" if outcome.counts else "")) for kind in KINDS]
    share = "" if outcome.coverage is None else f"{outcome.coverage:.0%}"
    seconds = f"{outcome.seconds:.{0 if outcome.seconds >= LONG else 2}f}"
    cells = [outcome.status.value, *numbers, share, seconds, format_of(outcome.media_type)]
    below = [f"{outcome.error.code}: {outcome.error}{_since_when(outcome)}"] if outcome.error else outcome.warnings
    name = fitted(one_line(str(outcome.source.path)), max(left, NARROWEST))
    return "\n".join([_row(cells, name), *(f"{'':<{COLUMNS[0][1]}} {one_line(text)}" for text in below)])


def _row(cells: Sequence[str], last: str) -> str:
    first, *middle = zip(cells, COLUMNS, strict=True)
    numbers = [f"{cell:>{width}}" for cell, (_, width) in middle[:-1]]
    cell, (_, width) = middle[-1]
    return " ".join([f"{first[0]:<{first[1][1]}}", *numbers, f"{cell:<{width}}", last]).rstrip()


def fitted(text: str, width: int) -> str:
    """Cut a text's beginning off so that it takes no more columns of a terminal; Thai marks take none of their own."""
    from rich.cells import cell_len

    if cell_len(text) <= width:
        return text
    start = 0
    while cell_len(text[start:]) > width - 1:
        start += 1
    while start < len(text) and cell_len(text[start]) == 0:  # no mark without its letter
        start += 1
    return f"…{text[start:]}"


def format_of(media_type: str | None) -> str:
    """Give the short name of a format."""
    if media_type is None:
        return "unknown"
    return FORMATS.get(media_type) or media_type.rpartition("/")[2].removeprefix("x-").removesuffix("+xml")


def one_line(text: str) -> str:
    """Escape what would break a line or steer a terminal."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text)


# --- all documents ----------------------------------------------------------------------------------------------------


def summary_table(outcomes: Sequence["Outcome"]) -> str:
    """Count the documents by format and status, with what was found and in what time; then why documents failed."""
    rows = [["format", "documents", "loaded", "unchanged", "failed", "statements", "read", "s each"]]
    formats = Counter(format_of(outcome.media_type) for outcome in outcomes)
    for name, _ in formats.most_common():
        rows.append([name, *_sums([o for o in outcomes if format_of(o.media_type) == name])])
    if len(formats) > 1:
        rows.append(["all", *_sums(outcomes)])
    reasons = Counter(outcome.error.code for outcome in outcomes if outcome.error)
    lines = [_aligned(row, [max(map(len, column)) for column in zip(*rows, strict=True)]) for row in rows]
    return "\n".join([*lines, *(f"failed: {number:,} {code}" for code, number in reasons.most_common())])


def _sums(outcomes: Sequence["Outcome"]) -> list[str]:
    statuses = Counter(outcome.status.value for outcome in outcomes)
    shares = [outcome.coverage for outcome in outcomes if outcome.coverage is not None]
    return [
        f"{len(outcomes):,}",
        *(f"{statuses[status]:,}" for status in ("loaded", "unchanged", "failed")),
        f"{sum(sum(outcome.counts.values()) for outcome in outcomes):,}",
        f"{sum(shares) / len(shares):.0%}" if shares else "",
        f"{sum(outcome.seconds for outcome in outcomes) / len(outcomes):.3f}",
    ]


def _aligned(cells: Sequence[str], widths: Sequence[int]) -> str:
    first, *numbers = (
        f"{c:<{w}}" if n == 0 else f"{c:>{w}}" for n, (c, w) in enumerate(zip(cells, widths, strict=True))
    )
    return "  ".join([first, *numbers]).rstrip()


# --- a file -----------------------------------------------------------------------------------------------------------


def report_path(_context: click.Context, _option: click.Parameter, value: str | None) -> Path | None:
    """Check that a report can be written, before hours of work; raises a usage error."""
    if value is None:
        return None
    path = Path(value)
    if path.suffix.lower() not in (".json", ".csv"):
        raise click.BadParameter(f"'{value}' tells no format; end the name in .json or .csv")
    if not path.parent.is_dir() or path.is_dir():
        raise click.BadParameter(f"'{value}' cannot be written; name a file in a folder that is there")
    return path


FORMULA = ("=", "+", "-", "@")
"""With what a formula begins in Excel and its like (OWASP, CSV injection)."""


def write_report(path: Path, outcomes: Iterable["Outcome"], facts: dict[str, Any]) -> None:
    """Write the outcomes as CSV or JSON, by the name's end; the file appears whole or not at all."""
    from phaen.loaders.durable import write_durably

    objects = [outcome_object(outcome) for outcome in outcomes]
    as_csv = path.suffix.lower() == ".csv"
    text = _csv(objects) if as_csv else json.dumps({**facts, "documents": objects}, ensure_ascii=False, indent=1) + "\n"
    try:
        write_durably(path, text)
    except OSError as error:
        raise click.ClickException(
            f"{path}: the report was not written ({error.strerror}); check the folder"
        ) from error


def _cell(value: object) -> object:
    """Make a cell that a spreadsheet takes for text: a formula in a file's name must not run, nor a control work."""
    if not isinstance(value, str):
        return value
    shown = "".join(c if c.isprintable() else " " for c in value)
    return f"'{shown}" if shown.startswith(FORMULA) else shown


def _csv(objects: list[dict[str, Any]]) -> str:
    text = io.StringIO()
    text.write("\ufeff")  # Excel would take Thai for Windows-874 without it
    table = csv.writer(text)
    table.writerow([*REPORT_FIELDS, *KINDS, "warnings", "error_code", "error"])
    for found in objects:
        error = found["error"] or {"code": "", "detail": ""}
        table.writerow(
            [
                *(_cell(found[name]) for name in REPORT_FIELDS),
                *(found["counts"].get(kind, 0) for kind in KINDS),
                _cell(" | ".join(found["warnings"])),
                error["code"],
                _cell(error["detail"]),
            ]
        )
    return text.getvalue()
