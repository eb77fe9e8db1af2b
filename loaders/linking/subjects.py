"""The fields that a statement is about, weighed: what its words say, and what the fields' rules make of it."""

import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from phaen.loaders.linking.fields import Field, Lexicon, Rule, Sense, Strength
from phaen.loaders.linking.reading import Hit, Reading, Role

MOST_FIELDS = 12
"""Fields of one statement that are looked at; a statement that names more names nothing."""


@dataclass(slots=True)
class Subject:
    """A field in a statement: its phrases, and the strength and the part of the best of them.

    A core is named as the object or the aim, beyond doubt; an absorbed one is a part of what another field says.
    """

    field: Field
    hits: list[Hit] = dataclasses.field(default_factory=list)
    strength: Strength = Strength.WEAK
    role: Role = Role.EXAMPLE
    absorbed: bool = False
    is_core: bool = False


@dataclass(frozen=True, slots=True)
class Served:
    """A concept that a subject leads to, the phrases that say so, and whether a rule adds it to the field's own."""

    vocabulary: str
    notation: str
    subject: Subject
    hits: tuple[Hit, ...]
    by_rule: bool


@dataclass(frozen=True, slots=True)
class Subjects:
    """The subjects of a statement in the order of their weight, and the marks in it with their phrases."""

    ranked: tuple[Subject, ...]
    marks: Mapping[str, Hit]

    @property
    def cores(self) -> list[Subject]:
        """Return the subjects that the statement names beyond doubt."""
        return [subject for subject in self.ranked if subject.is_core]

    def served(self) -> Iterator[Served]:
        """Give the concepts that the subjects lead to; several may lead to one."""
        present = {subject.field.name: subject.hits[0] for subject in self.ranked if subject.role <= Role.MEANS}
        cores = {subject.field.name for subject in self.cores}
        for subject in self.ranked[:MOST_FIELDS]:
            if subject.absorbed:
                continue
            beside = bool(cores - {subject.field.name})
            held = [(rule, _cause(rule, self.marks, present)) for rule in subject.field.rules if not rule.becomes]
            yield from _served(subject, [(rule, hit) for rule, hit in held if hit or (rule.beside and beside)])


def find_subjects(reading: Reading, lexicon: Lexicon, organisation_type: str = "") -> Subjects:
    """Weigh the fields whose words a statement holds."""
    found: dict[str, Subject] = {}
    marks: dict[str, Hit] = {}
    for hit in reading.hits:
        for sense in hit.senses:
            if sense.field:
                _add(found, lexicon.fields[sense.field], hit, sense)
            elif hit.role <= Role.MEANS:
                marks.setdefault(sense.mark, hit)
    found = _become(found, marks, lexicon, organisation_type)
    _absorb(found)
    return Subjects(tuple(sorted(found.values(), key=_weight)), marks)


def _add(found: dict[str, Subject], field_: Field, hit: Hit, sense: Sense) -> None:
    """Add a phrase; one that is strong and stands in a good part outweighs the others."""
    subject = found.setdefault(field_.name, Subject(field_))
    if not subject.hits or _order(sense.strength, hit.role) < _order(subject.strength, subject.role):
        subject.role, subject.strength = hit.role, sense.strength
    subject.hits.append(hit)


def _order(strength: Strength, role: Role) -> tuple[bool, Strength, Role]:
    """Order words: those of the object and the aim before all others, then by strength."""
    return (role > Role.PURPOSE, strength, role)


def _become(found: dict[str, Subject], marks: Mapping[str, Hit], lexicon: Lexicon, type_: str) -> dict[str, Subject]:
    """Make a field the one that its rules say it is beside others, such as water beside farming."""
    for name, subject in list(found.items()):
        hits = {other: beside.hits[0] for other, beside in found.items() if beside.role <= Role.MEANS}
        rules = [rule for rule in subject.field.rules if rule.becomes]
        rule = next((rule for rule in rules if type_ in rule.types or _cause(rule, marks, hits)), None)
        if rule is None or (subject.strength == Strength.WEAK and not rule.types):
            continue
        new = found.setdefault(rule.becomes, Subject(lexicon.fields[rule.becomes]))
        new.strength = min(new.strength, subject.strength if rule.types else Strength.STRONG)
        new.role = min(new.role, subject.role)
        new.hits = sorted([*new.hits, *subject.hits], key=lambda hit: hit.start)
        del found[name]
    return found


def _cause(rule: Rule, marks: Mapping[str, Hit], fields: Mapping[str, Hit]) -> Hit | None:
    """Find the phrase that makes a rule hold."""
    found = [marks[mark] for mark in rule.marks if mark in marks]
    found += [fields[name] for name in rule.fields if name in fields]
    return min(found, key=lambda hit: hit.start, default=None)


def _absorb(found: Mapping[str, Subject]) -> None:
    """Set aside the fields that others stand for."""
    named = [one for one in found.values() if one.strength == Strength.STRONG and one.role <= Role.PURPOSE]
    absorbed = {name for subject in named for name in subject.field.absorbs}
    for name, subject in found.items():
        subject.absorbed = name in absorbed
    for subject in named:
        subject.is_core = not subject.absorbed


def _weight(subject: Subject) -> tuple[bool, tuple[bool, Strength, Role], int]:
    """Order subjects: those that count before those set aside, the better words, the earlier."""
    return (subject.absorbed, _order(subject.strength, subject.role), subject.hits[0].start)


def _served(subject: Subject, rules: list[tuple[Rule, Hit | None]]) -> Iterator[Served]:
    """Give the concepts of a subject, and those that its rules add."""
    hits = tuple(subject.hits)
    refused = {(key, one) for rule, _ in rules for key, notations in rule.not_links.items() for one in notations}
    for vocabulary, notations in subject.field.links.items():
        for notation in notations:
            if (vocabulary, notation) not in refused:
                yield Served(vocabulary, notation, subject, hits, by_rule=False)
    for rule, cause in rules:
        for vocabulary, notations in rule.links.items():
            for notation in notations:
                yield Served(vocabulary, notation, subject, (*hits, cause) if cause else hits, by_rule=True)
