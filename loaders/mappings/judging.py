"""Tables in which people judge links: every row is checked against the store before any is taken."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Final

from phaen.loaders.errors import LinkTableError
from phaen.loaders.mappings.cells import Row, Table, read_table
from phaen.loaders.mappings.concepts import Concepts
from phaen.loaders.mappings.model import Review, Verdict, same_words
from phaen.loaders.mappings.people import day_of, reviewer_of
from phaen.loaders.mappings.reviews import plan_of
from phaen.loaders.mappings.sssom_reading import head_of, pair_of, person_of, refuse, verdict_of
from phaen.loaders.mappings.statements import PlanStatements, stored_statements
from phaen.loaders.shelf import Database

WORDS: Final[Mapping[str, Verdict]] = MappingProxyType(
    {
        word: verdict
        for verdict, words in {
            Verdict.ACCEPTED: ("accept", "accepted", "ยอมรับ", "ถูกต้อง"),
            Verdict.REJECTED: ("reject", "rejected", "ไม่ยอมรับ", "ไม่ถูกต้อง"),
            Verdict.ADDED: ("add", "added", "เพิ่ม"),
        }.items()
        for word in words
    }
)
"""What may stand in the column ``verdict``."""

NEEDED: Final = ("subject_id", "object_id")
LABELS: Final = ("subject_label", "statement")
"""Columns that may hold the words of the statement, as they were when the table was written."""


@dataclass(frozen=True, slots=True)
class Judge:
    """Who judges, an IRI or a name, and on which day; a table may say otherwise only where it is no verdict column."""

    reviewer: str
    date: str


def read_judgements(path: Path, database: Database, base: str, judge: Judge | None) -> list[Review]:
    """Read what people have said in a table; raises LinkTableError that names every row that is wrong."""
    table = read_table(path)
    _refuse_columns(table)
    reading = _Reading(table, database, base, judge)
    reviews, wrong = reading.reviews()
    refuse(table.path, wrong)
    if not reviews:
        raise LinkTableError(
            f"{path}: judges no link; write accept, reject or add in the column 'verdict' of rows that you have read"
        )
    return list(reviews.values())


def _refuse_columns(table: Table) -> None:
    missing = [name for name in NEEDED if name not in table.columns]
    if not missing and not {"verdict", "reviewer_id", "reviewer_label", "author_id", "author_label"} & set(
        table.columns
    ):
        missing = ["verdict"]
    if missing:
        raise LinkTableError(
            f"{table.path}: has no column '{missing[0]}'; keep the columns of the table that 'phaen link' has written"
        )


class _Reading:
    """One reading of a table of judgements."""

    def __init__(self, table: Table, database: Database, base: str, judge: Judge | None) -> None:
        self._table = table
        self._base = base
        self._judge = judge
        self._prefixes = head_of(table, base)[1]
        self._concepts = Concepts(database)
        self._has_verdicts = "verdict" in table.columns
        self._plan: Callable[[str], PlanStatements] = lru_cache(64)(lambda plan: _statements(database, plan, base))

    def reviews(self) -> tuple[dict[tuple[str, str], Review], list[str]]:
        """Give the reviews by what they judge, and what is wrong with rows."""
        found: dict[tuple[str, str], tuple[int, Review]] = {}
        wrong: list[str] = []
        for row in self._table.rows:
            try:
                review = self._review(row)
                if review:
                    _put(found, row.number, review)
            except ValueError as error:
                wrong.append(f"line {row.number}: {error}")
        return {pair: review for pair, (_, review) in found.items()}, wrong

    def _review(self, row: Row) -> Review | None:
        verdict = self._verdict(row)
        if verdict is None:
            return None
        pair = pair_of(row, self._prefixes, self._base)
        element, _, _, concept = pair
        statement = self._plan(plan_of(element, self._base)).found.get(element)
        if statement is None:
            raise ValueError(f"there is no statement '{row['subject_id']}' in the store; copy its subject_id as it is")
        said = next((row[name] for name in LABELS if row[name]), "")
        if said and not same_words(said, statement.text):
            raise ValueError(
                f"the statement is now '{statement.text}', not '{said}'; write the table anew, and judge these words"
            )
        if not self._concepts.label(concept):
            raise ValueError(f"there is no concept '{row['object_id']}'; see its list at /vocab")
        reviewer, day = self._who(row)
        return Review(*pair, verdict, reviewer, day, statement.text, " ".join(row["comment"].split()))

    def _verdict(self, row: Row) -> Verdict | None:
        if not self._has_verdicts:
            return verdict_of(row)
        word = row["verdict"].strip().lower()
        if word and word not in WORDS:
            raise ValueError(f"'{row['verdict']}' is no verdict; write accept, reject or add, or nothing")
        return WORDS[word] if word else None

    def _who(self, row: Row) -> tuple[str, str]:
        """Give who judges a row and when: where there are verdicts the one who brings the table, else as it says."""
        person, day = person_of(row, self._prefixes)
        if self._judge and (self._has_verdicts or not person):
            return self._judge.reviewer, self._judge.date
        if not person:
            raise ValueError("nobody is named who says so; give --reviewer")
        return reviewer_of(person), day_of(day or (self._judge.date if self._judge else ""))


def _put(found: dict[tuple[str, str], tuple[int, Review]], number: int, review: Review) -> None:
    """Keep a review; of two for one link the later one, if their days tell which that is. Raises ValueError."""
    if review.pair not in found:
        found[review.pair] = (number, review)
        return
    line, other = found[review.pair]
    if other.date == review.date:
        what = "says the same as" if other.verdict is review.verdict else "contradicts"
        raise ValueError(f"{what} line {line} of the same link ({other.verdict}, {other.date}); keep one of them")
    if review.date > other.date:
        found[review.pair] = (number, review)


def _statements(database: Database, plan: str, base: str) -> PlanStatements:
    owner, _, edition = plan.removeprefix(f"{base}id/plan/").partition("/")
    return stored_statements(database, owner, edition, base) if owner and edition else PlanStatements()


def merged(standing: Iterable[Review], new: Iterable[Review]) -> dict[tuple[str, str], Review]:
    """Put new reviews over those that stand; raises LinkTableError that names those that contradict them.

    The rule: whoever has judged a link may judge it again; another person's judgement wins if it is of a later day.
    """
    found = {review.pair: review for review in standing}
    wrong = []
    for review in new:
        former = found.get(review.pair)
        if former and not _wins(review, former):
            wrong.append(
                f"{review.element} {review.concept}: {review.verdict} by {review.reviewer} ({review.date}) contradicts "
                f"{former.verdict} by {former.reviewer} ({former.date}); agree on one, and give it a later --date"
            )
        elif former and former.verdict is review.verdict and former.date >= review.date:
            continue
        else:
            found[review.pair] = review
    refuse("reviews", wrong)
    return found


def _wins(review: Review, former: Review) -> bool:
    if review.verdict is former.verdict:
        return True
    same = review.reviewer == former.reviewer
    return review.date >= former.date if same else review.date > former.date
