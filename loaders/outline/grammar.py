"""The grammar of one line of a Thai plan: the rules of rules.toml over the words of lexicon.toml.

A line is a heading ("พันธกิจ"), a labelled item ("ยุทธศาสตร์ที่ 1 : …"), a numbered item ("1.1 …", "๑. …"), a bulleted
item, a definition, an owner's name, the heading of a section that holds no statements, or plain text.
Nothing here knows a document; what lines mean together is outline.py's.
"""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache, lru_cache
from importlib import resources
from typing import Any

from phaen.loaders.model import Kind
from phaen.ontology.digits import arabic

LONGEST_HEADING = 400
LONGEST_LEAD_IN = 200
"""Code points; longer lines are no headings, and an announcement stands in the last ones of an item."""

LONGEST_CLAUSE = 80
"""Code points before ดังนี้ in which what is announced must be named."""

NOT_PLANNED = re.compile("ปัญหา|ข้อเสนอ|ความเห็น|ขั้นตอน|วิธี")
NOT_OF_A_PLAN = re.compile("ขั้นตอน|วิธี|ตัวอย่าง|หลักการ|การเขียน|เทคนิค")
LONGEST_GLUED = 60
SHORTEST_STATEMENT = 6
"""Code points of a heading at a line's end, and of what must stand before it."""

NO_NAME = r"(?!มี|จำนวน|รวม|ทั้ง|ประกอบ|ดัง|ได้แก่|[(0-9๐-๙])"
"""What follows the kind of a body where its name is left out."""

REMEMBERED = 2048
"""Lines whose parsing is remembered: each is looked at several times, by its neighbours too."""

PIECE = re.compile(r"\{([a-z_]+)\}")
PERSON = re.compile(
    r"\(?\s*(?:นาย|นาง|นางสาว|น\.ส\.|ว่าที่\s?ร(?:้อย|\.)|ดร\.|พ\.จ\.อ\.|จ\.[สอ]\.)[^\s]{0,30}\s+[ก-๙]+\s*\)?(?:\s{2,}.*)?"
)
NUMBER = r"[0-9๐-๙]{1,3}(?:\.[0-9๐-๙]{1,3}){0,5}+"
YEARS = r"\(?\s*+(?:ปี\s*+)?+(?:พ\.?\s*+ศ\.?)?+\s*+[0-9๐-๙]{4}\s*+[-–—]\s*+(?:พ\.?\s*+ศ\.?)?+\s*+[0-9๐-๙]{4}\s*+\)?"
QUOTES = "\"“”„'‘’«»"


class Reads(StrEnum):
    """What a line is read as; TEXT where no rule fits."""

    HEADING = "heading"
    LABELLED = "labelled"
    NUMBERED = "numbered"
    BULLETED = "bulleted"
    DEFINITION = "definition"
    FOREIGN = "foreign"
    ASIDE = "aside"
    OWNER = "owner"
    TITLE = "title"
    GROUP = "group"
    NOISE = "noise"
    CELL = "cell"
    TEXT = "text"


ITEMS = (Reads.LABELLED, Reads.NUMBERED, Reads.BULLETED)


@dataclass(frozen=True, slots=True)
class Term:
    """A word of the lexicon that names a kind of plan statement.

    A weak one does not make a text a plan; a part stands under another statement of its kind.
    """

    word: str
    kind: Kind
    class_: str | None
    weak: bool = False
    part: bool = False


@dataclass(frozen=True, slots=True)
class Parsed:
    """What one line is, by which rule.

    ``terms`` are the kinds that a heading names, or the one of a labelled item; ``number`` is as printed; ``content``
    is where the text after the mark or heading begins, 0 where there is none; ``style`` is the mark with letters for
    its digits, such as ``n.`` or ``(n)``, or the bullet; ``ก.`` for every Thai letter.
    """

    rule: str
    reads: Reads
    terms: tuple[Term, ...] = ()
    number: str | None = None
    content: int = 0
    style: str = ""

    @property
    def is_item(self) -> bool:
        """Tell whether the line begins a statement by a mark."""
        return self.reads in ITEMS


PLAIN = Parsed("text", Reads.TEXT)


@dataclass(frozen=True, slots=True)
class Rule:
    """A compiled rule of rules.toml."""

    name: str
    reads: Reads
    pattern: re.Pattern[str]
    longest: int
    examples: tuple[str, ...]
    note: str


