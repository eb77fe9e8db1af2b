"""The lexicon of fields: the words of each field of local plans, and the concepts that the field links to.

The words stand in lexicon/*.toml, where a domain expert may read and extend them; docs/linking.md tells how.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from functools import cache
from importlib import resources
from typing import Any

from phaen.loaders.errors import LexiconError

VOCABULARY_KEYS = {
    "sdg": "sdg",
    "category": "category",
    "ns": "ns",
    "master_plan": "master-plan",
    "milestone": "milestone",
    "cofog": "cofog",
}
"""The keys of a field's table that hold notations, and the vocabularies that they belong to."""

SCENES = {"setting", "person"}
BEGINNING = 2
"""Characters by which phrases are looked up; none is shorter."""


class Part(StrEnum):
    """What a word that belongs to no field does in a statement."""

    MEANS = "means"
    PURPOSE = "purpose"
    EXAMPLE = "example"
    ENDS = "ends"
    NOTHING = "nothing"


class Strength(IntEnum):
    """How much a word says of its field: enough by itself; enough if no other field is named; only beside others."""

    STRONG = 0
    FAIR = 1
    WEAK = 2


@dataclass(frozen=True, slots=True)
class Rule:
    """What a field links to as well, or becomes, where a mark or another field is in the same statement.

    ``beside`` makes it hold beside any other field that counts, ``types`` for plans of these types of organisation.
    """

    marks: frozenset[str]
    fields: frozenset[str]
    links: Mapping[str, tuple[str, ...]]
    not_links: Mapping[str, tuple[str, ...]]
    becomes: str
    beside: bool
    types: frozenset[str]


@dataclass(frozen=True, slots=True)
class Field:
    """A field of local plans, such as roads: what it links to, by vocabulary, and how it gets on with other fields.

    ``links`` are expected of it, ``also`` are those that a reasonable reader may add: they are never given.
    """

    name: str
    links: Mapping[str, tuple[str, ...]]
    also: Mapping[str, tuple[str, ...]]
    absorbs: frozenset[str]
    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class Sense:
    """One meaning of a phrase: a word of a field, a mark, or a part."""

    field: str = ""
    strength: Strength = Strength.WEAK
    mark: str = ""
    part: Part | None = None


@dataclass(frozen=True, slots=True)
class Scene:
    """Words for places or people, and those after which they only say where or for whom something is done."""

    words: frozenset[str]
    before: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All fields, and the senses of every phrase; ``lengths`` gives, longest first, those of a phrase's beginning."""

    fields: Mapping[str, Field]
    phrases: Mapping[str, tuple[Sense, ...]]
    lengths: Mapping[str, tuple[int, ...]]
    setting: Scene
    person: Scene


@cache
def lexicon() -> Lexicon:
    """Read the lexicon once."""
    folder = resources.files(__package__).joinpath("lexicon")
    texts = sorted(
        (file.name, file.read_text(encoding="utf-8")) for file in folder.iterdir() if file.name[-5:] == ".toml"
    )
    return read_lexicon(texts)


def read_lexicon(texts: Iterable[tuple[str, str]]) -> Lexicon:
    """Read a lexicon from (name, text) of its files; raises LexiconError that names the file or field."""
    fields: dict[str, Field] = {}
    senses: dict[str, list[Sense]] = {}
    scenes = {key: Scene(frozenset(), ()) for key in SCENES}
    for name, text in texts:
        table = _table(name, text)
        for key, entry in table.pop("field", {}).items():
            if key in fields:
                raise LexiconError(f"field '{key}' of {name} is there twice; join the two tables")
            fields[key] = _field(key, entry)
            for strength in Strength:
                _add(senses, entry.get(strength.name.lower(), ""), Sense(field=key, strength=strength))
        for key, words in table.pop("marks", {}).items():
            _add(senses, words, Sense(mark=key))
        for key in SCENES & table.keys():
            scenes[key] = Scene(frozenset(table.pop(key).split()), tuple(table.pop(f"{key}_before").split()))
        for key, words in table.items():
            _add(senses, words, Sense(part=_part(name, key)))
    _check(fields, senses)
    _mark_within(senses)
    phrases = {phrase: tuple(found) for phrase, found in senses.items()}
    return Lexicon(fields, phrases, _lengths(senses), scenes["setting"], scenes["person"])


def _table(name: str, text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise LexiconError(f"lexicon file {name} is no TOML ({error}); mend that line") from error


def _part(name: str, key: str) -> Part:
    try:
        return Part(key)
    except ValueError:
        raise LexiconError(f"'{key}' of {name} is no list of a lexicon; use {', '.join(Part)}") from None


def _field(name: str, entry: Mapping[str, Any]) -> Field:
    also = {f"{key}_also": vocabulary for key, vocabulary in VOCABULARY_KEYS.items()}
    return Field(
        name,
        _notations(entry, VOCABULARY_KEYS),
        _notations(entry, also),
        frozenset(entry.get("absorbs", ())),
        tuple(map(_rule, entry.get("when", ()))),
    )


def _rule(entry: Mapping[str, Any]) -> Rule:
    return Rule(
        frozenset(entry.get("mark", ())),
        frozenset(entry.get("field", ())),
        _notations(entry, VOCABULARY_KEYS),
        _notations(entry, {f"not_{key}": vocabulary for key, vocabulary in VOCABULARY_KEYS.items()}),
        entry.get("becomes", ""),
        entry.get("beside", False),
        frozenset(entry.get("type", ())),
    )


def _notations(entry: Mapping[str, Any], keys: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    return {vocabulary: tuple(entry[key]) for key, vocabulary in keys.items() if key in entry}


def _add(senses: dict[str, list[Sense]], words: str, sense: Sense) -> None:
    for word in words.split():
        phrase = word.replace("_", "").lower()
        if sense not in senses.setdefault(phrase, []):
            senses[phrase].append(sense)


def _mark_within(senses: dict[str, list[Sense]]) -> None:
    """Give the marks of a word to the fields' phrases that hold it: "ตลาดเกษตรกร" says "ตลาด" as well."""
    marks = [(word, sense) for word, found in senses.items() for sense in found if sense.mark]
    holds_one = re.compile("|".join(re.escape(word) for word, _ in marks)).search
    for phrase, found in senses.items():
        if holds_one(phrase) and any(sense.field for sense in found):
            found += [sense for word, sense in marks if word in phrase and sense not in found]


def _check(fields: Mapping[str, Field], senses: Mapping[str, object]) -> None:
    """Raise LexiconError where a field names one that is not there, or a phrase is too short to be found."""
    for field in fields.values():
        others = field.absorbs | {other for rule in field.rules for other in rule.fields}
        others |= {rule.becomes for rule in field.rules if rule.becomes}
        for other in sorted(others - fields.keys()):
            raise LexiconError(f"field '{field.name}' names the field '{other}', which is not there; correct the name")
    for phrase in senses:
        if len(phrase) < BEGINNING:
            raise LexiconError(f"the word '{phrase}' of the lexicon is too short; write a longer one")


def _lengths(phrases: Iterable[str]) -> dict[str, tuple[int, ...]]:
    found: dict[str, set[int]] = {}
    for phrase in phrases:
        found.setdefault(phrase[:BEGINNING], set()).add(len(phrase))
    return {beginning: tuple(sorted(lengths, reverse=True)) for beginning, lengths in found.items()}
