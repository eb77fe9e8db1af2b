"""The grammar of one line of a Thai plan outline, compiled from lexicon.toml.

A line is a heading ("พันธกิจ"), a labelled item ("ยุทธศาสตร์ที่ 1 : …"), a numbered item ("1.1 …", "๑. …"),
a bulleted item, a definition, an owner's name, the heading of a section that holds no statements, or plain text.
Nothing here knows a document; what lines mean together is outline.py's.
"""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from phaen.loaders.model import Kind
from phaen.ontology.digits import arabic

# Groups are atomic and repetitions possessive wherever the next step cannot need a shorter match: so that no line,
# however made, takes more than one pass.
NUMBER = r"[0-9๐-๙]{1,3}(?:\.[0-9๐-๙]{1,3}){0,5}+"
DECIMAL = r"[0-9๐-๙]{1,3}(?:\.[0-9๐-๙]{1,3}){1,5}+"
LONGEST_HEADING = 400
LONGEST_LEAD_IN = 200
"""Code points; longer lines are no headings, and an announcement stands in the last ones of an item."""

NUMBER_MARK = rf"(?:\(\s*{NUMBER}\s*\)|{NUMBER}[.)]+(?![0-9๐-๙]))"
BULLET = r"[-–—•●▪■◦*✓➢]"
QUOTES = "\"“”„'‘’«»"
YEARS = r"\(?\s*+(?:ปี\s*+)?+(?:พ\.?\s*+ศ\.?)?+\s*+[0-9๐-๙]{4}\s*+[-–]\s*+(?:พ\.?\s*+ศ\.?)?+\s*+[0-9๐-๙]{4}\s*+\)?"
GLOSS = r"\s*+\([A-Za-z][A-Za-z .,&'-]*\)"
AREA = r"(?:\s+(?:ตำบล|ต\.|อำเภอ|อ\.|จังหวัด|จ\.)\s*\S+)*"
BODY = rf"(?:องค์การบริหารส่วน|เทศบาล|อบต\.|อบจ\.)\s*\S+{AREA}"
OWNER = rf"(?:\s*ของ\s*\S+{AREA}|\s*{BODY})?"
LONGEST_NOISE = 130
# A rule, a page number between dashes or after หน้า, or a line of an address.
NOISE = re.compile(
    rf"[-–—_=*.]*\s*(?:[-–—]\s*{NUMBER}\s*[-–—])?[-–—_=*.]*(?<=[-–—_=*.])|หน้า(?:ที่)?\s*{NUMBER}"
    r"|(?:โทร\.|โทรศัพท์|โทรสาร|แฟกซ์|ที่อยู่|อีเมล|E-?mail|www\.|https?:).{0,120}"
)
COUNTED = "ด้าน|ประเด็น|ข้อ|ประการ|ยุทธศาสตร์|กลยุทธ์|แนวทาง|พันธกิจ"
COUNT = rf"(?:\s*+(?:มีจำนวน|มี|ประกอบด้วย|จำนวน|รวม)?+\s*+{NUMBER}\s*+(?:{COUNTED}))?+"
DEFINES = rf"\s*(?:คือ|หมายถึง|หมายความว่า)(?=\s*[^\s{QUOTES}:：])"


@dataclass(frozen=True, slots=True)
class Term:
    """A word of the lexicon that names a kind of plan statement; a weak one does not make a text a plan."""

    word: str
    kind: Kind
    class_: str | None
    weak: bool = False


@dataclass(frozen=True, slots=True)
class Heading:
    """A line of nothing but terms, perhaps with the owner's name; ``content`` is where text after a colon begins."""

    terms: tuple[Term, ...]
    content: int | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """A line that begins a statement: term and number if printed, the style of its mark, and where its text begins.

    The style is the mark with letters for its digits, such as ``n.`` or ``(n)``, or the bullet.
    """

    term: Term | None
    number: str | None
    content: int
    style: str


@dataclass(frozen=True, slots=True)
class Aside:
    """The heading of a section that holds no statement of this plan, such as ค่านิยม; foreign: another body's plan."""

    foreign: bool


