"""A matrix: names at the left and, slanted, above; a shaded cell with its value for each pair."""

import math
from typing import Final

from phaen.endpoint.embedding.drawing.canvas import COLUMN, DARK, INK, LINE, MARGIN, PAPER, SHADES, Canvas
from phaen.endpoint.embedding.drawing.writing import Namer, shortened, width
from phaen.endpoint.saved.pictures.matrices import Cell, Matrix
from phaen.endpoint.saved.pictures.numbers import number_of, written

_SIZE: Final = 13.0
_LONGEST_ROW: Final = 48
_LONGEST_COLUMN: Final = 28
_CELL: Final = 30.0
_NARROWEST: Final = 46.0
_TURN: Final = -45.0
_SLOPE: Final = math.sin(math.radians(45))


def draw_matrix(canvas: Canvas, picture: Matrix, name: Namer) -> None:
    """Draw a matrix, as wide as it is."""
    rows, columns = [name(row) for row, _ in picture.rows], [name(column) for column in picture.columns]
    left = MARGIN + max(width(shortened(row, _LONGEST_ROW)) for row in rows) * _SIZE * COLUMN + 10
    head = max(width(shortened(column, _LONGEST_COLUMN)) for column in columns) * _SIZE * COLUMN * _SLOPE + 12
    cell = _cell_width(picture, name)
    canvas.width = max(canvas.width, left + cell * len(columns) + head + MARGIN)
    canvas.top += head
    for number, column in enumerate(columns):
        x = left + cell * number + cell / 2
        canvas.text(x, canvas.top - 6, column, size=_SIZE, most=_LONGEST_COLUMN, turn=_TURN)
    for row, (_, cells) in zip(rows, picture.rows, strict=True):
        canvas.text(MARGIN, canvas.top + _CELL - 10, row, size=_SIZE, most=_LONGEST_ROW)
        for number, found in enumerate(cells):
            _cell(canvas, found, left + cell * number, cell, name)
        canvas.top += _CELL


def _value(cell: Cell, name: Namer) -> str:
    """Return what stands in a cell: numbers as people write them."""
    number = number_of(cell.value)
    return name(cell.value) if number is None else written(number)


def _cell_width(picture: Matrix, name: Namer) -> float:
    values = (_value(cell, name) for _, cells in picture.rows for cell in cells if cell.value is not None)
    widest = max((width(shortened(value, _LONGEST_COLUMN)) for value in values), default=0)
    return max(_NARROWEST, widest * _SIZE * COLUMN + 12)


def _cell(canvas: Canvas, cell: Cell, x: float, size: float, name: Namer) -> None:
    square = canvas.add("rect", x=x, y=canvas.top, width=size, height=_CELL, fill=SHADES[cell.shade])
    square.set("stroke", LINE)
    if cell.value is None:
        return
    ink = PAPER if cell.shade >= DARK else INK
    middle = x + size / 2
    canvas.text(
        middle, canvas.top + _CELL - 10, _value(cell, name), size=_SIZE, anchor="middle", fill=ink, most=_LONGEST_COLUMN
    )
