"""The links of a statement as its page tells them: to what, how sure, by which words, and who has judged them."""

from dataclasses import dataclass, field

from phaen.endpoint.engine import Engine
from phaen.endpoint.knowledge import term_of
from phaen.endpoint.quantities import share_of
from phaen.endpoint.tables import Term, select
from phaen.ontology.assets import sparql_prologue

_MOST = 400
"""Rows, one for each word of each link."""


@dataclass
class Linked:
    """One link; the confidence is 0 to 1, None for a link that a person has added."""

    concept: str
    code_list: str
    confidence: float | None
    reviewer: str
    because: list[str] = field(default_factory=list)


def links(engine: Engine, iri: str) -> list[Linked]:
    """Return the links of a statement, those of one code list together, the surest first."""
    query = f"""{sparql_prologue()}SELECT DISTINCT ?link ?concept ?list ?confidence ?reviewer ?because {{
  ?link owl:annotatedSource {term_of(iri)} ; owl:annotatedTarget ?concept ; phaen:inLinkSet/sssom:object_source ?list .
  OPTIONAL {{ ?link sssom:confidence ?confidence }}
  OPTIONAL {{ ?link phaen:because ?because }}
  OPTIONAL {{ ?link sssom:reviewer_id|sssom:reviewer_label|pav:authoredBy|sssom:author_label ?reviewer }}
}} ORDER BY ?list DESC(?confidence) ?concept ?because LIMIT {_MOST}"""
    found: dict[str, Linked] = {}
    for row in select(engine, query, _MOST).records():
        one = found.setdefault(_said(row, "link"), _linked(row))
        because = _said(row, "because")
        if because and because not in one.because:
            one.because.append(because)
    return list(found.values())


def _linked(row: dict[str, Term]) -> Linked:
    confidence = share_of(_said(row, "confidence"))
    return Linked(_said(row, "concept"), _said(row, "list"), confidence, _said(row, "reviewer"))


def _said(row: dict[str, Term], name: str) -> str:
    return str(getattr(row.get(name), "value", ""))
