"""A tree: each node on lines of its own, further in than the one that it stands below, with a rule that leads to it."""

from typing import Final

from phaen.endpoint.embedding.drawing.canvas import FAINT, INK, MARGIN, Canvas
from phaen.endpoint.embedding.drawing.writing import Namer, wrapped
from phaen.endpoint.saved.pictures.trees import Tree

_SIZE: Final = 13.0
_LINE: Final = 20.0
_GAP: Final = 5.0
_STEP: Final = 20.0
_NARROWEST: Final = 240.0
"""The least width of what is written at the deepest level."""
_MOST_LINES: Final = 3


def draw_tree(canvas: Canvas, picture: Tree, name: Namer) -> None:
    """Draw a tree, as long as it is."""
    levels = _levels(picture)
    canvas.width = max(canvas.width, 2 * MARGIN + max(levels) * _STEP + _NARROWEST)
    above: list[float] = []
    for node, level in zip(picture.nodes, levels, strict=True):
        del above[level:]
        left, middle = MARGIN + level * _STEP, canvas.top + _GAP + _LINE / 2
        if above:
            _branch(canvas, left, above[-1], middle)
        above.append(middle + _SIZE / 2)
        canvas.top += _GAP
        for line in wrapped(name(node.label), canvas.room(canvas.width - MARGIN - left, _SIZE), _MOST_LINES):
            canvas.top += _LINE
            canvas.text(left, canvas.top - _LINE / 2 + _SIZE / 3, line, size=_SIZE, fill=INK, bold=level == 0)


def _levels(picture: Tree) -> list[int]:
    """Return how far in each node stands, from 0."""
    found, level = [], 0
    for node in picture.nodes:
        level += node.opens
        found.append(level)
        level -= node.closes
    return found


def _branch(canvas: Canvas, left: float, top: float, middle: float) -> None:
    """Draw the rule from the node above, down and to the right."""
    path = f"M{left - _STEP + 4:.1f} {top:.1f}V{middle:.1f}H{left - 4:.1f}"
    canvas.add("path", d=path, stroke=FAINT, fill="none", stroke_width=1)
