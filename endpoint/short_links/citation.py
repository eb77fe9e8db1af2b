"""How to cite a query: with the day and the name of the snapshot that its result came from."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final
from urllib.parse import quote

from phaen.endpoint.short_links.link import Link

Say = Callable[..., str]
"""Gives a sentence in a language: ``say(language, key, **values)``."""

BUDDHIST_ERA: Final = 543
_TIME: Final = re.compile(r"\d{8}T\d{6}Z")
_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
# What TeX reads as commands; a backslash itself first.
_ESCAPED: Final = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#", "_": r"\_", "%": r"\%",
    "^": r"\textasciicircum{}", "~": r"\textasciitilde{}", "<": r"\textless{}", ">": r"\textgreater{}",
    "|": r"\textbar{}", '"': r"\textquotedbl{}",
}  # fmt: skip


@dataclass(frozen=True)
class Citation:
    """The texts to copy: in Thai with Buddhist years, in English with Christian ones, and for BibTeX."""

    th: str
    en: str
    bibtex: str


def cite(link: Link, address: str, snapshot: str, say: Say) -> Citation:
    """Write the citation of a link at its address, with the snapshot that the result came from ("" if not known)."""
    where = f"{address}?snapshot={quote(snapshot)}" if snapshot else address
    return Citation(
        _sentence(link, where, snapshot, say, "th"),
        _sentence(link, where, snapshot, say, "en"),
        _bibtex(link, where, snapshot, say),
    )


def day_of(snapshot: str) -> date | None:
    """Return the day (UTC) on which a snapshot was published, which its name begins with; None if it does not."""
    found = _TIME.match(snapshot)
    if found is None:
        return None
    try:
        return datetime.strptime(found[0], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC).date()
    except ValueError:
        return None


def day_in_words(day: date, language: str, say: Say) -> str:
    """Write a day out; in Thai in the Buddhist era."""
    year = day.year + BUDDHIST_ERA if language == "th" else day.year
    return f"{day.day} {say(language, f'month.{day.month}')} {year}"


def _sentence(link: Link, where: str, snapshot: str, say: Say, language: str) -> str:
    title = link.content.title or say(language, "short_link.untitled")
    day = day_in_words(day_of(snapshot) or link.created, language, say)
    key = "short_link.citation" if snapshot else "short_link.citation_undated"
    return say(language, key, title=title, site=say(language, "site.name"), day=day, snapshot=snapshot, address=where)


def _bibtex(link: Link, where: str, snapshot: str, say: Say) -> str:
    day = day_of(snapshot) or link.created
    title = link.content.title or say("en", "short_link.untitled")
    note = f"Snapshot {snapshot} of the data" if snapshot else f"As of {day.isoformat()}"
    fields = [
        ("title", f"{{{tex(title)}}}"),
        ("howpublished", "SPARQL query on phaen"),
        ("year", str(day.year)),
        ("note", tex(note)),
        ("url", where),
    ]
    lines = [f"  {name} = {{{value}}}," for name, value in fields]
    lines.insert(3, f"  month = {_MONTHS[day.month - 1]},")
    return "\n".join([f"@misc{{phaen-{link.name},", *lines, "}"])


def tex(text: str) -> str:
    """Return a text in which nothing is a command of TeX."""
    return "".join(_ESCAPED.get(character, character) for character in text)
