"""What the colours of a drawing mean."""

from typing import Final

from phaen.endpoint.embedding.drawing.canvas import COLUMN, DASHES, MARGIN, SERIES, Canvas
from phaen.endpoint.embedding.drawing.writing import shortened, width

_SIZE: Final = 13.0
_SIGN: Final = 28.0
_LONGEST: Final = 40


def write_keys(canvas: Canvas, names: list[str]) -> None:
    """Write the names of the series with a piece of their line, as many in a row as have room."""
    x = MARGIN
    canvas.top += _SIZE + 4
    for number, name in enumerate(names):
        taken = _SIGN + 8 + width(shortened(name, _LONGEST)) * _SIZE * COLUMN + 20
        if x > MARGIN and x + taken > canvas.width - MARGIN:
            x = MARGIN
            canvas.top += _SIZE * 1.6
        canvas.add(
            "line", x1=x, x2=x + _SIGN, y1=canvas.top - 4, y2=canvas.top - 4, stroke_width=4, **colour_of(number)
        )
        canvas.text(x + _SIGN + 8, canvas.top, name, size=_SIZE, most=_LONGEST)
        x += taken
    canvas.top += 10


def colour_of(number: int) -> dict[str, str]:
    """Return the colour and the dashes of a series, so that lines differ in print too."""
    dashes = DASHES[number % len(DASHES)]
    return {"stroke": SERIES[number % len(SERIES)], **({"stroke_dasharray": dashes} if dashes else {})}
