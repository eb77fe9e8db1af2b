"""Read the shared vocabulary from the store, for its pages."""

from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from phaen.endpoint.engine import Engine
from phaen.endpoint.knowledge import term_of
from phaen.endpoint.tables import Term, select
from phaen.ontology.assets import sparql_prologue

_MOST_TERMS = 2000


@dataclass(frozen=True)
class OntologyTerm:
    """A class or property with its texts by language."""

    iri: str
    is_class: bool
    label: dict[str, str]
    definition: dict[str, str]


@dataclass(frozen=True)
class Scheme:
    """A code list with its name by language and the number of its concepts."""

    iri: str
    label: dict[str, str]
    size: int


def ontology_terms(engine: Engine, graph: str) -> list[OntologyTerm]:
    """Return the classes, then the properties, each in the order of their names."""
    query = f"""{sparql_prologue()}SELECT ?x ?class ?text ?what {{ GRAPH {term_of(graph)} {{
  ?x rdfs:isDefinedBy ?ontology ; a ?type .
  BIND(?type = owl:Class AS ?class)
  FILTER(?type IN (owl:Class, owl:ObjectProperty, owl:DatatypeProperty))
  {{ ?x rdfs:label ?text BIND("label" AS ?what) }} UNION {{ ?x skos:definition ?text BIND("definition" AS ?what) }}
}} }} ORDER BY DESC(?class) ?x"""
    found: dict[str, OntologyTerm] = {}
    for row in select(engine, query, _MOST_TERMS).records():
        iri = _value(row["x"])
        term = found.setdefault(iri, OntologyTerm(iri, _value(row["class"]) == "true", {}, {}))
        (term.label if _value(row["what"]) == "label" else term.definition).update(_by_language(row["text"]))
    return list(found.values())


def schemes(engine: Engine) -> list[Scheme]:
    """Return the code lists in the order of their IRIs."""
    query = f"""{sparql_prologue()}SELECT ?x ?label ?size {{
  {{ SELECT ?x (COUNT(DISTINCT ?c) AS ?size) {{
    ?x a skos:ConceptScheme . OPTIONAL {{ ?c skos:inScheme ?x }}
  }} GROUP BY ?x }}
  OPTIONAL {{ ?x skos:prefLabel|dct:title|rdfs:label ?label }}
}} ORDER BY ?x"""
    found: dict[str, Scheme] = {}
    for row in select(engine, query, _MOST_TERMS).records():
        iri = _value(row["x"])
        scheme = found.setdefault(iri, Scheme(iri, {}, int(_value(row["size"]))))
        if "label" in row:
            scheme.label.update(_by_language(row["label"]))
    return list(found.values())


def _by_language(term: Term) -> dict[str, str]:
    return {term.language or "": term.value} if isinstance(term, Literal) else {}


def _value(term: Term) -> str:
    return term.value if isinstance(term, NamedNode | Literal) else ""
