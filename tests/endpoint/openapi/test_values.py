"""What the description promises of a parameter, the queries read."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema_rs import Draft202012Validator

from phaen.endpoint.openapi.values import province_schema, typed, value_schema
from phaen.queries.errors import ParameterError
from phaen.queries.model import PARAMETER_TYPES, Parameter, ParameterType, Text
from phaen.queries.parameters import term

LABEL = Text("ค่า", "value")
EXAMPLES: dict[ParameterType, str] = {
    "text": "น้ำ",
    "integer": "๑๒",
    "decimal": "0.95",
    "year": "2566",
    "date": "2026-11-21",
    "boolean": "1",
    "iri": "https://w3id.org/phaen/vocab/province/51",
    "choice": "ก",
    "province": "ลำพูน",
}
TYPED = {"integer": 12, "decimal": 0.95, "year": 2566, "boolean": True}


def parameter(type_: ParameterType, *, required: bool = False) -> Parameter:
    choices = ("ก", "ข") if type_ == "choice" else ()
    return Parameter("value", type_, LABEL, EXAMPLES[type_], required=required, choices=choices)


def schema_of(found: Parameter) -> Draft202012Validator:
    root = {"components": {"schemas": {"Province": province_schema()}}, **value_schema(found)}
    return Draft202012Validator(root, validate_formats=True)


def sent(value: object) -> str:
    """Write a value as a client writes it into an address."""
    return str(value).lower() if isinstance(value, bool) else str(value)


DRAWN: dict[ParameterType, st.SearchStrategy[Any]] = {
    "text": st.text(st.characters(codec="utf-8", max_codepoint=0x2FFF), max_size=50),
    "integer": st.integers(-(10**19), 10**19),
    "decimal": st.floats(-1e19, 1e19, allow_nan=False) | st.integers(-(10**19), 10**19),
    "year": st.integers(0, 9999),
    "date": st.dates().map(date.isoformat) | st.from_regex(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", fullmatch=True),
    "boolean": st.booleans(),
    "iri": st.just(EXAMPLES["iri"]),
    "choice": st.sampled_from(["ก", "ข", "ค", ""]),
    "province": st.sampled_from(["51", "ลำพูน", "Lamphun", "99", ""]),
}


def test_every_type_is_drawn() -> None:
    assert set(DRAWN) == set(EXAMPLES) == set(PARAMETER_TYPES)


@given(data=st.data(), type_=st.sampled_from(sorted(DRAWN)), required=st.booleans())
def test_what_the_schema_allows_is_read_and_what_is_not_read_is_not_allowed(
    data: st.DataObject, type_: ParameterType, *, required: bool
) -> None:
    found = parameter(type_, required=required)
    value = data.draw(DRAWN[type_])
    try:
        term(found, sent(value))
        is_read = bool(sent(value).strip()) or not required
    except ParameterError:
        is_read = False
    if schema_of(found).is_valid(value):
        assert is_read, value


@pytest.mark.parametrize("type_", PARAMETER_TYPES)
def test_an_example_is_of_its_type(type_: ParameterType) -> None:
    found = parameter(type_)
    example = typed(found, found.example)
    assert example == TYPED.get(type_, found.example)
    assert schema_of(found).is_valid(example)


def test_a_default_is_of_its_type() -> None:
    found = Parameter("value", "decimal", LABEL, "1", default="๐.๕")
    assert value_schema(found)["default"] == 0.5


@pytest.mark.parametrize(
    ("written", "read"), [("1e-07", "0.0000001"), ("5e-324", "0"), ("-1.5E3", "-1500"), ("9.99e+14", "999000000000000")]
)
def test_numbers_are_read_as_programs_write_them(written: str, read: str) -> None:
    assert term(parameter("decimal"), written).value == read


@pytest.mark.parametrize("written", ["1e999", "1e22", "e5", "1e", "٣", "NaN", "inf"])
def test_what_is_no_number_of_the_store_is_refused(written: str) -> None:
    with pytest.raises(ParameterError):
        term(parameter("decimal"), written)
