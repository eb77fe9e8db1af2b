"""The query language: words, "phrases", prefix*, fuzzy~1, AND OR NOT + - && || !, ( ) and escaped characters.

Words side by side must all be found. The search box is read leniently: what is no operator there is a word. The strict
reading, for SPARQL, is a part of Lucene's syntax; what is not understood is refused with its place and a remedy.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from phaen.loaders.errors import QueryTextError
from phaen.loaders.search.folding import fold

MOST_CHARACTERS: Final = 1_000
MOST_TERMS: Final = 64
"""Words, phrases, prefixes and fuzzy words of a query; what is written without a blank counts once."""

MOST_NESTED: Final = 16
FEWEST_PREFIX: Final = 2
FEWEST_FUZZY: Final = 3
"""Characters of a word that may differ in one of them."""

FEWEST_VERY_FUZZY: Final = 6
"""Characters of a word that may differ in two of them."""

MOST_DISTANCE: Final = 2


@dataclass(frozen=True, slots=True)
class Words:
    """Words that must all be found, in any order; none where the text is empty."""

    text: str


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that must be found side by side."""

    text: str


@dataclass(frozen=True, slots=True)
class Prefix:
    """The beginning of a word."""

    text: str


@dataclass(frozen=True, slots=True)
class Fuzzy:
    """A word that may differ in a number of characters."""

    text: str
    distance: int


