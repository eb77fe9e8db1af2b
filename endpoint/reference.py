"""Read the shared vocabulary from the store, for its pages."""

from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from phaen.endpoint.engine import Engine
from phaen.endpoint.tables import Term, select
from phaen.ontology.assets import sparql_prologue

_MOST_TERMS = 2000


@dataclass(frozen=True)
class Scheme:
    """A code list with its name and what it is by language, the number of its concepts, and whether it is a draft."""

    iri: str
    label: dict[str, str]
    description: dict[str, str]
    size: int
    is_draft: bool


def schemes(engine: Engine) -> list[Scheme]:
    """Return the code lists in the order of their IRIs."""
    query = f"""{sparql_prologue()}SELECT ?x ?label ?description ?status ?size {{
  {{ SELECT ?x (COUNT(DISTINCT ?c) AS ?size) {{
    ?x a skos:ConceptScheme . OPTIONAL {{ ?c skos:inScheme ?x }}
  }} GROUP BY ?x }}
  OPTIONAL {{ ?x skos:prefLabel|dct:title|rdfs:label ?label }}
  OPTIONAL {{ ?x dct:description ?description }}
  OPTIONAL {{ ?x adms:status ?status }}
}} ORDER BY ?x"""
    found: dict[str, Scheme] = {}
    for row in select(engine, query, _MOST_TERMS).records():
        iri = _value(row["x"])
        is_draft = "status" in row and _value(row["status"]).endswith("/UnderDevelopment")
        scheme = found.setdefault(iri, Scheme(iri, {}, {}, int(_value(row["size"])), is_draft))
        for name, texts in (("label", scheme.label), ("description", scheme.description)):
            if name in row:
                texts.update(_by_language(row[name]))
    return list(found.values())


def _by_language(term: Term) -> dict[str, str]:
    return {term.language or "": term.value} if isinstance(term, Literal) else {}


def _value(term: Term) -> str:
    return term.value if isinstance(term, NamedNode | Literal) else ""
