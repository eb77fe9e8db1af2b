"""Which column of a result has which part in a view, where nobody says: as the editor of /sparql guesses it."""

import re
from collections.abc import Callable
from typing import Final

from pyoxigraph import NamedNode

from phaen.endpoint.errors import BadParameterError
from phaen.endpoint.saved.pictures.maps import province_of
from phaen.endpoint.saved.pictures.numbers import number_of
from phaen.endpoint.tables import Table, Term
from phaen.queries.model import VIEW_PARTS, View, ViewType

_NAMES: Final = re.compile("label|name|title|text")
_TIMES: Final = re.compile("year|date|fiscal")
_TIME: Final = re.compile(r"(?:^|_)(?:year|date)(?:_|$)")
_PARENTS: Final = re.compile("parent|above|broader")
_LOOKED_AT: Final = 200
"""Rows by which a column is judged."""

Guess = dict[str, str | None]


class Columns:
    """The columns of a table by what their values are."""

    def __init__(self, table: Table) -> None:
        """Look at the values of the first rows, each once."""
        rows = table.rows[:_LOOKED_AT]
        values = {
            name: [row[place] for row in rows if row[place] is not None] for place, name in enumerate(table.variables)
        }
        self.all = table.variables
        self.numeric = [name for name in self.all if _mostly(values[name], lambda term: number_of(term) is not None)]
        self.texts = [name for name in self.all if name not in self.numeric]
        self.things = [name for name in self.all if any(isinstance(term, NamedNode) for term in values[name])]
        self.places = [name for name in self.all if _mostly(values[name], lambda term: bool(province_of(term)))]


def completed(view: View, table: Table, empty: tuple[str, ...] = ()) -> View:
    """Return a view with a column for each part that it must have: those that it names, the others guessed.

    ``empty`` are columns without any value, which a table of a page leaves out. Raises BadParameterError for a column
    that the result does not have, and for a part that must be named since no column looks like it.
    """
    known = (*table.variables, *empty)
    for part, column in view.parts().items():
        if column not in known:
            there = ", ".join(known) or "none"
            raise BadParameterError(f"the result has no column {column[:60]!r} for {part}; it has: {there}", part)
    needed = VIEW_PARTS[view.type].required
    if all(part in view.parts() for part in needed):
        return view
    guess = {part: column for part, column in guessed(view.type, Columns(table)).items() if column is not None}
    parts = {**guess, **view.parts()}
    for part in needed:
        if part not in parts and table.rows:
            raise BadParameterError(
                f"no column looks like the part {part} of the view {view.type}; name it, for example {part}={known[0]}",
                part,
            )
    return View(view.type, **parts)


def guessed(kind: ViewType, columns: Columns) -> Guess:
    """Return the column that each part of a view seems to be; None where none seems so."""
    guess = _GUESSES.get(kind)
    return {} if guess is None else guess(columns)


def is_time(column: str) -> bool:
    """Tell whether a column is called as times are, so that a line along it means something."""
    return _TIME.search(column) is not None


def _bar(columns: Columns) -> Guess:
    return {"x": _named(columns.texts) or _first(columns.texts), "y": _first(columns.numeric)}


def _line(columns: Columns) -> Guess:
    x = _first(columns.all, _TIMES) or _first(columns.numeric)
    return {"x": x, "y": next((name for name in columns.numeric if name != x), None)}


def _matrix(columns: Columns) -> Guess:
    down, across = (*columns.texts, None, None)[:2]
    return {"rows": down, "columns": across, "value": _first(columns.numeric)}


def _map(columns: Columns) -> Guess:
    place = _first(columns.places)
    value = next((name for name in columns.numeric if name != place), None)
    return {"place": place, "value": value, "label": _named([name for name in columns.texts if name != place])}


def _tree(columns: Columns) -> Guess:
    parent = _first(columns.all, _PARENTS)
    node = next((name for name in columns.things if name != parent), None)
    return {"node": node, "parent": parent, "label": _named(columns.texts) or node}


def _graph(columns: Columns) -> Guess:
    source, target = (*columns.things, None, None)[:2]
    return {"source": source, "target": target}


_GUESSES: Final[dict[str, Callable[[Columns], Guess]]] = {
    "bar": _bar,
    "line": _line,
    "matrix": _matrix,
    "map": _map,
    "tree": _tree,
    "graph": _graph,
}


def _first(names: list[str] | tuple[str, ...], pattern: re.Pattern[str] | None = None) -> str | None:
    return next((name for name in names if pattern is None or pattern.search(name)), None)


def _named(names: list[str]) -> str | None:
    return _first(names, _NAMES)


def _mostly(terms: list[Term | None], holds: Callable[[Term | None], bool]) -> bool:
    return sum(map(holds, terms)) * 2 > len(terms)
