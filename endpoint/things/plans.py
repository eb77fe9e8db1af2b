"""The page of a plan: its statements as a tree, and the editions that it can be compared with."""

import re
from dataclasses import dataclass, field, replace

from pyoxigraph import NamedNode

from phaen.endpoint.editions import Offer, offers
from phaen.endpoint.engine import Engine
from phaen.endpoint.knowledge import Description, term_of, text_of
from phaen.endpoint.memento.dated import dated
from phaen.endpoint.tables import Term, select
from phaen.endpoint.things.anything import show_anything
from phaen.endpoint.things.shown import Place, Shown
from phaen.endpoint.website import Site
from phaen.ontology.assets import sparql_prologue
from phaen.ontology.terms import PHAEN

_MOST_ELEMENTS = 10_000
_STRATML = re.compile("/doc/plan/[^/]+/[^/]+")


@dataclass
class Element:
    """A statement of a plan with those below it."""

    iri: str
    type: str
    label: str
    number: str
    explanation: str
    children: list["Element"] = field(default_factory=list)


def show_plan(site: Site, place: Place, found: Description) -> Shown:
    """Show a plan; one with statements is StratML too."""
    shown, tree = show_anything(site, place, found), plan_tree(site.engine, place.iri)
    # That page compares what there is now.
    values = shown.values | {"tree": tree, "offers": [] if dated() else _offers(site, found)}
    formats = ("stratml",) if tree and _STRATML.fullmatch(place.address) else ()
    return replace(shown, template="things/plan.html", values=values, iris=shown.iris | _types(tree), formats=formats)


def plan_tree(engine: Engine, plan: str) -> list[Element]:
    """Return the statements of a plan in reading order, each below its parent."""
    query = f"""{sparql_prologue()}SELECT ?e ?label ?parent ?number ?explanation ?position (SAMPLE(?t) AS ?type) {{
  ?e phaen:partOfPlan {term_of(plan)} ; schema:position ?position ; skos:prefLabel ?label ; a ?t .
  FILTER(STRSTARTS(STR(?t), STR(phaen:)) && ?t != phaen:PlanElement && ?t != phaen:Approach)
  FILTER NOT EXISTS {{ ?e a phaen:StrategicIssue . FILTER(?t = phaen:Strategy) }}
  OPTIONAL {{ ?e phaen:parentElement ?parent }}
  OPTIONAL {{ ?e phaen:printedNumber ?number }}
  OPTIONAL {{ ?e phaen:explanation ?explanation }}
}} GROUP BY ?e ?label ?parent ?number ?explanation ?position ORDER BY ?position"""
    return _tree(select(engine, query, _MOST_ELEMENTS).records())


def _tree(rows: list[dict[str, Term]]) -> list[Element]:
    elements = {
        text_of(row, "e"): Element(
            text_of(row, "e"),
            text_of(row, "type"),
            text_of(row, "label"),
            text_of(row, "number"),
            text_of(row, "explanation"),
        )
        for row in rows
    }
    parents = {text_of(row, "e"): text_of(row, "parent") for row in rows}
    top: list[Element] = []
    for iri, element in elements.items():
        above = elements.get(parents[iri])
        (above.children if above is not None else top).append(element)
    return top


def _types(tree: list[Element]) -> set[str]:
    return {element.type for element in tree}.union(*(_types(element.children) for element in tree))


def _offers(site: Site, found: Description) -> list[Offer]:
    """Return the other editions that the page of a plan offers to compare it with."""
    owners = [term.value for term in found.outgoing.get(PHAEN["planOf"].value, []) if isinstance(term, NamedNode)]
    return [offer for offer in offers(site, owners) if found.iri in {offer.former.iri, offer.later.iri}]
