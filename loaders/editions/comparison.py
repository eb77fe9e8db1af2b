"""Compare two editions: every statement of both, with what happened to it, in reading order."""

from phaen.loaders.editions.matching import match_plans, same_text
from phaen.loaders.editions.model import Change, ChangeKind, Comparison, Element, Match, Plan
from phaen.ontology.identifiers import normal_code


def compare(former: Plan, later: Plan) -> Comparison:
    """Find what was added, dropped, moved and reworded between two editions."""
    matches = match_plans(former, later)
    partner = {match.former.iri: match.later for match in matches}
    known = {match.later.iri for match in matches}
    changes = [
        Change(_kinds(match, former, later, partner), match.former, match.later, match.score) for match in matches
    ]
    changes += [Change((ChangeKind.ADDED,), None, element) for element in later.elements if element.iri not in known]
    missing = [element for element in former.elements if element.iri not in partner]
    partial = later.edition.is_partial
    if not partial:
        changes += [Change((ChangeKind.DROPPED,), element, None) for element in missing]
    places = _places(former, partner)
    ordered = sorted(changes, key=lambda change: _order(change, places))
    return Comparison(former.edition, later.edition, tuple(ordered), len(missing) if partial else 0)


def _kinds(match: Match, former: Plan, later: Plan, partner: dict[str, Element]) -> tuple[ChangeKind, ...]:
    kinds = []
    above, now_above = former.parent(match.former), later.parent(match.later)
    expected = partner.get(above.iri) if above else None
    same_parent = now_above == expected if above else now_above is None
    if not same_parent or normal_code(match.former.number) != normal_code(match.later.number):
        kinds.append(ChangeKind.MOVED)
    if same_text(match.former.text) != same_text(match.later.text):
        kinds.append(ChangeKind.REWORDED)
    return tuple(kinds)


def _places(former: Plan, partner: dict[str, Element]) -> dict[str, int]:
    """Give for each statement of the former edition the place, in the later one, after which it would stand."""
    found: dict[str, int] = {}
    place = 0
    for element in sorted(former.elements, key=lambda element: (element.position, element.iri)):
        place = partner[element.iri].position if element.iri in partner else place
        found[element.iri] = place
    return found


def _order(change: Change, places: dict[str, int]) -> tuple[int, bool, int, str]:
    if change.later:
        return change.later.position, False, 0, change.later.iri
    element = change.element
    return places[element.iri], True, element.position, element.iri
