"""The addresses of embedded pictures, of what they are taken from, and the code to put one into a page."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from markupsafe import escape

from phaen.endpoint.embedding.drawing.svg import DRAWN
from phaen.endpoint.memento.dated import in_release
from phaen.endpoint.protocol import SparqlRequest
from phaen.endpoint.saved.pictures.choosing import view_fields
from phaen.endpoint.saved.pictures.views import TABLE
from phaen.queries.model import SavedQuery, View

EMBED: Final = "/embed"
HEIGHTS: Final[Mapping[str, int]] = {"map": 760, "tree": 600, "graph": 560}
HEIGHT: Final = 480
"""CSS pixels of a frame, of most views: what does not fit scrolls."""
Fields = list[tuple[str, str]]


@dataclass(frozen=True)
class Embedding:
    """How a result is put into another page: the address of the small page, that of the drawing, the code to copy.

    ``picture`` is None for a view that is text.
    """

    address: str
    code: str
    picture: str | None


def query_fields(saved: SavedQuery, values: Mapping[str, str], view: View | None) -> Fields:
    """Return the fields of an address of a saved query: its values, and its view if that is not the one it declares."""
    given = [(name, value) for name, value in values.items() if value.strip()]
    return given if (view or TABLE) == (saved.view or TABLE) else [*given, *view_fields(view).items()]


def sparql_fields(asked: SparqlRequest, view: View | None) -> Fields:
    """Return the fields of an address of a query that somebody typed: the query, its graphs, and its view."""
    fields = [("query", asked.query or "")]
    fields += [("default-graph-uri", graph) for graph in asked.default_graphs or ()]
    fields += [("named-graph-uri", graph) for graph in asked.named_graphs or ()]
    return [*fields, *view_fields(view).items()]


def address(path: str, fields: Fields) -> str:
    """Return an address with its fields, in the release that the present request is of."""
    return in_release(path + ("?" + urlencode(fields, errors="replace") if fields else ""))


def saved_path(saved: SavedQuery) -> str:
    """Return the path of a saved query, on the site and behind ``EMBED``."""
    return f"/queries/{saved.name}"


def embedding(root: str, path: str, fields: Fields, view: View, title: str, language: str) -> Embedding:
    """Return how to embed what is at a path of the site; ``root`` is the address of the site, without a slash.

    The language goes with it, since who reads the other page may have chosen none here.
    """
    spoken = [*fields, ("lang", language)]
    page = root + address(f"{EMBED}{path}", spoken)
    picture = address(f"{EMBED}{path}.svg", spoken) if view.type in DRAWN else None
    height = HEIGHTS.get(view.type, HEIGHT)
    code = (
        f'<iframe src="{escape(page)}" title="{escape(title)}" width="100%" height="{height}" loading="lazy"'
        ' style="border: 0"></iframe>'
    )
    return Embedding(page, code, picture)
