"""The organisations that a reader has chosen as data: the query whose rows they are, and the one whose graph they are.

Both are the same in all languages: a table has names in Thai and in English.
"""

from typing import Final

from pyoxigraph import Literal

from phaen.endpoint.owners import UNKNOWN, Chosen
from phaen.endpoint.questions import Question, ask

_WHERE: Final = """
  { SELECT ?organisation_iri (COUNT(DISTINCT ?plan) AS ?plans) { ?plan phaen:planOf ?organisation_iri }
    GROUP BY ?organisation_iri }
  OPTIONAL { ?organisation_iri skos:prefLabel ?organisation FILTER(LANG(?organisation) = "th") }
  OPTIONAL {
    ?organisation_iri org:classification ?class . ?class skos:notation ?type
    OPTIONAL { ?class skos:prefLabel ?type_th FILTER(LANG(?type_th) = "th") }
    OPTIONAL { ?class skos:prefLabel ?type_en FILTER(LANG(?type_en) = "en") }
  }
  OPTIONAL {
    ?organisation_iri dct:spatial ?province .
    ?province skos:inScheme <https://w3id.org/phaen/vocab/province> ; skos:notation ?province_code
    OPTIONAL { ?province skos:prefLabel ?province_th FILTER(LANG(?province_th) = "th") }
    OPTIONAL { ?province skos:prefLabel ?province_en FILTER(LANG(?province_en) = "en") }
    OPTIONAL { ?province skos:broader/skos:prefLabel ?region_th FILTER(LANG(?region_th) = "th") }
    OPTIONAL { ?province skos:broader/skos:prefLabel ?region_en FILTER(LANG(?region_en) = "en") }
  }"""


def table_of(chosen: Chosen) -> Question:
    """Return the query whose rows are the organisations that are chosen, by province and name."""
    return ask(
        f"""SELECT ?region_th ?region_en ?province_code ?province_th ?province_en ?organisation ?type ?type_th ?type_en
  ?plans ?organisation_iri
WHERE {{{_where(chosen)}
}}
ORDER BY ?province_code ?organisation ?organisation_iri"""
    )


def graph_of(chosen: Chosen) -> Question:
    """Return the query whose graph says in short what the organisations that are chosen are, of what type, and where.

    The names and codes of types and provinces are in it.
    """
    return ask(
        f"""CONSTRUCT {{ ?thing ?property ?value }}
WHERE {{
  {{ SELECT DISTINCT ?thing {{{_where(chosen)}
    ?organisation_iri (org:classification|dct:spatial)? ?thing
  }} }}
  VALUES ?property {{
    rdf:type skos:prefLabel skos:altLabel skos:notation org:classification dct:spatial phaen:areaCode phaen:hasPlan
    foaf:homepage rdfs:seeAlso owl:sameAs
  }}
  ?thing ?property ?value
}}
ORDER BY ?thing ?property"""
    )


def _where(chosen: Chosen) -> str:
    found = [f"CONTAINS(LCASE(STR(?organisation)), {Literal(word)})" for word in chosen.words]
    found += [f"?type = {Literal(chosen.type)}"] if chosen.type else []
    if chosen.province:
        known = f"?province_code = {Literal(chosen.province)}"
        found.append("!BOUND(?province_code)" if chosen.province == UNKNOWN else known)
    return _WHERE + "".join(f"\n  FILTER({condition})" for condition in found)
