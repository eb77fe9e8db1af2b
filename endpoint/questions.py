"""The query that a page of a thing answers, for those who want to ask it themselves, and its answer as CSV."""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from phaen.endpoint.formats import SPREADSHEET
from phaen.endpoint.knowledge import Description, term_of
from phaen.ontology.assets import sparql_prologue
from phaen.ontology.terms import PHAEN

_PLAN = """SELECT DISTINCT ?position ?class ?number ?statement ?explanation ?budget ?printed_total ?parent ?element
WHERE {{
  VALUES ?plan {{ {thing} }}
  VALUES ?class {{
    phaen:Vision phaen:Mission phaen:Goal phaen:Strategy phaen:Approach phaen:Programme phaen:Project phaen:Indicator
    phaen:Target
  }}
  ?element phaen:partOfPlan ?plan ; a ?class ; skos:prefLabel ?statement .{narrowed}
  OPTIONAL {{ ?element schema:position ?position }}
  OPTIONAL {{ ?element phaen:printedNumber ?number }}
  OPTIONAL {{ ?element phaen:explanation ?explanation }}
  OPTIONAL {{ ?element phaen:parentElement ?parent }}
  OPTIONAL {{ ?element phaen:totalBudget ?printed_total }}
  OPTIONAL {{
    SELECT ?element (SUM(?amount) AS ?budget) WHERE {{
      ?element phaen:partOfPlan {thing} .
      ?allocation phaen:allocationOf ?element ; phaen:amount ?amount .
    }} GROUP BY ?element
  }}
}}
ORDER BY ?position ?element"""
_ORGANISATION = """SELECT ?plan ?title ?from ?to WHERE {{
  ?plan phaen:planOf {thing} .
  OPTIONAL {{ ?plan skos:prefLabel ?title }}
  OPTIONAL {{ ?plan phaen:periodFrom ?from }}
  OPTIONAL {{ ?plan phaen:periodTo ?to }}
}}
ORDER BY ?from ?plan"""
_DOCUMENT = """SELECT ?begin ?end ?text ?class ?thing ?property ?reason WHERE {{
  VALUES ?document {{ {thing} }}
  ?document nif:isString ?raw .
  ?span nif:referenceContext ?document ; nif:beginIndex ?begin ; nif:endIndex ?end .
  OPTIONAL {{ ?span nif:anchorOf ?words }}
  OPTIONAL {{ ?span phaen:unclaimedReason ?reason }}
  OPTIONAL {{
    ?thing ?property ?span ; a ?class .
    FILTER(STRSTARTS(STR(?property), STR(phaen:)) && STRSTARTS(STR(?class), STR(phaen:)))
    FILTER(?class NOT IN (phaen:PlanElement, phaen:Approach))
    FILTER NOT EXISTS {{ ?thing a phaen:StrategicIssue . FILTER(?class = phaen:Strategy) }}
  }}
  BIND(COALESCE(?words, SUBSTR(?raw, ?begin + 1, ?end - ?begin)) AS ?text)
}}
ORDER BY ?begin DESC(?end) ?thing ?class"""
_EDITIONS = """SELECT ?change ?former_number ?former_statement ?later_number ?later_statement ?former_iri ?later_iri
WHERE {{
  ?comparison a phaen:Comparison ; phaen:formerVersion {former} ; phaen:laterVersion {later} .
  ?found phaen:inComparison ?comparison ; phaen:changeKind ?change .
  OPTIONAL {{ ?found phaen:formerVersion ?former_iri . ?former_iri skos:prefLabel ?former_statement
    OPTIONAL {{ ?former_iri phaen:printedNumber ?former_number }} }}
  OPTIONAL {{ ?found phaen:laterVersion ?later_iri . ?later_iri skos:prefLabel ?later_statement
    OPTIONAL {{ ?later_iri phaen:printedNumber ?later_number }} }}
}}
ORDER BY ?change ?later_iri ?former_iri"""
_BOTH = """SELECT DISTINCT ?plan ?position ?class ?number ?statement ?element
WHERE {{
  VALUES ?plan {{ {former} {later} }}
  VALUES ?class {{
    phaen:Vision phaen:Mission phaen:Goal phaen:Strategy phaen:Approach phaen:Programme phaen:Project phaen:Indicator
  }}
  ?element phaen:partOfPlan ?plan ; a ?class ; skos:prefLabel ?statement .
  OPTIONAL {{ ?element schema:position ?position }}
  OPTIONAL {{ ?element phaen:printedNumber ?number }}
}}
ORDER BY ?class ?plan ?position ?element"""
_THING = """SELECT ?graph ?property ?value WHERE {{
  GRAPH ?graph {{ {thing} ?property ?value }}
}}
ORDER BY ?graph ?property ?value"""


@dataclass(frozen=True)
class Question:
    """A query, and where it is asked: in the editor, and as CSV."""

    query: str

    @property
    def address(self) -> str:
        """Return the address of the editor with the query."""
        return "/sparql?" + urlencode({"query": self.query, "format": "html"})

    @property
    def csv(self) -> str:
        """Return the address of the answer as CSV for spreadsheets."""
        return "/sparql?" + urlencode({"query": self.query, "format": SPREADSHEET.name})

    @property
    def exact_csv(self) -> str:
        """Return the address of the answer as CSV for programs."""
        return "/sparql?" + urlencode({"query": self.query, "format": "csv"})

    @property
    def json(self) -> str:
        """Return the address of the answer as JSON."""
        return "/sparql?" + urlencode({"query": self.query, "format": "json"})


def question_of(found: Description) -> Question:
    """Return the query that the page of a thing answers.

    It asks for the statements of a plan, the plans of an organisation, the passages of a document.
    """
    if PHAEN["Plan"].value in found.types:
        return question_of_plan(found.iri)
    body = _THING
    if PHAEN["LocalAuthority"].value in found.types:
        body = _ORGANISATION
    elif PHAEN["SourceDocument"].value in found.types:
        body = _DOCUMENT
    return ask(body.format(thing=term_of(found.iri)))


def question_of_plan(plan: str, patterns: Iterable[str] = ()) -> Question:
    """Return the query of the statements of a plan, or of those alone that graph patterns on ``?element`` leave."""
    return ask(_PLAN.format(thing=term_of(plan), narrowed="".join(f"\n  {pattern}" for pattern in patterns)))


def question_of_editions(former: str, later: str) -> Question:
    """Return the query of what changed between two editions of a plan, as 'phaen compare --all' published it."""
    return ask(_EDITIONS.format(former=term_of(former), later=term_of(later)))


def question_of_both(former: str, later: str) -> Question:
    """Return the query of the statements of two plans, for those whose comparison is published nowhere."""
    return ask(_BOTH.format(former=term_of(former), later=term_of(later)))


def ask(text: str) -> Question:
    """Return a query with the prefixes that it uses."""
    used = [line for line in sparql_prologue().splitlines() if f"{_prefix(line)}:" in text]
    return Question("\n".join([*used, "", text] if used else [text]))


def _prefix(line: str) -> str:
    return line.split()[1].rstrip(":") if line.startswith("PREFIX ") else "\0"
