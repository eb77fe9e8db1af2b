"""The form of a saved query: each parameter as the field that fits it, with what was typed and what is wrong there."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from phaen.endpoint.engine import Engine
from phaen.endpoint.saved.choices import Choices, choices_of
from phaen.ontology.digits import arabic
from phaen.ontology.provinces import near_names
from phaen.queries.errors import ParameterError
from phaen.queries.model import Parameter, SavedQuery, Text
from phaen.queries.parameters import BUDDHIST_ERA, FIRST_BUDDHIST_YEAR, term

Control = Literal["select", "suggest", "date", "text"]

_MOST_LISTED: Final = 300
"""Choices of a list to pick from; more are suggestions for what is typed."""


@dataclass(frozen=True)
class FieldError:
    """What is wrong with a value: a word for the sentence that says so, and what fills its gaps."""

    code: str
    gaps: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Field:
    """A parameter as a field of the form."""

    parameter: Parameter
    control: Control
    value: str
    choices: Choices
    error: FieldError | None = None

    @property
    def identifier(self) -> str:
        """Return the name of the field within the page."""
        return f"p-{self.parameter.name}"

    @property
    def may_be_empty(self) -> bool:
        """Tell whether leaving the field empty means something of its own: any value."""
        return not self.parameter.required and self.parameter.default is None

    @property
    def strange(self) -> bool:
        """Tell whether the value is none of the choices, so that it has to be offered beside them to be kept."""
        return bool(self.value) and self.value not in {option.value for option in self.choices.options}

    @property
    def eras(self) -> tuple[int, int] | None:
        """Return the year that was typed in the Buddhist and in the Christian era."""
        return eras(self.value) if self.parameter.type == "year" and self.error is None else None

    def label_of(self, value: str) -> Text:
        """Return what a value means, itself where it is no choice."""
        found = (option.label for option in self.choices.options if option.value == value)
        return next(found, Text(value, value))


def fields_of(
    engine: Engine, saved: SavedQuery, values: Mapping[str, str], errors: Mapping[str, FieldError]
) -> tuple[Field, ...]:
    """Return the fields of the form of a query, with these values and what is wrong with them."""
    return tuple(
        _field(engine, parameter, values.get(parameter.name), errors.get(parameter.name))
        for parameter in saved.parameters
    )


def errors_in(saved: SavedQuery, values: Mapping[str, str]) -> dict[str, FieldError]:
    """Return what is wrong with the values, by parameter: all of it at once, so that one sending mends it."""
    found = {parameter.name: _error(parameter, values.get(parameter.name, "")) for parameter in saved.parameters}
    return {name: error for name, error in found.items() if error is not None}


def eras(year: str) -> tuple[int, int] | None:
    """Return a year of four digits in the Buddhist and in the Christian era, None for anything else.

    >>> eras("๒๕๖๖"), eras("2023"), eras("soon")
    ((2566, 2023), (2566, 2023), None)
    """
    digits = arabic(year.strip())
    if not (digits.isascii() and digits.isdigit() and len(digits) == len("2566")):
        return None
    number = int(digits)
    buddhist = number if number >= FIRST_BUDDHIST_YEAR else number + BUDDHIST_ERA
    return buddhist, buddhist - BUDDHIST_ERA


def _field(engine: Engine, parameter: Parameter, given: str | None, error: FieldError | None) -> Field:
    choices = choices_of(engine, parameter)
    value = given if given and given.strip() else parameter.default or ""
    if error is None:
        value = _offered(parameter, choices, value)
    return Field(parameter, _control(parameter, choices, error), value, choices, error)


def _offered(parameter: Parameter, choices: Choices, value: str) -> str:
    """Return the choice that a value stands for: the concept for its code, the Buddhist year for the Christian one."""
    offered = {option.value for option in choices.options}
    if not value or value in offered or not offered:
        return value
    meant = str(getattr(term(parameter, value), "value", ""))
    return meant if meant in offered else value


def _control(parameter: Parameter, choices: Choices, error: FieldError | None) -> Control:
    if choices.options:
        listed = parameter.type != "province" and len(choices.options) <= _MOST_LISTED
        return "select" if listed else "suggest"
    # A browser empties a date field that holds no date: what was typed is kept in a plain one.
    return "date" if parameter.type == "date" and error is None else "text"


def _error(parameter: Parameter, value: str) -> FieldError | None:
    if not value.strip():
        return FieldError("missing", {"example": parameter.example}) if parameter.required else None
    try:
        term(parameter, value)
    except ParameterError:
        return _reason(parameter, value)
    return None


def _reason(parameter: Parameter, value: str) -> FieldError:
    if parameter.type == "province" and (near := near_names(value)):
        return FieldError("near", {"near": ", ".join(near)})
    return FieldError(parameter.type, {"example": parameter.example})
