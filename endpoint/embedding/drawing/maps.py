"""The map of the provinces, with what its shades mean."""

from typing import Final

from phaen.endpoint.embedding.drawing.canvas import INK, MARGIN, SHADES, SOFT, Canvas
from phaen.endpoint.saved.pictures.maps import Map

_HEIGHT: Final = 640.0
_SIZE: Final = 13.0
_BOX: Final = 24.0


def draw_map(canvas: Canvas, picture: Map) -> None:
    """Draw all provinces; those that the result names say so while a pointer rests on them."""
    canvas.top += 4
    scale = _HEIGHT / picture.height
    left = max((canvas.width - picture.width * scale) / 2, MARGIN)
    move = f"translate({left:.2f} {canvas.top:.2f}) scale({scale:.4f})"
    for shape in picture.shapes:
        path = canvas.add("path", d=shape.path, fill=SHADES[shape.shade], transform=move)
        path.set("stroke", SOFT)
        path.set("stroke-width", "0.8")
        place = picture.places.get(shape.code)
        if place is not None:
            canvas.say(path, f"{place.name}: {place.number}")
    canvas.top += _HEIGHT + 8
    _steps(canvas, picture)


def _steps(canvas: Canvas, picture: Map) -> None:
    x, each = MARGIN, (canvas.width - 2 * MARGIN) / len(picture.steps)
    for shade, most in picture.steps:
        box = canvas.add("rect", x=x, y=canvas.top, width=_BOX, height=16, fill=SHADES[shade])
        box.set("stroke", SOFT)
        canvas.text(x + _BOX + 6, canvas.top + 13, f"≤ {most}", size=_SIZE, fill=INK)
        x += each
    canvas.top += 20
