"""A statement as the outline sees it, and how one is known again that is printed twice."""

import re
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from phaen.loaders.model import Kind
from phaen.loaders.outline.grammar import Grammar, Term, code_of
from phaen.loaders.tables.details import Details, Stretch

SAME_TEXT = 0.85
"""Likeness from which two texts under one number are one statement printed twice (difflib's ratio)."""

COMPARED = 16
"""Statements of one number (or one text) that another is compared with."""

NOT_COMPARED = re.compile(r"\(\s*ต่อ\s*\)?|[^\w\u0e31-\u0e3a\u0e47-\u0e4e]+")


@dataclass(slots=True)
class Statement:
    """An item as the outline sees it: a stretch of the cleaned view, its kind, how it was marked, and its place."""

    kind: Kind
    term: Term | None
    number: str | None
    rule: str
    confidence: float
    start: int
    end: int
    style: str = ""
    parent: int | None = None
    details: Details = field(default_factory=Details)
    pieces: tuple[Stretch, ...] = ()
    """The stretches of a statement that stands in several, as a wrapped cell does; none: it is start to end."""

    def words(self, text: str) -> str:
        """Give its text, without what stands between its stretches."""
        return "\n".join(text[start:end] for start, end in self.pieces or ((self.start, self.end),))


@dataclass(frozen=True, slots=True)
class Choice:
    """The kind chosen for an item, by which rule, and how sure that is."""

    term: Term | None
    kind: Kind
    rule: str
    confidence: float


class Repeats:
    """Finds the statement that another one repeats: an overview comes first, then its detail, at times changed."""

    def __init__(self, text: str, grammar: Grammar) -> None:
        """Begin with nothing known of a cleaned text."""
        self._text = text
        self._grammar = grammar
        self._keys: list[str] = []
        self._by_key: dict[tuple[Kind, int | None, str], list[int]] = {}
        self._by_code: dict[tuple[Kind, int | None, str | None], list[int]] = {}

    def find(self, statement: Statement, statements: list[Statement]) -> int | None:
        """Give the index of the statement that this one repeats; None makes it known as the next one of the list."""
        key, code = self._key(statement), code_of(statement.number)
        same_text = self._by_key.setdefault((statement.kind, statement.parent, key), [])
        same_code = self._by_code.setdefault((statement.kind, statement.parent, code), [])
        for index in same_text[:COMPARED]:
            if code in (other := (code_of(statements[index].number), None)) or other[0] is None:
                return index
        if code or statement.kind is Kind.VISION:
            for index in same_code[-COMPARED:]:
                if _alike(self._keys[index], key):
                    return index
        for known in (same_text, same_code):
            known.append(len(self._keys))
        self._keys.append(key)
        return None

    def _key(self, statement: Statement) -> str:
        """Give what a statement has in common with its repetition; the kind's word may be repeated before its text."""
        return NOT_COMPARED.sub("", self._grammar.without_term(statement.words(self._text)))


def _alike(one: str, other: str) -> bool:
    """Tell whether two texts are nearly the same, or one begins as the whole other does."""
    short, long = sorted((one, other), key=len)
    if short and long.startswith(short):
        return True
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return matcher.real_quick_ratio() >= SAME_TEXT and matcher.ratio() >= SAME_TEXT
