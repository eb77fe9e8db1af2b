"""What the page of a plan is asked to show: words, a kind, a branch, something linked to, a year, a page of it."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import urlencode

from pyoxigraph import Literal
from werkzeug.datastructures import MultiDict

from phaen.endpoint.errors import BadParameterError
from phaen.endpoint.knowledge import term_of
from phaen.endpoint.things.elements import Element, Statements
from phaen.loaders.search.folding import fold
from phaen.ontology.terms import PHAEN

MOST_WORDS: Final = 200
"""Characters of the words that are looked for."""
_STRATEGIES: Final = frozenset({"Strategy", "StrategicIssue"})
_HIGHEST: Final = 100_000
_FIELDS: Final = ("q", "kind", "under", "concept", "year", "page", "open")


@dataclass(frozen=True)
class Filter:
    """The choices of a reader; "" and 0 choose nothing. ``under`` is the path of a branch below the plan's IRI."""

    words: str = ""
    kind: str = ""
    under: str = ""
    concept: str = ""
    year: int = 0
    page: int = 1
    unfolded: bool = False

    @property
    def is_set(self) -> bool:
        """Tell whether anything is left out by it."""
        return bool(self.words or self.kind or self.under or self.concept or self.year)

    def address(self, **changes: str | int | bool) -> str:
        """Return the query of the same page with other choices, "" where none is left."""
        new = replace(self, **changes)  # type: ignore[arg-type]  # each is of the type of its field
        fields = {"q": new.words, "kind": new.kind, "under": new.under, "concept": new.concept, "year": new.year}
        fields |= {"page": new.page if new.page > 1 else 0, "open": "all" if new.unfolded else ""}
        chosen = {name: value for name, value in fields.items() if value}
        return "?" + urlencode(chosen) if chosen else ""


def read_filter(asked: MultiDict[str, str]) -> Filter:
    """Read the choices from an address; raise BadParameterError for what cannot be one, or is given twice."""
    for name in _FIELDS:
        if len(asked.getlist(name)) > 1:
            raise BadParameterError(
                f"the parameter {name} is given {len(asked.getlist(name))} times; give it once", name
            )
    words = " ".join(asked.get("q", "").split())
    if len(words) > MOST_WORDS:
        raise BadParameterError(f"q has {len(words)} characters; give {MOST_WORDS} at most", "q")
    if asked.get("open", "") not in {"", "all"}:
        raise BadParameterError(f"open is {asked['open']!r}; write all, or leave it out", "open")
    kind, under, concept = (asked.get(name, "").strip() for name in ("kind", "under", "concept"))
    year, page = _number(asked, "year", 0), _number(asked, "page", 1)
    return Filter(words, kind, under, concept, year, page, unfolded=asked.get("open") == "all")


def _number(asked: Mapping[str, str], name: str, default: int) -> int:
    text = asked.get(name, "").strip()
    if not text:
        return default
    if not (text.isascii() and text.isdigit() and 1 <= len(text) <= len(str(_HIGHEST)) and 0 < int(text) <= _HIGHEST):
        raise BadParameterError(f"{name} is {text!r}; write a number from 1 to {_HIGHEST}, or leave it out", name)
    return int(text)


@dataclass(frozen=True)
class Choices:
    """What there is to choose from in a plan, each with the number of statements that it leaves.

    Kinds are local names of classes, branches come with their paths below the plan's IRI, concepts are IRIs.
    """

    kinds: Mapping[str, int]
    branches: Mapping[str, Element]
    concepts: Mapping[str, int]
    years: Mapping[int, int]


def choices_of(statements: Statements, plan: str) -> Choices:
    """Find what a reader can choose from."""
    found = list(statements.elements.values())
    years = Counter(year for element in found for year in element.money if year is not None)
    return Choices(
        Counter(element.kind for element in found),
        {_path(element, plan): element for element in branches(statements)},
        Counter(concept for element in found for concept in element.concepts),
        dict(sorted(years.items())),
    )


def branches(statements: Statements) -> list[Element]:
    """Return the strategies that stand in no other one; in a plan without, what else has statements under it."""
    found = list(statements.elements.values())
    strategies = [element for element in found if element.kind in _STRATEGIES]
    if strategies:
        return [e for e in strategies if not any(above.kind in _STRATEGIES for above in statements.above(e))]
    parents = {element.parent for element in found}
    return [element for element in found if not element.parent and element.iri in parents]


def matching(statements: Statements, asked: Filter, choices: Choices) -> list[Element]:
    """Return the statements that a filter leaves, in reading order; raise BadParameterError for what it cannot know."""
    _check(asked, choices)
    branch, words = choices.branches.get(asked.under), fold(asked.words).split()
    return [
        element
        for element in statements.elements.values()
        if (not asked.kind or element.kind == asked.kind)
        and (not asked.concept or asked.concept in element.concepts)
        and (not asked.year or asked.year in element.money)
        and (branch is None or element is branch or branch in statements.above(element))
        and (not words or _holds(element, words))
    ]


def patterns(asked: Filter, choices: Choices) -> Iterator[str]:
    """Give the graph patterns of the same choices, for a query; words as they are spelt, without regard to case."""
    if asked.kind:
        yield f"?element a {PHAEN[asked.kind]} ."
    if asked.under:
        yield f"?element phaen:parentElement* {term_of(choices.branches[asked.under].iri)} ."
    if asked.concept:
        yield f"?element phaen:serves|phaen:classifiedAs {term_of(asked.concept)} ."
    if asked.year:
        yield f"FILTER EXISTS {{ ?planned phaen:allocationOf ?element ; phaen:fiscalYear {asked.year} }}"
    for word in asked.words.split():
        text = "LCASE(CONCAT(?statement, ' ', COALESCE(?explanation, '')))"
        yield f"FILTER(CONTAINS({text}, {Literal(word.lower())}))"


def _check(asked: Filter, choices: Choices) -> None:
    known: tuple[tuple[str, str | int, Iterable[object]], ...] = (
        ("kind", asked.kind, choices.kinds),
        ("under", asked.under, choices.branches),
        ("concept", asked.concept, choices.concepts),
        ("year", asked.year, choices.years),
    )
    for name, value, values in known:
        if value and value not in values:
            shown = ", ".join(map(str, list(values)[:5])) or "none"
            raise BadParameterError(f"{name} is {value!r}, which this plan has not; it has {shown}", name)


def _holds(element: Element, words: list[str]) -> bool:
    text = fold(f"{element.number} {element.label} {element.explanation}")
    return all(word in text for word in words)


def _path(element: Element, plan: str) -> str:
    return element.iri.removeprefix(f"{plan}/")
