"""A result as an embedded page shows it: whole as a picture, or the beginning of its table."""

from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from phaen.endpoint.embedding.drawing.svg import inline
from phaen.endpoint.embedding.drawing.writing import Namer, namer
from phaen.endpoint.engine import Job
from phaen.endpoint.language import Translations
from phaen.endpoint.saved.pictures.graphs import Graph
from phaen.endpoint.saved.pictures.views import GRAPH, MOST_ROWS, TABLE, Picture, drawable, pictured
from phaen.endpoint.tables import Shown, Table, show
from phaen.endpoint.website import Site
from phaen.queries.model import View

TABLE_ROWS: Final = 50
"""Rows of a table in an embedded page."""


@dataclass(frozen=True)
class Source:
    """What is embedded: its title, the query that is asked, and the pages that have all of it.

    ``view`` is the one that is asked for, or that goes with the query; ``full`` is the page of the query, ``editor``
    that on which it can be changed; ``changing`` tells that it gives another result each time.
    """

    title: str
    job: Job
    view: View | None
    full: str
    editor: str
    changing: bool


@dataclass(frozen=True)
class Look:
    """A result in a view, which has all of its columns; without a picture ``shown`` is what there is to see."""

    shown: Shown
    view: View
    picture: Picture | None

    @property
    def rows(self) -> Shown:
        """Return the beginning of the result."""
        table = self.shown.table
        if table is None or len(table.rows) <= TABLE_ROWS:
            return self.shown
        return Shown(Table(table.variables, table.rows[:TABLE_ROWS], more=True), more=True, empty=self.shown.empty)


def look(site: Site, source: Source, language: str) -> Look:
    """Ask a query and look at its result; a graph without a view is drawn as one.

    Raises AnswerError, and BadParameterError where the view does not suit the result.
    """
    view = source.view or TABLE
    shown = show(site.engine, source.job, MOST_ROWS if drawable(view) else TABLE_ROWS)
    if source.view is None and shown.turtle is not None:
        view = GRAPH
    return Look(shown, *pictured(view, shown, language))


def namer_of(site: Site, language: str) -> Namer:
    """Return what names terms in a drawing."""
    return namer(site.addresses.short, site.translations.say(language, "query.view.unbound"))


def drawn(site: Site, picture: Picture | None, language: str) -> Markup | None:
    """Return the drawing of a picture that a page has no other way to show."""
    # A drawing is made element by element, so all text in it is escaped.
    return Markup(inline(picture, namer_of(site, language))) if isinstance(picture, Graph) else None  # noqa: S704


def about(look: Look, translations: Translations, language: str) -> str:
    """Say in a line what a picture shows; "" where its title says it."""
    view, key = look.view, f"file.drawing.{look.view.type}"
    if look.picture is None or key not in translations.tables[language]:
        return ""
    return translations.say(language, key, **view.parts())
