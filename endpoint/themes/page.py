"""What the page of a theme, and that of a list of them, show beside what a code list says of itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from phaen.endpoint.codelists import Concept
from phaen.endpoint.country import MEDIUM, outlines, shaded
from phaen.endpoint.engine import Engine
from phaen.endpoint.iris import Addresses
from phaen.endpoint.questions import Question
from phaen.endpoint.saved.pictures.maps import Map, Place
from phaen.endpoint.search.addresses import short_value
from phaen.endpoint.themes import concept, counting
from phaen.endpoint.themes.addresses import PATH
from phaen.endpoint.themes.counting import Count, Reach
from phaen.endpoint.themes.lists import ThemeList
from phaen.endpoint.themes.questions import counts_question, owners_question
from phaen.ontology.provinces import all_provinces

MOST_OWNERS: Final = 15
_PERCENT: Final = 100


@dataclass(frozen=True)
class ThemePage:
    """A theme as its page shows it; ``kinds`` counts statements, ``statements`` leads to all of them."""

    figures: concept.Figures
    kinds: Mapping[str, int]
    beside: tuple[tuple[str, int], ...]
    examples: tuple[concept.Example, ...]
    owners: tuple[concept.Owner, ...]
    picture: Map
    question: Question
    statements: str
    comparison: str
    linkset: str

    def iris(self) -> set[str]:
        """Return what the page names by its label."""
        shown = {iri for example in self.examples for iri in (example.plan, example.organisation) if iri}
        return shown | {owner.iri for owner in self.owners} | {iri for iri, _ in self.beside}


@dataclass(frozen=True)
class Bar:
    """A theme of a list with what has it, and how long its bar is, in percent of the longest; it may group others."""

    theme: Concept
    count: Count
    length: float
    depth: int


def theme_page(engine: Engine, by: ThemeList, theme: str, addresses: Addresses, language: str) -> ThemePage:
    """Read what a theme has, in four queries."""
    short = short_value("theme", theme, addresses)
    figures = concept.figures(engine, theme)
    address = f"/search?theme={short}"
    return ThemePage(
        figures,
        concept.by_kind(engine, theme),
        tuple(concept.beside(engine, theme)),
        tuple(concept.examples(engine, theme)),
        figures.owners[:MOST_OWNERS],
        _map(figures.provinces, address, language),
        owners_question(theme),
        address,
        f"{PATH}?theme={short}&by={by.key}",
        by.linkset,
    )


@dataclass(frozen=True)
class Overview:
    """The themes of a list as bars, what has any of them, and the query of the numbers."""

    key: str
    bars: tuple[Bar, ...]
    reach: Reach
    question: Question

    @property
    def share(self) -> int:
        """Return how many of a hundred statements have a theme of the list."""
        whole = self.reach.total.statements
        return round(_PERCENT * self.reach.linked.statements / whole) if whole else 0


def overview(engine: Engine, by: ThemeList, tree: list[Concept]) -> Overview:
    """Count the themes of a list, given as a tree, in two queries."""
    counts = counting.counts(engine, by.scheme)
    most = max((count.statements for count in counts.values()), default=0)
    bars = tuple(_bars(tree, counts, most))
    return Overview(by.key, bars, counting.reach(engine, by.scheme), counts_question(by.scheme))


def _bars(themes: list[Concept], counts: Mapping[str, Count], most: int, depth: int = 0) -> list[Bar]:
    found: list[Bar] = []
    for theme in themes:
        count = counts.get(theme.iri, Count())
        length = round(_PERCENT * count.statements / most, 2) if most else 0.0
        found += [Bar(theme, count, length, depth), *_bars(theme.children, counts, most, depth + 1)]
    return found


def _map(provinces: Mapping[str, int], address: str, language: str) -> Map:
    """Return the country with the statements of each province, which leads to them."""
    country = outlines(MEDIUM)
    places = {
        code: Place(_name(code, language), f"{count:,}", f"{address}&province={code}")
        for code, count in provinces.items()
        if code in country.paths
    }
    return Map(country.width, country.height, shaded(provinces, MEDIUM), places)


def _name(code: str, language: str) -> str:
    province = all_provinces().get(code)
    if province is None:
        return code
    return province.name_th if language == "th" else province.name_en
