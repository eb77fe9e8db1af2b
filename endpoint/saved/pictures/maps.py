"""Rows as a map of the provinces: one value for each TIS 1099 code."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from phaen.endpoint.country import SHADES, Shape, outlines, shaded
from phaen.endpoint.saved.pictures.numbers import number_of, written
from phaen.endpoint.saved.pictures.series import Undrawn
from phaen.endpoint.tables import Table, Term
from phaen.queries.model import View

_CODE: Final = re.compile(r"(?:^|[/-])([1-9][0-9])$", re.ASCII).search


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

    @property
    def steps(self) -> tuple[tuple[int, str], ...]:
        """Return each shade with the largest number that it may stand for; where all are whole, with whole ones."""
        values = [abs(shape.value) for shape in self.shapes if shape.value is not None]
        most, whole = max(values, default=0.0), all(value == int(value) for value in values)
        steps = {shade: most * shade / SHADES for shade in range(1, SHADES + 1)}
        if whole:
            floors = {shade: float(int(bound)) for shade, bound in steps.items()}
            steps = {shade: bound for shade, bound in floors.items() if bound > floors.get(shade - 1, 0.0)}
        return tuple((shade, written(bound if whole else float(f"{bound:.3g}"))) for shade, bound in steps.items())


def map_of(view: View, table: Table) -> Map | Undrawn:
    """Return the map of a table; not where a province has two values, or none has one."""
    country, values, places = outlines(), dict[str, float](), dict[str, Place]()
    for row in table.records():
        code, number = province_of(row.get(str(view.place))), number_of(row.get(str(view.value)))
        if code not in country.paths or number is None:
            continue
        if code in values:
            return Undrawn("twice")
        values[code], places[code] = number, Place(_text(row.get(view.label or "")) or code, written(number))
    if not values:
        return Undrawn("empty")
    return Map(country.width, country.height, shaded(values), places, len(table.rows) - len(values))


def province_of(term: Term | None) -> str:
    """Return the TIS 1099 code that a term is, or that the IRI of a province ends in; "" for none."""
    found = _CODE(_text(term))
    return found[1] if found else ""


def _text(term: Term | None) -> str:
    return str(getattr(term, "value", ""))
