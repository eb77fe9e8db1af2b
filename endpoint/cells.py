"""Terms as plain values: numbers, truth values and days where the datatype says so, text for all else.

So a result looks in a spreadsheet, in a data frame and in plain JSON. What a datatype does not allow ("soon" as
an integer), and what no program would keep (a thousand digits), stays the text that it is.
"""

import math
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Final, TypeAlias

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

Term: TypeAlias = NamedNode | BlankNode | Literal | Triple
Cell: TypeAlias = str | int | float | Decimal | bool | date | datetime | None
"""None: the row binds nothing there."""

_XSD: Final = "http://www.w3.org/2001/XMLSchema#"
_INTEGERS: Final = (
    "integer", "int", "long", "short", "byte", "nonNegativeInteger", "positiveInteger", "nonPositiveInteger",
    "negativeInteger", "unsignedLong", "unsignedInt", "unsignedShort", "unsignedByte",
)  # fmt: skip
_WHOLE: Final = re.compile(r"[+-]?[0-9]{1,100}").fullmatch
_DECIMAL: Final = re.compile(r"[+-]?(?:[0-9]{1,100}(?:\.[0-9]{0,100})?|\.[0-9]{1,100})").fullmatch
_DOUBLE: Final = re.compile(
    r"[+-]?(?:[0-9]{1,400}(?:\.[0-9]{0,400})?|\.[0-9]{1,400})(?:[eE][+-]?[0-9]{1,4})?"
).fullmatch
_YEAR: Final = re.compile(r"-?[0-9]{4}").fullmatch
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}").fullmatch
_MOMENT: Final = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,6})?(?:Z|[+-][0-9]{2}:[0-9]{2})?"
).fullmatch
_TRUTH: Final[Mapping[str, bool]] = {"true": True, "1": True, "false": False, "0": False}


def cell_of(term: Term | None) -> Cell:
    """Return the plain value of a term; its text where it has none of its own."""
    if not isinstance(term, Literal):
        return None if term is None else text_of(term)
    read = _READERS.get(term.datatype.value)
    if read is None:
        return term.value
    found = read(term.value)
    return term.value if found is None else found


def text_of(term: Term) -> str:
    """Return an IRI without its brackets, a literal without its type and language, ``_:name`` for a blank node."""
    return term.value if isinstance(term, NamedNode | Literal) else str(term)


def _whole(text: str) -> int | None:
    return int(text) if _WHOLE(text) else None


def _decimal(text: str) -> Decimal | None:
    return Decimal(text) if _DECIMAL(text) else None


def _double(text: str) -> float | None:
    number = float(text) if _DOUBLE(text) else math.inf
    return number if math.isfinite(number) else None


def _year(text: str) -> int | None:
    return int(text) if _YEAR(text) else None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if _DAY(text) else None
    except ValueError:
        return None


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text) if _MOMENT(text) else None
    except ValueError:
        return None


_READERS: Final[dict[str, Callable[[str], Cell]]] = {
    **{_XSD + name: _whole for name in _INTEGERS},
    _XSD + "decimal": _decimal,
    _XSD + "double": _double,
    _XSD + "float": _double,
    _XSD + "boolean": _TRUTH.get,
    _XSD + "gYear": _year,
    _XSD + "date": _day,
    _XSD + "dateTime": _moment,
}
