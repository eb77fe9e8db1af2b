"""What the store knows of an organisation as a planner: its plans with their visions, their themes, its neighbours."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from phaen.endpoint.engine import Engine
from phaen.endpoint.knowledge import term_of, text_of
from phaen.endpoint.tables import select
from phaen.endpoint.things.concepts import BADGES, Concept, concept_of
from phaen.endpoint.things.facts import Period, read_period
from phaen.ontology.assets import sparql_prologue
from phaen.ontology.terms import PROVINCE

MOST_PLANS: Final = 200
MOST_NEIGHBOURS: Final = 8
MOST_THEMES: Final = 6
"""Concepts of one list."""
_MOST_CONCEPTS: Final = 1000


@dataclass
class PlanOf:
    """A plan of an organisation: its years, its edition in the words of the document, how many statements it has.

    ``visions`` are the IRIs and words of its visions.
    """

    iri: str
    label: str
    period: Period | None
    edition: str
    statements: int
    visions: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Theme:
    """A concept that an organisation's plans are linked to, and how many statements of how many plans are."""

    concept: Concept
    statements: int
    plans: int


@dataclass(frozen=True)
class Neighbours:
    """Organisations of the same province that have plans: how many, itself included, and some of the others."""

    count: int
    some: tuple[tuple[str, str], ...]


def plans_of(engine: Engine, organisation: str) -> list[PlanOf]:
    """Return the plans of an organisation, the newest first, those without years last."""
    query = f"""{sparql_prologue()}SELECT ?plan ?label ?from ?to ?edition ?count ?vision ?words {{
  {{ SELECT ?plan (COUNT(DISTINCT ?e) AS ?count) {{
    ?plan phaen:planOf {term_of(organisation)} OPTIONAL {{ ?e phaen:partOfPlan ?plan }}
  }} GROUP BY ?plan ORDER BY ?plan LIMIT {MOST_PLANS} }}
  OPTIONAL {{ ?plan skos:prefLabel ?label }}
  OPTIONAL {{ ?plan phaen:periodFrom ?from ; phaen:periodTo ?to }}
  OPTIONAL {{ ?plan dcat:version ?edition }}
  OPTIONAL {{ ?vision phaen:partOfPlan ?plan ; a phaen:Vision ; skos:prefLabel ?words
    OPTIONAL {{ ?vision schema:position ?at }} }}
}} ORDER BY ?plan ?at ?vision"""
    found: dict[str, PlanOf] = {}
    for row in select(engine, query, 4 * MOST_PLANS).records():
        text = {name: text_of(row, name) for name in ("plan", "label", "from", "to", "edition", "count")}
        period = read_period(text["from"], text["to"])
        made = PlanOf(text["plan"], text["label"], period, text["edition"], int(text["count"]))
        vision = (text_of(row, "vision"), text_of(row, "words"))
        plan = found.setdefault(made.iri, made)
        if vision[0] and vision not in plan.visions:
            plan.visions.append(vision)
    return sorted(found.values(), key=_newest_first)


def _newest_first(plan: PlanOf) -> tuple[bool, int, int, str, str]:
    period = plan.period
    return (period is None, -period.first if period else 0, -period.last if period else 0, plan.edition, plan.iri)


def themes_of(engine: Engine, organisation: str, base: str) -> dict[str, list[Theme]]:
    """Return what the plans of an organisation are linked to most, by the keys of the lists."""
    query = f"""{sparql_prologue()}SELECT ?c (COUNT(DISTINCT ?e) AS ?statements) (COUNT(DISTINCT ?plan) AS ?plans) {{
  ?plan phaen:planOf {term_of(organisation)} . ?e phaen:partOfPlan ?plan ; phaen:serves|phaen:classifiedAs ?c
}} GROUP BY ?c ORDER BY DESC(?statements) ?c LIMIT {_MOST_CONCEPTS}"""
    rows = select(engine, query, _MOST_CONCEPTS).records()
    themes = [
        Theme(concept_of(text_of(row, "c"), base), int(text_of(row, "statements")), int(text_of(row, "plans")))
        for row in rows
    ]
    return {key: found for key in BADGES if (found := _of_list(themes, key))}


def _of_list(themes: Iterable[Theme], key: str) -> list[Theme]:
    return [theme for theme in themes if theme.concept.key == key][:MOST_THEMES]


def neighbours_of(engine: Engine, organisation: str, province: str) -> Neighbours:
    """Return who else has plans in a province, given by its code."""
    here = f"?org dct:spatial {PROVINCE[province]} . FILTER EXISTS {{ ?plan phaen:planOf ?org }}"
    query = f"""{sparql_prologue()}SELECT ?count ?other ?label {{
  {{ SELECT (COUNT(DISTINCT ?org) AS ?count) {{ {here} }} }}
  OPTIONAL {{ SELECT (?org AS ?other) (MIN(?name) AS ?label) {{
    {here} ?org skos:prefLabel ?name FILTER(?org != {term_of(organisation)})
  }} GROUP BY ?org ORDER BY ?label LIMIT {MOST_NEIGHBOURS} }}
}}"""
    rows = select(engine, query, MOST_NEIGHBOURS).records()
    some = tuple((text_of(row, "other"), text_of(row, "label")) for row in rows if "other" in row)
    return Neighbours(int(text_of(rows[0], "count")) if rows else 0, some)
