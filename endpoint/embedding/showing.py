"""A result as an embedded page shows it: whole as a picture, or the beginning of its table."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from markupsafe import Markup

from phaen.endpoint.embedding.drawing.svg import inline
from phaen.endpoint.embedding.drawing.writing import Namer, namer
from phaen.endpoint.engine import Job
from phaen.endpoint.language import Translations
from phaen.endpoint.saved.pictures.graphs import Graph
from phaen.endpoint.saved.pictures.naming import names_of
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
    """A result in a view, which has all of its columns; without a picture ``shown`` is what there is to see.

    ``names`` are the labels of the IRIs in it.
    """

    shown: Shown
    view: View
    picture: Picture | None
    names: Mapping[str, str] = field(default_factory=dict)

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
    found = Look(shown, *pictured(view, shown, language))
    seen = (found.picture, found.rows.table) if _has_table(found) else (found.picture,)
    return replace(found, names=names_of(site.engine, seen, language))


def _has_table(found: Look) -> bool:
    """Tell whether the page has the table too: in the place of a picture, or unfolded below it."""
    return found.picture is None or found.picture.kind in {"none", "line", "map"}


def namer_of(site: Site, names: Mapping[str, str], language: str) -> Namer:
    """Return what names terms in a drawing."""
    return namer(site.addresses.short, site.translations.say(language, "query.view.unbound"), names)


def drawn(site: Site, picture: Picture | None, names: Mapping[str, str], language: str) -> Markup | None:
    """Return the drawing of a picture that a page has no other way to show."""
    # A drawing is made element by element, so all text in it is escaped.
    return Markup(inline(picture, namer_of(site, names, language))) if isinstance(picture, Graph) else None  # noqa: S704


def about(look: Look, translations: Translations, language: str) -> str:
    """Say in a line what a picture shows; "" where its title says it."""
    view, key = look.view, f"file.drawing.{look.view.type}"
    if look.picture is None or key not in translations.tables[language]:
        return ""
    names = {part: translations.column(language, name) for part, name in view.parts().items()}
    return translations.say(language, key, **names)
