"""The grammar of one line of a Thai plan outline, compiled from lexicon.toml.

A line is a heading ("พันธกิจ"), a labelled item ("ยุทธศาสตร์ที่ 1 : …"), a numbered item ("1.1 …", "๑. …"),
a bulleted item, or plain text. Nothing here knows a document; what lines mean together is outline.py's.
"""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from phaen.loaders.model import Kind
from phaen.loaders.text import arabic

NUMBER = r"[0-9๐-๙]{1,3}(?:\.[0-9๐-๙]{1,3})*"
DECIMAL = r"[0-9๐-๙]{1,3}(?:\.[0-9๐-๙]{1,3})+"
BULLET = r"[-–—•●▪■◦*✓➢]"
QUOTES = "\"“”„'‘’«»"
YEARS = r"\(?\s*(?:ปี\s*)?(?:พ\.?\s*ศ\.?)?\s*[0-9๐-๙]{4}\s*[-–]\s*(?:พ\.?\s*ศ\.?)?\s*[0-9๐-๙]{4}\s*\)?"
GLOSS = r"\s*\([A-Za-z][A-Za-z .,&'-]*\)"
AREA = r"(?:\s+(?:อำเภอ|อ\.|จังหวัด|จ\.)\s*\S+)*"
OWNER = rf"(?:\s*ของ\s*\S+{AREA}|\s*(?:องค์การบริหารส่วน|เทศบาล|อบต\.|อบจ\.)\s*\S+{AREA})?"


@dataclass(frozen=True, slots=True)
class Term:
    """A word of the lexicon that names a kind of plan statement."""

    word: str
    kind: Kind
    class_: str | None


@dataclass(frozen=True, slots=True)
class Heading:
    """A line of nothing but terms, perhaps with the owner's name; ``content`` is where text after a colon begins."""

    terms: tuple[Term, ...]
    content: int | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """A line that begins a statement: its term if printed, its number if printed, and where its text begins."""

    term: Term | None
    number: str | None
    content: int


@dataclass(frozen=True, slots=True)
class Aside:
    """The heading of a section that holds no plan statement, such as ค่านิยม."""


@dataclass(frozen=True, slots=True)
class Text:
    """A line without any mark."""


ParsedLine = Heading | Item | Aside | Text


@dataclass(frozen=True, slots=True)
class LeadIn:
    """The announcement of a list at the end of an item, such as มีแนวทางการพัฒนา ดังนี้."""

    start: int
    terms: tuple[Term, ...]


class Grammar:
    """The compiled lexicon."""

    def __init__(self, lexicon: dict[str, Any]) -> None:
        """Compile the tables of lexicon.toml."""
        self._terms = {
            word: Term(word, Kind(entry["kind"]), entry.get("class"))
            for entry in lexicon["term"]
            for word in entry["words"]
        }
        term, suffix = _either(self._terms), f"(?:{_either(lexicon['suffix'])})*"
        phrase = rf"(?:{term}){suffix}(?:{GLOSS})?"
        joint = rf"{phrase}(?:\s*(?:/|,|และ|กับ|[-–])?\s*{phrase})*"
        lead = _either(lexicon["lead_in"])
        start = _either(lexicon["lead_in_start"])
        mark = rf"(?:{BULLET}\s*)?(?:\(?{NUMBER}[.)]*\s*)?"
        end = rf"(?:\s*{YEARS})?\s*(?:{lead})?[\s:：.…=-]*"
        self._find_terms = re.compile(term)
        self._heading = re.compile(rf"^{mark}(?:(?:{start})\s*(?:{NUMBER}\s*)?)?(?P<terms>{joint}){OWNER}{end}$")
        self._inline = re.compile(rf"^{mark}(?P<terms>{phrase}){OWNER}\s*(?:[:：]\s*|(?=[{QUOTES}]))(?=\S)")
        self._labelled = re.compile(
            rf"^(?:{BULLET}\s*|{NUMBER}[.)]\s*)?(?P<term>{term}){suffix}\s*"
            rf"(?:ที่\s*(?P<n1>{NUMBER})|(?P<n2>{NUMBER})(?=\s*[:：]))(?![0-9๐-๙])[\s.):：\-–]*"
        )
        self._numbered = re.compile(
            rf"^(?:{BULLET}\s*)?(?:\((?P<n1>{NUMBER})\)|(?P<n2>{NUMBER})[.)]+(?![0-9๐-๙])|(?P<n3>{DECIMAL})(?=[\s\u0e01-\u0e4e]))\s*"
        )
        self._bulleted = re.compile(rf"^{BULLET}\s*(?=\S)")
        self._aside = re.compile(rf"^{mark}(?:{_either(lexicon['aside'])})")
        self._lead_in = re.compile(
            rf"[\s,]*(?:(?:{start})\s*)?(?:{NUMBER}\s*)?(?P<terms>{joint})(?:ของ\S+)?\s*(?:{lead})[\s:：]*$"
            rf"|[\s,]*(?:{start})\s*(?P<more>{joint})[\s:：]*$|\s+(?:มีดังนี้|ดังนี้|ดังต่อไปนี้)[\s:：]*$"
        )

    def parse(self, line: str) -> ParsedLine:
        """Say what one line, without blanks at its ends, is."""
        if match := self._heading.match(line):
            return Heading(self.terms(match["terms"]))
        if match := self._labelled.match(line):
            return Item(self._terms[match["term"]], match["n1"] or match["n2"], match.end())
        if match := self._inline.match(line):
            return Heading(self.terms(match["terms"]), match.end())
        return Aside() if self._aside.match(line) else self._listed(line)

    def _listed(self, line: str) -> Item | Text:
        """Say whether a line begins with a number or a bullet."""
        if match := self._numbered.match(line):
            return Item(None, match["n1"] or match["n2"] or match["n3"], match.end())
        if match := self._bulleted.match(line):
            return Item(None, None, match.end())
        return Text()

    def terms(self, text: str) -> tuple[Term, ...]:
        """Find the terms named in a heading, in order, each kind once."""
        found: dict[Kind, Term] = {}
        for match in self._find_terms.finditer(text):
            term = self._terms[match[0]]
            found.setdefault(term.kind, term)
        return tuple(found.values())

    def lead_in(self, text: str) -> LeadIn | None:
        """Find the announcement that ends an item's text."""
        match = self._lead_in.search(text)
        return LeadIn(match.start(), self.terms(match["terms"] or match["more"] or "")) if match else None


@cache
def load_grammar() -> Grammar:
    """Read and compile the packaged lexicon once."""
    lexicon = tomllib.loads(resources.files("phaen.loaders").joinpath("lexicon.toml").read_text(encoding="utf-8"))
    return Grammar(lexicon)


def code_of(number: str | None) -> str | None:
    """Write a printed number in Arabic digits without the marks around it.

    >>> code_of("๒.๑")
    '2.1'
    """
    return arabic(number).strip(".") if number else None


def _either(words: Iterable[str]) -> str:
    """Make an alternation that prefers the longest word."""
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
