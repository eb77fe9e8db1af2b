"""What rules and reasons mean, in Thai and English: the notes that an explanation shows beside them."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any


@dataclass(frozen=True, slots=True)
class Note:
    """What a name means, by language; empty where nobody has written it down yet."""

    en: str
    th: str


@dataclass(frozen=True, slots=True)
class RuleNote:
    """A rule by its name, with what it is for, lines that it reads, and how often it was right (None: not measured)."""

    name: str
    note: Note
    examples: tuple[str, ...] = ()
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class ReasonNote:
    """Why text was left; ``understood``: it was recognised as no part of the plan."""

    name: str
    note: Note
    understood: bool


NOTHING = Note("", "")


def line_rule(name: str) -> RuleNote:
    """Describe a rule that reads one line; one that nobody has described has an empty note."""
    return _rules("line", "rule").get(name) or RuleNote(name, NOTHING)


def statement_rule(name: str) -> RuleNote:
    """Describe the rule of a statement, such as ``strategy-labelled``, by how it was recognised."""
    ways = _rules("way", "way")
    way = ways.get(name.partition("-")[2])
    return RuleNote(name, way.note, way.examples, way.confidence) if way else RuleNote(name, NOTHING)


def line_rules() -> list[RuleNote]:
    """Describe all rules that read one line, in their order."""
    return list(_rules("line", "rule").values())


def ways() -> list[RuleNote]:
    """Describe all ways in which a statement is recognised."""
    return list(_rules("way", "way").values())


def reasons() -> list[ReasonNote]:
    """Describe all reasons for which text is left."""
    return [reason(name) for name in _table("notes.toml")["reason"]]


@cache
def reason(name: str) -> ReasonNote:
    """Describe why text was left."""
    entry = _table("notes.toml")["reason"].get(name, {})
    return ReasonNote(name, Note(entry.get("en", ""), entry.get("th", "")), entry.get("understood", False))


@cache
def _rules(table: str, notes: str) -> dict[str, RuleNote]:
    """Join the rules of rules.toml with their Thai notes, and with those that have notes only."""
    rules = {rule["name"]: rule for rule in _outline_rules()[table]}
    added = _table("notes.toml")[notes]
    return {name: _rule(name, rules.get(name, {}), added.get(name, {})) for name in rules | added}


def _rule(name: str, rule: dict[str, Any], added: dict[str, str]) -> RuleNote:
    note = Note(rule.get("note") or added.get("en", ""), added.get("th", ""))
    return RuleNote(name, note, tuple(rule.get("examples", ())), rule.get("confidence"))


@cache
def _table(name: str) -> dict[str, Any]:
    return tomllib.loads(resources.files(__package__).joinpath(name).read_text(encoding="utf-8"))


@cache
def _outline_rules() -> dict[str, Any]:
    """Read the rules of the outline once."""
    text = resources.files("phaen.loaders.outline").joinpath("rules.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
