"""What users type for parameters is read as the right RDF term, or refused with what to write."""

import re
from dataclasses import replace

import pytest
from pyoxigraph import Literal, NamedNode

from phaen.queries.errors import ParameterError
from phaen.queries.model import Parameter, ParameterType, Source, Text
from phaen.queries.parameters import term, tidy

XSD = "http://www.w3.org/2001/XMLSchema#"


def parameter(type_: ParameterType) -> Parameter:
    choices = ("north", "south") if type_ == "choice" else ()
    return Parameter("value", type_, Text("ค่า", "Value"), "x", choices=choices)


@pytest.mark.parametrize(
    ("type_", "value", "expected", "datatype"),
    [
        ("text", " น้ำ ", "น้ำ", "string"),
        ("integer", "-12", "-12", "integer"),
        ("integer", "๑๒", "12", "integer"),
        ("integer", "60.0", "60", "integer"),
        ("year", "2566.0", "2566", "integer"),
        ("integer", "007", "7", "integer"),
        ("decimal", "0.95", "0.95", "decimal"),
        ("decimal", "๐.๕", "0.5", "decimal"),
        ("decimal", "3", "3", "decimal"),
        ("decimal", "1e5", "100000", "decimal"),
        ("year", "2566", "2566", "integer"),
        ("year", "2023", "2566", "integer"),
        ("year", "๒๕๖๖", "2566", "integer"),
        ("year", "2400", "2400", "integer"),
        ("year", "2399", "2942", "integer"),
        ("date", "2026-11-21", "2026-11-21", "date"),
        ("boolean", "True", "true", "boolean"),
        ("boolean", "0", "false", "boolean"),
        ("choice", "south", "south", "string"),
        ("province", "ลำพูน", "51", "string"),
        ("province", "ลําพูน", "51", "string"),
        ("province", " จังหวัดลำพูน ", "51", "string"),
        ("province", "จ.ลำพูน", "51", "string"),
        ("province", "lamPhun", "51", "string"),
        ("province", "51", "51", "string"),
        ("province", "๕๑", "51", "string"),
        ("province", "กทม.", "10", "string"),
    ],
)
def test_a_value_becomes_a_literal_of_its_type(type_: ParameterType, value: str, expected: str, datatype: str) -> None:
    assert term(parameter(type_), value) == Literal(expected, datatype=NamedNode(XSD + datatype))


def test_an_iri_becomes_a_node() -> None:
    assert term(parameter("iri"), "https://w3id.org/phaen/x") == NamedNode("https://w3id.org/phaen/x")


@pytest.mark.parametrize(
    ("type_", "value", "remedy"),
    [
        ("integer", "1.5", "whole number"),
        ("integer", "1_000", "whole number"),
        ("integer", "9" * 19, "whole number"),
        ("decimal", "1,5", "with a point"),
        ("decimal", ".", "with a point"),
        ("decimal", "e5", "with a point"),
        ("decimal", "NaN", "with a point"),
        ("year", "66", "four digits"),
        ("year", "พ.ศ. 2566", "four digits"),
        ("year", "3000", "four digits"),
        ("date", "2026-02-30", "2026-11-21"),
        ("date", "21/11/2026", "2026-11-21"),
        ("date", "2569-11-21", "write 2026-11-21"),
        ("boolean", "yes", "true or false"),
        ("iri", "51", "whole IRI"),
        ("iri", "http://e/> } #", "whole IRI"),
        ("choice", "east", "north, south"),
        ("province", "Lampun", "did you mean Lamphun or Lampang"),
        ("province", "ลำพุน", "did you mean ลำพูน"),
        ("province", "จ.", "called so; give its Thai or English name or its TIS 1099 code, such as ลำพูน"),
        ("province", "99", "called so; give its"),
        ("province", "511", "called so; give its"),
        ("text", "a\x00b", r"U\+0000"),
        ("text", "a\ud800", r"U\+D800"),
    ],
)
def test_a_wrong_value_is_refused_with_what_to_write(type_: ParameterType, value: str, remedy: str) -> None:
    with pytest.raises(ParameterError, match=remedy) as caught:
        term(parameter(type_), value)
    assert caught.value.value == value
    assert "parameter value = " in str(caught.value)


@pytest.mark.parametrize(
    ("example", "scheme", "shown"),
    [
        ("https://w3id.org/phaen/id/organisation/pao-51", None, "https://w3id.org/phaen/id/organisation/pao-51"),
        ("6", "https://w3id.org/phaen/vocab/sdg", "http://metadata.un.org/sdg/6"),
    ],
)
def test_the_iri_that_is_shown_as_a_remedy_is_one_that_the_parameter_takes(
    example: str, scheme: str | None, shown: str
) -> None:
    source = Source("scheme", scheme) if scheme else None
    with pytest.raises(ParameterError, match=re.escape(f"write a whole IRI such as {shown}")):
        term(replace(parameter("iri"), example=example, source=source), "neither")


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("ลําพูน", "ลำพูน"),
        ("นํ้า", "น้ำ"),
        ("น\u0e49\u0e4d\u0e32", "น้ำ"),
        ("ท\u0e48ี", "ท\u0e48ี"),
        ("cafe\u0301", "café"),
        (" ถนน\n", "ถนน"),
    ],
)
def test_thai_typed_in_another_order_is_brought_to_the_form_of_the_graph(typed: str, expected: str) -> None:
    assert tidy(typed) == expected
