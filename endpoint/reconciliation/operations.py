"""What is done where the index is open: queries answered, names suggested; JSON in, JSON out."""

from collections.abc import Mapping
from typing import Any, Final

from phaen.endpoint.reconciliation.candidates import Candidate, Index, of_hit
from phaen.endpoint.reconciliation.matching import Match
from phaen.endpoint.reconciliation.matching import reconcile as _reconcile
from phaen.endpoint.reconciliation.queries import Query
from phaen.endpoint.reconciliation.types import TYPES
from phaen.endpoint.reconciliation.wording import describe
from phaen.loaders.search.model import EntityFacts

MOST_SUGGESTED: Final = 50


def reconcile(arguments: Mapping[str, Any], index: Index) -> list[list[dict[str, Any]]]:
    """Answer queries, in their order: ``queries`` as Query.as_json gives them, ``base`` and ``language``."""
    base, language = arguments["base"], arguments["language"]
    remembered: dict[str, list[dict[str, Any]]] = {}
    found = []
    for members in arguments["queries"]:
        asked = repr(members)
        if asked not in remembered:
            matches = _reconcile(Query.from_json(members), index, base)
            remembered[asked] = [_as_json(match, index, language) for match in matches]
        found.append(remembered[asked])
    return found


def _as_json(match: Match, index: Index, language: str) -> dict[str, Any]:
    candidate = match.scored.candidate
    facts = index.entity(candidate.iri)
    features = [{"id": name, "value": value} for name, value in match.scored.features.items()]
    return {
        "id": candidate.iri,
        "name": _name(candidate, facts, language),
        "description": describe(candidate, facts, language),
        "score": match.scored.score,
        "match": match.is_match,
        "type": _types(candidate, language),
        "features": [*features, {"id": "unique", "value": match.is_unique}],
    }


def suggest(arguments: Mapping[str, Any], index: Index) -> list[dict[str, Any]]:
    """Suggest things for the beginning of a name, of some types: ``limit`` of them after the first ``skip``."""
    types, language, limit = arguments["types"], arguments["language"], arguments["limit"]
    prefix, skip = arguments["prefix"], arguments["skip"]
    kinds = tuple(dict.fromkeys(kind for type_ in types for kind in TYPES[type_].kinds))
    found: dict[str, Candidate] = {}
    # What is meant by an identifier, or by the whole name, comes before what begins so.
    for match in _reconcile(Query(prefix, tuple(types), "any", limit), index, arguments["base"]):
        if match.scored.features["exact"] or match.scored.candidate.is_identified:
            found[match.scored.candidate.iri] = match.scored.candidate
    most = 4 * min(limit + skip, MOST_SUGGESTED) if types else limit + skip
    for suggestion in index.suggest(prefix, limit=most, kinds=kinds, language=language):
        facts = index.entity(suggestion.iri)
        if facts and suggestion.iri not in found:
            found[suggestion.iri] = of_hit(facts)
    wanted = [one for one in found.values() if not types or any(type_ in one.types for type_ in types)]
    return [_suggestion(one, index, language) for one in wanted[skip : skip + limit]]


def _suggestion(candidate: Candidate, index: Index, language: str) -> dict[str, Any]:
    facts = index.entity(candidate.iri)
    return {
        "id": candidate.iri,
        "name": _name(candidate, facts, language),
        "description": describe(candidate, facts, language),
        "notable": _types(candidate, language),
    }


def _types(candidate: Candidate, language: str) -> list[dict[str, str]]:
    return [{"id": type_, "name": TYPES[type_].name(language)} for type_ in candidate.types if type_ in TYPES]


def _name(candidate: Candidate, facts: EntityFacts | None, language: str) -> str:
    return (facts.labels.get(language) if facts else None) or candidate.label
