"""What errors say, in Thai: found by their English message, which is what programs and logs get.

An error is raised with a whole English sentence that names the value and the remedy, in whichever package or process it
happens. The Thai sentence is kept by the form of the English one, with the same gaps; a test holds that every
message that a reader can meet has one. A message that has none, such as the parser's words, stays English.
"""

import ast
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from html import unescape
from importlib.resources import files
from typing import Final, Self

from markupsafe import Markup, escape

_GAP: Final = re.compile(r"\{(\w+)\}")
_MARK: Final = re.compile(r"</?span[^>]*>")
"""Of our own making: all else is escaped."""
_DEEPEST: Final = 3
"""Messages within messages: a parameter, what is wrong with it, what to do."""
_PROSE: Final = frozenset({"error", "reason", "problem", "remedy", "said"})
"""Gaps for the words of other programs, which are English."""
_OR: Final = " or "
_END: Final = "; "
"""Before the remedy of a message."""


@dataclass(frozen=True)
class Phrase:
    """The form of a message, in English, and what it says in Thai."""

    english: str
    thai: str

    @cached_property
    def words(self) -> tuple[str, ...]:
        """Return what stands before, between and after the gaps."""
        return tuple(_GAP.split(self.english)[::2])

    @cached_property
    def gaps(self) -> tuple[str, ...]:
        """Return the names of the gaps, in the order of the English message."""
        return tuple(_GAP.findall(self.english))

    def values(self, message: str) -> dict[str, str] | None:
        """Return what stands in the gaps of a message, None if it has another form; in time linear to its length."""
        first, last = self.words[0], self.words[-1]
        if not self.gaps:
            return {} if message == self.english else None
        if not (message.startswith(first) and message.endswith(last)):
            return None
        place, end, found = len(first), len(message) - len(last), list[str]()
        for word in self.words[1:-1]:
            there = message.find(word, place, end)
            if there < 0:
                return None
            found.append(message[place:there])
            place = there + len(word)
        return dict(zip(self.gaps, [*found, message[place:end]], strict=True)) if place <= end else None


@dataclass(frozen=True)
class Phrasebook:
    """All that errors say in Thai, the most particular forms first."""

    phrases: tuple[Phrase, ...]

    @classmethod
    def of(cls, sentences: Mapping[str, str]) -> Self:
        """Make one of Thai sentences by their English ones."""
        found = [Phrase(english, thai) for english, thai in sentences.items()]
        return cls(tuple(sorted(found, key=lambda phrase: -sum(map(len, phrase.words)))))

    @classmethod
    def load(cls) -> Self:
        """Read the file of the translations."""
        text = files("phaen.endpoint").joinpath("translations", "errors.th.toml").read_text("utf-8")
        return cls.of(tomllib.loads(text))

    def told(self, message: str, english: str) -> Markup:
        """Return what a message says in Thai; one that has no Thai as it is, after these words that it is English."""
        found = self.thai(message)
        return Markup('{} <span lang="en">{}</span>').format(english, message) if found is None else found

    @staticmethod
    def text(told: Markup) -> str:
        """Return what was told as plain text.

        >>> Phrasebook.text(Markup('<span lang="en">a &lt;b&gt;</span>'))
        'a <b>'
        """
        return unescape(_MARK.sub("", told))

    def thai(self, message: str, deepest: int = _DEEPEST) -> Markup | None:
        """Return what a message says in Thai, its values marked as what nobody translates; None for an unknown form.

        >>> book = Phrasebook.of({"there is no page {n}; {remedy}": "ไม่มีหน้า {n} {remedy}", "see above": "ดูข้างบน"})
        >>> print(book.thai("there is no page 'x'; see above"))
        ไม่มีหน้า <span translate="no">“x”</span> ดูข้างบน
        """
        for phrase in self.phrases:
            values = phrase.values(message)
            if values is None:
                continue
            told = {name: self._told(name, value, deepest) for name, value in values.items()}
            said = {name: value for name, value in told.items() if value is not None}
            if len(said) == len(told):
                return escape(phrase.thai).format(**said)
        return None

    def _told(self, name: str, value: str, deepest: int) -> Markup | None:
        """Return a value in Thai, or as it is; None for the rest of a longer message, which is no value."""
        inner = self.thai(value, deepest - 1) if deepest else None
        if inner is not None:
            return inner
        if name in _PROSE:
            return Markup('<span lang="en">{}</span>').format(value)
        shown = _unquoted(value)
        if _END in value and shown == value:
            return None
        listed = [shown] if shown != value else value.split(_OR)
        return Markup(" หรือ ").join(Markup('<span translate="no">{}</span>').format(item) for item in listed)


def _unquoted(value: str) -> str:
    """Return a value that was written as Python writes it in quotation marks of ours; others as they are."""
    if len(value) > 1 and value[0] == value[-1] and value[0] in "'\"":
        try:
            return f"“{ast.literal_eval(value)}”"
        except (ValueError, SyntaxError):
            return value
    return value
