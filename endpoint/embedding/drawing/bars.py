"""Bars, each with its name above it and its number at its end."""

from typing import Final

from phaen.endpoint.embedding.drawing.canvas import MARGIN, SERIES, SOFT, Canvas
from phaen.endpoint.embedding.drawing.keys import write_keys
from phaen.endpoint.embedding.drawing.writing import Namer
from phaen.endpoint.saved.pictures.bars import Bar, Bars

_NUMBER: Final = 110.0
_SIZE: Final = 14.0
_THICK: Final = 16.0
_PERCENT: Final = 100


def draw_bars(canvas: Canvas, picture: Bars, name: Namer) -> None:
    """Draw bars one below the other."""
    if len(picture.keys) > 1:
        write_keys(canvas, [name(key) for key in picture.keys])
    for x, bars in picture.groups:
        canvas.top += _SIZE + 4
        most = canvas.room(canvas.width - 2 * MARGIN, _SIZE)
        canvas.text(MARGIN, canvas.top, name(x), size=_SIZE, most=most)
        canvas.top += 6
        for bar in bars:
            _bar(canvas, picture, bar, name)
        canvas.top += 4


def _bar(canvas: Canvas, picture: Bars, bar: Bar, name: Namer) -> None:
    scale = (canvas.width - 2 * MARGIN - _NUMBER) / _PERCENT
    element = canvas.add(
        "rect", x=MARGIN + bar.start * scale, y=canvas.top, width=max(bar.length * scale, 1.0), height=_THICK,
        fill=SERIES[bar.key % len(SERIES)],
    )  # fmt: skip
    if picture.keys:
        canvas.say(element, f"{name(picture.keys[bar.key])}: {bar.number}")
    if picture.zero:
        zero = MARGIN + picture.zero * scale
        canvas.add("line", x1=zero, x2=zero, y1=canvas.top - 2, y2=canvas.top + _THICK + 2, stroke=SOFT)
    end = MARGIN + (bar.start + bar.length) * scale + 8
    canvas.text(end, canvas.top + _THICK - 3, bar.number, size=_SIZE)
    canvas.top += _THICK + 4
