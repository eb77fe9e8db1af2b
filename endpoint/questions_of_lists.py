"""The queries that pages of lists answer, for those who want to ask them themselves, or to have the list as a table."""

from typing import Final

from phaen.endpoint.iris import ONTOLOGY_IRI
from phaen.endpoint.knowledge import term_of
from phaen.endpoint.questions import Question, ask

_CODE_LISTS: Final = """SELECT ?name_th ?name_en ?concepts ?list WHERE {
  { SELECT ?list (COUNT(DISTINCT ?concept) AS ?concepts) {
    ?list a skos:ConceptScheme . OPTIONAL { ?concept skos:inScheme ?list }
  } GROUP BY ?list }
  OPTIONAL { ?list skos:prefLabel|dct:title|rdfs:label ?name_th FILTER(LANG(?name_th) = "th") }
  OPTIONAL { ?list skos:prefLabel|dct:title|rdfs:label ?name_en FILTER(LANG(?name_en) = "en") }
}
ORDER BY ?list"""
_CONCEPTS: Final = """SELECT DISTINCT ?code ?name_th ?name_en ?broader ?concept WHERE {{
  ?concept skos:inScheme {scheme} .
  OPTIONAL {{ ?concept skos:notation ?code }}
  OPTIONAL {{ ?concept skos:prefLabel ?name_th FILTER(LANG(?name_th) = "th") }}
  OPTIONAL {{ ?concept skos:prefLabel ?name_en FILTER(LANG(?name_en) = "en") }}
  OPTIONAL {{ ?concept skos:broader ?broader }}
}}
ORDER BY xsd:integer(?code) ?code ?concept"""
_TERMS: Final = """SELECT DISTINCT ?type ?name_th ?name_en ?definition_th ?definition_en ?term WHERE {{
  ?term rdfs:isDefinedBy {ontology} ; a ?type .
  OPTIONAL {{ ?term rdfs:label ?name_th FILTER(LANG(?name_th) = "th") }}
  OPTIONAL {{ ?term rdfs:label ?name_en FILTER(LANG(?name_en) = "en") }}
  OPTIONAL {{ ?term skos:definition|rdfs:comment ?definition_th FILTER(LANG(?definition_th) = "th") }}
  OPTIONAL {{ ?term skos:definition|rdfs:comment ?definition_en FILTER(LANG(?definition_en) = "en") }}
}}
ORDER BY ?term ?type"""
_GRAPHS: Final = """SELECT ?graph (COUNT(*) AS ?triples) WHERE {
  GRAPH ?graph { ?subject ?property ?value }
}
GROUP BY ?graph
ORDER BY ?graph"""
_GRAPH: Final = """SELECT ?subject ?property ?value WHERE {{
  GRAPH {graph} {{ ?subject ?property ?value }}
}}
ORDER BY ?subject ?property ?value"""


def code_lists() -> Question:
    """Ask for the code lists, with the number of their concepts."""
    return ask(_CODE_LISTS)


def concepts_of(scheme: str) -> Question:
    """Ask for the concepts of a code list (IRI), with their codes, names and what they belong to."""
    return ask(_CONCEPTS.format(scheme=term_of(scheme)))


def terms() -> Question:
    """Ask for the terms of the ontology, with their names and what they mean."""
    return ask(_TERMS.format(ontology=term_of(ONTOLOGY_IRI)))


def graphs() -> Question:
    """Ask for the named graphs, with the number of their triples."""
    return ask(_GRAPHS)


def content_of(graph: str) -> Question:
    """Ask for the triples of a named graph (IRI)."""
    return ask(_GRAPH.format(graph=term_of(graph)))