@dataclass(frozen=True, slots=True)
class LeadIn:
    """The announcement of a list at the end of an item, such as มีแนวทางการพัฒนา ดังนี้."""

    start: int
    terms: tuple[Term, ...]


class Grammar:
    """The compiled rules and words."""

    def __init__(self, lexicon: dict[str, Any], rules: dict[str, Any]) -> None:
        """Compile the tables of lexicon.toml and rules.toml."""
        self._terms = {word: _term(word, entry) for entry in lexicon["term"] for word in entry["words"]}
        self._english = [
            (re.compile(rf"(?i:\b(?:{word})\b)"), self._terms[entry["words"][0]])
            for entry in lexicon["term"]
            for word in entry.get("english", ())
        ]
        self._pieces = rules["piece"] | _made_of_words(lexicon)
        # A suffix may itself be a term, as in ตัวชี้วัดระดับกลยุทธ์: it is taken with the word that it belongs to.
        self._find_terms = re.compile(rf"({either(self._terms)})(?:{either(lexicon['suffix'])})*+")
        self.rules = tuple(self._rule(entry) for entry in rules["line"])
        self.confidence: dict[str, float] = {way["name"]: way["confidence"] for way in rules["way"]}
        self._compile_words(lexicon)
        self._compile_lead_in()
        self._remembered = lru_cache(REMEMBERED)(self._parse)

    def _compile_words(self, lexicon: dict[str, Any]) -> None:
        self._statement_start = re.compile(either(lexicon["statement_start"]))
        self._goes_on = re.compile(either(lexicon["goes_on"]))
        self._goes_on_after = re.compile(
            rf"(?<!{')(?<!'.join(lexicon['whole_before'])})(?:{either(lexicon['goes_on_after'])})$"
        )
        self._prose = re.compile(either(lexicon["prose"]))
        self._furniture = re.compile(either(lexicon["furniture"]))
        self._announces = re.compile(rf"(?:{either(lexicon['lead_in'])})[\s:：]*$")
        self._foreign = re.compile(either(lexicon["foreign"]))
        self._part = re.compile(either(lexicon["part"]))
        # The words before which a term is no heading: แผนยุทธศาสตร์, ตามพันธกิจ.
        never = "".join(
            rf"(?<!{word})" for word in ("แผน", "ตาม", "ของ", "และ", "ด้าน", "เชิง", "ทาง", "เป็น", "มี", "ประเด็น", "สู่")
        )
        never += r"(?<![0-9๐-๙ ][ ])(?<![0-9๐-๙])"
        self._glued = re.compile(self.expand(rf"{never}{{joint}}{{owner}}{{end}}$"))

    def _rule(self, entry: dict[str, Any]) -> Rule:
        pattern = self.expand(entry["pattern"])
        if entry.get("whole"):
            pattern = rf"(?:{pattern})\Z"
        longest = entry.get("longest", LONGEST_HEADING)
        examples, note = tuple(entry.get("examples", ())), entry.get("note", "")
        return Rule(entry["name"], Reads(entry["reads"]), re.compile(pattern), longest, examples, note)

    def expand(self, pattern: str) -> str:
        """Put the pieces in the places of their names, until none is left."""
        while PIECE.search(pattern):
            pattern = PIECE.sub(lambda match: f"(?:{self._pieces[match[1]]})", pattern)
        return pattern

    def _compile_lead_in(self) -> None:
        """Compile what announces a list: an explicit ดังนี้, or a start such as มี that stands apart by a space."""
        start, joint, number = self.expand("{lead_in_start}"), self.expand("{joint}"), self.expand("{number}")
        strong = r"(?:มี)?(?:ดังนี้|ดังต่อไปนี้)"
        self._lead_in = re.compile(
            rf"(?:(?:\s*(?:{start})\s*|\s+)(?:{number}\s*)?(?P<strong>{joint})(?:ของ\S+)?\s*{strong}"
            rf"|\s+(?:{start})\s*(?:{number}\s*)?(?P<weak>{joint})\s*(?:{self.expand('{lead_in}')})?"
            rf"|\s+{strong})[\s:：]*$"
        )

    # --- lines ----------------------------------------------------------------------------------------------------

    def parse(self, line: str) -> Parsed:
        """Say what one line, without blanks at its ends, is; the last lines parsed are remembered."""
        return self._remembered(line) if len(line) <= LONGEST_HEADING else self._parse(line)

    def _parse(self, line: str) -> Parsed:
        for rule in self.rules:
            if len(line) <= rule.longest and (match := rule.pattern.match(line)):
                parsed = self._parsed(rule, match)
                return self._numbered_heading(line, parsed) if rule.reads is Reads.NUMBERED else parsed
        return PLAIN

    def _numbered_heading(self, line: str, item: Parsed) -> Parsed:
        """Read "2.1 วิสัยทัศน์ เมืองน่าอยู่" as a heading with its statement: visions are not numbered, sections are."""
        term = self.first_term(line[item.content :])
        rest = self.parse(line[item.content :]) if term and term.kind is Kind.VISION else item
        is_heading = rest.reads is Reads.HEADING and rest.content > 0
        return replace(rest, content=item.content + rest.content) if is_heading else item

    def parse_item(self, line: str) -> Parsed | None:
        """Read a line as a numbered item though another rule comes first; None if it has no number."""
        rule = next(rule for rule in self.rules if rule.reads is Reads.NUMBERED)
        match = rule.pattern.match(line)
        return self._parsed(rule, match) if match else None

    def _parsed(self, rule: Rule, match: re.Match[str]) -> Parsed:
        found = match.groupdict()
        number = next((found[name] for name in ("n1", "n2", "n3", "n4", "n5") if found.get(name)), None)
        content = match.end() if match.end() < len(match.string) or rule.reads in ITEMS else 0
        if found.get("content"):
            content = match.start("content")
        if rule.reads is Reads.HEADING:
            return Parsed(rule.name, rule.reads, self.terms(found["terms"]), content=content)
        if rule.reads is Reads.LABELLED:
            term = self._terms[found["term"]] if "term" in found else self.terms(found["english"])[0]
            return Parsed(rule.name, rule.reads, (term,), number, content, term.word)
        style = re.sub(r"\s", "", re.sub("[0-9๐-๙]+", "n", found.get("mark") or ""))
        style = re.sub("[ก-ฮ]", "ก", style) if rule.reads is Reads.BULLETED else style
        return Parsed(rule.name, rule.reads, (), number, content, style)

    # --- words ----------------------------------------------------------------------------------------------------

    def terms(self, text: str) -> tuple[Term, ...]:
        """Find the terms named in a heading, in order, each kind once."""
        found: dict[Kind, Term] = {}
        for match in self._find_terms.finditer(text):
            term = self._terms[match[1]]
            found.setdefault(term.kind, term)
        for kind, term in found.items():
            if term.weak and any(p.search(text) for p, other in self._english if other.kind is kind and not other.weak):
                found[kind] = replace(term, weak=False)
        if not found:
            for pattern, term in self._english:
                if pattern.search(text):
                    found.setdefault(term.kind, term)
        return tuple(found.values())

    def last_term(self, text: str) -> Term | None:
        """Find the last term that a sentence names, unless it is about another body's plan."""
        matches = list(self._find_terms.finditer(text, max(0, len(text) - LONGEST_CLAUSE)))
        if (
            not matches
            or NOT_PLANNED.search(text, matches[-1].end())
            or self._foreign.search(text, max(0, matches[-1].start() - 8))
        ):
            return None
        return self._terms[matches[-1][1]]

    def heading_at_end(self, text: str) -> int:
        """Find where a heading begins that is glued to the end of a text; 0 where there is none."""
        if NOT_OF_A_PLAN.match(text):
            return 0
        skipped = max(1, len(text) - LONGEST_GLUED)
        match = self._glued.search(text, skipped)
        return match.start() if match and len(text[: match.start()].strip()) >= SHORTEST_STATEMENT else 0

    def lead_in(self, text: str) -> LeadIn | None:
        """Find the announcement that ends an item's text; a line end may stand within its words."""
        skipped = max(0, len(text) - LONGEST_LEAD_IN)
        places = [place for place in range(skipped, len(text)) if text[place] != "\n"]
        joined = self._lead_in.search("".join(text[place] for place in places)) if "\n" in text[skipped:] else None
        match = self._lead_in.search(text[skipped:])
        if joined and (match is None or places[joined.start()] < skipped + match.start()):
            return LeadIn(places[joined.start()], self.terms(joined["strong"] or joined["weak"] or ""))
        return LeadIn(skipped + match.start(), self.terms(match["strong"] or match["weak"] or "")) if match else None

    def announces(self, text: str) -> bool:
        """Tell whether a sentence ends in words such as ดังนี้ or ได้แก่."""
        return bool(self._announces.search(text[-LONGEST_LEAD_IN:]))

    def sounds_like_a_statement(self, text: str) -> bool:
        """Tell whether a line without any mark begins as plan statements do."""
        return bool(self._statement_start.match(text))

    def goes_on(self, before: str, after: str) -> bool:
        """Tell by the words at a line end whether the sentence goes on over it."""
        return bool(self._goes_on.match(after)) or self.never_ends(before)

    def never_ends(self, text: str) -> bool:
        """Tell whether a text ends in a word that never ends a statement."""
        return bool(self._goes_on_after.search(text[-20:]))

    def names_a_part(self, text: str) -> bool:
        """Tell whether a heading begins as those of parts that hold no statement: การวิเคราะห์…, การติดตาม…."""
        return bool(self._part.match(text))

    def is_prose(self, text: str) -> bool:
        """Tell whether a line is a sentence about the plan, not a statement of it."""
        return bool(self._prose.search(text))

    def is_furniture(self, text: str) -> bool:
        """Tell whether a line belongs to the page, not to the plan: a telephone number, a counter, a menu, a name."""
        return bool(self._furniture.search(text) or PERSON.fullmatch(text))

    def begins_as_furniture(self, text: str) -> bool:
        """Tell the same of a line within a statement, whose words may be like those of furniture."""
        short = len(text) <= LONGEST_LEAD_IN
        return short and bool(
            self._furniture.match(text)
            or PERSON.fullmatch(text)
            or re.search(r"https?:|www\.|@|\s\|\s|ผู้เข้าชม\s*[:：]?\s*[0-9๐-๙]", text)
        )

    def without_term(self, text: str) -> str:
        """Drop the kind's word that some plans repeat before the text of an item."""
        match = self._find_terms.match(text)
        return text[match.end(1) :] if match else text

    def first_term(self, text: str) -> Term | None:
        """Give the term with which an item's text begins: 1. ยุทธศาสตร์ด้านการศึกษา."""
        match = self._find_terms.match(text)
        return self._terms[match[1]] if match else None


