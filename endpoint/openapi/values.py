"""The types of parameters of saved queries as JSON Schema, as strict as the queries read them."""

from collections.abc import Callable
from typing import Final

from phaen.endpoint.openapi.parts import IRI, Json, one_of, schema
from phaen.endpoint.protocol import LONGEST_FIELD
from phaen.ontology.digits import arabic
from phaen.ontology.provinces import all_provinces
from phaen.queries.model import Parameter, ParameterType
from phaen.queries.parameters import term

PROVINCE: Final = "Province"
_MOST: Final = 10**18 - 1
"""A query takes eighteen digits before the point."""
_CHARACTER: Final = r"[^\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]"
"""What may stand in a text: all but control characters that are no white space."""
_NO_SPACE: Final = r"[^\s\u0000-\u001f\u007f-\u009f\u200b\ufeff]"
_DAY: Final = r"^(?!0000)(?:[01][0-9]{3}|2[0-3][0-9]{2})-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])$"
"""A day before the year 2400: a later one is taken for a year of the Buddhist Era, and refused."""


def value_schema(parameter: Parameter) -> Json:
    """Return the schema of the values of a parameter, with its default."""
    default = {} if parameter.default is None else {"default": typed(parameter, parameter.default)}
    return _SCHEMAS[parameter.type](parameter) | default


def typed(parameter: Parameter, value: str) -> object:
    """Return a value that a user types as the schema has it: a number, a truth value or a text."""
    if parameter.type in ("integer", "year"):
        return int(arabic(value))
    if parameter.type == "decimal":
        return float(arabic(value))
    if parameter.type == "boolean":
        return term(parameter, value).value == "true"
    return term(parameter, value).value if parameter.type == "iri" else value


def province_schema() -> Json:
    """Return the schema of a province: its code, its Thai or its English name."""
    found = tuple(all_provinces().values())
    names = ([p.code for p in found], [p.name_th for p in found], [p.name_en for p in found])
    return {"anyOf": [one_of(some) for some in names]}


def _text(parameter: Parameter) -> Json:
    needed = parameter.required
    pattern = f"^{_CHARACTER}*{_NO_SPACE}{_CHARACTER}*$" if needed else f"^{_CHARACTER}*$"
    longest = LONGEST_FIELD - len(parameter.name)
    return {"type": "string", "maxLength": longest, "pattern": pattern} | ({"minLength": 1} if needed else {})


_SCHEMAS: Final[dict[ParameterType, Callable[[Parameter], Json]]] = {
    "text": _text,
    "integer": lambda _: {"type": "integer", "minimum": -_MOST, "maximum": _MOST},
    "decimal": lambda _: {"type": "number", "minimum": -_MOST, "maximum": _MOST},
    "year": lambda _: {"type": "integer", "minimum": 1000, "maximum": 2999},
    "date": lambda _: {"type": "string", "format": "date", "pattern": _DAY},
    "boolean": lambda _: {"type": "boolean"},
    "iri": lambda _: dict(IRI),
    "choice": lambda parameter: one_of(parameter.choices),
    "province": lambda _: schema(PROVINCE),
}
