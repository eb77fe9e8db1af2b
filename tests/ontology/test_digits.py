"""Digits of the two scripts."""

from phaen.ontology.digits import arabic


def test_thai_digits_become_arabic_and_nothing_else_changes() -> None:
    assert arabic("๑.๒ และ 3 ก") == "1.2 และ 3 ก"