def _made_of_words(lexicon: dict[str, Any]) -> dict[str, str]:
    """Make the pieces of patterns that are lists of words."""
    heads = [word for entry in lexicon["term"] if not entry.get("labelled_only") for word in entry["words"]]
    english = "|".join(word for entry in lexicon["term"] for word in entry.get("english", ())) or "(?!)"
    suffixes = rf"(?:{either(lexicon['suffix'])})*+"
    phrase = (
        rf"(?:(?>{either(heads)}){suffixes}(?:\s*+(?i:{english})\b)?+(?:{{gloss}})?+|(?i:(?:our\s+)?(?:{english}))\b)"
    )
    return {
        "terms": either(word for entry in lexicon["term"] for word in entry["words"]),
        "suffixes": suffixes,
        "phrase": phrase,
        "joint": rf"{phrase}(?:\s*+(?:/|,|และ|กับ|&|and\b|[-–|])?+\s*+{phrase})*+",
        "lead_in": either(lexicon["lead_in"]),
        "lead_in_start": either(lexicon["lead_in_start"]),
        "asides": rf"{either(lexicon['aside'])}|(?i:{'|'.join(lexicon['aside_english'])})\b",
        "aside_suffixes": either(lexicon["aside_suffix"]),
        "programme": either(lexicon["programme"]),
        "foreign": either(lexicon["foreign"]),
        "english_terms": english,
        "body": rf"(?!ศูนย์กลาง)(?:{either(lexicon['body'])})(?:\s*+{NO_NAME}[^\s:：“\"]*+)?+",
    }


@cache
def load_grammar() -> Grammar:
    """Compile the packaged tables once."""
    return Grammar(lexicon(), _table("rules.toml"))


@cache
def lexicon() -> dict[str, Any]:
    """Read the packaged lexicon once."""
    return _table("lexicon.toml")


def _table(name: str) -> dict[str, Any]:
    return tomllib.loads(resources.files(__package__).joinpath(name).read_text(encoding="utf-8"))


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
    return Term(word, Kind(entry["kind"]), entry.get("class"), entry.get("weak", False), entry.get("part", False))
