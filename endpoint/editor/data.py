"""What the editor is given with the page, and the terms that it offers while somebody types."""

from collections.abc import Iterator
from functools import cache
from typing import Final

from phaen.endpoint.editor.dictionary import dictionary
from phaen.endpoint.embedding.addresses import HEIGHT, HEIGHTS
from phaen.endpoint.embedding.drawing.svg import DRAWN
from phaen.endpoint.iris import VOCABULARY
from phaen.endpoint.protocol import SparqlRequest
from phaen.endpoint.website import Site
from phaen.ontology.publication.catalogue import terms
from phaen.ontology.publication.uses import uses, uses_of_class
from phaen.ontology.terms import RDF
from phaen.queries.model import VIEW_PARTS, View

STORAGE: Final = 1
"""Raised when what browsers have kept of the editor would no longer fit."""

TEXTS: Final = "editor."
"""What the keys of the editor's sentences begin with in the files of translations."""

FIRST_QUERY: Final = """PREFIX phaen: <https://w3id.org/phaen/ontology#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>

SELECT ?strategy ?label WHERE {
  ?strategy a phaen:Strategy ;
            skos:prefLabel ?label .
}
LIMIT 100"""


def page_data(
    site: Site, language: str, asked: SparqlRequest, view: View | None = None, *, run: bool
) -> dict[str, object]:
    """Return what the script reads from the page, for the language and what the address asks for."""
    table = site.translations.tables[language]
    return {
        "endpoint": "/sparql",
        "queries": "/queries.json",
        "terms": f"/{language}/editor/terms.json",
        "outlines": "/static/provinces.json",
        "language": language,
        "storage": STORAGE,
        "texts": {key.removeprefix(TEXTS): text for key, text in table.items() if key.startswith(TEXTS)},
        "dictionary": dictionary(language),
        "prefixes": dict(site.prefixes),
        "bases": {f"{site.settings.base}id/": "/id/", f"{VOCABULARY}vocab/": "/vocab/"},
        "query": FIRST_QUERY,
        "asked": asked.query or "",
        "run": run,
        "view": None if view is None else view.as_dict(),
        "frames": {name: HEIGHTS.get(name, HEIGHT) for name in VIEW_PARTS},
        "drawn": DRAWN,
        "views": {name: [*parts.required, *parts.optional] for name, parts in VIEW_PARTS.items()},
        "args": [{"name": name, "value": value} for name, value in _arguments(asked)],
        "shortLinks": bool(site.settings.short_links),
    }


def _arguments(asked: SparqlRequest) -> Iterator[tuple[str, str]]:
    """Give what the address asks for beside the query, which the editor hands on with it."""
    yield from (("default-graph-uri", graph) for graph in asked.default_graphs or ())
    yield from (("named-graph-uri", graph) for graph in asked.named_graphs or ())
    if asked.release:
        yield "release", asked.release


@cache
def known_terms(language: str) -> dict[str, object]:
    """Return classes and properties with their labels, and the properties that the things of each class have."""
    named = {term.iri: term for term in terms().values()}
    properties = {use.path for use in uses()} | {iri for iri, term in named.items() if term.is_property}
    classes = {iri for iri, term in named.items() if term.is_class} | {use.target for use in uses() if use.target}

    def listed(iris: set[str]) -> list[dict[str, str]]:
        return [
            {"iri": iri, "label": named[iri].label.get(language, "") if iri in named else ""} for iri in sorted(iris)
        ]

    return {
        "classes": listed(classes),
        "properties": listed((properties | {RDF["type"].value}) - classes),
        "uses": {cls: [use.path for use in uses_of_class(cls) if not use.inverse] for cls in sorted(classes)},
    }
