"""Values as data extension writes them, whatever the data hold."""

from typing import Any

import pytest

from phaen.endpoint.reconciliation.extension import Extension, Wanted, extend
from phaen.endpoint.reconciliation.properties import PROPERTIES
from tests.endpoint.plain_engine import PlainEngine

PLAN = "https://w3id.org/phaen/id/x"


@pytest.mark.parametrize(
    ("stored", "cell"),
    [
        ("2566", {"int": 2566}),
        ("-5", {"int": -5}),
        ('"--5"', {"str": "--5"}),
        ('"๒๕๖๖"', {"str": "๒๕๖๖"}),
        ("9" * 5000, {"str": "9" * 5000}),
    ],
)
def test_a_number_is_given_as_one_and_anything_else_as_its_text(stored: str, cell: object) -> None:
    engine: Any = PlainEngine(f"<x> phaen:periodFrom {stored} .")
    found = extend(engine, Extension((PLAN,), (Wanted(PROPERTIES["from"]),)), "th")
    assert found == {PLAN: {"from": [cell]}}
