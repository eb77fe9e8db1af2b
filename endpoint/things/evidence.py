"""Where the documents say what a statement says."""

import unicodedata
from dataclasses import dataclass

from phaen.endpoint.engine import Engine
from phaen.endpoint.knowledge import term_of, text_of
from phaen.endpoint.quantities import place_of
from phaen.endpoint.tables import Term, select
from phaen.ontology.assets import sparql_prologue


@dataclass(frozen=True)
class Evidence:
    """Where a document says it: the words, and some text around them."""

    span: str
    document: str
    title: str
    begin: int
    end: int
    before: str
    verbatim: str
    after: str
    rule: str


def evidence(engine: Engine, iri: str, around: int = 120) -> list[Evidence]:
    """Return the places in the documents that a thing was read from."""
    query = f"""{sparql_prologue()}SELECT DISTINCT ?span ?doc ?title ?begin ?end ?before ?verbatim ?after ?rule {{
  {term_of(iri)} phaen:hasEvidence ?span .
  ?span nif:referenceContext ?doc ; nif:beginIndex ?begin ; nif:endIndex ?end ; nif:anchorOf ?verbatim .
  ?doc nif:isString ?raw .
  OPTIONAL {{ ?doc dct:title ?name }} OPTIONAL {{ ?doc phaen:fileName ?file }} BIND(COALESCE(?name, ?file) AS ?title)
  OPTIONAL {{ ?span phaen:extractionRule ?rule }}
  BIND(IF(?begin > {around}, {around}, ?begin) AS ?length)
  BIND(SUBSTR(?raw, ?begin + 1 - ?length, ?length) AS ?before)
  BIND(SUBSTR(?raw, ?end + 1, {around}) AS ?after)
}} ORDER BY ?begin LIMIT 20"""
    rows = select(engine, query, 20).records()
    return [found for row in rows if (found := _evidence(row, around))]


def _evidence(row: dict[str, Term], around: int) -> Evidence | None:
    """Read a row; None where its place in the text is none."""
    begin, end = place_of(text_of(row, "begin")), place_of(text_of(row, "end"))
    if begin is None or end is None:
        return None
    return Evidence(
        text_of(row, "span"),
        text_of(row, "doc"),
        text_of(row, "title"),
        begin,
        end,
        _begun(text_of(row, "before"), around),
        text_of(row, "verbatim"),
        _ended(text_of(row, "after"), around),
        text_of(row, "rule"),
    )


def _begun(text: str, around: int) -> str:
    """Mark a text that is cut at its beginning; signs over a letter that is cut off go with it."""
    if len(text) < around:
        return text
    first = next((place for place, sign in enumerate(text) if unicodedata.category(sign) != "Mn"), 0)
    return "…" + text[first:]


def _ended(text: str, around: int) -> str:
    return text + "…" if len(text) == around else text
