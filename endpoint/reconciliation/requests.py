"""Read what clients send: batches of queries of versions 0.1 and 0.2, and of the draft of 1.0.

A batch that cannot be read as one is refused as a whole. A query in it that is wrong gets an answer of its own, which
has no candidates and says what is wrong, so that one bad row of a table does not cost the others.
"""

import json
import math
from collections.abc import Mapping, Sequence
from typing import Any, Final, NoReturn, TypeAlias

from phaen.endpoint.errors import BadRequestError, BodyTooLargeError
from phaen.endpoint.reconciliation.queries import FEW_CANDIDATES, MOST_CANDIDATES, Condition, Query, Strictness
from phaen.endpoint.reconciliation.types import TYPES, find_type
from phaen.ontology.terms import PHAEN

MOST_QUERIES: Final = 500
"""Queries in a batch."""

MOST_TEXT: Final = 10_000
MOST_CONDITIONS: Final = 20
MOST_VALUES: Final = 20
CONDITION_PROPERTIES: Final = ("province", "district", "type", "organisation")
"""Properties that a candidate can be held against."""

_MOST_DIGITS: Final = 1_000
_STRICTNESS: Final[Mapping[str, Strictness]] = {"any": "any", "all": "all", "should": "should"}
_MEMBERS: Final = frozenset({"query", "type", "type_strict", "limit", "properties"})
_DRAFT_MEMBERS: Final = frozenset({"conditions", "type", "limit", "lang", "dir"})

Asked: TypeAlias = Query | str
"""A query, or what is wrong with it."""


class QueryFaultError(ValueError):
    """One query of a batch is wrong; the message says what, and the remedy."""


def read_json(text: str | bytes, what: str) -> Any:  # noqa: ANN401 - JSON
    """Parse JSON; raises BadRequestError, which names the place."""

    def refuse(constant: str) -> NoReturn:
        raise ValueError(f"{constant} is no number of JSON")

    try:
        return json.loads(text, parse_constant=refuse, parse_int=_whole_number)
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise BadRequestError(f"{what} is no JSON ({error.msg} at {place}); write a JSON object") from error
    except (ValueError, RecursionError) as error:
        raise BadRequestError(f"{what} is no JSON that this service reads ({error}); write a JSON object") from error


def _whole_number(digits: str) -> int:
    if len(digits) > _MOST_DIGITS:
        raise ValueError(f"a number has {len(digits):,} digits")
    return int(digits)


def read_batch(text: str | bytes) -> dict[str, Asked]:
    """Read the queries of 0.1 and 0.2, by their keys; raises BadRequestError, or BodyTooLargeError for too many."""
    batch = read_json(text, "queries")
    if not isinstance(batch, dict):
        raise BadRequestError('queries is no JSON object; write {"q0": {"query": "อบจ.ลำพูน"}}')
    _refuse_many(len(batch))
    return {name: _tried(_query, members) for name, members in batch.items()}


def read_draft_batch(text: str | bytes) -> list[Asked]:
    """Read the queries of the draft of 1.0, in their order; raises as ``read_batch``."""
    batch = read_json(text, "the body")
    queries = batch.get("queries") if isinstance(batch, dict) else None
    if not isinstance(queries, list):
        raise BadRequestError(
            'the body has no list "queries"; write {"queries": [{"conditions": [{"matchType": "name", "v": "ลำพูน"}]}]}'
        )
    _refuse_many(len(queries))
    return [_tried(_draft_query, members) for members in queries]


def _refuse_many(count: int) -> None:
    if count > MOST_QUERIES:
        raise BodyTooLargeError(f"the batch has {count} queries; send {MOST_QUERIES} or fewer at once")


def _tried(read: Any, members: Any) -> Asked:  # noqa: ANN401 - JSON
    try:
        found: Query = read(members)
    except QueryFaultError as error:
        return str(error)
    return found


# --- versions 0.1 and 0.2 ---------------------------------------------------------------------------------------------


def _query(members: Any) -> Query:  # noqa: ANN401 - JSON
    if isinstance(members, str):  # as the first clients wrote it
        return Query(_text(members))
    if not isinstance(members, dict):
        raise QueryFaultError('a query is no JSON object; write {"query": "อบจ.ลำพูน"}')
    _refuse_strangers(members, _MEMBERS)
    conditions = _conditions(members.get("properties"))
    text = members.get("query")
    if text is None and not conditions:
        raise QueryFaultError("a query has neither query nor properties; give the name in query")
    strictness = members.get("type_strict") or "any"
    if not isinstance(strictness, str) or strictness not in _STRICTNESS:
        raise QueryFaultError(f"type_strict is {shown(strictness)}; give any, all or should")
    return Query(
        "" if text is None else _text(text),
        _types(members.get("type")),
        _STRICTNESS[strictness],
        _limit(members.get("limit")),
        conditions,
    )


def _refuse_strangers(members: Mapping[str, Any], known: frozenset[str]) -> None:
    strangers = sorted(set(members) - known)
    if strangers:
        raise QueryFaultError(f"a query has no member {shown(strangers[0])}; use {', '.join(sorted(known))}")


def _text(text: Any) -> str:  # noqa: ANN401 - JSON
    if isinstance(text, bool) or not isinstance(text, str | int | float):
        raise QueryFaultError(f"query is {shown(text)}; give a text")
    text = str(text)
    if len(text) > MOST_TEXT:
        raise QueryFaultError(f"query has {len(text):,} characters; give a name of {MOST_TEXT:,} or fewer")
    # Lone surrogates are no characters; JSON can hold them.
    return str(text).encode("utf-8", "replace").decode()


