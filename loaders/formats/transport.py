"""Content as JSON and back, to pass it between processes: whoever reads hostile files must not hand over objects."""

from typing import Any

from phaen.loaders.formats.content import Content
from phaen.loaders.model import Span, Table


def to_json(content: Content) -> dict[str, object]:
    """Give what JSON can hold; ``stated`` is left out, for no format that is read so has it."""
    return {
        "text": content.text,
        "encoding": content.encoding,
        "title": content.title,
        "tables": [
            [[place for cell in row for place in (cell.start, cell.end)] for row in t.rows] for t in content.tables
        ],
        "pages": content.pages,
        "warnings": content.warnings,
    }


def from_json(value: Any) -> Content:  # noqa: ANN401 - JSON
    """Give the Content that ``to_json`` wrote."""
    tables = tuple(Table(tuple(_row(row) for row in table)) for table in value["tables"])
    pages, warnings = tuple(map(int, value["pages"])), tuple(map(str, value["warnings"]))
    return Content(value["text"], value["encoding"], value["title"], tables, pages, None, warnings)


def _row(places: list[int]) -> tuple[Span, ...]:
    return tuple(Span(start, end) for start, end in zip(places[::2], places[1::2], strict=True))
