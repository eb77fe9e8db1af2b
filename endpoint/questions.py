"""The query that a page of a thing answers, for those who want to ask it themselves, and its answer as CSV."""

from dataclasses import dataclass
from urllib.parse import urlencode

from phaen.endpoint.knowledge import Description, term_of
from phaen.ontology.assets import sparql_prologue
from phaen.ontology.terms import PHAEN

_PLAN = """SELECT ?position ?class ?number ?statement ?explanation ?parent ?element WHERE {{
  VALUES ?plan {{ {thing} }}
  VALUES ?class {{ phaen:Vision phaen:Mission phaen:Goal phaen:Strategy phaen:Approach phaen:Indicator phaen:Project }}
  ?element phaen:partOfPlan ?plan ; a ?class ; skos:prefLabel ?statement .
  OPTIONAL {{ ?element schema:position ?position }}
  OPTIONAL {{ ?element phaen:printedNumber ?number }}
  OPTIONAL {{ ?element phaen:explanation ?explanation }}
  OPTIONAL {{ ?element phaen:parentElement ?parent }}
}}
ORDER BY ?position ?element"""
_ORGANISATION = """SELECT ?plan ?title ?from ?to WHERE {{
  ?plan phaen:planOf {thing} .
  OPTIONAL {{ ?plan skos:prefLabel ?title }}
  OPTIONAL {{ ?plan phaen:periodFrom ?from }}
  OPTIONAL {{ ?plan phaen:periodTo ?to }}
}}
ORDER BY ?from ?plan"""
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
        """Return the address of the answer as CSV."""
        return "/sparql?" + urlencode({"query": self.query, "format": "csv"})


def question_of(found: Description) -> Question:
    """Return the query that the page of a thing answers: the statements of a plan, the plans of an organisation."""
    body = _THING
    if PHAEN["Plan"].value in found.types:
        body = _PLAN
    elif PHAEN["LocalAuthority"].value in found.types:
        body = _ORGANISATION
    return ask(body.format(thing=term_of(found.iri)))


def ask(text: str) -> Question:
    """Return a query with the prefixes that it uses."""
    used = [line for line in sparql_prologue().splitlines() if f"{_prefix(line)}:" in text]
    return Question("\n".join([*used, "", text] if used else [text]))


def _prefix(line: str) -> str:
    return line.split()[1].rstrip(":") if line.startswith("PREFIX ") else "\0"
