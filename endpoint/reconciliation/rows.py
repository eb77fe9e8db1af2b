"""Reconcile the rows of a table: what is asked for each, and what is said of it in the added columns."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from phaen.endpoint.reconciliation.queries import Condition, Query
from phaen.endpoint.reconciliation.tables import Table

COLUMNS: Final = ("iri", "name", "score", "match", "why")
"""The columns that are added."""

AT_ONCE: Final = 25
_TOLD: Final = 3
_NEAR: Final = 5.0
_LEAST: Final = 50.0
"""Score below which a candidate is no proposal."""

_LONGEST_SHOWN: Final = 80
_MOST_ASKED: Final = 10

Answering = Callable[[Sequence[Query]], list[list[dict[str, Any]]]]
"""Answers queries in their order: for each its candidates, as the service gives them, best first."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Which column holds the names, which types are wanted, and which columns hold properties."""

    column: int
    types: tuple[str, ...] = ()
    properties: tuple[tuple[int, str], ...] = ()

    def query(self, row: Sequence[str]) -> Query | None:
        """Return what is asked for a row; None for one without a name."""
        text = row[self.column].strip()
        conditions = tuple(
            Condition(property_, (row[place].strip(),)) for place, property_ in self.properties if row[place].strip()
        )
        return Query(text, self.types, "any", _MOST_ASKED, conditions) if text else None


@dataclass(slots=True)
class Report:
    """How many rows came to what, and what is not sure, by the numbers of the rows in the file."""

    counts: Counter[str] = field(default_factory=Counter)
    unsure: list[tuple[int, str, str]] = field(default_factory=list)

    @property
    def is_complete(self) -> bool:
        """Tell whether every row with a name was matched."""
        return not self.counts["ambiguous"] and not self.counts["unmatched"] and not self.counts["unknown"]

    def __str__(self) -> str:
        """Say it in a line."""
        words = ("matched", "ambiguous", "unmatched", "unknown", "empty")
        rows = f"{self.counts.total():,} rows: "
        return rows + ", ".join(
            f"{self.counts[word]:,} {word}" for word in words if self.counts[word] or word == "matched"
        )


def reconcile_rows(
    table: Table, plan: Plan, answer: Answering, count: Callable[[int], None] = lambda _: None
) -> tuple[list[tuple[str, ...]], Report]:
    """Reconcile every row; rows that ask the same are asked once. ``count`` is told of rows that are done."""
    report = Report()
    queries = [plan.query(row) for row in table.body]
    known: dict[Query, list[dict[str, Any]]] = {}
    new = list(dict.fromkeys(query for query in queries if query is not None))
    shares = Counter(query for query in queries if query is not None)
    for start in range(0, len(new), AT_ONCE):
        asked = new[start : start + AT_ONCE]
        known |= zip(asked, answer(asked), strict=True)
        count(sum(shares[query] for query in asked))
    cells = []
    for number, query in enumerate(queries, 2):
        found = said(known[query]) if query else ("", "", "", "", "")
        outcome = _outcome(known[query]) if query else "empty"
        report.counts[outcome] += 1
        if query and outcome != "matched":
            report.unsure.append((number, query.text, found[-1]))
        cells.append(found)
    return cells, report


def _outcome(candidates: Sequence[Mapping[str, Any]]) -> str:
    if not candidates:
        return "unknown"
    if candidates[0].get("match"):
        return "matched"
    if candidates[0]["score"] < _LEAST:
        return "unknown"
    return "ambiguous" if len(_tied(candidates)) > 1 else "unmatched"


def _tied(candidates: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    best = candidates[0]["score"]
    return [one for one in candidates if best - one["score"] < _NEAR]


def said(candidates: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    """Say what was found: the best candidate, but none of several that are as good, and why."""
    if not candidates:
        return "", "", "", "false", "nothing has a name like this"
    best, tied = candidates[0], _tied(candidates)
    is_match, score = bool(best.get("match")), f"{best['score']:g}"
    if best["score"] < _LEAST and not is_match:
        return "", "", score, "false", f"nothing has a name like this; the nearest is {_described(best)} <{best['id']}>"
    if len(tied) > 1 and not is_match:
        named = "; ".join(f"{_described(one)} <{one['id']}>" for one in tied[:_TOLD])
        more = "; …" if len(tied) > _TOLD else ""
        number = f"{len(tied)} or more" if len(tied) >= _MOST_ASKED else str(len(tied))
        return "", "", score, "false", f"{number} are as good: {named}{more}"
    why = "; ".join(_reasons(best)) or "best of the candidates"
    return best["id"], best["name"], score, "true" if is_match else "false", why


def shown(text: str) -> str:
    """Write a cell in a line of a terminal: without line ends and controls, which a terminal would obey, and short."""
    line = "".join(character if character.isprintable() else " " for character in text[: 2 * _LONGEST_SHOWN])
    line = " ".join(line.split())
    return line if len(line) <= _LONGEST_SHOWN else f"{line[:_LONGEST_SHOWN]}…"


def _described(one: Mapping[str, Any]) -> str:
    return f"{one['name']} ({one['description']})" if one.get("description") else str(one["name"])


def _reasons(best: Mapping[str, Any]) -> Iterator[str]:
    """Say in words what the features mean; those of another service are given as they are."""
    features = {one["id"]: one["value"] for one in best.get("features") or () if "id" in one and "value" in one}
    if features.get("identifier") is True:
        yield "identifier"
        return
    if "name" in features:
        yield "same name" if features.get("exact") is True else f"name {features['name']:g}"
    for name, words in (("type_word", "kind"), ("place", "place")):
        if name in features:
            yield f"{words} agrees" if features[name] == 100 else f"{words} {features[name]:g}"  # noqa: PLR2004 - full
    for name in sorted(set(features) - {"identifier", "exact", "name", "type_word", "place", "unique"}):
        yield f"{name} {features[name]}"
