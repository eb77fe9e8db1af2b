"""Measures of reading: what was found against what is annotated, for one document, and summed over many."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, fields

from phaen.loaders.model import Entity, Kind, Organisation, Reading
from tests.corpus.gold import Gold, GoldEntity, GoldOwner
from tests.corpus.matching import Matches, key, match

ABBREVIATIONS = {
    "องค์การบริหารส่วนจังหวัด": "อบจ.",
    "องค์การบริหารส่วนตำบล": "อบต.",
    "เทศบาลนคร": "ทน.",
    "เทศบาลเมือง": "ทม.",
    "เทศบาลตำบล": "ทต.",
    "สำนักงานสาธารณสุขจังหวัด": "สสจ.",
    "สำนักงานสาธารณสุขอำเภอ": "สสอ.",
    "สำนักงานเขตพื้นที่การศึกษาประถมศึกษา": "สพป.",
    "สำนักงานเขตพื้นที่การศึกษามัธยมศึกษา": "สพม.",
    "โรงพยาบาลส่งเสริมสุขภาพตำบล": "รพ.สต.",
    "โรงพยาบาล": "รพ.",
}
"""A body named by its abbreviation is named as well as in full."""

LOST = "\ufffd"
_BLANK = re.compile(r"[\s\u00ad\u200b-\u200d\u2060\ufeff]+")


@dataclass(slots=True)
class Rate:
    """So many right of so many."""

    right: int = 0
    of: int = 0

    def count(self, right: bool) -> None:  # noqa: FBT001 - the one thing that is counted
        """Count one case."""
        self.right += right
        self.of += 1

    @property
    def share(self) -> float | None:
        """The share that is right; None of nothing."""
        return self.right / self.of if self.of else None


@dataclass(slots=True)
class Counts:
    """Statements found and annotated, found in vain, and missed."""

    found: int = 0
    extra: int = 0
    missed: int = 0

    @property
    def precision(self) -> float | None:
        """The share of what was found that is annotated."""
        return _share(self.found, self.found + self.extra)

    @property
    def recall(self) -> float | None:
        """The share of what is annotated that was found."""
        return _share(self.found, self.found + self.missed)

    @property
    def f1(self) -> float | None:
        """The harmonic mean of both."""
        return _share(2 * self.found, 2 * self.found + self.extra + self.missed)


@dataclass(slots=True)
class Score:
    """The measures of one document or of many.

    ``parents``, ``codes``, ``exact`` (labels equal but for blanks) and ``budgets`` are rates over the statements that
    were found; ``flat`` over those that stand under nothing. ``name``, ``type_``, ``province`` and ``period`` are rates
    over the documents that say them, ``unnamed`` and ``undated`` over those that do not: there nothing may be claimed.
    ``clean`` are the documents without any statement from which none was read. ``claimed`` counts the letters that were
    understood.
    """

    kinds: dict[Kind, Counts] = field(default_factory=lambda: {kind: Counts() for kind in Kind})
    parents: Rate = field(default_factory=Rate)
    flat: Rate = field(default_factory=Rate)
    codes: Rate = field(default_factory=Rate)
    exact: Rate = field(default_factory=Rate)
    budgets: Rate = field(default_factory=Rate)
    name: Rate = field(default_factory=Rate)
    type_: Rate = field(default_factory=Rate)
    province: Rate = field(default_factory=Rate)
    unnamed: Rate = field(default_factory=Rate)
    period: Rate = field(default_factory=Rate)
    undated: Rate = field(default_factory=Rate)
    clean: Rate = field(default_factory=Rate)
    perfect: Rate = field(default_factory=Rate)
    claimed: Rate = field(default_factory=Rate)

    @property
    def all_kinds(self) -> Counts:
        """The statements of all kinds together: micro-averaged."""
        sums = [sum(getattr(counts, one.name) for counts in self.kinds.values()) for one in fields(Counts)]
        return Counts(*sums)

    def rates(self) -> Iterator[tuple[str, Rate]]:
        """Give the rates by name."""
        for one in fields(self):
            value = getattr(self, one.name)
            if isinstance(value, Rate):
                yield one.name, value

    def add(self, other: "Score") -> None:
        """Add another document's score to this one."""
        for kind, counts in other.kinds.items():
            mine = self.kinds[kind]
            mine.found, mine.extra, mine.missed = (
                mine.found + counts.found,
                mine.extra + counts.extra,
                mine.missed + counts.missed,
            )
        for name, rate in other.rates():
            mine_rate: Rate = getattr(self, name)
            mine_rate.right, mine_rate.of = mine_rate.right + rate.right, mine_rate.of + rate.of


