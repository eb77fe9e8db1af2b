"""What a file of a result says of itself, so that it can be told years later what it holds and where it is from."""

import json
from collections.abc import Mapping
from typing import Final

from phaen.endpoint.language import LANGUAGES, Translations
from phaen.queries.model import SavedQuery

KEYS: Final = (
    "title_th", "title_en", "description_th", "description_en", "name", "parameters", "page", "source", "licence",
    "snapshot", "made", "cut", "query",
)  # fmt: skip
"""In their order; ``snapshot``, ``made`` and ``cut`` are known when the file is made."""
SENTENCES: Final = ("numbers", "times", "shortened")
"""What is said of the values in a workbook."""


def about(saved: SavedQuery, translations: Translations, facts: Mapping[str, str]) -> str:
    """Return what is to be said of a result, as JSON: ``labels``, in both languages, and ``facts``.

    ``facts`` are those of the request: parameters, page, source (its address), licence and query (as it was run).
    """
    known = {
        "title_th": saved.title.th,
        "title_en": saved.title.en,
        "description_th": saved.description.th,
        "description_en": saved.description.en,
        "name": saved.name,
    }
    return json.dumps({"labels": _labels(translations), "facts": known | dict(facts)}, ensure_ascii=False)


def _labels(translations: Translations) -> dict[str, str]:
    """Return what a fact is called, and the sentences, in both languages."""
    return {
        key: " / ".join(dict.fromkeys(translations.say(language, f"file.{key}") for language in LANGUAGES))
        for key in (*KEYS, *SENTENCES)
    }