@dataclass(frozen=True, slots=True)
class Definition:
    """A sentence that says what a term means."""


@dataclass(frozen=True, slots=True)
class Owner:
    """A line that is only the name of a body."""


@dataclass(frozen=True, slots=True)
class Noise:
    """A page number or a rule between dashes; the text goes on over it."""


@dataclass(frozen=True, slots=True)
class Text:
    """A line without any mark."""


ParsedLine = Heading | Item | Aside | Definition | Owner | Noise | Text


@dataclass(frozen=True, slots=True)
class LeadIn:
    """The announcement of a list at the end of an item, such as มีแนวทางการพัฒนา ดังนี้."""

    start: int
    terms: tuple[Term, ...]


class Grammar:
    """The compiled lexicon."""

    def __init__(self, lexicon: dict[str, Any]) -> None:
        """Compile the tables of lexicon.toml."""
        self._terms = {word: _term(word, entry) for entry in lexicon["term"] for word in entry["words"]}
        heads = [word for entry in lexicon["term"] if not entry.get("labelled_only") for word in entry["words"]]
        self._phrase = rf"(?>{either(heads)})(?:{either(lexicon['suffix'])})*+(?:{GLOSS})?+"
        self._joint = rf"{self._phrase}(?:\s*+(?:/|,|และ|กับ|[-–])?+\s*+{self._phrase})*+"
        self._lead = either(lexicon["lead_in"])
        self._start = either(lexicon["lead_in_start"])
        self._find_terms = re.compile(either(self._terms))
        self._statement_start = re.compile(either(lexicon["statement_start"]))
        self._furniture = re.compile(either(lexicon["furniture"]))
        self._compile_headings(lexicon)
        self._compile_items(lexicon)
        self._compile_lead_in()

    def _compile_headings(self, lexicon: dict[str, Any]) -> None:
        mark = rf"(?:{BULLET}\s*+)?+(?:\(?{NUMBER}[.)]*+\s*+)?+"
        end = rf"(?:\s*+{YEARS})?+{COUNT}\s*+(?:{self._lead})?+[\s:：.…=-]*+"
        lead = rf"(?:(?:{self._start})\s*+(?:{NUMBER}\s*+)?+)?+"
        self._heading = re.compile(rf"^{mark}{lead}(?P<terms>{self._joint}){OWNER}{end}$")
        self._inline = re.compile(
            rf"^{mark}(?P<terms>{self._phrase}){OWNER}\s*(?:คือ\s*)?(?:[:：]\s*|(?=[{QUOTES}])|\s(?={NUMBER_MARK}))(?=\S)"
        )
        self._definition = re.compile(rf"^{mark}{self._phrase}{DEFINES}")
        asides = rf"(?:{either(lexicon['aside'])})(?:{either(lexicon['aside_suffix'])})*(?:{GLOSS})?"
        self._aside = re.compile(rf"^{mark}{asides}{OWNER}{end}$")
        self._foreign = re.compile(rf"^{mark}(?:{either(lexicon['foreign'])})")
        self._owner = re.compile(rf"^{BODY}(?:\s*:.*)?$")

    def _compile_items(self, lexicon: dict[str, Any]) -> None:
        suffix = f"(?:{either(lexicon['suffix'])})*"
        self._labelled = re.compile(
            rf"^(?:{BULLET}\s*|{NUMBER}(?:[.)]+\s*|\s+))?(?P<term>{either(self._terms)}){suffix}\s*"
            rf"(?:ที่\s*(?P<n1>{NUMBER})|(?P<n2>{NUMBER})(?=\s*[:：])|(?P<n3>{DECIMAL})(?=\s))"
            rf"(?![0-9๐-๙])[\s.):：\-–]*"
        )
        self._numbered = re.compile(
            rf"^(?:{BULLET}\s*)?(?P<mark>\(\s*(?P<n1>{NUMBER})\s*\)|(?P<n2>{NUMBER})\s?[.)]+(?![0-9๐-๙])"
            rf"|(?P<n3>{DECIMAL})(?=[\s\u0e01-\u0e4e]))\s*"
        )
        self._bulleted = re.compile(rf"^(?P<mark>{BULLET})\s*(?=\S)")

    def _compile_lead_in(self) -> None:
        """Compile what announces a list: an explicit ดังนี้, or a start such as มี that stands apart by a space."""
        strong = r"(?:มี)?(?:ดังนี้|ดังต่อไปนี้)"
        self._lead_in = re.compile(
            rf"(?:(?:\s*(?:{self._start})\s*|\s+)(?:{NUMBER}\s*)?(?P<strong>{self._joint})(?:ของ\S+)?\s*{strong}"
            rf"|\s+(?:{self._start})\s*(?:{NUMBER}\s*)?(?P<weak>{self._joint})\s*(?:{self._lead})?"
            rf"|\s+{strong})[\s:：]*$"
        )

    def parse(self, line: str) -> ParsedLine:
        """Say what one line, without blanks at its ends, is."""
        if len(line) <= LONGEST_NOISE and NOISE.fullmatch(line):
            return Noise()
        short = len(line) <= LONGEST_HEADING
        if short and (match := self._heading.match(line)):
            return Heading(self.terms(match["terms"]))
        if match := self._labelled.match(line):
            return Item(
                self._terms[match["term"]], match["n1"] or match["n2"] or match["n3"], match.end(), match["term"]
            )
        return (self._beside(line) if short else None) or self._listed(line)

    def _beside(self, line: str) -> ParsedLine | None:
        """Say whether a line is about the plan rather than of it, or a heading with its content."""
        if self._definition.match(line):
            return Definition()
        if self._foreign.match(line):
            return Aside(foreign=True)
        if match := self._inline.match(line):
            return Heading(self.terms(match["terms"]), match.end())
        if self._owner.match(line):
            return Owner()
        return Aside(foreign=False) if self._aside.match(line) else None

    def _listed(self, line: str) -> Item | Text:
        """Say whether a line begins with a number or a bullet."""
        if match := self._numbered.match(line):
            style = re.sub(r"\s", "", re.sub("[0-9๐-๙]+", "n", match["mark"]))
            return Item(None, match["n1"] or match["n2"] or match["n3"], match.end(), style)
        if match := self._bulleted.match(line):
            return Item(None, None, match.end(), match["mark"])
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
        skipped = max(0, len(text) - LONGEST_LEAD_IN)
        match = self._lead_in.search(text[skipped:])
        return LeadIn(skipped + match.start(), self.terms(match["strong"] or match["weak"] or "")) if match else None

    def sounds_like_a_statement(self, text: str) -> bool:
        """Tell whether a line without any mark begins as plan statements do."""
        return bool(self._statement_start.match(text))

    def is_furniture(self, text: str) -> bool:
        """Tell whether a line belongs to the page, not to the plan: a telephone number, a counter, a menu."""
        return bool(self._furniture.search(text))

    def without_term(self, text: str) -> str:
        """Drop the kind's word that some plans repeat before the text of an item."""
        match = self._find_terms.match(text)
        return text[match.end() :] if match else text


@cache
def load_grammar() -> Grammar:
    """Compile the packaged lexicon once."""
    return Grammar(lexicon())


@cache
def lexicon() -> dict[str, Any]:
    """Read the packaged lexicon once."""
    return tomllib.loads(resources.files("phaen.loaders").joinpath("lexicon.toml").read_text(encoding="utf-8"))


def code_of(number: str | None) -> str | None:
    """Write a printed number in Arabic digits without the marks around it.

    >>> code_of("๒.๑")
    '2.1'
    """
    return arabic(number).strip(".") if number else None


def either(words: Iterable[str]) -> str:
    """Make an alternation that prefers the longest word.

    >>> either(["แนวทาง", "แนวทางการพัฒนา"])
    'แนวทางการพัฒนา|แนวทาง'
    """
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


def _term(word: str, entry: dict[str, Any]) -> Term:
    return Term(word, Kind(entry["kind"]), entry.get("class"), entry.get("weak", False))
