"""The page of a document: its text with what was read from it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from phaen.endpoint.engine import Engine
from phaen.endpoint.knowledge import Description, term_of, text_of
from phaen.endpoint.tables import Term, select
from phaen.endpoint.things.anything import show_anything
from phaen.endpoint.things.shown import Place, Shown
from phaen.endpoint.website import Site
from phaen.ontology.assets import sparql_prologue
from phaen.ontology.terms import NIF

_IS_STRING = NIF["isString"].value
_MOST_SPANS = 10_000


@dataclass(frozen=True)
class Piece:
    """A stretch of a document's text; ``iri`` names the statement that was read from it, if any."""

    text: str
    iri: str | None = None
    label: str = ""
    position: str = ""


def show_document(site: Site, place: Place, found: Description) -> Shown:
    """Show a document; its text stands in the page once, with marks."""
    shown, text = show_anything(site, place, found), found.text(_IS_STRING)
    pieces = document_pieces(site.engine, place.iri, text) if text is not None else []
    hidden = shown.hidden | {_IS_STRING}
    return replace(shown, template="things/document.html", values=shown.values | {"pieces": pieces}, hidden=hidden)


def document_pieces(engine: Engine, document: str, text: str) -> list[Piece]:
    """Return the text of a document, cut at what was read from it; a span inside another is left out."""
    query = f"""{sparql_prologue()}SELECT ?begin ?end ?e ?label {{
  ?span nif:referenceContext {term_of(document)} ; nif:beginIndex ?begin ; nif:endIndex ?end .
  ?e phaen:hasEvidence ?span .
  OPTIONAL {{ ?e skos:prefLabel ?label }}
}} ORDER BY ?begin DESC(?end) LIMIT {_MOST_SPANS}"""
    return list(_pieces(text, select(engine, query, _MOST_SPANS).records()))


def _pieces(text: str, spans: list[dict[str, Term]]) -> Iterator[Piece]:
    done = 0
    for span in spans:
        begin, end = int(text_of(span, "begin")), int(text_of(span, "end"))
        if begin < done:
            continue
        if begin > done:
            yield Piece(text[done:begin])
        yield Piece(text[begin:end], text_of(span, "e"), text_of(span, "label"), f"offset_{begin}_{end}")
        done = end
    if done < len(text):
        yield Piece(text[done:])
