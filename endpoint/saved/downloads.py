"""The addresses of a saved query's results, with the values of the form."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from phaen.endpoint.formats import PLAIN, SPREADSHEET, Form
from phaen.endpoint.saved.attempts import Part
from phaen.endpoint.saved.offers import ROWS, SHAPE, form_of, installed, offered
from phaen.endpoint.saved.paging import PAGE, PER_PAGE
from phaen.queries.model import SavedQuery


@dataclass(frozen=True)
class Download:
    """A format by its name and media type, and where the result is in it."""

    name: str
    media_type: str
    address: str


def query_string(values: Mapping[str, str]) -> str:
    """Return the values as the end of an address: empty, or with its question mark."""
    given = {name: value for name, value in values.items() if value.strip()}
    return "?" + urlencode(given, errors="replace") if given else ""


def downloads_of(saved: SavedQuery, values: Mapping[str, str]) -> tuple[Download, ...]:
    """Return where the whole result is in each format, plain JSON after that of the standard."""
    stem, end = f"/queries/{saved.name}", query_string(values)
    found = [
        Download(format_.name, format_.media_types[0], f"{stem}.{format_.suffix}{end}")
        for format_ in offered(saved)
        if installed(format_)
    ]
    if form_of(saved) is not Form.GRAPH:
        plain = query_string({**values, SHAPE: ROWS})
        found.insert(1, Download(PLAIN.name, PLAIN.media_types[0], f"{stem}.{PLAIN.suffix}{plain}"))
        found.insert(0, _spreadsheet(saved, values))
    return tuple(found)


def _spreadsheet(saved: SavedQuery, values: Mapping[str, str]) -> Download:
    address = address_of(saved, {**values, "format": SPREADSHEET.name})
    return Download(SPREADSHEET.name, SPREADSHEET.media_types[0], address)


def needed_values(saved: SavedQuery) -> dict[str, str]:
    """Return the examples of the values that a query cannot do without."""
    return {parameter.name: parameter.example for parameter in saved.parameters if parameter.required}


def address_of(saved: SavedQuery, values: Mapping[str, str], suffix: str = "") -> str:
    """Return the address of a query with values: its page, or what the suffix names."""
    return f"/queries/{saved.name}{suffix}{query_string(values)}"


def pages_of(saved: SavedQuery, values: Mapping[str, str], part: Part | None) -> dict[str, str]:
    """Return the addresses of the first page and of those before and after the one shown, where there are such."""
    if part is None or part.page is None:
        return {}
    numbers = {"first": 1, "prev": part.page.number - 1, "next": part.page.number + 1 if part.more else 0}
    size = {PER_PAGE: str(part.page.size)}
    return {
        relation: f"/queries/{saved.name}{query_string({**values, PAGE: str(number), **size})}#result"
        for relation, number in numbers.items()
        if number > 0
    }
