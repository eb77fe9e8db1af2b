"""What was recognised in a document, and what was not, as the store says it: for the marks and counts of its page."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from phaen.endpoint.engine import Engine
from phaen.endpoint.knowledge import term_of, text_of
from phaen.endpoint.quantities import place_of
from phaen.endpoint.tables import Term, select
from phaen.endpoint.things.marks import Mark
from phaen.ontology.assets import sparql_prologue
from phaen.ontology.terms import PHAEN, REASON_CODE

MOST_MARKS: Final = 10_000
"""Marks of one part of a text, and stretches of one document that were taken for no statement."""

UNKNOWN: Final = "unknown"
LEFT: Final = "left"
KINDS: Final = (
    *("vision", "mission", "goal", "strategy", "guideline", "indicator", "target", "programme", "project"),
    *("objective", "output", "outcome", "unit", "budget", "owner"),
)
"""Kinds of what is recognised, in the order in which a page tells them."""


def _names(local: Iterable[str]) -> str:
    return ", ".join(f"phaen:{name}" for name in local)


_CLASSES: Final = {
    "Vision": "vision",
    "Mission": "mission",
    "Goal": "goal",
    "Strategy": "strategy",
    "Approach": "guideline",
    "Indicator": "indicator",
    "Target": "target",
    "Programme": "programme",
    "Project": "project",
    "BudgetAllocation": "budget",
    "Attribution": "owner",
}
_DETAILS: Final = {
    "objectiveEvidence": "objective",
    "outputEvidence": "output",
    "outcomeEvidence": "outcome",
    "responsibleUnitEvidence": "unit",
    "totalBudgetEvidence": "budget",
}
_PROPERTIES: Final = ("hasEvidence", *_DETAILS)
# Every thing has just one of these classes. One pattern without UNION, so that the engine goes from span to span.
_BORNE_OUT: Final = f"""?thing ?property ?span . FILTER(?property IN ({_names(_PROPERTIES)}))
  ?thing a ?class . FILTER(?class IN ({_names(_CLASSES)}))"""
_LEFT_ON_PURPOSE: Final = REASON_CODE["left-on-purpose"].value


@dataclass(frozen=True)
class Unread:
    """A stretch that was taken for no statement, and why; ``left``: on purpose, else it was not understood."""

    begin: int
    end: int
    reason: str
    left: bool


@dataclass(frozen=True)
class ReadAs:
    """A plan that was read from a document: whose it is, and when it was loaded; empty for what is not known."""

    plan: str
    owner: str
    loaded: str


def marks(engine: Engine, document: str, begin: int, end: int) -> tuple[list[Mark], bool]:
    """Return what was recognised in a part of a document, and whether there is more than that."""
    query = f"""{sparql_prologue()}SELECT DISTINCT ?begin ?end ?property ?class ?subject ?label {{
  ?span nif:referenceContext {term_of(document)} ; nif:beginIndex ?begin ; nif:endIndex ?end .
  FILTER(?begin < {end} && ?end > {begin})
  {_BORNE_OUT}
  OPTIONAL {{ ?thing phaen:allocationOf|phaen:attributedOrganisation ?about }}
  BIND(COALESCE(?about, ?thing) AS ?subject)
  OPTIONAL {{ ?subject skos:prefLabel ?label }}
}} ORDER BY ?begin DESC(?end) ?subject ?property LIMIT {MOST_MARKS + 1}"""
    found = select(engine, query, MOST_MARKS)
    return [mark for row in found.records() if (mark := _mark(row))], found.more


def counts(engine: Engine, document: str) -> dict[str, int]:
    """Return how many stretches of each kind were recognised in the whole document, in the order of KINDS."""
    query = f"""{sparql_prologue()}SELECT ?property ?class (COUNT(DISTINCT ?span) AS ?n) {{
  ?span nif:referenceContext {term_of(document)} .
  {_BORNE_OUT}
}} GROUP BY ?property ?class"""
    found: Counter[str] = Counter()
    for row in select(engine, query, len(_CLASSES) * len(_PROPERTIES)).records():
        found[_kind(row)] += int(text_of(row, "n"))
    return {kind: found[kind] for kind in KINDS if kind in found}


def unread(engine: Engine, document: str) -> tuple[list[Unread], bool]:
    """Return what no statement was made of, in the order of the text, and whether there is more than that."""
    query = f"""{sparql_prologue()}SELECT DISTINCT ?begin ?end ?reason ?group {{
  ?span nif:referenceContext {term_of(document)} ; nif:beginIndex ?begin ; nif:endIndex ?end ;
    phaen:unclaimedReason ?reason .
  OPTIONAL {{ ?reason skos:broader ?group }}
}} ORDER BY ?begin ?end ?reason LIMIT {MOST_MARKS + 1}"""
    found = select(engine, query, MOST_MARKS)
    return [gap for row in found.records() if (gap := _unread(row))], found.more


def plans_of(engine: Engine, document: str) -> list[ReadAs]:
    """Return the plans that were read from a document, what was loaded last first."""
    query = f"""{sparql_prologue()}SELECT ?plan (SAMPLE(?organisation) AS ?owner) (MAX(?ended) AS ?loaded) {{
  ?plan prov:wasDerivedFrom {term_of(document)} ; a phaen:Plan .
  OPTIONAL {{ ?plan phaen:planOf ?organisation }}
  OPTIONAL {{ ?plan prov:wasGeneratedBy/prov:endedAtTime ?ended }}
}} GROUP BY ?plan ORDER BY DESC(?loaded) ?plan LIMIT 20"""
    rows = select(engine, query, 20).records()
    return [ReadAs(text_of(row, "plan"), text_of(row, "owner"), text_of(row, "loaded")) for row in rows]


def _kind(row: dict[str, Term]) -> str:
    """Return what a span bears out: a detail by the property that says so, anything else by its class."""
    detail = _DETAILS.get(text_of(row, "property").removeprefix(PHAEN.iri))
    return detail or _CLASSES[text_of(row, "class").removeprefix(PHAEN.iri)]


def _mark(row: dict[str, Term]) -> Mark | None:
    begin, end = place_of(text_of(row, "begin")), place_of(text_of(row, "end"))
    if begin is None or end is None:
        return None
    return Mark(begin, end, _kind(row), text_of(row, "subject"), text_of(row, "label"))


def _unread(row: dict[str, Term]) -> Unread | None:
    begin, end = place_of(text_of(row, "begin")), place_of(text_of(row, "end"))
    if begin is None or end is None:
        return None
    return Unread(begin, end, text_of(row, "reason"), text_of(row, "group") == _LEFT_ON_PURPOSE)
