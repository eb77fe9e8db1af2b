"""What a field offers to choose from: the list in the header, the provinces, or what a query finds in the data."""

from dataclasses import dataclass
from typing import Final

from pyoxigraph import Literal, NamedNode

from phaen.endpoint.engine import Engine
from phaen.endpoint.errors import AnswerError
from phaen.endpoint.tables import Term, select
from phaen.ontology.provinces import all_provinces
from phaen.queries.choices import MOST_CHOICES, choices_text
from phaen.queries.model import Parameter, Text

_DEADLINE: Final = 3.0
"""Seconds that the query for the choices may take: a form must not wait for long."""
_TRUTH: Final = (("true", Text("ใช่", "yes")), ("false", Text("ไม่ใช่", "no")))


@dataclass(frozen=True)
class Option:
    """A value that may be chosen, and what it means."""

    value: str
    label: Text


@dataclass(frozen=True)
class Choices:
    """What may be chosen; ``why_none`` says why nothing is offered where something should be: failed or many."""

    options: tuple[Option, ...] = ()
    why_none: str = ""


NO_CHOICES: Final = Choices()


def choices_of(engine: Engine, parameter: Parameter) -> Choices:
    """Return what a form offers for a parameter; a query that fails leaves it without choices, never without a page."""
    if parameter.choices:
        return Choices(tuple(Option(value, label) for value, label in parameter.labelled_choices()))
    if parameter.type == "boolean":
        return Choices(tuple(Option(value, label) for value, label in _TRUTH))
    if parameter.type == "province":
        return Choices(tuple(Option(p.name_th, Text(p.name_th, p.name_en)) for p in all_provinces().values()))
    query = choices_text(parameter)
    return NO_CHOICES if query is None else _found(engine, query)


def _found(engine: Engine, query: str) -> Choices:
    try:
        table = select(engine, query, MOST_CHOICES, timeout=_DEADLINE)
    except AnswerError:
        return Choices(why_none="failed")
    if len(table.rows) >= MOST_CHOICES:  # a query for a code list gives no more than these, and does not say so
        return Choices(why_none="many")
    options: dict[str, Option] = {}
    for row in table.records():
        value = _text(row.get("value"))
        options.setdefault(value, _option(value, row))
    options.pop("", None)
    return Choices(tuple(options.values()))


def _option(value: str, row: dict[str, Term]) -> Option:
    thai, english = _text(row.get("label_th")), _text(row.get("label_en"))
    return Option(value, Text(thai or english or value, english or thai or value))


def _text(term: Term | None) -> str:
    return term.value if isinstance(term, NamedNode | Literal) else ""
