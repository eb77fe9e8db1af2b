"""The table in which a person judges links: a CSV file for spreadsheets, with the words of statement and concept."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from phaen.loaders.mappings.concepts import Concepts
from phaen.loaders.mappings.curies import compress
from phaen.loaders.mappings.formulas import guarded
from phaen.loaders.mappings.model import StoredLink
from phaen.loaders.mappings.sssom import joined
from phaen.loaders.mappings.statements import stored_statements
from phaen.loaders.mappings.stored import links_of_plan, plan_keys
from phaen.loaders.mappings.vocabularies import VOCABULARIES, curie_map
from phaen.loaders.shelf import Database
from phaen.ontology.identifiers import Identifiers

COLUMNS: Final = (
    "subject_id",
    "kind",
    "statement",
    "vocabulary",
    "object_id",
    "concept",
    "confidence",
    "because",
    "verdict",
    "comment",
)
EVERY: Final = 1.01
"""A bound that every confidence is below."""

BYTE_ORDER_MARK: Final = "\ufeff"
"""Excel would take Thai for Windows-874 without it."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Which links to judge: of some vocabularies, of a confidence below a bound, of one plan; reviewed ones too."""

    vocabularies: frozenset[str] = frozenset()
    below: float = EVERY
    plan: str = ""
    reviewed: bool = False

    def takes(self, link: StoredLink) -> bool:
        """Tell whether a link is to be judged."""
        return (
            (not self.vocabularies or link.vocabulary in self.vocabularies)
            and (link.confidence is None or link.confidence < self.below)
            and (self.reviewed or link.review is None)
        )


def write_sheet(database: Database, base: str, path: Path, choice: Choice) -> int:
    """Write the links that are to be judged; give their number. Raises OSError."""
    count = 0
    part = path.with_name(f".{path.name}.part")
    try:
        with part.open("w", encoding="utf-8", newline="") as file:
            file.write(BYTE_ORDER_MARK)
            rows = csv.writer(file)
            rows.writerow(COLUMNS)
            for row in _rows(database, base, choice):
                rows.writerow([guarded(cell) for cell in row])
                count += 1
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return count


def _rows(database: Database, base: str, choice: Choice) -> Iterator[list[str]]:
    concepts, prefixes = Concepts(database), curie_map(base)
    for key in plan_keys(database, base):
        if choice.plan and Identifiers(base).plan(*key).value != choice.plan:
            continue
        plan = stored_statements(database, *key, base)
        for link in filter(choice.takes, links_of_plan(database, key, plan, base)):
            statement = plan.found.get(link.element)
            yield [
                compress(link.element, prefixes),
                statement.kind if statement else "",
                plan.text_of(link.element),
                VOCABULARIES[link.vocabulary].thai,
                compress(link.concept, prefixes),
                concepts.label(link.concept),
                "" if link.confidence is None else f"{link.confidence:.2f}",
                joined(link.because),
                str(link.review.verdict) if link.review else "",
                link.review.comment if link.review else "",
            ]
