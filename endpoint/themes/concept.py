"""What the statements of all plans have of one theme: how many, whose, of which kind, and some of them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from phaen.endpoint.engine import Engine
from phaen.endpoint.knowledge import term_of, text_of
from phaen.endpoint.quantities import share_of
from phaen.endpoint.tables import Term, select
from phaen.endpoint.themes.lists import CLASSES, LINKED, PERSON, kind_among, origin_of
from phaen.ontology.assets import sparql_prologue
from phaen.ontology.terms import PROVINCE

MOST_PLANS: Final = 200_000
MOST_NEIGHBOURS: Final = 5
MOST_EXAMPLES: Final = 10
_LOOKED_AT: Final = 60
"""The surest links, among which examples of different organisations are looked for."""

_BY_PLAN = """SELECT ?plan ?organisation ?province ?n {{
  {{ SELECT ?plan (COUNT(DISTINCT ?statement) AS ?n) {{
    ?statement {linked} {theme} ; phaen:partOfPlan ?plan
  }} GROUP BY ?plan }}
  OPTIONAL {{ ?plan phaen:planOf ?organisation OPTIONAL {{ ?organisation dct:spatial ?province }} }}
}}"""
_BY_KIND = """SELECT ?class (COUNT(DISTINCT ?statement) AS ?n) {{
  ?statement {linked} {theme} ; phaen:partOfPlan ?plan ; a ?class
}} GROUP BY ?class"""
_BESIDE = """SELECT ?other (COUNT(DISTINCT ?statement) AS ?n) {{
  ?statement {linked} {theme} ; phaen:partOfPlan ?plan ; {linked} ?other FILTER(?other != {theme})
}} GROUP BY ?other ORDER BY DESC(?n) ?other LIMIT {most}"""
_SUREST = """SELECT ?statement ?confidence {{
  {{ SELECT ?statement ?confidence {{
    ?link owl:annotatedTarget {theme} OPTIONAL {{ ?link owl:annotatedSource ?statement }}
    OPTIONAL {{ ?link sssom:confidence ?confidence }}
  }} ORDER BY DESC(?confidence) LIMIT {most} }}
  UNION {{ SELECT ?statement {{ ?statement {linked} {theme} ; phaen:partOfPlan ?plan }} LIMIT {most} }}
}}"""
_EXAMPLES = """SELECT DISTINCT ?statement ?text ?class ?plan ?organisation ?link ?confidence ?person {{
  VALUES ?statement {{ {statements} }}
  ?statement {linked} {theme} ; phaen:partOfPlan ?plan ; skos:prefLabel ?text
  OPTIONAL {{ ?statement a ?class FILTER(?class IN ({classes})) }}
  OPTIONAL {{ ?plan phaen:planOf ?organisation }}
  OPTIONAL {{
    ?link owl:annotatedSource ?statement ; owl:annotatedTarget {theme}
    OPTIONAL {{ ?link sssom:confidence ?confidence }} OPTIONAL {{ ?link {person} ?person }}
  }}
}}"""
"""Two queries, since the texts of all statements would be read for one that sorts them by their links."""


@dataclass(frozen=True)
class Owner:
    """An organisation (IRI) with how many of its statements have a theme, in how many of its plans."""

    iri: str
    statements: int
    plans: int


@dataclass(frozen=True)
class Figures:
    """How often a theme occurs; ``owners`` by number of statements, ``provinces`` statements by code.

    ``more`` tells that there are more plans than were counted.
    """

    statements: int
    plans: int
    owners: tuple[Owner, ...]
    provinces: Mapping[str, int]
    more: bool


@dataclass(frozen=True)
class Example:
    """A statement with a theme; ``confidence`` and ``origin`` are those of a Link."""

    iri: str
    text: str
    kind: str
    plan: str
    organisation: str
    confidence: float | None
    origin: str


def figures(engine: Engine, theme: str) -> Figures:
    """Count the statements, plans, organisations and provinces of a theme; each statement once."""
    table = select(engine, _query(_BY_PLAN, theme), MOST_PLANS)
    by_plan: dict[str, int] = {}
    plans_of: dict[str, set[str]] = {}
    plans_in: dict[str, set[str]] = {}
    for row in table.records():
        plan, owner, area = (text_of(row, name) for name in ("plan", "organisation", "province"))
        by_plan[plan] = int(text_of(row, "n"))
        if owner:
            plans_of.setdefault(owner, set()).add(plan)
        if area.startswith(PROVINCE.iri):
            plans_in.setdefault(area.removeprefix(PROVINCE.iri), set()).add(plan)
    owners = [Owner(iri, sum(by_plan[plan] for plan in plans), len(plans)) for iri, plans in plans_of.items()]
    return Figures(
        sum(by_plan.values()),
        len(by_plan),
        tuple(sorted(owners, key=lambda owner: (-owner.statements, owner.iri))),
        {code: sum(by_plan[plan] for plan in plans) for code, plans in sorted(plans_in.items())},
        table.more,
    )


def by_kind(engine: Engine, theme: str) -> dict[str, int]:
    """Count the statements of a theme by their kind, in the order of the kinds."""
    rows = select(engine, _query(_BY_KIND, theme), 1000).records()
    found = {text_of(row, "class"): int(text_of(row, "n")) for row in rows if "class" in row}
    return {kind: found[class_] for class_, kind in CLASSES.items() if class_ in found}


def beside(engine: Engine, theme: str) -> list[tuple[str, int]]:
    """Return the themes (IRIs) that most statements of a theme have as well, and how many of them do."""
    rows = select(engine, _query(_BESIDE, theme, most=MOST_NEIGHBOURS), MOST_NEIGHBOURS).records()
    return [(text_of(row, "other"), int(text_of(row, "n"))) for row in rows if "other" in row]


def examples(engine: Engine, theme: str) -> list[Example]:
    """Return some statements of a theme: of the surest ones, those of different organisations first."""
    surest = select(engine, _query(_SUREST, theme, most=_LOOKED_AT), 2 * _LOOKED_AT).records()
    statements = dict.fromkeys(text_of(row, "statement") for row in surest if "statement" in row)
    if not statements:
        return []
    classes, listed = ", ".join(map(term_of, CLASSES)), " ".join(map(term_of, statements))
    query = _query(_EXAMPLES, theme, statements=listed, classes=classes, person=PERSON)
    found = _one_each(_example(row) for row in select(engine, query, 20 * _LOOKED_AT).records())
    first: dict[str, Example] = {}
    for example in found:
        first.setdefault(example.organisation or example.plan, example)
    spread = list(first.values())
    rest = [example for example in found if example not in spread]
    return (spread + rest)[:MOST_EXAMPLES]


def _query(pattern: str, theme: str, **values: object) -> str:
    return sparql_prologue() + pattern.format(theme=term_of(theme), linked=LINKED, **values)


def _one_each(found: Iterable[Example]) -> list[Example]:
    """Leave each statement once, with the most that is said of its link; the surest first."""
    kept: dict[str, Example] = {}
    for one in sorted(found, key=lambda one: (-(one.confidence or 0.0), one.origin, one.iri)):
        kept.setdefault(one.iri, one)
    return list(kept.values())


def _example(row: dict[str, Term]) -> Example:
    return Example(
        text_of(row, "statement"),
        text_of(row, "text"),
        kind_among([text_of(row, "class")]),
        text_of(row, "plan"),
        text_of(row, "organisation"),
        share_of(text_of(row, "confidence")),
        origin_of(row),
    )
