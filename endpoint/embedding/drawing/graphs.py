"""Nodes in columns with their names, and arrows between them."""

from typing import Final

from phaen.endpoint.embedding.drawing.canvas import FAINT, INK, MARGIN, SERIES, Canvas
from phaen.endpoint.embedding.drawing.keys import write_keys
from phaen.endpoint.embedding.drawing.writing import Namer
from phaen.endpoint.saved.pictures.graphs import Edge, Graph
from phaen.endpoint.saved.pictures.layout import Place
from phaen.endpoint.saved.pictures.series import Keys
from phaen.endpoint.tables import Term

_SIZE: Final = 13.0
_COLUMN: Final = 250.0
_ROW: Final = 36.0
_DOT: Final = 5.0
_BULGE: Final = 40.0
_LONGEST: Final = 24
"""Columns of a name."""


def draw_graph(canvas: Canvas, picture: Graph, name: Namer) -> None:
    """Draw a graph, as wide as its columns."""
    columns = max(place.column for place in picture.places.values()) + 1
    canvas.width = max(canvas.width, 2 * MARGIN + columns * _COLUMN)
    names = list(dict.fromkeys(name(key) for key in picture.keys))
    if len(names) > 1:
        write_keys(canvas, names)
    top, step = canvas.top + _ROW, (canvas.width - 2 * MARGIN) / columns
    at = {node: _point(place, top, step) for node, place in picture.places.items()}
    colours = Keys()
    for edge in picture.edges:
        _arrow(canvas, edge, at, colours.of(edge.label) if picture.keys else 0, name)
    for node, (x, y) in at.items():
        canvas.add("circle", cx=x, cy=y, r=_DOT, fill=INK)
        canvas.text(x, y - 10, name(picture.names[node]), size=_SIZE, most=_LONGEST)
    canvas.top = max(y for _, y in at.values()) + _ROW / 2


def _point(place: Place, top: float, step: float) -> tuple[float, float]:
    return MARGIN + _BULGE + place.column * step, top + place.row * _ROW


def _arrow(canvas: Canvas, edge: Edge, at: dict[Term, tuple[float, float]], number: int, name: Namer) -> None:
    (x1, y1), (x2, y2) = at[edge.source], at[edge.target]
    # Within a column arrows go round by the left: the names are at the right.
    left, right = ((x1 + x2) / 2, (x1 + x2) / 2) if x1 != x2 else (x1 - _BULGE, x2 - _BULGE)
    path = f"M{x1:.1f} {y1:.1f}C{left:.1f} {y1:.1f} {right:.1f} {y2:.1f} {x2:.1f} {y2:.1f}"
    colour = SERIES[number % len(SERIES)] if number else FAINT
    line = canvas.add("path", d=path, stroke=colour, fill="none", stroke_width=1.2)
    if edge.label is not None:
        canvas.say(line, name(edge.label))
    _head(canvas, x2, y2, 1 if x2 < x1 else -1, colour)


def _head(canvas: Canvas, x: float, y: float, side: int, colour: str) -> None:
    """Draw the head of an arrow where it meets the dot of a node."""
    tip, back = x + side * _DOT, x + side * (_DOT + 8)
    canvas.add("path", d=f"M{tip:.1f} {y:.1f}L{back:.1f} {y - 4:.1f}L{back:.1f} {y + 4:.1f}z", fill=colour)