@dataclass(frozen=True, slots=True)
class And:
    """All of these; a Not among them excludes."""

    parts: tuple["Query", ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Any of these."""

    parts: tuple["Query", ...]


@dataclass(frozen=True, slots=True)
class Not:
    """Not this; stands only among the parts of an And, beside something to find."""

    part: "Query"


Query = Words | Phrase | Prefix | Fuzzy | And | Or | Not

QUOTES: Final = '"\u201c\u201d\u201e\u201f\u00ab\u00bb\uff02'
LEXEME = re.compile(
    rf"(?P<blank>\s+)|(?P<phrase>[{QUOTES}](?P<inside>(?:\\.|[^{QUOTES}\\])*)[{QUOTES}](?P<after>[~^][0-9.]*)?)"
    rf"|(?P<open>\()|(?P<close>\))|(?P<both>&&)|(?P<either>\|\|)|(?P<sign>[-+!](?=[^\s)]))"
    rf"|(?P<word>(?:\\.|(?!&&|\|\|)[^\s(){QUOTES}\\])+)|(?P<other>.)",
    re.DOTALL,
)
NAMED_OPERATORS: Final = {"AND": "both", "OR": "either", "NOT": "sign"}
REQUIRED: Final = "+"
UNESCAPED = r"(?<!\\)(?:\\\\)*"
FIELD = re.compile(r"[A-Za-z_][\w.-]*:")
ENDING = re.compile(rf"{UNESCAPED}(?P<ending>\*+|~(?P<distance>[0-9.]*))$")
REFUSED: Final = (
    (FIELD, "asks for a field", "name the property as an argument, or write \\: to look for a colon"),
    (
        re.compile(rf"{UNESCAPED}\^[0-9.]*$"),
        "asks for a weight",
        "remove the weight, or write \\^ to look for that sign",
    ),
    (re.compile(r"[\[{]"), "begins a range", "look for single words, or write \\[ or \\{ to look for the bracket"),
    (re.compile(r"/.*(?<!\\)/$"), "is a regular expression", "use REGEX of SPARQL, or write \\/ to look for a slash"),
)
"""What Lucene understands, and we do not."""

WILDCARD = re.compile(rf"{UNESCAPED}[*?]")


@dataclass(frozen=True, slots=True)
class _Lexeme:
    """``kind`` is the name of a group of LEXEME; ``inside`` is what stands between quotation marks."""

    kind: str
    text: str
    place: int
    inside: str = ""
    after: str = ""


def parse(text: str, *, lenient: bool) -> Query:
    """Read a query; raise QueryTextError where it is too long, and, unless lenient, where it is not understood.

    A lenient query without anything to look for is Words("").

    >>> parse("ขยะ -น้ำ*", lenient=True)
    And(parts=(Words(text='ขยะ'), Not(part=Prefix(text='น้ำ'))))
    """
    if len(text) > MOST_CHARACTERS:
        limit = f"{MOST_CHARACTERS:,} are allowed"
        raise QueryTextError(f"the query has {len(text):,} characters, {limit}: look for fewer words")
    lexemes = tuple(_lexemes(text))
    if not lexemes and not lenient:
        raise QueryTextError("the query is empty: write a word to look for")
    return _Parser(lexemes, lenient=lenient).query()


def _lexemes(text: str) -> Iterator[_Lexeme]:
    for found in LEXEME.finditer(text):
        kind = NAMED_OPERATORS.get(found[0], found.lastgroup or "other")
        kind = "phrase" if found["phrase"] is not None else kind
        if kind != "blank":
            yield _Lexeme(kind, found[0], found.start(), found["inside"] or "", found["after"] or "")


class _Parser:
    """Reads lexemes by recursive descent: NOT binds closest, then AND and standing side by side, then OR."""

    def __init__(self, lexemes: tuple[_Lexeme, ...], *, lenient: bool) -> None:
        self._lexemes = lexemes
        self._lenient = lenient
        self._at = 0
        self._depth = 0
        self._terms = 0

    def query(self) -> Query:
        """Read all of the query."""
        found = [self._either()]
        while self._at < len(self._lexemes):
            self._refuse(self._next(), "has no opening bracket", "remove it, or write \\) to look for it")
            found.append(self._either())
        query = _and(found)
        return Words("") if query is None else self._positive(query)

    def _refuse(self, lexeme: _Lexeme, problem: str, remedy: str) -> None:
        if not self._lenient:
            raise QueryTextError(f'"{lexeme.text}" (character {lexeme.place + 1} of the query) {problem}: {remedy}')

    def _next(self) -> _Lexeme:
        self._at += 1
        return self._lexemes[self._at - 1]

    def _peek(self) -> str:
        return self._lexemes[self._at].kind if self._at < len(self._lexemes) else "end"

    def _either(self) -> Query | None:
        parts = [self._all()]
        while self._peek() == "either":
            operator = self._next()
            parts.append(self._all())
            if None in parts[-2:]:
                self._refuse(operator, "has nothing on one side", "write a word on both sides")
        found = [self._positive(part) for part in parts if part is not None]
        if len(found) > 1:
            return Or(tuple(found))
        return parts[0] if len(parts) == 1 else next(iter(found), None)

    def _all(self) -> Query | None:
        parts: list[Query | None] = []
        while self._peek() not in ("end", "close", "either"):
            if self._peek() == "both":
                operator = self._next()
                if not parts or self._peek() in ("end", "close", "either", "both"):
                    self._refuse(operator, "has nothing on one side", "write a word on both sides")
            else:
                parts.append(self._one())
        return _and(parts)

    def _one(self) -> Query | None:
        excluded = False
        while self._peek() == "sign":
            sign = self._next()
            excluded ^= sign.text != REQUIRED
            if self._peek() in ("end", "close", "either", "both"):
                self._refuse(sign, "stands before nothing", "write a word after it")
                return None
        found = self._plain(self._next())
        if found is None or not excluded:
            return found
        return Not(self._positive(found))

    def _plain(self, lexeme: _Lexeme) -> Query | None:
        if lexeme.kind == "open":
            return self._group(lexeme)
        self._terms += 1
        if self._terms > MOST_TERMS:
            self._refuse(lexeme, f"is one word too many, {MOST_TERMS} are allowed", "look for fewer words")
            return None
        if lexeme.kind == "phrase":
            return self._phrase(lexeme)
        if lexeme.kind == "word":
            return self._word(lexeme)
        closing = "close it, or write \\ before it to look for it"
        self._refuse(lexeme, "has no closing quotation mark" if lexeme.text in QUOTES else "is incomplete", closing)
        return None

    def _group(self, lexeme: _Lexeme) -> Query | None:
        if self._depth == MOST_NESTED:
            self._refuse(lexeme, "nests too deep", f"use at most {MOST_NESTED} brackets in one another")
            return None
        self._depth += 1
        found = self._either()
        self._depth -= 1
        if self._peek() == "close":
            self._at += 1
        else:
            self._refuse(lexeme, "has no closing bracket", "close it, or write \\( to look for it")
        if found is None:
            self._refuse(lexeme, "is an empty bracket", "write a word in it, or write \\( to look for it")
        return found

    def _phrase(self, lexeme: _Lexeme) -> Query | None:
        if lexeme.after:
            asked = "a distance" if lexeme.after[0] == "~" else "a weight"
            self._refuse(lexeme, f"asks for {asked}", f"remove {lexeme.after}")
        if not lexeme.inside.strip():
            self._refuse(lexeme, "is an empty phrase", "write a word in it")
            return None
        return Phrase(_unescaped(lexeme.inside))

    def _word(self, lexeme: _Lexeme) -> Query | None:
        for pattern, problem, remedy in REFUSED:
            if pattern.match(lexeme.text) or (pattern.pattern.endswith("$") and pattern.search(lexeme.text)):
                self._refuse(lexeme, problem, remedy)
        ending = ENDING.search(lexeme.text)
        stem = lexeme.text[: ending.start("ending")] if ending else lexeme.text
        if WILDCARD.search(stem):
            self._refuse(
                lexeme, "has * or ? within", "use * at the end only, or write \\* or \\? to look for that sign"
            )
        text = _unescaped(WILDCARD.sub(" ", stem) if self._lenient else stem)
        if ending is None:
            return Words(text) if text.strip() else None
        distance = ending["distance"]
        return self._prefix(lexeme, text) if distance is None else self._fuzzy(lexeme, text, distance)

    def _prefix(self, lexeme: _Lexeme, text: str) -> Query | None:
        if len(fold(text)) >= FEWEST_PREFIX:
            return Prefix(text)
        self._refuse(lexeme, "begins too many words", f"write at least {FEWEST_PREFIX} letters before the *")
        return Words(text) if text.strip() else None

    def _fuzzy(self, lexeme: _Lexeme, text: str, asked: str) -> Query | None:
        size = len(fold(text))
        if not size:
            self._refuse(lexeme, "stands after no word", "write a word before the ~")
            return None
        if asked not in ("", "0", "1", "2"):
            self._refuse(lexeme, "asks for another distance than ~0, ~1 or ~2", "write ~ or one of these")
            asked = ""
        most = MOST_DISTANCE if size >= FEWEST_VERY_FUZZY else 1 if size >= FEWEST_FUZZY else 0
        distance = min(most, int(asked) if asked else MOST_DISTANCE)
        return Fuzzy(text, distance) if distance else Words(text)

    def _positive(self, query: Query) -> Query:
        """Look for what a query that only excludes names; refuse such a query unless lenient."""
        parts = query.parts if isinstance(query, And) else (query,)
        if not all(isinstance(part, Not) for part in parts):
            return query
        if not self._lenient:
            raise QueryTextError("the query, or one side of OR, only excludes: write what to look for as well")
        found = _and([part.part for part in parts if isinstance(part, Not)])
        return Words("") if found is None else found


def _unescaped(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text, flags=re.DOTALL)


def _and(parts: list[Query | None]) -> Query | None:
    """Join what must be found; plain words side by side are one, since they may be a term together."""
    found: list[Query] = []
    for part in parts:
        if isinstance(part, Words) and found and isinstance(found[-1], Words):
            found[-1] = Words(f"{found[-1].text} {part.text}")
        elif isinstance(part, And):
            found.extend(part.parts)
        elif part is not None:
            found.append(part)
    if not found:
        return None
    return found[0] if len(found) == 1 else And(tuple(found))


def plain(query: Query) -> str:
    """Give what a query looks for as plain text: what it excludes is not in it, nor are alternatives."""
    match query:
        case And(parts=parts):
            return " ".join(filter(None, map(plain, parts)))
        case Or() | Not() | Prefix() | Fuzzy():
            return ""
        case Words(text=text) | Phrase(text=text):
            return text


def is_plain(query: Query) -> bool:
    """Tell whether a query is words only: whoever writes an operator, or a phrase, means it."""
    return isinstance(query, Words)
