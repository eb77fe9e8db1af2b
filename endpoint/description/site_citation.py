"""How the site itself is cited, with the day of its data, and the form of the citation of one statement."""

from dataclasses import dataclass
from typing import Final

from phaen.endpoint.description.publication import Publication
from phaen.endpoint.language import LANGUAGES
from phaen.endpoint.short_links.citation import BUDDHIST_ERA, day_in_words, day_of, tex

STATEMENT: Final = "id/…"
"""Stands for the rest of the address of a statement."""


@dataclass(frozen=True)
class SiteCitation:
    """The texts to copy by language, for the site and for a statement; and for BibTeX."""

    words: dict[str, str]
    statement: dict[str, str]
    bibtex: str


def cite_site(said: Publication, snapshot: str, root: str) -> SiteCitation:
    """Return how to cite the site at the address ``root``, in the state that a snapshot has ("" if it is not known)."""
    return SiteCitation(
        {language: _words(said, snapshot, root, language) for language in LANGUAGES},
        {language: _statement(said, snapshot, root, language) for language in LANGUAGES},
        _bibtex(said, snapshot, root),
    )


def _words(said: Publication, snapshot: str, root: str, language: str) -> str:
    say, day = said.translations.say, day_of(snapshot)
    return say(
        language,
        "about.cite.site.words",
        publisher=said.publisher,
        year=_year(said, snapshot, language),
        title=say(language, "void.dataset"),
        day=day_in_words(day, language, say) if day else say(language, "about.cite.undated"),
        address=root,
    )


def _statement(said: Publication, snapshot: str, root: str, language: str) -> str:
    year = _year(said, snapshot, language)
    key, address = "about.cite.statement.words", f"{root}{STATEMENT}?release=…"
    return said.translations.say(language, key, publisher=said.publisher, year=year, address=address)


def _year(said: Publication, snapshot: str, language: str) -> str:
    day = day_of(snapshot)
    if day is None:
        return said.translations.say(language, "about.cite.undated")
    return str(day.year + (BUDDHIST_ERA if language == "th" else 0))


def _bibtex(said: Publication, snapshot: str, root: str) -> str:
    title, day = said.say("void.dataset"), day_of(snapshot)
    fields = {
        "author": f"{{{tex(said.publisher)}}}",
        "title": f"{{{tex(title['en'])}}}",
        "titleaddon": tex(title["th"]),
        "howpublished": f"\\url{{{root}}}",
        "url": root,
    }
    if day is not None:
        fields |= {"year": str(day.year), "note": f"Data set, as of {day.isoformat()}"}
    return "@misc{phaen,\n" + ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items()) + "\n}\n"
