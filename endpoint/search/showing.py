"""What the page of a search shows: hits with highlights, facets whose counts are links, filters that are set."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from phaen.endpoint.iris import Addresses
from phaen.endpoint.search.addresses import address_of, shown_year
from phaen.endpoint.search.evidence import Place, Sources
from phaen.endpoint.search.parameters import FILTERS, SearchRequest
from phaen.loaders.search.model import FacetCount, Hit, Results, Snippet
from phaen.ontology.provinces import all_provinces

FIRST_SHOWN: Final = 8
"""Values of a facet that stand open; the others wait behind a word."""

ELLIPSIS: Final = "…"
"""Stands where a snippet was cut."""
Pieces = tuple[tuple[str, bool], ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """A value of a facet, or a filter that is set, and the address that adds or removes it."""

    name: str
    value: str
    label: str
    address: str
    count: int | None = None
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Shown:
    """A hit as a reader sees it: its title in pieces, of which some match, and the texts that do."""

    hit: Hit
    title: Pieces
    language: str
    texts: tuple[Snippet, ...]
    organisation: Pieces
    plan: str | None
    places: Sequence[Place]


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads the page: in which language, with which words, on which site."""

    language: str
    say: Callable[..., str]
    addresses: Addresses

    @property
    def buddhist(self) -> bool:
        """Tell whether years are shown in the Buddhist Era."""
        return self.language == "th"

    def address(self, asked: SearchRequest) -> str:
        """Return the address of a search."""
        return address_of(asked, self.addresses, buddhist=self.buddhist)


def shown_hits(results: Results, sources: Sources, language: str) -> list[Shown]:
    """Return the hits of a page for a reader of a language."""
    return [_shown(hit, sources, language) for hit in results.hits]


def written_in(pieces: Pieces) -> str:
    """Return the language of a text by its script, for what reads it aloud."""
    return "th" if any("\u0e00" <= character <= "\u0e7f" for character in _text(pieces)) else "en"


def facets_of(asked: SearchRequest, results: Results, reader: Reader) -> dict[str, list[Choice]]:
    """Return the values of each facet; a facet whose one value all hits have helps nobody, unless it is set."""
    found = {name: [_choice(asked, name, count, reader) for count in counts] for name, counts in results.facets.items()}
    return {
        name: choices
        for name, choices in found.items()
        if len(choices) > 1 or any(choice.chosen or choice.count != results.total for choice in choices)
    }


def filters_set(
    asked: SearchRequest, results: Results | None, labels: Mapping[str, str], reader: Reader
) -> list[Choice]:
    """Return the filters that are set, with the addresses that remove them; ``labels`` are those of IRIs."""
    counts = results.facets if results is not None else {}
    named = {(name, count.value): label_of(name, count, reader) for name, found in counts.items() for count in found}
    chosen = [(name, value) for name in FILTERS for value in asked.values(name)]
    choices = [
        Choice(
            name,
            value,
            named.get((name, value)) or labels.get(value) or label_of(name, FacetCount(value, value, 0), reader),
            reader.address(asked.toggled(name, value)),
        )
        for name, value in chosen
    ]
    first, last = asked.filters.first_year, asked.filters.last_year
    if first is None and last is None:
        return choices
    label = period(first, last, reader)
    return [*choices, Choice("year", label, label, reader.address(asked.in_years(None, None)))]


def label_of(name: str, count: FacetCount, reader: Reader) -> str:
    """Return what a value of a facet is called in the reader's language."""
    if name == "kind":
        return reader.say(f"search.kind.{count.value}")
    if name == "year" and count.value.isdigit():
        return str(shown_year(int(count.value), buddhist=reader.buddhist))
    if name == "province" and count.value in all_provinces():
        province = all_provinces()[count.value]
        return province.name_th if reader.language == "th" else province.name_en
    return count.labels.get(reader.language) or count.label or count.value


def period(first: int | None, last: int | None, reader: Reader) -> str:
    """Return years as a reader counts them: 2566–2570, 2023–2027, 2566– for what has no end."""
    years = [str(shown_year(year, buddhist=reader.buddhist)) if year is not None else "" for year in (first, last)]
    return years[0] if years[0] == years[1] else "–".join(years)


def _shown(hit: Hit, sources: Sources, language: str) -> Shown:
    by_field = {snippet.field: snippet for snippet in hit.snippets}
    tag = language if language in hit.labels else hit.language
    name = hit.labels.get(language) or hit.label
    cut = by_field["label"].pieces if "label" in by_field else ()
    marked = _within(name, cut) if cut else None
    return Shown(
        hit=hit,
        title=marked or ((name, False),),
        language=tag,
        texts=tuple(_texts(name, by_field, titled=bool(marked))),
        organisation=_organisation(hit, by_field.get("organisation")),
        plan=sources.plans.get(hit.plan) if hit.plan else None,
        places=sources.places.get(hit.iri, ()),
    )


def _within(text: str, cut: Pieces) -> Pieces | None:
    """Return a text in pieces, as a piece that was cut out of it has them; None if it is of another text."""
    pieces = [
        (piece.removeprefix(ELLIPSIS) if index == 0 else piece, match) for index, (piece, match) in enumerate(cut)
    ]
    pieces[-1] = (pieces[-1][0].removesuffix(ELLIPSIS), pieces[-1][1])
    middle = _text(pieces)
    at = text.find(middle)
    if at < 0:
        return None
    whole = ((text[:at], False), *pieces, (text[at + len(middle) :], False))
    return tuple(piece for piece in whole if piece[0])


def _texts(title: str, by_field: Mapping[str, Snippet], *, titled: bool) -> Iterator[Snippet]:
    """Give what else matches, but nothing twice: a statement's text begins with its name and ends with its explanation.

    Another name of the thing than its title stands first.
    """
    if "label" in by_field and not titled:
        yield by_field["label"]
    explanation, text = by_field.get("explanation"), by_field.get("text")
    said = _text(text.pieces).removesuffix(ELLIPSIS) if text is not None else ""
    if text is not None and said not in title and not (explanation and said.startswith(title)):
        yield text
    if explanation is not None:
        yield explanation


def _organisation(hit: Hit, snippet: Snippet | None) -> Pieces:
    label = hit.organisation_label or ""
    if snippet is not None and _text(snippet.pieces) == label:
        return snippet.pieces
    return ((label, False),) if label else ()


def _text(pieces: Iterable[tuple[str, bool]]) -> str:
    return "".join(text for text, _ in pieces)


def _choice(asked: SearchRequest, name: str, count: FacetCount, reader: Reader) -> Choice:
    if name == "year":
        year = int(count.value)
        chosen = asked.filters.first_year == asked.filters.last_year == year
        other = asked.in_years(None, None) if chosen else asked.in_years(year, year)
    else:
        chosen = count.value in asked.values(name)
        other = asked.toggled(name, count.value)
    return Choice(name, count.value, label_of(name, count, reader), reader.address(other), count.count, chosen)
