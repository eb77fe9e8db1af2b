"""Data extension: the values of properties of things that were reconciled before, asked of the store by SPARQL."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from pyoxigraph import Literal, NamedNode

from phaen.endpoint.engine import Engine
from phaen.endpoint.errors import BadRequestError, BodyTooLargeError
from phaen.endpoint.knowledge import labels, term_of
from phaen.endpoint.reconciliation.properties import PROPERTIES, Property, Values
from phaen.endpoint.reconciliation.requests import read_json, shown
from phaen.endpoint.tables import Term, select
from phaen.ontology.assets import sparql_prologue

MOST_THINGS: Final = 500
MOST_PROPERTIES: Final = 20
MOST_VALUES: Final = 100
"""Values of a property of one thing."""

_MOST_ROWS: Final = 50_000
_WHOLE_NUMBER: Final = re.compile(r"[+-]?[0-9]{1,15}")
"""One that every reader of JSON takes as it is; the data may hold others."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A property that is asked for: at most so many values of it, or only how many there are."""

    property: Property
    limit: int = MOST_VALUES
    is_counted: bool = False


@dataclass(frozen=True, slots=True)
class Extension:
    """The things and the properties of a data extension query."""

    things: tuple[str, ...]
    wanted: tuple[Wanted, ...]


def read_extension(text: str | bytes) -> Extension:
    """Read a data extension query; raises BadRequestError, or BodyTooLargeError for too many things."""
    asked = read_json(text, "extend")
    things = asked.get("ids") if isinstance(asked, dict) else None
    listed = asked.get("properties") if isinstance(asked, dict) else None
    if not isinstance(things, list) or not isinstance(listed, list):
        raise BadRequestError('extend lacks its ids or properties; write {"ids": ["…"], "properties": [{"id": "sdg"}]}')
    if not all(isinstance(thing, str) for thing in things):
        raise BadRequestError("an id of extend is no text; give the identifiers that reconciliation gave")
    if len(things) > MOST_THINGS or len(listed) > MOST_PROPERTIES:
        raise BodyTooLargeError(f"extend has too many; give {MOST_THINGS} ids and {MOST_PROPERTIES} properties at most")
    return Extension(tuple(dict.fromkeys(things)), tuple(_wanted(one) for one in listed))


def _wanted(one: Any) -> Wanted:  # noqa: ANN401 - JSON
    id_ = one.get("id") if isinstance(one, dict) else None
    if not isinstance(id_, str):
        raise BadRequestError(f'a property of extend is {shown(one)}, which has no id; write {{"id": "sdg"}}')
    if id_ not in PROPERTIES:
        raise BadRequestError(f"there is no property {shown(id_)}; use one of {', '.join(PROPERTIES)}")
    settings = one.get("settings") or {}
    if not isinstance(settings, dict):
        raise BadRequestError(f"the settings of '{id_}' are no JSON object; write {{\"limit\": 1}}")
    return Wanted(PROPERTIES[id_], _limit(settings.get("limit")), settings.get("count") in (True, "true", "on"))


def _limit(given: Any) -> int:  # noqa: ANN401 - JSON
    """Read a setting, which some clients send as a text; nothing and 0 mean all values."""
    try:
        limit = int(given or 0)
    except (TypeError, ValueError, OverflowError) as error:
        raise BadRequestError(f"limit is '{str(given)[:20]}'; give a number of values, or 0 for all") from error
    return min(limit, MOST_VALUES) if limit > 0 else MOST_VALUES


def extend(engine: Engine, asked: Extension, language: str) -> dict[str, dict[str, list[dict[str, Any]]]]:
    """Give the values: for each thing, by property. A thing that is not known, or no IRI, has none."""
    things = [thing for thing in asked.things if _is_iri(thing)]
    rows: dict[str, dict[str, list[dict[str, Any]]]] = {
        thing: {wanted.property.id: [] for wanted in asked.wanted} for thing in asked.things
    }
    for wanted in asked.wanted if things else ():
        found = _values(engine, things, wanted)
        names = _names(engine, found, wanted, language)
        for thing, terms in found.items():
            cells = [_cell(term, wanted, names) for term in terms[: wanted.limit]]
            rows[thing][wanted.property.id] = [cell for cell in cells if cell]
    return rows


def _is_iri(text: str) -> bool:
    try:
        text.encode("utf-8")  # lone surrogates are no characters
        NamedNode(text)
    except ValueError:
        return False
    return True


def _values(engine: Engine, things: Iterable[str], wanted: Wanted) -> dict[str, list[Term]]:
    """Give the different values of each thing, in their order; of a counted property the one number."""
    listed = " ".join(map(term_of, things))
    where = f"VALUES ?s {{ {listed} }} {wanted.property.pattern}"
    if wanted.property.is_counted or wanted.is_counted:
        known = f"VALUES ?s {{ {listed} }} FILTER EXISTS {{ ?s ?anything [] }}"
        query = f"SELECT ?s (COUNT(DISTINCT ?v) AS ?n) {{ {{ {known} }} OPTIONAL {{ {where} }} }} GROUP BY ?s"
        query = query.replace("?n", "?value")
    else:
        query = f"SELECT DISTINCT ?s (?v AS ?value) {{ {where} }} ORDER BY ?s ?v"
    found: dict[str, list[Term]] = {}
    for row in select(engine, sparql_prologue() + query, _MOST_ROWS).records():
        thing = row.get("s")
        if isinstance(thing, NamedNode) and "value" in row:
            found.setdefault(thing.value, []).append(row["value"])
    return found


def _names(engine: Engine, found: Mapping[str, list[Term]], wanted: Wanted, language: str) -> dict[str, str]:
    iris = {term.value for terms in found.values() for term in terms[: wanted.limit] if isinstance(term, NamedNode)}
    return labels(engine, iris, language) if iris and wanted.property.values is Values.THING else {}


def _cell(term: Term, wanted: Wanted, names: Mapping[str, str]) -> dict[str, Any] | None:
    """Write a value as the answer has it; None for what no reader outside can use."""
    if isinstance(term, NamedNode):
        if wanted.property.values is Values.TEXT:
            return {"str": term.value}
        return {"id": term.value, "name": names.get(term.value, term.value.rpartition("/")[2])}
    if not isinstance(term, Literal):
        return None
    is_number = wanted.property.values is Values.NUMBER or wanted.is_counted
    if is_number and _WHOLE_NUMBER.fullmatch(term.value):
        return {"int": int(term.value)}
    return {"str": term.value}
