"""Lines along years, dates or numbers, with a scale at the left."""

from typing import Final

from phaen.endpoint.embedding.drawing.canvas import COLUMN, LINE, MARGIN, PAPER, SERIES, SOFT, Canvas
from phaen.endpoint.embedding.drawing.keys import colour_of, write_keys
from phaen.endpoint.embedding.drawing.writing import Namer, width
from phaen.endpoint.saved.pictures.lines import Line, Lines, Point

_SIZE: Final = 13.0
_HEIGHT: Final = 300.0
_PERCENT: Final = 100


class _Field:
    """The field in which the lines are, from percent to where they stand."""

    def __init__(self, canvas: Canvas, picture: Lines) -> None:
        self.left = MARGIN + max(width(text) for _, text in picture.up) * _SIZE * COLUMN + 10
        self.right = canvas.width - MARGIN - 24
        self.top = canvas.top + 8

    def x(self, share: float) -> float:
        return self.left + share / _PERCENT * (self.right - self.left)

    def y(self, share: float) -> float:
        return self.top + share / _PERCENT * _HEIGHT


def draw_lines(canvas: Canvas, picture: Lines, name: Namer) -> None:
    """Draw the lines, and the names along both sides."""
    if len(picture.keys) > 1:
        write_keys(canvas, [name(key) for key in picture.keys])
    field = _Field(canvas, picture)
    for share, text in picture.up:
        y = field.y(share)
        canvas.add("line", x1=field.left, x2=field.right, y1=y, y2=y, stroke=LINE)
        canvas.text(field.left - 8, y + 5, text, size=_SIZE, anchor="end", fill=SOFT)
    for share, text in picture.along:
        canvas.text(field.x(share), field.y(_PERCENT) + 22, text, size=_SIZE, anchor="middle", fill=SOFT)
    for number, line in enumerate(picture.lines):
        _line(canvas, field, number, line)
    canvas.top = field.y(_PERCENT) + 30


def _line(canvas: Canvas, field: _Field, number: int, line: Line) -> None:
    for start, end in line.pieces:
        canvas.add(
            "line", x1=field.x(start.x), y1=field.y(start.y), x2=field.x(end.x), y2=field.y(end.y), stroke_width=2.5,
            **colour_of(number),
        )  # fmt: skip
    for point in line.points:
        _point(canvas, field, number, point)


def _point(canvas: Canvas, field: _Field, number: int, point: Point) -> None:
    dot = canvas.add("circle", cx=field.x(point.x), cy=field.y(point.y), r=4, fill=SERIES[number % len(SERIES)])
    dot.set("stroke", PAPER)
    canvas.say(dot, f"{point.name}: {point.number}")
