"""What an error says in Thai, for a program that shows it to people: the editor of the pages, a client of others."""

from typing import TYPE_CHECKING, Final

from werkzeug.sansio.request import Request

from phaen.endpoint.language import LANGUAGES, Translations
from phaen.endpoint.phrases import Phrasebook

if TYPE_CHECKING:
    from phaen.endpoint.problems import Problem

MEMBER: Final = "localized"
"""The member of the problem document: ``title`` and ``detail`` stay English, for programs know and log those."""
_THAI: Final = "th"


def localized(problem: "Problem", asked: Request, translations: Translations, phrases: Phrasebook) -> dict[str, object]:
    """Return the member in a dict: nothing for who does not ask for Thai by Accept-Language."""
    wanted = asked.accept_languages
    if not wanted or wanted.best_match(LANGUAGES) != _THAI:
        return {}
    told = phrases.told(problem.detail, translations.say(_THAI, "problem.in_english"))
    said = {"language": _THAI, "title": problem.headline(translations.tables[_THAI]), "detail": Phrasebook.text(told)}
    return {MEMBER: said}
