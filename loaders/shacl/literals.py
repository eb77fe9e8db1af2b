"""What literals are worth: numbers, well-formed lexical forms, an order."""

import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal

from pyoxigraph import Literal

from phaen.loaders.shacl.data import Term

XSD = "http://www.w3.org/2001/XMLSchema#"
RDF_LANG_STRING = "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"
TEXTS = {f"{XSD}string", RDF_LANG_STRING}

INTEGER = re.compile("[+-]?[0-9]+")
DECIMAL = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)")
DOUBLE = re.compile(r"[+-]?(?:(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?|INF)|NaN")
DATE = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:Z|[+-][0-9]{2}:[0-9]{2})?")
YEAR = re.compile("-?[0-9]{4,}(?:Z|[+-][0-9]{2}:[0-9]{2})?")

INTEGERS = {
    f"{XSD}{name}"
    for name in (
        *("integer", "long", "int", "short", "byte", "nonNegativeInteger", "positiveInteger", "nonPositiveInteger"),
        *("negativeInteger", "unsignedLong", "unsignedInt", "unsignedShort", "unsignedByte"),
    )
}
NUMERIC = INTEGERS | {f"{XSD}decimal", f"{XSD}double", f"{XSD}float"}


def number_of(term: Term) -> Decimal | None:
    """Give the value of a numeric literal; None for any other term, an ill-typed literal and NaN."""
    if not isinstance(term, Literal) or (datatype := term.datatype.value) not in NUMERIC:
        return None
    if datatype in INTEGERS:
        return Decimal(term.value) if INTEGER.fullmatch(term.value) else None
    wanted = DECIMAL if datatype == f"{XSD}decimal" else DOUBLE
    number = Decimal(term.value) if wanted.fullmatch(term.value) else None
    return None if number is None or number.is_nan() else number


def text_of(term: Term) -> str | None:
    """Give the text of an IRI or of a literal that is text; None for any other term."""
    if isinstance(term, Literal):
        return term.value if term.datatype.value in TEXTS else None
    return term.value if not _is_blank(term) else None


def is_less(one: Term, other: Term, *, or_equal: bool) -> bool:
    """Tell whether a term is less than another by SPARQL's ``<``; terms that cannot be compared are not."""
    numbers = number_of(one), number_of(other)
    if numbers[0] is not None and numbers[1] is not None:
        return numbers[0] <= numbers[1] if or_equal else numbers[0] < numbers[1]
    texts = text_of(one), text_of(other)
    if texts[0] is not None and texts[1] is not None:
        return texts[0] <= texts[1] if or_equal else texts[0] < texts[1]
    return False


def _is_blank(term: Term) -> bool:
    return type(term).__name__ == "BlankNode"


def _is_date(text: str) -> bool:
    match = DATE.fullmatch(text)
    return match is not None and _parses(date.fromisoformat, match[1])


def _is_moment(text: str) -> bool:
    return "T" in text and _parses(datetime.fromisoformat, text)


def _parses(parse: Callable[[str], object], text: str) -> bool:
    try:
        parse(text)
    except ValueError:
        return False
    return True


def _always(_: str) -> bool:
    return True


WELL_FORMED: dict[str, Callable[[str], bool]] = {
    f"{XSD}string": _always,
    RDF_LANG_STRING: _always,
    f"{XSD}integer": lambda text: INTEGER.fullmatch(text) is not None,
    f"{XSD}decimal": lambda text: DECIMAL.fullmatch(text) is not None,
    f"{XSD}boolean": lambda text: text in ("true", "false", "1", "0"),
    f"{XSD}date": _is_date,
    f"{XSD}dateTime": _is_moment,
    f"{XSD}gYear": lambda text: YEAR.fullmatch(text) is not None,
    f"{XSD}anyURI": _always,
}
"""The datatypes that a shape may ask for, each with its test of a lexical form (XML Schema 1.1, part 2)."""
