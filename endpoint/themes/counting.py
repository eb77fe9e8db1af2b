"""How many statements and plans have each theme of a list, and how many have any."""

from dataclasses import dataclass
from typing import Final

from phaen.endpoint.codelists import Concept, concepts_where
from phaen.endpoint.engine import Engine
from phaen.endpoint.knowledge import term_of, text_of
from phaen.endpoint.tables import select
from phaen.endpoint.themes.lists import LINKED, LISTS
from phaen.ontology.assets import sparql_prologue

MOST_THEMES: Final = 1000
MOST_LINKED: Final = 10_000
"""Concepts of any list that statements may be linked to."""
FIRST_THEMES: Final = 3
"""Themes of each list that the page of all lists names."""

OF_A_LIST = """SELECT ?theme (COUNT(DISTINCT ?statement) AS ?statements) (COUNT(DISTINCT ?plan) AS ?plans) WHERE {{
  ?theme skos:inScheme {scheme} .
  ?statement {linked} ?theme ; phaen:partOfPlan ?plan .
}} GROUP BY ?theme ORDER BY DESC(?statements) ?theme"""
_REACHED = """SELECT ?linked ?linked_plans ?statements ?plans {{
  {{ SELECT (COUNT(DISTINCT ?statement) AS ?linked) (COUNT(DISTINCT ?plan) AS ?linked_plans) {{
    ?theme skos:inScheme {scheme} . ?statement {linked} ?theme ; phaen:partOfPlan ?plan
  }} }}
  {{ SELECT (COUNT(DISTINCT ?statement) AS ?statements) {{ ?statement phaen:partOfPlan ?any }} }}
  {{ SELECT (COUNT(DISTINCT ?stored) AS ?plans) {{ ?stored a phaen:Plan }} }}
}}"""
_ALL = """SELECT ?theme (COUNT(DISTINCT ?statement) AS ?statements) {{
  ?statement {linked} ?theme
}} GROUP BY ?theme"""
_SCHEMES = """SELECT ?theme ?scheme {{
  VALUES ?scheme {{ {schemes} }} ?theme skos:inScheme ?scheme FILTER NOT EXISTS {{ ?theme skos:narrower ?below }}
}}"""
"""What groups themes is none of them."""


@dataclass(frozen=True)
class Count:
    """Statements, each once, and the plans that they stand in."""

    statements: int = 0
    plans: int = 0


@dataclass(frozen=True)
class Reach:
    """What has any theme of a list, and what there is."""

    linked: Count
    total: Count


@dataclass(frozen=True)
class Lead:
    """A list of themes (IRI), how many it has, and those that most statements have, with how many."""

    scheme: str
    size: int
    first: tuple[tuple[Concept, int], ...]


def counts(engine: Engine, scheme: str) -> dict[str, Count]:
    """Count the statements and plans of each theme (IRI) of a list; those without any are left out."""
    query = sparql_prologue() + OF_A_LIST.format(scheme=term_of(scheme), linked=LINKED)
    rows = select(engine, query, MOST_THEMES).records()
    return {
        text_of(row, "theme"): Count(int(text_of(row, "statements")), int(text_of(row, "plans")))
        for row in rows
        if "theme" in row
    }


def reach(engine: Engine, scheme: str) -> Reach:
    """Count what has any theme of a list, and all statements and plans."""
    query = sparql_prologue() + _REACHED.format(scheme=term_of(scheme), linked=LINKED)
    row = select(engine, query, 1).records()[0]
    linked, linked_plans, whole, plans = (
        int(text_of(row, name)) for name in ("linked", "linked_plans", "statements", "plans")
    )
    return Reach(Count(linked, linked_plans), Count(whole, plans))


def leads(engine: Engine) -> list[Lead]:
    """Return the lists of themes that the store has, each with the themes that occur most."""
    schemes = " ".join(term_of(found.scheme) for found in LISTS)
    listed = select(engine, sparql_prologue() + _SCHEMES.format(schemes=schemes), MOST_THEMES).records()
    rows = select(engine, sparql_prologue() + _ALL.format(linked=LINKED), MOST_LINKED).records()
    numbers = {text_of(row, "theme"): int(text_of(row, "statements")) for row in rows if "theme" in row}
    inside: dict[str, set[str]] = {}
    for row in listed:
        inside.setdefault(text_of(row, "scheme"), set()).add(text_of(row, "theme"))
    first = {scheme: _first(themes, numbers) for scheme, themes in inside.items()}
    named = _named(engine, [theme for themes in first.values() for theme in themes])
    return [
        Lead(
            found.scheme,
            len(inside[found.scheme]),
            tuple((named[theme], numbers[theme]) for theme in first[found.scheme]),
        )
        for found in LISTS
        if found.scheme in inside
    ]


def _first(themes: set[str], numbers: dict[str, int]) -> list[str]:
    return sorted(themes & numbers.keys(), key=lambda theme: (-numbers[theme], theme))[:FIRST_THEMES]


def _named(engine: Engine, themes: list[str]) -> dict[str, Concept]:
    values = " ".join(map(term_of, themes))
    found = concepts_where(engine, f"VALUES ?c {{ {values} }}", MOST_THEMES) if themes else {}
    return {theme: found.get(theme, Concept(theme)) for theme in themes}