def _types(given: Any) -> tuple[str, ...]:  # noqa: ANN401 - JSON
    """Read one type or several, each an identifier or an object that holds one; nothing means all types."""
    if given is None or given == "":
        return ()
    values = given if isinstance(given, list) else [given]
    if len(values) > len(TYPES):
        raise QueryFaultError(f"type has {len(values)} values; there are {len(TYPES)} types")
    return tuple(_type(value) for value in values)


def _type(value: Any) -> str:  # noqa: ANN401 - JSON
    value = value.get("id") if isinstance(value, dict) else value
    found = find_type(value) if isinstance(value, str) else None
    if found is None:
        raise QueryFaultError(f"there is no type {shown(value)}; use one of {', '.join(TYPES)}")
    return found.id


def _limit(given: Any) -> int:  # noqa: ANN401 - JSON
    if given is None or given == 0:
        return FEW_CANDIDATES
    # Compared, not converted: JSON has whole numbers that no float can hold.
    is_number = isinstance(given, int | float) and not isinstance(given, bool) and 1 <= given < math.inf
    if not is_number:
        raise QueryFaultError(f"limit is {shown(given)}; give a number from 1 to {MOST_CANDIDATES}")
    return min(int(given), MOST_CANDIDATES)


def _conditions(given: Any) -> tuple[Condition, ...]:  # noqa: ANN401 - JSON
    if given is None:
        return ()
    if not isinstance(given, list):
        raise QueryFaultError('properties is no list; write [{"pid": "province", "v": "ลำพูน"}]')
    if len(given) > MOST_CONDITIONS:
        raise QueryFaultError(f"there are {len(given)} properties; give {MOST_CONDITIONS} or fewer")
    for one in given:
        if not isinstance(one, dict) or not isinstance(one.get("pid"), str) or "v" not in one:
            raise QueryFaultError('a property lacks its pid or v; write {"pid": "province", "v": "ลำพูน"}')
    return tuple(Condition(_property(one["pid"]), _values(one["v"])) for one in given)


def _property(pid: str) -> str:
    """Read the identifier of a property; one that candidates have no values for says nothing, and is no fault."""
    return pid.removeprefix(PHAEN.iri).removeprefix("phaen:").strip().casefold()[:100]


def _values(given: Any) -> tuple[str, ...]:  # noqa: ANN401 - JSON
    values: Sequence[Any] = given if isinstance(given, list) else [given]
    if len(values) > MOST_VALUES:
        raise QueryFaultError(f"a property has {len(values)} values; give {MOST_VALUES} or fewer")
    return tuple(filter(None, map(_value, values)))


def _value(given: Any) -> str:  # noqa: ANN401 - JSON
    """Read a value: a text, or a thing that was reconciled before."""
    if isinstance(given, dict):
        given = given.get("id") or given.get("name")
    if given is None:
        return ""
    if isinstance(given, dict | list):
        raise QueryFaultError(f'the value of a property is {shown(given)}; give a text, or {{"id": …}}')
    return _text(str(given)).strip()


def shown(value: Any) -> str:  # noqa: ANN401 - JSON
    """Write a value of a client in a message: short, and in ASCII, since JSON can hold what UTF-8 cannot."""
    text = json.dumps(value, ensure_ascii=True)
    return text if len(text) <= 80 else f"{text[:77]}…"  # noqa: PLR2004 - characters of a message


# --- the draft of 1.0 -------------------------------------------------------------------------------------------------


def _draft_query(members: Any) -> Query:  # noqa: ANN401 - JSON
    if not isinstance(members, dict):
        raise QueryFaultError('a query is no JSON object; write {"conditions": [{"matchType": "name", "v": "ลำพูน"}]}')
    _refuse_strangers(members, _DRAFT_MEMBERS)
    given = members.get("conditions")
    if not isinstance(given, list) or not given:
        raise QueryFaultError('a query has no conditions; write [{"matchType": "name", "v": "ลำพูน"}]')
    if len(given) > MOST_CONDITIONS:
        raise QueryFaultError(f"there are {len(given)} conditions; give {MOST_CONDITIONS} or fewer")
    if isinstance(members.get("type"), list):
        raise QueryFaultError("type is a list; give one type")
    texts: list[str] = []
    conditions: list[Condition] = []
    for one in given:
        _draft_condition(one, texts, conditions)
    limit = _limit(members.get("limit"))
    return Query(texts[0] if texts else "", _types(members.get("type")), "any", limit, tuple(conditions))


def _draft_condition(one: Any, texts: list[str], conditions: list[Condition]) -> None:  # noqa: ANN401 - JSON
    """Add a condition to the names or to the properties; editions of the draft call its members differently."""
    match_type = one.get("matchType") if isinstance(one, dict) else None
    values = _values(one["v"] if "v" in one else one.get("propertyValue")) if isinstance(one, dict) else ()
    if match_type == "name" and values:
        texts.extend(values)
    elif match_type == "property" and isinstance(pid := one.get("pid") or one.get("propertyId"), str):
        conditions.append(Condition(_property(pid), values, one.get("required") is True))
    else:
        raise QueryFaultError(
            f"a condition is {shown(one)}; give its matchType, name or property, its v, and for a property its pid"
        )
