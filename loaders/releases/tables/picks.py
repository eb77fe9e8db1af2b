"""How the values of one property become one cell: the same cell for the same values, whatever their order."""

import json
import re
from collections.abc import Callable, Sequence
from typing import Final, TypeAlias

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from phaen.loaders.linking.stored import KINDS
from phaen.ontology import terms as t

Term: TypeAlias = NamedNode | BlankNode | Literal | Triple
Cell: TypeAlias = str | int | None
Pick: TypeAlias = Callable[[Sequence[Term]], Cell]

_WHOLE: Final = re.compile(r"[+-]?\d{1,18}", re.ASCII)
_DECIMAL: Final = re.compile(r"[+-]?(\d{1,20}(\.\d{0,18})?|\.\d{1,18})", re.ASCII)
_DAY: Final = re.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])", re.ASCII)
_TRUTH: Final = {"true": 1, "1": 1, "false": 0, "0": 0}
_KINDS: Final = {**KINDS, t.TARGET: "target"}
_CLASSES: Final = (t.STRATEGIC_ISSUE, t.TACTIC, t.GUIDELINE, *_KINDS)
"""The classes of statements, finer ones first."""


def named(term: Term) -> str:
    """Return what a term says: an IRI, the words of a literal, the label of a blank node."""
    if isinstance(term, BlankNode):
        return f"_:{term.value}"
    return str(term) if isinstance(term, Triple) else term.value


def first(values: Sequence[Term]) -> str | None:
    """Pick the first by its text; an empty text is none."""
    if len(values) == 1:  # as nearly always
        return named(values[0]) or None
    return min(filter(None, map(named, values)), default=None)


def every(values: Sequence[Term]) -> str | None:
    """Pick all, as a JSON array in the order of their texts."""
    found = sorted(set(filter(None, map(named, values))))
    return json.dumps(found, ensure_ascii=False) if found else None


def in_language(language: str) -> Pick:
    """Make what picks the text in a language."""

    def pick(values: Sequence[Term]) -> str | None:
        return first([value for value in values if isinstance(value, Literal) and _is_in(value, language)])

    return pick


thai, english = in_language("th"), in_language("en")


def _is_in(literal: Literal, language: str) -> bool:
    return (literal.language or "").partition("-")[0] == language


def _best(values: Sequence[Term]) -> Literal | None:
    if not values:
        return None
    literals = [value for value in values if isinstance(value, Literal) and value.value]
    return min(literals, key=lambda one: (one.language != "th", one.value), default=None)


def text(values: Sequence[Term]) -> str | None:
    """Pick the Thai text, or the first of the others."""
    best = _best(values)
    return best.value if best else None


def language(values: Sequence[Term]) -> str | None:
    """Pick the language of what ``text`` picks."""
    best = _best(values)
    return best.language if best else None


def length(values: Sequence[Term]) -> int | None:
    """Pick the length of a text in code points."""
    found = first(values)
    return None if found is None else len(found)


def _shaped(shape: re.Pattern[str]) -> Pick:
    def pick(values: Sequence[Term]) -> str | None:
        return first([value for value in values if isinstance(value, Literal) and shape.fullmatch(value.value)])

    return pick


decimal, day = _shaped(_DECIMAL), _shaped(_DAY)


def whole(values: Sequence[Term]) -> int | None:
    """Pick a whole number, the smallest of several; what is none is passed over."""
    return min((int(named(v)) for v in values if isinstance(v, Literal) and _WHOLE.fullmatch(v.value)), default=None)


def truth(values: Sequence[Term]) -> int | None:
    """Pick a truth value as SQLite keeps it."""
    found = first(values)
    return None if found is None else _TRUTH.get(found)


def class_(values: Sequence[Term]) -> str | None:
    """Pick the finest class of a statement among its types."""
    return next((name.value for name in _CLASSES if name in values), None)


def kind(values: Sequence[Term]) -> str | None:
    """Pick the kind of a statement by its types, such as ``strategy`` also for a strategic issue."""
    return next((kind for name, kind in _KINDS.items() if name in values), None)
