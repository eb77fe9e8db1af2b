"""From a picture to its drawing."""

import xml.etree.ElementTree as ET
from typing import Final

from phaen.endpoint.embedding.drawing.bars import draw_bars
from phaen.endpoint.embedding.drawing.canvas import Canvas, Caption, document
from phaen.endpoint.embedding.drawing.graphs import draw_graph
from phaen.endpoint.embedding.drawing.lines import draw_lines
from phaen.endpoint.embedding.drawing.maps import draw_map
from phaen.endpoint.embedding.drawing.matrices import draw_matrix
from phaen.endpoint.embedding.drawing.trees import draw_tree
from phaen.endpoint.embedding.drawing.writing import Namer
from phaen.endpoint.saved.pictures.bars import Bars
from phaen.endpoint.saved.pictures.graphs import Graph
from phaen.endpoint.saved.pictures.lines import Lines
from phaen.endpoint.saved.pictures.maps import Map
from phaen.endpoint.saved.pictures.matrices import Matrix
from phaen.endpoint.saved.pictures.trees import Tree
from phaen.endpoint.saved.pictures.views import Picture

DRAWN: Final = ("bar", "line", "matrix", "map", "tree", "graph")
"""The views that can be drawn. A table is text: it has cells to copy and links, which a picture would take away."""
_WIDTH: Final = 800.0


def drawing(picture: Picture, name: Namer, caption: Caption) -> bytes:
    """Return the file of a drawing, with its title and where it is from; of a picture whose kind is in DRAWN."""
    return document(_drawn(Canvas(_WIDTH, caption), picture, name))


def inline(picture: Picture, name: Namer) -> str:
    """Return a drawing as an element of a page, which has its title beside it, and hides it from screen readers."""
    root = _drawn(Canvas(_WIDTH), picture, name)
    root.set("class", "drawn")
    root.set("aria-hidden", "true")
    root.set("focusable", "false")
    return ET.tostring(root, encoding="unicode")


def _drawn(canvas: Canvas, picture: Picture, name: Namer) -> ET.Element:
    canvas.begin()
    if isinstance(picture, Bars):
        draw_bars(canvas, picture, name)
    elif isinstance(picture, Lines):
        draw_lines(canvas, picture, name)
    elif isinstance(picture, Matrix):
        draw_matrix(canvas, picture, name)
    elif isinstance(picture, Map):
        draw_map(canvas, picture)
    elif isinstance(picture, Tree):
        draw_tree(canvas, picture, name)
    elif isinstance(picture, Graph):
        draw_graph(canvas, picture, name)
    return canvas.end()
