"""The page of a document: where it is from, its text with what was read from it, and what was not understood of it."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_DOWN, Decimal
from typing import Final

from flask import request

from phaen.endpoint.errors import BadParameterError
from phaen.endpoint.knowledge import Description
from phaen.endpoint.language import language_of
from phaen.endpoint.passages import FROM, PART, Part, address_of_part, address_of_passage, part_of
from phaen.endpoint.quantities import amount_of
from phaen.endpoint.short_links.citation import day_in_words
from phaen.endpoint.things.density import stretch_of
from phaen.endpoint.things.marks import Mark, pieces
from phaen.endpoint.things.recognised import LEFT, UNKNOWN, ReadAs, Unread, counts, marks, plans_of, unread
from phaen.endpoint.things.shown import Place, Shown
from phaen.endpoint.website import Site
from phaen.ontology.terms import COVERAGE, FILE_NAME, NIF, RETRIEVED, SHA256

_IS_STRING: Final = NIF["isString"].value
_MOST_LISTED: Final = 100
"""Stretches of each sort that a page lists beside the text."""

_LONGEST_EXCERPT: Final = 160
_NEAR: Final = 3
"""Parts before and after the shown one to which a page links; it links to the first and the last one too."""


@dataclass(frozen=True)
class Gap:
    """A stretch that was taken for no statement, as it is listed: its first words, its place, and why."""

    excerpt: str
    address: str
    reason: str


@dataclass(frozen=True)
class Gaps:
    """What was not understood, or was left on purpose: how often for which reason, and the first of it."""

    by_reason: dict[str, int]
    listed: list[Gap]

    @property
    def count(self) -> int:
        """Return how many stretches there are."""
        return sum(self.by_reason.values())


def show_document(site: Site, place: Place, found: Description) -> Shown:
    """Show a document; its text stands in the page once, with marks, a long one in parts.

    Raises BadParameterError for a part that the text does not have.
    """
    text = found.text(_IS_STRING)
    plans = plans_of(site.engine, place.iri)
    values: dict[str, object] = {"plans": plans, "file_name": found.text(FILE_NAME.value), **_dates(site, found, plans)}
    seen = {iri for one in plans for iri in (one.plan, one.owner) if iri}
    if text is not None:
        gaps, more = unread(site.engine, place.iri)
        seen |= {gap.reason for gap in gaps}
        values |= _text(site, place, text, gaps) | {"counts": counts(site.engine, place.iri), "more_gaps": more}
        values |= _coverage(found) | _listed(place, text, gaps)
    formats = ("txt",) if text is not None else ()
    return Shown("things/document.html", values, frozenset(seen), frozenset({_IS_STRING, SHA256.value}), formats)


def _text(site: Site, place: Place, text: str, gaps: list[Unread]) -> dict[str, object]:
    """Return the asked part of the text in pieces, with links to the other parts."""
    offset = _offset(text)
    part = part_of(text, offset)
    left = [Mark(gap.begin, gap.end, LEFT if gap.left else UNKNOWN, gap.reason) for gap in gaps]
    shown = stretch_of(text, part, offset, left, lambda begin, end: marks(site.engine, place.iri, begin, end))
    beside = {"before": shown.before, "after": shown.after}
    return {
        "part": part,
        "part_length": PART,
        "parts": list(_parts(place, part)),
        "characters": len(text),
        "pieces": pieces(text, shown.begin, shown.end, shown.marks),
        "more_marks": shown.more,
        "shown": shown if shown.end - shown.begin < part.end - part.begin else None,
        "beside": {name: address_of_part(place.address, at) for name, at in beside.items() if at is not None},
        "beyond": shown.beyond[:_MOST_LISTED],
        "number_beyond": len(shown.beyond),
    }


def _offset(text: str) -> int:
    """Return the offset that the request asks for; raises BadParameterError for one that is not in the text."""
    if len(request.args.getlist(FROM)) > 1:
        raise BadParameterError(f"the parameter {FROM} is given twice; give it once", FROM)
    given = request.args.get(FROM, "0")
    if not (given.isascii() and given.isdigit() and len(given) <= 12):  # noqa: PLR2004 - more than any text has
        raise BadParameterError(f"{FROM}={given[:40]!r} is no offset; give a whole number from 0", FROM)
    if int(given) >= max(1, len(text)):
        last = max(0, len(text) - 1)
        raise BadParameterError(f"{FROM}={given} is after the end of the text; give an offset from 0 to {last}", FROM)
    return int(given)


def _parts(place: Place, part: Part) -> Iterator[tuple[int, str]]:
    """Return the numbers and addresses of the parts that the page leads to; 0 stands for parts that are left out."""
    if part.count == 1:
        return
    near = range(max(1, part.number - _NEAR), min(part.count, part.number + _NEAR) + 1)
    before = 0
    for number in sorted({1, *near, part.count}):
        if number > before + 1:
            yield 0, ""
        yield number, address_of_part(place.address, (number - 1) * PART)
        before = number


def _coverage(found: Description) -> dict[str, object]:
    """Return the share that was understood, and as percent: rounded down, so that 100 is all; None if unrecorded."""
    share = amount_of(found.text(COVERAGE.value))
    if share is None or not 0 <= share <= 1:
        return {"coverage": None}
    percent = (share * 100).quantize(Decimal("0.1"), ROUND_DOWN)
    return {"coverage": share, "percent": f"{percent:f}".removesuffix(".0")}


def _listed(place: Place, text: str, gaps: Iterable[Unread]) -> dict[str, object]:
    sorts: dict[bool, list[Unread]] = {True: [], False: []}
    for gap in gaps:
        sorts[gap.left].append(gap)
    return {"unknown": _gaps(place, text, sorts[False]), "left": _gaps(place, text, sorts[True])}


def _gaps(place: Place, text: str, found: list[Unread]) -> Gaps:
    reasons = Counter(gap.reason for gap in found)
    listed = [
        Gap(
            _excerpt(text[gap.begin : gap.end]),
            address_of_passage(f"{place.address}#offset_{gap.begin}_{gap.end}"),
            gap.reason,
        )
        for gap in found[:_MOST_LISTED]
    ]
    return Gaps(dict(reasons.most_common()), listed)


def _excerpt(words: str) -> str:
    """Return the beginning of a stretch as one line."""
    line = " ".join(words[: 4 * _LONGEST_EXCERPT].split())
    short = len(line) <= _LONGEST_EXCERPT and len(words) <= 4 * _LONGEST_EXCERPT
    return line if short else line[:_LONGEST_EXCERPT].rstrip() + " …"


def _dates(site: Site, found: Description, plans: list[ReadAs]) -> dict[str, object]:
    """Return the days of retrieval and of loading in words, as far as they are known."""
    language, say = language_of(request), site.translations.say
    known = {"retrieved": found.text(RETRIEVED.value), "loaded": max((one.loaded for one in plans), default="")}
    return {name: day_in_words(day, language, say) for name, text in known.items() if (day := _day(text))}


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat((text or "")[:10])
    except ValueError:
        return None
