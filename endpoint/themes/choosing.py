"""Which plans are to be compared: those that are named, and those that somebody looks for."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from pyoxigraph import Literal, NamedNode

from phaen.endpoint.engine import Engine
from phaen.endpoint.errors import BadParameterError, UnknownResourceError
from phaen.endpoint.iris import Addresses
from phaen.endpoint.knowledge import term_of, text_of
from phaen.endpoint.tables import Term, select
from phaen.endpoint.themes.lists import LINKED
from phaen.endpoint.themes.model import ComparedPlan
from phaen.ontology.assets import sparql_prologue
from phaen.ontology.terms import PROVINCE

FEWEST: Final = 2
MOST: Final = 6
"""Plans that are compared at once: as many columns as can be read."""
MOST_OFFERED: Final = 50
MOST_CHARACTERS: Final = 200
_MOST_WORDS: Final = 10
_MOST_ROWS: Final = 20
"""Rows of a plan that is named: one for each name of it and of its owner, in each language."""

_ABOUT = """SELECT DISTINCT ?plan ?label ?from ?to ?organisation ?name ?province {{
  VALUES ?plan {{ {plans} }} ?plan a phaen:Plan
  OPTIONAL {{ ?plan skos:prefLabel ?label }}
  OPTIONAL {{ ?plan phaen:periodFrom ?from ; phaen:periodTo ?to }}
  OPTIONAL {{ ?plan phaen:planOf ?organisation . ?organisation skos:prefLabel ?name FILTER(LANG(?name) IN ("th", "")) }}
  OPTIONAL {{ ?plan phaen:planOf/dct:spatial ?province FILTER(STRSTARTS(STR(?province), "{provinces}")) }}
}}"""
# What is found is not sorted there: engines compare IRIs slowly, and only those that are shown matter.
_FOUND = "SELECT DISTINCT ?plan {{ {owner} ?plan a phaen:Plan . {words} }} LIMIT {most}"
_WITH_THEME = """SELECT ?plan (COUNT(DISTINCT ?statement) AS ?n) {{
  {owner} ?statement {linked} {theme} ; phaen:partOfPlan ?plan . {words}
}} GROUP BY ?plan ORDER BY DESC(?n) LIMIT {most}"""
_OWNER = "?organisation dct:spatial {province} . ?plan phaen:planOf ?organisation ."
_WORDS = """?plan skos:prefLabel ?label OPTIONAL {{ ?plan phaen:planOf/skos:prefLabel ?name }}
  BIND(LCASE(CONCAT(STR(?label), " ", COALESCE(STR(?name), ""))) AS ?text) {filters}"""


@dataclass(frozen=True)
class Search:
    """What plans are looked for by: words of their names or their owners', a province (code), a theme (IRI)."""

    words: str = ""
    province: str = ""
    theme: str = ""

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing is looked for."""
        return not (self.words or self.province or self.theme)


def check(names: Sequence[str]) -> None:
    """Raise BadParameterError unless these are the names of two to six plans, each once."""
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise BadParameterError(f"the plan {twice[0][:100]!r} is given twice; give each plan once", "plan")
    if len(names) < FEWEST:
        given = f"only {names[0][:100]!r} is given" if names else "none is given"
        raise BadParameterError(
            f"{given}; name {FEWEST} to {MOST} plans, such as plan=pao-51/2566-2570&plan=pao-52/2566-2570", "plan"
        )
    if len(names) > MOST:
        raise BadParameterError(f"{len(names):,} plans are given; compare at most {MOST} at once", "plan")


def named(engine: Engine, addresses: Addresses, names: Sequence[str]) -> list[ComparedPlan]:
    """Find plans by their IRIs or the ends of them, in this order.

    Raises UnknownResourceError for one that there is not, BadParameterError for one that is named in two ways.
    """
    iris = [_iri(name, addresses) for name in names]
    found = _about(engine, addresses, {iri: 0 for iri in iris if iri})
    for name, iri in zip(names, iris, strict=True):
        if iri not in found:
            raise UnknownResourceError(
                f"there is no plan {name[:100]!r}; give its IRI, or the end of it such as pao-51/2566-2570"
            )
    if len(set(iris)) < len(iris):
        raise BadParameterError("two of these names mean one plan; give each plan once", "plan")
    return [found[iri] for iri in iris if iri]


def known_among(engine: Engine, addresses: Addresses, names: Iterable[str]) -> list[ComparedPlan]:
    """Return those plans that there are, each once: what can be kept of a choice that is wrong."""
    iris = dict.fromkeys(iri for name in names if (iri := _iri(name, addresses)))
    found = _about(engine, addresses, dict.fromkeys(list(iris)[: 2 * MOST], 0))
    return [found[iri] for iri in iris if iri in found]


def find(engine: Engine, addresses: Addresses, asked: Search) -> tuple[list[ComparedPlan], bool]:
    """Return plans in whose names all words stand (of a theme: those with most of it), and whether there are more."""
    table = select(engine, sparql_prologue() + _search(asked), MOST_OFFERED)
    counts = {text_of(row, "plan"): int(text_of(row, "n") or 0) for row in table.records() if "plan" in row}
    found = _about(engine, addresses, counts).values()
    return sorted(found, key=lambda plan: (-plan.statements, plan.name, plan.first_year, plan.iri)), table.more


def _search(asked: Search) -> str:
    """Return the query for the plans that are looked for."""
    pattern = _WITH_THEME if asked.theme else _FOUND
    return pattern.format(
        owner=_OWNER.format(province=term_of(PROVINCE.iri + asked.province)) if asked.province else "",
        linked=LINKED,
        theme=term_of(asked.theme) if asked.theme else "",
        words=_words(asked.words),
        most=MOST_OFFERED + 1,
    )


def _words(text: str) -> str:
    words = text.lower().split()
    if len(text) > MOST_CHARACTERS or len(words) > _MOST_WORDS:
        raise BadParameterError(
            f"q is too long; look for at most {_MOST_WORDS} words and {MOST_CHARACTERS} characters", "q"
        )
    filters = " ".join(f"FILTER(CONTAINS(?text, {Literal(word)}))" for word in words)
    return _WORDS.format(filters=filters) if words else ""


def _about(engine: Engine, addresses: Addresses, counts: Mapping[str, int]) -> dict[str, ComparedPlan]:
    """Return the plans among some IRIs by these; ``counts`` are those of their statements with a theme."""
    if not counts:
        return {}
    query = _ABOUT.format(plans=" ".join(map(term_of, counts)), provinces=PROVINCE.iri)
    found: dict[str, ComparedPlan] = {}
    for row in select(engine, sparql_prologue() + query, _MOST_ROWS * len(counts)).records():
        iri = text_of(row, "plan")
        found.setdefault(iri, _plan(row, addresses, counts[iri]))
    return found


def _plan(row: dict[str, Term], addresses: Addresses, count: int) -> ComparedPlan:
    first, last = text_of(row, "from"), text_of(row, "to")
    return ComparedPlan(
        text_of(row, "plan"),
        text_of(row, "plan").removeprefix(addresses.thing("plan/")),
        text_of(row, "label"),
        text_of(row, "organisation"),
        text_of(row, "name"),
        int(first) if first.isdigit() else 0,
        int(last) if last.isdigit() else 0,
        text_of(row, "province").removeprefix(PROVINCE.iri),
        count,
    )


def _iri(name: str, addresses: Addresses) -> str | None:
    """Return the IRI that a name means, None if no thing can have it."""
    try:
        return NamedNode(name).value if ":" in name else addresses.thing(f"plan/{name.strip('/')}")
    except (ValueError, UnknownResourceError):
        return None
