"""Rows as a map of the provinces: one value for each TIS 1099 code."""

from collections.abc import Mapping
from dataclasses import dataclass

from phaen.endpoint.country import Shape, outlines, shaded
from phaen.endpoint.saved.pictures.numbers import number_of, written
from phaen.endpoint.saved.pictures.series import Undrawn
from phaen.endpoint.tables import Table, Term
from phaen.queries.model import View


@dataclass(frozen=True)
class Place:
    """What is said of a province: its name and its number, as they are written, and the page that it leads to."""

    name: str
    number: str
    address: str = ""


@dataclass(frozen=True)
class Map:
    """All provinces with the places of those that the result names; ``skipped`` counts rows that are on no map."""

    width: int
    height: int
    shapes: tuple[Shape, ...]
    places: Mapping[str, Place]
    skipped: int = 0
    kind: str = "map"


def map_of(view: View, table: Table) -> Map | Undrawn:
    """Return the map of a table; not where a province has two values, or none has one."""
    country, values, places = outlines(), dict[str, float](), dict[str, Place]()
    for row in table.records():
        code, number = _text(row.get(str(view.place))), number_of(row.get(str(view.value)))
        if code not in country.paths or number is None:
            continue
        if code in values:
            return Undrawn("twice")
        values[code], places[code] = number, Place(_text(row.get(view.label or "")) or code, written(number))
    if not values:
        return Undrawn("empty")
    return Map(country.width, country.height, shaded(values), places, len(table.rows) - len(values))


def _text(term: Term | None) -> str:
    return str(getattr(term, "value", ""))
