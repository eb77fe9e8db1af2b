"""What is the same of all that a deployment publishes: where it stands, who publishes it, on what terms, in words."""

from dataclasses import dataclass

from phaen.endpoint.language import LANGUAGES, Translations
from phaen.endpoint.settings import Settings


@dataclass(frozen=True)
class Publication:
    """``root`` begins addresses, ``base`` names; ``contact`` is an e-mail address and ``licence`` an IRI, or empty."""

    root: str
    base: str
    publisher: str
    contact: str
    licence: str
    translations: Translations

    def say(self, key: str, **values: object) -> dict[str, str]:
        """Return a sentence in each language."""
        return {language: self.translations.say(language, key, **values) for language in LANGUAGES}


def publication(settings: Settings, root: str, translations: Translations | None = None) -> Publication:
    """Return what the settings say, for documents whose addresses begin with ``root``."""
    return Publication(
        root=root,
        base=settings.base,
        publisher=settings.publisher,
        contact=settings.contact,
        licence=settings.licence,
        translations=translations or Translations.load(),
    )
