"""The queries that the pages of themes answer, for those who want to ask them themselves."""

from phaen.endpoint.knowledge import term_of
from phaen.endpoint.questions import Question, ask
from phaen.endpoint.themes.counting import OF_A_LIST
from phaen.endpoint.themes.lists import LINKED, LISTS, PERSON
from phaen.endpoint.themes.model import Table

_LISTS = """SELECT ?list ?code ?name_th ?name_en ?statements ?plans ?theme WHERE {{
  {{ SELECT ?list ?theme (COUNT(DISTINCT ?statement) AS ?statements) (COUNT(DISTINCT ?plan) AS ?plans) WHERE {{
    VALUES ?list {{ {schemes} }}
    ?theme skos:inScheme ?list . FILTER NOT EXISTS {{ ?theme skos:narrower ?below }}
    ?statement {linked} ?theme ; phaen:partOfPlan ?plan .
  }} GROUP BY ?list ?theme }}
  OPTIONAL {{ ?theme skos:notation ?code . FILTER(DATATYPE(?code) = xsd:string) }}
  OPTIONAL {{ ?theme skos:prefLabel ?name_th . FILTER(LANG(?name_th) = "th") }}
  OPTIONAL {{ ?theme skos:prefLabel ?name_en . FILTER(LANG(?name_en) = "en") }}
}} ORDER BY ?list DESC(?statements) ?theme"""
_OWNERS = """SELECT ?organisation ?name (COUNT(DISTINCT ?plan) AS ?plans) (COUNT(DISTINCT ?statement) AS ?statements)
WHERE {{
  ?statement {linked} {theme} ; phaen:partOfPlan ?plan .
  ?plan phaen:planOf ?organisation . ?organisation skos:prefLabel ?name . FILTER(LANG(?name) = "th")
}} GROUP BY ?organisation ?name ORDER BY DESC(?statements) ?organisation"""
_SURE = """
  OPTIONAL {{
    ?link owl:annotatedSource ?statement ; owl:annotatedTarget ?theme ; sssom:confidence ?confidence .
    OPTIONAL {{ ?link {person} ?person }}
  }}
  FILTER(!BOUND(?confidence) || BOUND(?person) || ?confidence >= {least})"""
_COMPARED = """SELECT ?code ?name ?plan (COUNT(DISTINCT ?statement) AS ?statements) WHERE {{
  VALUES ?plan {{ {plans} }}
  ?statement phaen:partOfPlan ?plan ; {linked} ?theme .
  ?theme skos:inScheme {scheme} .{sure}
  OPTIONAL {{ ?theme skos:notation ?code . FILTER(DATATYPE(?code) = xsd:string) }}
  OPTIONAL {{ ?theme skos:prefLabel ?name . FILTER(LANG(?name) = "th") }}
  OPTIONAL {{ ?theme schema:position ?position }}
}} GROUP BY ?theme ?code ?name ?position ?plan ORDER BY ?position ?code ?plan"""


def lists_question() -> Question:
    """Ask how many statements and plans have each theme of all lists."""
    schemes = " ".join(term_of(known.scheme) for known in LISTS)
    return ask(_LISTS.format(schemes=schemes, linked=LINKED))


def owners_question(theme: str) -> Question:
    """Ask for all organisations with a theme."""
    return ask(_OWNERS.format(linked=LINKED, theme=term_of(theme)))


def counts_question(scheme: str) -> Question:
    """Ask how many statements and plans have each theme of a list."""
    return ask(OF_A_LIST.format(linked=LINKED, scheme=term_of(scheme)))


def compared_question(table: Table) -> Question:
    """Ask for the numbers of a comparison that are not zero."""
    sure = _SURE.format(person=PERSON, least=table.least) if table.least else ""
    plans = " ".join(term_of(plan.iri) for plan in table.plans)
    return ask(_COMPARED.format(plans=plans, linked=LINKED, scheme=term_of(table.by.scheme), sure=sure))
