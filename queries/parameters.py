"""Read the values that a user types for parameters: text in, RDF terms out."""

import re
import unicodedata
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Final

from pyoxigraph import Literal, NamedNode

from phaen.ontology.digits import arabic
from phaen.queries.errors import ParameterError
from phaen.queries.model import Parameter, ParameterType

Term = Literal | NamedNode

BUDDHIST_ERA: Final = 543
"""Years by which the Buddhist era is ahead of the Christian one."""
FIRST_BUDDHIST_YEAR: Final = 2400
"""Years from here on are read as Buddhist (1857 in the Christian era), earlier ones as Christian."""

_XSD: Final = "http://www.w3.org/2001/XMLSchema#"
_TRUTH: Final = {"true": "true", "1": "true", "false": "false", "0": "false"}
_INTEGER: Final = re.compile(r"([+-]?\d{1,18})(?:\.0{1,18})?")
"""As programs write whole numbers, too: 60.0."""
_MOST_DECIMALS: Final = 18
"""Digits behind the point that a decimal has in the store."""
_DECIMAL: Final = re.compile(r"[+-]?(?:[0-9]{1,18}(?:\.[0-9]{0,18})?|\.[0-9]{1,18})")
_POWERS: Final = re.compile(r"[+-]?[0-9](?:\.[0-9]{1,18})?[eE](?:-[0-9]{1,3}|\+?[0-9]{1,2})")
_YEAR: Final = re.compile(r"([12]\d{3})(?:\.0{1,18})?")
_DATE: Final = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
_SPLIT_SARA_AM: Final = re.compile("\u0e4d([\u0e48-\u0e4b]?)\u0e32")
_ALLOWED_CONTROLS: Final = "\t\n\r"
_AN_IRI: Final = "https://w3id.org/phaen/vocab/province/51"


def term(parameter: Parameter, value: str) -> Term:
    """Read a value as the RDF term that the parameter's type asks for.

    Raises ParameterError, which says what to write, when the value is not of that type.
    """
    return _READERS[parameter.type](parameter, _checked(parameter, value))


def tidy(value: str) -> str:
    """Bring typed text to the form of the graph: NFC, one sara am instead of nikhahit and sara aa, no outer space."""
    return _SPLIT_SARA_AM.sub("\\1\u0e33", unicodedata.normalize("NFC", value)).strip()


def _checked(parameter: Parameter, value: str) -> str:
    """Refuse what no RDF literal or SPARQL engine takes everywhere: control characters and half characters."""
    for character in value:
        if unicodedata.category(character) in ("Cc", "Cs") and character not in _ALLOWED_CONTROLS:
            raise ParameterError(parameter.name, value, f"take out the control character U+{ord(character):04X}")
    return tidy(value)


def _text(_: Parameter, value: str) -> Term:
    return Literal(value)


def _integer(parameter: Parameter, value: str) -> Term:
    found = _INTEGER.fullmatch(value)
    if not found:
        raise ParameterError(parameter.name, value, "write a whole number such as 12")
    return Literal(str(int(found[1])), datatype=_xsd("integer"))


def _decimal(parameter: Parameter, value: str) -> Term:
    digits = arabic(value)
    if _POWERS.fullmatch(digits):  # as programs write very small and very large numbers
        digits = f"{Decimal(digits):.{_MOST_DECIMALS}f}".rstrip("0").rstrip(".")
    if not _DECIMAL.fullmatch(digits):
        raise ParameterError(parameter.name, value, "write a number such as 0.95, with a point and no separators")
    return Literal(digits, datatype=_xsd("decimal"))


def _year(parameter: Parameter, value: str) -> Term:
    found = _YEAR.fullmatch(arabic(value))
    if not found:
        raise ParameterError(parameter.name, value, "write a year of four digits, Buddhist or Christian: 2566 or 2023")
    year = int(found[1])
    buddhist = year if year >= FIRST_BUDDHIST_YEAR else year + BUDDHIST_ERA
    return Literal(str(buddhist), datatype=_xsd("integer"))


def _date(parameter: Parameter, value: str) -> Term:
    match = _DATE.fullmatch(arabic(value))
    if match and int(match[1]) >= FIRST_BUDDHIST_YEAR:
        christian = f"{int(match[1]) - BUDDHIST_ERA}-{match[2]}-{match[3]}"
        raise ParameterError(parameter.name, value, f"dates take the Christian year: write {christian}")
    try:
        day = date(*(int(part) for part in match.groups())) if match else None
    except ValueError:
        day = None
    if day is None:
        raise ParameterError(parameter.name, value, "write a date of the calendar as 2026-11-21")
    return Literal(day.isoformat(), datatype=_xsd("date"))


def _boolean(parameter: Parameter, value: str) -> Term:
    truth = _TRUTH.get(value.lower())
    if truth is None:
        raise ParameterError(parameter.name, value, "write true or false")
    return Literal(truth, datatype=_xsd("boolean"))


def _iri(parameter: Parameter, value: str) -> Term:
    """Read a whole IRI; of a code list that ships with phaen, a code or a name is taken as well."""
    from phaen.queries.concepts import find_concept, near_concepts

    scheme = parameter.source.value if parameter.source is not None and parameter.source.kind == "scheme" else None
    known = find_concept(scheme, value) if scheme is not None else None
    if known is not None:
        return NamedNode(known)
    try:
        return NamedNode(value)
    except ValueError:
        near = " or ".join(near_concepts(scheme, value)) if scheme is not None else ""
        code = f"give a code or a name of the list, such as {parameter.example}, or " if scheme is not None else ""
        remedy = f"{code}write a whole IRI such as {_shown_iri(parameter, scheme)}"
        guess = f"did you mean {near}? Otherwise {remedy}" if near else remedy
        raise ParameterError(parameter.name, value, guess) from None


def _shown_iri(parameter: Parameter, scheme: str | None) -> str:
    """Return an IRI that the parameter takes: that of its example, unless nothing can be made of that."""
    from phaen.queries.concepts import find_concept

    known = find_concept(scheme, parameter.example) if scheme is not None else None
    try:
        return known or NamedNode(parameter.example).value
    except ValueError:
        return _AN_IRI


def _choice(parameter: Parameter, value: str) -> Term:
    if value not in parameter.choices:
        raise ParameterError(parameter.name, value, f"choose one of {', '.join(parameter.choices)}")
    return Literal(value)


def _province(parameter: Parameter, value: str) -> Term:
    from phaen.ontology.provinces import find_province, near_names

    found = find_province(value)
    if found is None:
        near = " or ".join(near_names(value))
        remedy = "give its Thai or English name or its TIS 1099 code, such as ลำพูน, Lamphun or 51"
        guess = f"did you mean {near}? Otherwise {remedy}" if near else remedy
        raise ParameterError(parameter.name, value, f"no province is called so; {guess}")
    return Literal(found.code)


def _xsd(name: str) -> NamedNode:
    return NamedNode(_XSD + name)


_READERS: Final[dict[ParameterType, Callable[[Parameter, str], Term]]] = {
    "text": _text,
    "integer": _integer,
    "decimal": _decimal,
    "year": _year,
    "date": _date,
    "boolean": _boolean,
    "iri": _iri,
    "choice": _choice,
    "province": _province,
}
