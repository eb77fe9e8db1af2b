"""Read the keys of one table of a header, strictly: what is wrong is told by file, key and remedy."""

from collections.abc import Iterator, Mapping
from typing import NoReturn

from phaen.queries.errors import QueryFileError
from phaen.queries.model import Text

_LANGUAGES = ("th", "en")


class Fields:
    """The keys of one table; knows its file and where in the file the table stands, for the messages."""

    def __init__(self, file: str, table: Mapping[str, object], where: str = "") -> None:
        """Take a table; ``where`` is what stands before its keys in messages, such as ``view.``."""
        self.file = file
        self.where = where
        self._table = table

    def __contains__(self, key: str) -> bool:
        """Tell whether the table has a key."""
        return key in self._table

    def __iter__(self) -> Iterator[str]:
        """Go through the keys in the order of the file."""
        return iter(self._table)

    def get(self, key: str) -> object:
        """Return the value of a key as TOML has it, None where there is none."""
        return self._table.get(key)

    def fail(self, key: str, problem: str) -> NoReturn:
        """Raise QueryFileError for a key."""
        raise QueryFileError(self.file, f"{self.where}{key}", problem)

    def only(self, keys: tuple[str, ...]) -> None:
        """Refuse every key but these, so that a misspelt one does not go unseen."""
        for key in self._table:
            if key not in keys:
                self.fail(key, f"no such key; use {', '.join(keys)}")

    def inner(self, key: str) -> "Fields":
        """Return the table under a key; raise QueryFileError where it is none."""
        found = self._table.get(key)
        if not isinstance(found, dict):
            self.fail(key, f"write a table, with keys as {key}.x = …")
        return Fields(self.file, found, f"{self.where}{key}.")

    def rows(self, key: str) -> list["Fields"]:
        """Return the tables of a list, such as ``[[parameters]]``; none where the key is missing."""
        found = self._table.get(key, [])
        if not isinstance(found, list) or not all(isinstance(item, dict) for item in found):
            self.fail(key, f"begin each of the {key} with the line #+ [[{key}]]")
        return [Fields(self.file, item, f"{self.where}{key}[{index}].") for index, item in enumerate(found, start=1)]

    def text(self, key: str) -> Text:
        """Return a text in both languages."""
        both = self._table.get(key)
        texts = Fields(self.file, dict(both) if isinstance(both, dict) else {}, f"{self.where}{key}.")
        texts.only(_LANGUAGES)
        th, en = (texts._language(key, language) for language in _LANGUAGES)
        return Text(th=th, en=en)

    def _language(self, key: str, language: str) -> str:
        found = self._table.get(language)
        if not isinstance(found, str) or not found.strip():
            self.fail(language, f'write it as #+ {key}.{language} = "…"')
        return found.strip()

    def optional_text(self, key: str) -> Text | None:
        """Return a text in both languages, None where there is none."""
        return self.text(key) if key in self._table else None

    def word(self, key: str) -> str | None:
        """Return a string, None where there is none."""
        found = self._table.get(key)
        if found is not None and (not isinstance(found, str) or not found.strip()):
            self.fail(key, f'write it in quotation marks: {key} = "…"')
        return found.strip() if isinstance(found, str) else None

    def strings(self, key: str) -> tuple[str, ...]:
        """Return a list of strings, empty where there is none."""
        found = self._table.get(key, [])
        if not isinstance(found, list) or not all(isinstance(item, str) and item for item in found):
            self.fail(key, f'write a list of strings: {key} = ["…", "…"]')
        return tuple(found)

    def flag(self, key: str) -> bool:
        """Return a boolean, False where there is none."""
        found = self._table.get(key, False)
        if not isinstance(found, bool):
            self.fail(key, "write true or false")
        return found
