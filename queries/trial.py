"""Check what only a run on data can tell of a saved query: that it runs, quickly, in a fixed order."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from phaen.queries.binding import bind
from phaen.queries.choices import choices_text
from phaen.queries.lint import Problem
from phaen.queries.model import SavedQuery
from phaen.queries.parameters import term
from phaen.queries.scanner import significant, without_services

SLOWEST: Final = 1.0
"""Seconds of processor time that a query may take on the sample plans."""
_AFTER_ORDER: Final = frozenset({"LIMIT", "OFFSET", "VALUES", "HAVING", "GROUP"})


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a query: the names of its columns and its rows (none unless it is a SELECT), and its seconds."""

    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    """The terms as SPARQL writes them; empty for an unbound cell."""
    seconds: float


Ask = Callable[[str], Answer]
"""Evaluates a text; raises TrialError where that fails."""


class TrialError(Exception):
    """A query could not be evaluated; the message says why."""


def try_out(query: SavedQuery, ask: Ask, slowest: float = SLOWEST) -> list[Problem]:
    """Run a query with its examples and with nothing given; return what is wrong.

    What it asks of other services is asked of the data, so that a check calls nobody.
    """
    messages = [*_run_messages(query, ask, slowest), *_choices_messages(query, ask)]
    return [Problem(query.name, message, query.group) for message in dict.fromkeys(messages)]


def _run_messages(query: SavedQuery, ask: Ask, slowest: float) -> Iterator[str]:
    examples = {parameter.name: parameter.example for parameter in query.parameters}
    needed = {parameter.name: parameter.example for parameter in query.parameters if parameter.required}
    for values in (examples, needed) if examples != needed else (examples,):
        text = without_services(bind(query, values))
        try:
            answer = ask(text)
            # A machine that does much else at once is slow now and then: the second run counts.
            seconds = answer.seconds if answer.seconds <= slowest else min(answer.seconds, ask(text).seconds)
        except TrialError as problem:
            yield f"cannot be evaluated: {problem}"
            continue
        if seconds > slowest:
            yield f"takes {seconds:.1f} s on the data; make it answer within {slowest:g} s"
        if query.form == "select":
            yield from _order_messages(text, answer)


def _order_messages(text: str, answer: Answer) -> Iterator[str]:
    """Hold the rows against what they are ordered by: two with the same values come in any order."""
    keys = [answer.columns.index(name) for name in ordered_by(text) if name in answer.columns]
    seen: set[tuple[str, ...]] = set()
    for row in answer.rows:
        key = tuple(row[index] for index in keys)
        if key in seen:
            told = ", ".join(filter(None, key)) or "nothing"
            yield f"ORDER BY does not tell all rows apart (two have {told}); end it with the IRI of what a row is"
            return
        seen.add(key)


def ordered_by(text: str) -> list[str]:
    """Return the variables that the query itself, not one inside it, is ordered by."""
    depth, inside, names = 0, False, []
    previous = ""
    for token in significant(text):
        depth += {"{": 1, "}": -1}.get(token.text, 0)
        word = token.text.upper()
        if depth == 0 and token.kind == "word":
            inside = (previous == "ORDER" and word == "BY") or (inside and word not in _AFTER_ORDER)
        if depth == 0 and inside and token.kind == "variable":
            names.append(token.text[1:])
        previous = word
    return names


def _choices_messages(query: SavedQuery, ask: Ask) -> Iterator[str]:
    for parameter in query.parameters:
        text = choices_text(parameter)
        if text is None:
            continue
        try:
            answer = ask(text)
        except TrialError as problem:
            yield f"the choices of {parameter.name} cannot be evaluated: {problem}"
            continue
        example = str(term(parameter, parameter.example))
        if "value" not in answer.columns or example not in {row[answer.columns.index("value")] for row in answer.rows}:
            yield f"the choices of {parameter.name} do not hold its example, {example}; take one of them as example"