@dataclass(frozen=True, slots=True)
class Scored:
    """A document's score, the pairs it was counted from, and what went wrong, in words."""

    gold: Gold
    score: Score
    matches: Matches
    wrong: tuple[str, ...]

    @property
    def errors(self) -> int:
        """Statements missed and found in vain."""
        counts = self.score.all_kinds
        return counts.extra + counts.missed


def total(scored: list[Scored]) -> Score:
    """Sum the scores of documents."""
    summed = Score()
    for one in scored:
        summed.add(one.score)
    return summed


def score_reading(gold: Gold, reading: Reading) -> Scored:
    """Measure what was read of a document against its annotation."""
    score, wrong = Score(), list[str]()
    matches = match(gold.entities, reading.entities)
    _score_statements(gold, reading, matches, score, wrong)
    _score_places(gold, reading, matches, score, wrong)
    _score_words(gold, reading, matches, score, wrong)
    _score_owner(gold.owner, reading.organisation, score, wrong)
    period = (reading.period.first, reading.period.last) if reading.period else None
    (score.period if gold.period else score.undated).count(period == gold.period)
    if period != gold.period:
        wrong.append(f"period  {period} for {gold.period}")
    if not gold.entities:
        score.clean.count(not reading.entities)
    score.perfect.count(not (score.all_kinds.extra or score.all_kinds.missed))
    _score_coverage(reading, score)
    return Scored(gold, score, matches, tuple(wrong))


def _score_statements(gold: Gold, reading: Reading, matches: Matches, score: Score, wrong: list[str]) -> None:
    for index, annotated in enumerate(gold.entities):
        if annotated.exempt:
            continue
        if index in matches.found_of:
            score.kinds[annotated.kind].found += 1
        else:
            score.kinds[annotated.kind].missed += 1
            wrong.append(f"missed  {annotated.kind} {annotated.code or '-'} {annotated.label}")
    for index, found in enumerate(reading.entities):
        if index not in matches.gold_of:
            score.kinds[found.kind].extra += 1
            wrong.append(f"extra   {found.kind} {found.code or '-'} {found.label} [{found.rule}]")


def _score_places(gold: Gold, reading: Reading, matches: Matches, score: Score, wrong: list[str]) -> None:
    for g, f in sorted(matches.found_of.items()):
        annotated, found = gold.entities[g], reading.entities[f]
        if annotated.exempt or annotated.soft_parent:
            continue
        parent = matches.gold_of.get(found.parent) if found.parent is not None else None
        right = parent == annotated.parent and (found.parent is None) == (annotated.parent is None)
        (score.flat if annotated.parent is None else score.parents).count(right)
        if not right:
            above = reading.entities[found.parent].label if found.parent is not None else "nothing"
            wrong.append(f"parent  {annotated.kind} {annotated.code or '-'} {annotated.label} is under {above}")


def _score_words(gold: Gold, reading: Reading, matches: Matches, score: Score, wrong: list[str]) -> None:
    for g, f in sorted(matches.found_of.items()):
        if not gold.entities[g].exempt:
            wrong += _wrong_words(gold.entities[g], reading.entities[f], score)


