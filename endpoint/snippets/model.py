"""What a program is made from, and the program."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, urlencode

from phaen.queries.model import Parameter, SavedQuery

_NEVER: Final = frozenset(' "<>\\^`{|}')
"""Characters that stand in no address (RFC 3986)."""


@dataclass(frozen=True, slots=True)
class Snippet:
    """A program to copy: its name in addresses, what a page calls it, the language it is in, and its text."""

    name: str
    label: str
    language: str
    text: str


@dataclass(frozen=True, slots=True)
class Question:
    """A saved query of the service at a base address, the values that it is asked with, and its text with them.

    ``release`` is the date of the release that it is asked of, "" for the present state.
    """

    base: str
    saved: SavedQuery
    values: Mapping[str, str]
    text: str
    release: str = ""

    @property
    def service(self) -> str:
        """Return the address of the SPARQL endpoint."""
        return f"{self.base}/sparql{self._release}"

    @property
    def page(self) -> str:
        """Return the address of the query's page, with the values."""
        return self.opened() + _encoded(self.values) if self.values else self.address()

    def address(self, suffix: str = "") -> str:
        """Return the address of the result, without the values; the suffix chooses the format."""
        return f"{self.base}/queries/{self.saved.name}" + (f".{suffix}" if suffix else "") + self._release

    def opened(self, suffix: str = "") -> str:
        """Return the address of the result as far as the values follow."""
        return self.address(suffix) + ("&" if self.release else "?")

    @property
    def _release(self) -> str:
        return f"?release={self.release}" if self.release else ""

    @property
    def title(self) -> str:
        """Return the title in both languages."""
        return f"{self.saved.title.th} / {self.saved.title.en}"

    def not_given(self) -> tuple[Parameter, ...]:
        """Return the parameters that have no value."""
        return tuple(parameter for parameter in self.saved.parameters if parameter.name not in self.values)


def question(base: str, saved: SavedQuery, values: Mapping[str, str], text: str, release: str = "") -> Question:
    """Make a question; values of nothing but white space count as not given, as they do for the query itself."""
    given = {name: value for name, value in values.items() if value.strip()}
    address = "".join(c if c.isprintable() and c not in _NEVER else quote(c, errors="replace") for c in base)
    return Question(address.rstrip("/"), saved, given, text, release)


def _encoded(values: Mapping[str, str]) -> str:
    return urlencode(values, errors="replace")
