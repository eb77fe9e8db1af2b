"""The query shapes: ``benchmarks/shapes/*.rq`` with slots, which are filled from the data set's own rules."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from itertools import cycle
from pathlib import Path
from random import Random
from string import Template

from benchmarks.national import wording
from benchmarks.national.bodies import SEED, Body
from benchmarks.national.dataset import EDITION, Size, has_plan, listed
from benchmarks.national.plans import YEARS
from phaen.ontology import terms as t
from phaen.ontology.identifiers import Identifiers
from phaen.ontology.provinces import all_provinces

FOLDER = Path(__file__).resolve().parents[1] / "shapes"
COUNT_ONLY = "#+ compares = count"
"""The header of a shape whose rows the engine may choose."""

ORDER = (
    *("lookup", "describe", "strategies-of-a-province", "count-per-strategy", "cross-plan-join", "contains-and-sort"),
    *("regex", "budget-by-province-and-year", "not-exists", "property-path", "top-n-page", "construct-a-plan"),
    *("a-hundred-thousand-rows", "optional", "group-concat", "values-of-many", "paging-offset", "evidence-audit"),
    *("one-named-graph", "largest-amounts"),
)
"""The shapes as tables list them; a file that is not named comes last."""

MIX = ORDER[:13]
"""The shapes that targets are set for; the others are light ones, in which what a request costs weighs more."""

LISTED = 50
"""How many organisations a client lists in one query."""

GRAPH_ANSWER = "application/n-triples"
TABLE_ANSWER = "application/sparql-results+json"


@dataclass(frozen=True, slots=True)
class Shape:
    """A query with slots: ``$name`` in its text."""

    name: str
    text: str

    @property
    def accept(self) -> str:
        """Give the media type that both servers are asked for."""
        graph = "\nCONSTRUCT" in self.text or "\nDESCRIBE" in self.text
        return GRAPH_ANSWER if graph else TABLE_ANSWER

    @property
    def count_only(self) -> bool:
        """Tell whether only the number of rows can be compared."""
        return COUNT_ONLY in self.text

    def queries(self, size: Size, number: int) -> list[str]:
        """Fill the slots: always the same queries, all different as far as there are values."""
        template = Template(self.text)
        slots = {name: cycle(_values(name, size)) for name in template.get_identifiers()}
        return [template.substitute({name: next(values) for name, values in slots.items()}) for _ in range(number)]


@cache
def shapes() -> tuple[Shape, ...]:
    """Read all shapes, in the order of the tables."""
    found = {path.stem: Shape(path.stem, path.read_text("utf-8")) for path in FOLDER.glob("*.rq")}
    return tuple(found[name] for name in sorted(found, key=_place))


def _place(name: str) -> tuple[int, str]:
    return (ORDER.index(name) if name in ORDER else len(ORDER), name)


@cache
def _values(slot: str, size: Size) -> list[str]:
    return SLOTS[slot](size)


# --- slots ------------------------------------------------------------------------------------------------------------


def shuffled(values: list[str], salt: str) -> list[str]:
    """Give values in an order without a pattern, always the same."""
    return Random(f"{SEED} {salt}").sample(values, len(values))


def _planning(size: Size) -> list[Body]:
    return [body for body in listed(size) if has_plan(body, size)]


def _organisations(size: Size) -> list[str]:
    return shuffled([Identifiers().organisation(body.key).value for body in listed(size)], "organisation")


def _lists(size: Size) -> list[str]:
    found = [f"<{iri}>" for iri in _organisations(size)]
    return [" ".join(found[start : start + LISTED]) for start in range(0, len(found), LISTED)]


def _plans(size: Size) -> list[str]:
    return shuffled([Identifiers().plan(body.key, EDITION).value for body in _planning(size)], "plan")


def _graphs(size: Size) -> list[str]:
    return shuffled([Identifiers().plan_graph(body.key, EDITION).value for body in _planning(size)], "plan")


def _provinces(size: Size) -> list[str]:
    planning = {body.province for body in _planning(size)}
    return shuffled([province.iri.value for code, province in all_provinces().items() if code in planning], "province")


def _kinds(size: Size) -> list[str]:
    kinds = sorted({body.organisation.type for body in _planning(size)})
    return [t.AUTHORITY_TYPE[kind].value for kind in kinds]


SLOTS: dict[str, Callable[[Size], list[str]]] = {
    "organisation": _organisations,
    "organisations": _lists,
    "plan": _plans,
    "graph": _graphs,
    "province": _provinces,
    "kind": _kinds,
    "word": lambda _: shuffled([*wording.WORDS, *wording.THINGS], "word"),
    "year": lambda _: [str(year) for year in YEARS],
    "number": lambda _: [str(number) for number in range(1, 1000)],
    "offset": lambda _: [str(number) for number in range(0, 2000, 20)],
}