def _wrong_words(annotated: GoldEntity, found: Entity, score: Score) -> Iterator[str]:
    """Measure the number, the label and the budget of a statement, and say which of them are wrong."""
    if annotated.code is not None:
        score.codes.count(found.code == annotated.code)
        if found.code != annotated.code:
            yield f"number  {found.code} for {annotated.code} {annotated.label}"
    if not annotated.open_end:
        exact = _same_words(found.label, annotated.label)
        score.exact.count(exact)
        if not exact:
            yield f"label   {found.label} for {annotated.label}"
    if annotated.budget:
        amounts = budget_of(found)
        score.budgets.count(amounts == annotated.budget)
        if amounts != annotated.budget:
            yield f"budget  {amounts} for {annotated.budget} {annotated.label}"


def _score_owner(gold: GoldOwner, found: Organisation | None, score: Score, wrong: list[str]) -> None:
    name, type_, province = (found.name, found.type, found.province) if found else (None, None, None)
    if gold.name is None:
        score.unnamed.count(found is None)
        if found:
            wrong.append(f"owner   {name} for nothing")
        return
    checks = [(score.name, same_body(name, gold), f"{name} for {gold.name}")]
    checks.append((score.type_, type_ == gold.type, f"{type_} for {gold.type}"))
    if gold.province:
        checks.append((score.province, province == gold.province, f"{province} for {gold.province}"))
    for rate, right, said in checks:
        rate.count(right)
        if not right:
            wrong.append(f"owner   {said}")


def same_body(name: str | None, gold: GoldOwner) -> bool:
    """Tell whether a name is the owner's, in full or by its abbreviation, whatever damage it bears."""
    if not name:
        return False
    for full, short in ABBREVIATIONS.items():
        name = name.replace(short, full) if name.startswith(short) else name
    return key(name) in {key(said) for said in (gold.name, *gold.other_names) if said}


def budget_of(found: Entity) -> dict[str, int]:
    """Give the amounts by year, in whole baht, as annotations write them."""
    return {str(one.year): int(one.amount) for one in found.allocations if one.year is not None and one.amount}


def _score_coverage(reading: Reading, score: Score) -> None:
    """Count the letters that were understood: those outside every unclaimed stretch."""
    text = reading.document.text
    letters = _letters(text)
    unclaimed = sum(_letters(text[one.span.start : one.span.end]) for one in reading.unclaimed)
    score.claimed.right, score.claimed.of = letters - unclaimed, letters


def _letters(text: str) -> int:
    return len(_BLANK.sub("", text))


def _same_words(label: str, annotated: str) -> bool:
    """Compare labels without their blanks, a matter of taste in Thai; a letter that the file lost is any letter."""
    read, right = (_BLANK.sub("", unicodedata.normalize("NFC", words)) for words in (label, annotated))
    return re.fullmatch(".".join(re.escape(piece) for piece in read.split(LOST)), right) is not None


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def confidences(read: Iterable[tuple[Scored, Reading]]) -> Iterator[tuple[str, float, bool]]:
    """Give of each statement how it was recognised, how sure its rule says it is, and whether it is annotated."""
    for one, reading in read:
        for index, found in enumerate(reading.entities):
            annotated = one.matches.gold_of.get(index)
            if annotated is None or not one.gold.entities[annotated].exempt:
                yield found.rule, found.confidence, annotated is not None


def kinds_read_as(scored: Scored, reading: Reading) -> Counter[tuple[Kind, Kind]]:
    """Count the statements that were found under a wrong kind: (annotated, found)."""
    confused: Counter[tuple[Kind, Kind]] = Counter()
    spare = {key(f.label): f.kind for i, f in enumerate(reading.entities) if i not in scored.matches.gold_of}
    for index, annotated in enumerate(scored.gold.entities):
        if index not in scored.matches.found_of and not annotated.exempt and key(annotated.label) in spare:
            confused[annotated.kind, spare[key(annotated.label)]] += 1
    return confused
