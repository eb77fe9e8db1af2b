"""The page of a plan: what it is, its statements as a tree that a reader can narrow down, its money, its editions."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from flask import request
from pyoxigraph import NamedNode

from phaen.endpoint.editions import Offer, offers
from phaen.endpoint.knowledge import Description
from phaen.endpoint.language import language_of
from phaen.endpoint.memento.dated import dated, in_release
from phaen.endpoint.questions import question_of_plan
from phaen.endpoint.themes.addresses import comparison_of
from phaen.endpoint.things.citation import day_of_data
from phaen.endpoint.things.concepts import BADGES, Concept, by_list, concept_of, concepts_of, list_name
from phaen.endpoint.things.elements import KINDS, Element, Statements, statements_of
from phaen.endpoint.things.facts import facts_of, period_of
from phaen.endpoint.things.filters import Choices, branches, choices_of, matching, patterns, read_filter
from phaen.endpoint.things.money import baht, budget_of
from phaen.endpoint.things.shown import Place, Shown
from phaen.endpoint.things.tree import page_of
from phaen.endpoint.website import Site
from phaen.ontology.terms import DCAT, PHAEN

_STRATML = re.compile("/doc/plan/[^/]+/[^/]+")


@dataclass(frozen=True)
class Summary:
    """How many statements a plan has, in all, by class (an IRI) in the order of plans, and linked to something."""

    total: int
    kinds: Mapping[str, int]
    linked: int

    @property
    def share(self) -> int:
        """Return the share of the linked ones in hundredths, never 0 or 100 where that is not so."""
        share = round(100 * self.linked / self.total) if self.total else 0
        return min(max(share, self.linked > 0), 99) if self.linked < self.total else share


def show_plan(site: Site, place: Place, found: Description) -> Shown:
    """Show a plan; one whose own graph has statements is StratML too."""
    statements, asked = statements_of(site.engine, place.iri), read_filter(request.args)
    choices = choices_of(statements, place.iri)
    chosen = matching(statements, asked, choices)
    graph = _graph_of(place.iri, site)
    facts = facts_of(site.engine, place.iri, graph)
    page = page_of(statements, chosen, asked.page, unfolded=asked.unfolded or asked.is_set)
    values: dict[str, object] = {
        "facts": facts,
        "whole": whole_of(graph) if facts.own_graph else [],
        "period": period_of(found),
        "edition": found.text(DCAT["version"].value),
        "summary": summary_of(statements),
        "more": statements.more,
        "most": len(statements.elements),
        "asked": asked,
        "choices": choices,
        "lists": _lists(choices, site),
        "matches": len(chosen),
        "selection": question_of_plan(place.iri, patterns(asked, choices)) if asked.is_set else None,
        "page": page,
        "contents": contents_of(statements, chosen, choices) if page.pages > 1 and not asked.under else [],
        "budget": budget_of(statements, chosen, branches(statements)),
        "baht": baht,
        "badges": lambda element: _badges(element, site),
        # That page compares what there is now.
        "offers": [] if dated() else _offers(site, found),
        "by_theme": comparison_of([place.iri]),
        "data_day": day_of_data(site, language_of(request)),
    }
    # It is made of the plan's own graph alone: statements may stand in any.
    formats = ("stratml",) if facts.own_graph and _STRATML.fullmatch(place.address) else ()
    return Shown("things/plan.html", values, _seen(statements, choices, facts.province), formats=formats)


def _graph_of(plan: str, site: Site) -> str:
    """Return the graph in which the loader writes the statements of a plan."""
    things = f"{site.settings.base}id/"
    return f"{things}graph/{plan.removeprefix(things)}"


def whole_of(graph: str) -> list[tuple[str, str]]:
    """Return where all that a plan says is as RDF: its own data name its statements, and do not repeat them."""
    names = ("turtle", "jsonld")
    return [(name, in_release("/graphs?" + urlencode({"graph": graph, "format": name}))) for name in names]


def summary_of(statements: Statements) -> Summary:
    """Count the statements of a plan."""
    order = {kind: place for place, kind in enumerate(KINDS)}
    found = sorted(statements.elements.values(), key=lambda element: order.get(element.kind, len(order)))
    kinds: dict[str, int] = {}
    for element in found:
        kinds[element.type] = kinds.get(element.type, 0) + 1
    return Summary(len(found), kinds, sum(bool(element.concepts) for element in found))


def contents_of(statements: Statements, chosen: Iterable[Element], choices: Choices) -> list[tuple[str, Element, int]]:
    """Return the branches of a plan by their paths, with how many chosen statements there are in each."""
    counts = Counter(above.iri for element in chosen for above in (element, *statements.above(element)))
    return [(path, element, counts[element.iri]) for path, element in choices.branches.items() if counts[element.iri]]


def _lists(choices: Choices, site: Site) -> list[tuple[str, list[Concept]]]:
    """Return what can be chosen of the links, by the names of their lists."""
    grouped = by_list(concepts_of(choices.concepts, site.settings.base))
    return [(list_name(key, language_of(request)), concepts) for key, concepts in grouped.items()]


def _badges(element: Element, site: Site) -> list[Concept]:
    found = (concept_of(iri, site.settings.base) for iri in element.concepts)
    return sorted((concept for concept in found if concept.key in BADGES), key=lambda concept: concept.order)


def _seen(statements: Statements, choices: Choices, province: str) -> frozenset[str]:
    types = {element.type for element in statements.elements.values()}
    return frozenset(types | set(choices.concepts) | ({province} if province else set()))


def _offers(site: Site, found: Description) -> list[Offer]:
    """Return the other editions that the page of a plan offers to compare it with."""
    owners = [term.value for term in found.outgoing.get(PHAEN["planOf"].value, []) if isinstance(term, NamedNode)]
    return [offer for offer in offers(site, owners) if found.iri in {offer.former.iri, offer.later.iri}]
