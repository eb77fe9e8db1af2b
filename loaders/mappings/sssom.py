"""Links as SSSOM tables (Simple Standard for Sharing Ontological Mappings, version 1.1): one file for each vocabulary.

The rows of a plan are written before those of the next one are read, in the order of plans, statements and concepts, so
that the same store gives the same bytes, however large it is.
"""

import csv
import json
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Final, TextIO

from phaen.loaders.linking.linker import LINKER_VERSION
from phaen.loaders.mappings.concepts import Concepts
from phaen.loaders.mappings.curies import compress
from phaen.loaders.mappings.formulas import guarded
from phaen.loaders.mappings.linksets import LICENCE, TOOL, plans, source, title
from phaen.loaders.mappings.model import Review, StoredLink, Verdict, is_iri
from phaen.loaders.mappings.rdf import read_reviews
from phaen.loaders.mappings.stored import stored_links
from phaen.loaders.mappings.vocabularies import REVIEWED, VOCABULARIES, curie_map, link_set, link_set_graph
from phaen.loaders.shelf import Database

SUFFIX: Final = ".sssom.tsv"
COLUMNS: Final = (
    "subject_id",
    "subject_label",
    "predicate_id",
    "object_id",
    "object_label",
    "mapping_justification",
    "author_id",
    "author_label",
    "reviewer_id",
    "reviewer_label",
    "mapping_date",
    "review_date",
    "confidence",
    "match_string",
    "comment",
)
"""Slots of SSSOM that are written for each link."""

NEGATED: Final = "predicate_modifier"
"""The slot that a rejected link has in the table of reviews."""

LEXICAL, MANUAL, REVIEW = "semapv:LexicalMatching", "semapv:ManualMappingCuration", "semapv:MappingReview"


class Sheet:
    """One SSSOM table that is being written."""

    def __init__(self, file: TextIO, name: str, base: str) -> None:
        """Write what is known of the whole table, and its columns."""
        self._prefixes = curie_map(base)
        columns = (*COLUMNS, NEGATED) if name == REVIEWED else COLUMNS
        file.writelines(f"#{line}\n" for line in _head(name, base))
        self._rows = csv.DictWriter(file, columns, restval="", delimiter="\t", lineterminator="\n")
        self._rows.writeheader()
        self.count = 0

    def link(self, link: StoredLink, text: str, label: str) -> None:
        """Write a link, with the words of the statement and the name of the concept."""
        computed = link.confidence is not None
        self._write(
            {
                **self._pair(link, text, label),
                "mapping_justification": LEXICAL if computed else MANUAL,
                "confidence": "" if link.confidence is None else f"{link.confidence:.2f}",
                "match_string": joined(link.because),
                **(self._person(link.review, "reviewer" if computed else "author") if link.review else {}),
            }
        )

    def review(self, review: Review, label: str) -> None:
        """Write what somebody has said of a link."""
        added = review.verdict is Verdict.ADDED
        self._write(
            {
                **self._pair(review, review.text, label),
                "mapping_justification": MANUAL if added else REVIEW,
                NEGATED: "Not" if review.verdict is Verdict.REJECTED else "",
                **self._person(review, "author" if added else "reviewer"),
            }
        )

    def _pair(self, of: StoredLink | Review, text: str, label: str) -> dict[str, str]:
        property_ = VOCABULARIES[of.vocabulary].property.value
        return {
            "subject_id": compress(of.element, self._prefixes),
            "subject_label": text,
            "predicate_id": compress(property_, self._prefixes),
            "object_id": compress(of.concept, self._prefixes),
            "object_label": label,
        }

    def _person(self, review: Review, role: str) -> dict[str, str]:
        iri = is_iri(review.reviewer)
        return {
            f"{role}_{'id' if iri else 'label'}": (
                compress(review.reviewer, self._prefixes) if iri else escaped(review.reviewer)
            ),
            "review_date" if role == "reviewer" else "mapping_date": review.date,
            "comment": review.comment,
        }

    def _write(self, cells: dict[str, str]) -> None:
        self._rows.writerow({name: guarded(cell) for name, cell in cells.items()})
        self.count += 1


def escaped(text: str) -> str:
    """Escape what would part the values of a slot that may have several (SSSOM/TSV, multi-valued slots)."""
    return text.replace("\\", "\\\\").replace("|", "\\|")


def joined(values: Iterable[str]) -> str:
    r"""Write several values into one cell.

    >>> joined(["น้ำ", "a|b"])
    'น้ำ|a\\|b'
    """
    return "|".join(escaped(value) for value in values)


def _head(name: str, base: str) -> Iterator[str]:
    """Give what is known of a whole table, as lines of YAML, in which JSON's strings are strings."""
    yield 'sssom_version: "1.1"'
    yield "curie_map:"
    yield from (f"  {prefix}: {_yaml(start)}" for prefix, start in curie_map(base).items())
    reviewed = name == REVIEWED
    facts = {
        "mapping_set_id": link_set(name, base).value,
        "mapping_set_version": LINKER_VERSION,
        "mapping_set_title": "What people have said of links" if reviewed else title(name),
        "license": LICENCE,
        "subject_source": plans(base),
    }
    if not reviewed:
        facts |= {"object_source": source(name, base), "mapping_tool": TOOL, "mapping_tool_version": LINKER_VERSION}
    yield from (f"{key}: {_yaml(value)}" for key, value in facts.items() if not (reviewed and "version" in key))


def _yaml(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def write_tables(database: Database, base: str, folder: Path) -> dict[str, int]:
    """Write the tables of all vocabularies, and that of the reviews, into a folder; give their rows by file name.

    Each file appears whole or not at all. Raises OSError.
    """
    folder.mkdir(parents=True, exist_ok=True)
    names = (*VOCABULARIES, REVIEWED)
    parts = {name: folder / f".{name}{SUFFIX}.part" for name in names}
    try:
        with ExitStack() as files:
            sheets = {
                name: Sheet(files.enter_context(part.open("w", encoding="utf-8", newline="")), name, base)
                for name, part in parts.items()
            }
            _write_links(database, base, sheets)
            _write_reviews(database, base, sheets[REVIEWED])
        for name, part in parts.items():
            part.replace(folder / f"{name}{SUFFIX}")
    finally:
        for part in parts.values():
            part.unlink(missing_ok=True)
    return {f"{name}{SUFFIX}": sheet.count for name, sheet in sheets.items()}


def _write_links(database: Database, base: str, sheets: dict[str, Sheet]) -> None:
    concepts = Concepts(database)
    for link, text in stored_links(database, base):
        sheets[link.vocabulary].link(link, text, concepts.label(link.concept))


def _write_reviews(database: Database, base: str, sheet: Sheet) -> None:
    concepts = Concepts(database)
    for review in read_reviews(database.quads_for_pattern(None, None, None, link_set_graph(REVIEWED, base)), base):
        sheet.review(review, concepts.label(review.concept))
