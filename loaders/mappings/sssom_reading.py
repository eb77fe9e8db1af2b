"""Read SSSOM tables: ours, and those that other tools have written of them."""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final

from phaen.loaders.errors import LinkTableError
from phaen.loaders.mappings.cells import Row, Table, read_table
from phaen.loaders.mappings.curies import expand
from phaen.loaders.mappings.model import Review, StoredLink, Verdict
from phaen.loaders.mappings.sssom import MANUAL, NEGATED
from phaen.loaders.mappings.vocabularies import curie_map, vocabulary_of

_FACT: Final = re.compile(r"(?P<key>[A-Za-z_][\w.-]*):\s+(?P<value>\S.*)")
_PREFIXES: Final = "curie_map:"
_VALUE: Final = re.compile(r"((?:\\.|[^|\\])*)(?:\||$)")


@dataclass(frozen=True, slots=True)
class LinkTable:
    """An SSSOM table: what is known of the whole, the prefixes of its CURIEs, and its links with their texts."""

    facts: dict[str, str]
    prefixes: dict[str, str]
    links: tuple[tuple[StoredLink, str], ...]


def read_links_table(path: Path, base: str) -> LinkTable:
    """Read a table of links; raises LinkTableError that names the rows that are wrong."""
    table = read_table(path)
    facts, prefixes = head_of(table, base)
    links, wrong = [], []
    for row in table.rows:
        try:
            links.append((_link(row, prefixes, base), row["subject_label"]))
        except ValueError as error:
            wrong.append(f"line {row.number}: {error}")
    refuse(table.path, wrong)
    return LinkTable(facts, dict(prefixes), tuple(links))


def refuse(path: str, wrong: list[str]) -> None:
    """Raise LinkTableError for what is wrong in a table, if anything is: the first rows by their words."""
    shown = 20
    if wrong:
        more = [f"and {len(wrong) - shown} rows more"] if len(wrong) > shown else []
        number = "a row is" if len(wrong) == 1 else f"{len(wrong)} rows are"
        raise LinkTableError("\n  ".join([f"{path}: {number} wrong, so nothing was taken", *wrong[:shown], *more]))


def head_of(table: Table, base: str) -> tuple[dict[str, str], MappingProxyType[str, str]]:
    """Read the YAML before a table as far as we need it: plain facts, and the prefixes beside our own."""
    facts: dict[str, str] = {}
    prefixes = dict(curie_map(base))
    level = -1  # of the line that begins the prefixes, while they go on
    for line in table.head:
        text, indent = line.strip(), len(line) - len(line.lstrip())
        match = _FACT.fullmatch(text)
        if text == _PREFIXES:
            level = indent
        elif level >= 0 and indent > level:
            if match:
                prefixes[match["key"]] = _scalar(match["value"])
        else:
            level = -1
            if match:
                facts[match["key"]] = _scalar(match["value"])
    return facts, MappingProxyType(prefixes)


def _scalar(text: str) -> str:
    """Read a YAML scalar on one line, in double quotes, single quotes or none."""
    if text.startswith('"'):
        try:
            return str(json.loads(text))
        except ValueError:
            return text.strip('"')
    return text[1:-1].replace("''", "'") if text.startswith("'") and text.endswith("'") else text


def values(cell: str) -> tuple[str, ...]:
    r"""Give the values of a cell that may hold several.

    >>> values("น้ำ|a\\|b")
    ('น้ำ', 'a|b')
    """
    if not cell:
        return ()
    found = [match[1] for match in _VALUE.finditer(cell)]
    kept = found if cell.endswith("|") and not cell.endswith("\\|") else found[:-1] or found
    return tuple(re.sub(r"\\(.)", r"\1", value) for value in kept)


def pair_of(row: Row, prefixes: MappingProxyType[str, str], base: str) -> tuple[str, str, str, str]:
    """Give statement, vocabulary, notation and concept of a row; raises ValueError that names what is wrong."""
    for column in ("subject_id", "object_id"):
        if not row[column]:
            raise ValueError(f"the cell '{column}' is empty")
    element, concept = expand(row["subject_id"], prefixes), expand(row["object_id"], prefixes)
    known = vocabulary_of(concept, base)
    if known is None:
        raise ValueError(f"'{row['object_id']}' is a concept of no vocabulary that statements are linked to")
    predicate = row["predicate_id"]
    if predicate and expand(predicate, prefixes) != known[0].property.value:
        raise ValueError(
            f"the predicate '{predicate}' does not lead to {known[0].english}; write phaen:"
            f"{known[0].property.value.rpartition('#')[2]}, or leave the column out"
        )
    return element, known[0].key, known[1], concept


def _link(row: Row, prefixes: MappingProxyType[str, str], base: str) -> StoredLink:
    pair = pair_of(row, prefixes, base)
    person, date = person_of(row, prefixes)
    manual = row["mapping_justification"] == MANUAL
    verdict = Verdict.ADDED if manual else Verdict.ACCEPTED
    review = Review(*pair, verdict, person, date, comment=row["comment"]) if person else None
    confidence = row["confidence"]
    return StoredLink(*pair, _confidence(confidence) if confidence else None, values(row["match_string"]), review)


def _confidence(cell: str) -> float:
    try:
        found = float(cell)
    except ValueError:
        found = -1
    if not 0 <= found <= 1:
        raise ValueError(f"the confidence '{cell}' is no number from 0 to 1")
    return found


def person_of(row: Row, prefixes: MappingProxyType[str, str]) -> tuple[str, str]:
    """Give who stands for a row, and since when; nothing for a row that nobody stands for."""
    for role, when in (("reviewer", "review_date"), ("author", "mapping_date")):
        ids, names = values(row[f"{role}_id"]), values(row[f"{role}_label"])
        if ids or names:
            return expand(ids[0], prefixes) if ids else names[0], row[when]
    return "", ""


def verdict_of(row: Row) -> Verdict | None:
    """Tell what an SSSOM row says of a link by its own slots; None where nobody stands for it."""
    if not any(row[f"{role}_{form}"] for role in ("reviewer", "author") for form in ("id", "label")):
        return None
    if row[NEGATED]:
        return Verdict.REJECTED
    return Verdict.ADDED if row["mapping_justification"] == MANUAL else Verdict.ACCEPTED
