"""The things that tables tell of, taken out of the sorted quads into working tables of SQLite beside them.

One pass over the file, a thing at a time, so that memory does not grow with the data; what belongs together is then
joined on disk.
"""

# ruff: noqa: S608 - no word of the SQL comes from the data

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Final

from pyoxigraph import NamedNode, Quad, RdfFormat, parse

from phaen.loaders.releases.tables import picks
from phaen.loaders.releases.tables.picks import Cell, Pick, Term
from phaen.ontology import terms as t

_AT_ONCE: Final = 1 << 20
"""Bytes of N-Quads that are parsed at a time."""


@dataclass(frozen=True, slots=True)
class Field:
    """One column of a working table: the property whose values it is made of, and how."""

    name: str
    property: NamedNode
    pick: Pick = picks.first


@dataclass(frozen=True, slots=True)
class Record:
    """One working table: all things of some classes."""

    name: str
    classes: tuple[NamedNode, ...]
    fields: tuple[Field, ...]
    indexes: tuple[str, ...] = ()


_ANNOTATION: Final = (
    Field("statement", t.OWL_ANNOTATED_SOURCE),
    Field("relation", t.OWL_ANNOTATED_PROPERTY),
    Field("concept", t.OWL_ANNOTATED_TARGET),
)

RECORDS: Final = (
    Record(
        "organisation",
        (t.ORG_FORMAL_ORGANIZATION,),
        (
            Field("name_th", t.SKOS_PREF_LABEL, picks.thai),
            Field("name_en", t.SKOS_PREF_LABEL, picks.english),
            Field("other_en", t.SKOS_ALT_LABEL, picks.english),
            Field("type", t.ORG_CLASSIFICATION),
            Field("province", t.DCT_SPATIAL),
            Field("area", t.AREA_CODE),
            Field("homepage", t.FOAF_HOMEPAGE),
            Field("see_also", t.RDFS_SEE_ALSO, picks.every),
        ),
    ),
    Record(
        "plan",
        (t.PLAN,),
        (
            Field("organisation", t.PLAN_OF),
            Field("title", t.SKOS_PREF_LABEL, picks.text),
            Field("language", t.SKOS_PREF_LABEL, picks.language),
            Field("period_from", t.PERIOD_FROM, picks.whole),
            Field("period_to", t.PERIOD_TO, picks.whole),
            Field("period", t.DCT_TEMPORAL),
            Field("edition", t.DCAT_VERSION, picks.text),
            Field("amendment_kinds", t.AMENDMENT_KIND, picks.every),
            Field("amendment_number", t.AMENDMENT_NUMBER, picks.whole),
            Field("amendment_year", t.AMENDMENT_YEAR, picks.whole),
            Field("document", t.PROV_WAS_DERIVED_FROM),
        ),
        indexes=("organisation", "document"),
    ),
    Record(
        "period",
        (t.DCT_PERIOD_OF_TIME,),
        (Field("start_date", t.DCAT_START_DATE, picks.day), Field("end_date", t.DCAT_END_DATE, picks.day)),
    ),
    Record(
        "attribution",
        (t.ATTRIBUTION,),
        (
            Field("plan", t.ATTRIBUTED_PLAN),
            Field("asserted", t.ASSERTED, picks.truth),
            Field("confidence", t.CONFIDENCE, picks.decimal),
            Field("justification", t.JUSTIFICATION),
        ),
        indexes=("plan",),
    ),
    Record(
        "statement",
        (t.PLAN_ELEMENT,),
        (
            Field("plan", t.PART_OF_PLAN),
            Field("parent", t.PARENT_ELEMENT),
            Field("kind", t.RDF_TYPE, picks.kind),
            Field("class", t.RDF_TYPE, picks.class_),
            Field("position", t.SCHEMA_POSITION, picks.whole),
            Field("number", t.SKOS_NOTATION),
            Field("printed_number", t.PRINTED_NUMBER),
            Field("text", t.SKOS_PREF_LABEL, picks.text),
            Field("language", t.SKOS_PREF_LABEL, picks.language),
            Field("verbatim_text", t.VERBATIM_TEXT),
            Field("explanation", t.EXPLANATION, picks.text),
            Field("source_term", t.SOURCE_TERM, picks.text),
            Field("programme", t.PROGRAMME_PROPERTY),
            Field("fiscal_year", t.FISCAL_YEAR, picks.whole),
            Field("objective", t.OBJECTIVE, picks.text),
            Field("output", t.OUTPUT, picks.text),
            Field("outcome", t.OUTCOME, picks.text),
            Field("responsible_unit", t.RESPONSIBLE_UNIT, picks.text),
            Field("total_budget", t.TOTAL_BUDGET, picks.decimal),
            Field("evidence", t.HAS_EVIDENCE),
            Field("confidence", t.CONFIDENCE, picks.decimal),
        ),
        indexes=("plan",),
    ),
    Record(
        "allocation",
        (t.BUDGET_ALLOCATION,),
        (
            Field("statement", t.ALLOCATION_OF),
            Field("fiscal_year", t.FISCAL_YEAR, picks.whole),
            Field("amount", t.AMOUNT, picks.decimal),
            Field("budget", t.QB_DATA_SET_PROPERTY),
            Field("evidence", t.HAS_EVIDENCE),
        ),
        indexes=("statement",),
    ),
    Record("budget", (t.QB_DATA_SET,), (Field("currency", t.CURRENCY),)),
    Record(
        "span",
        (t.TEXT_SPAN,),
        (
            Field("document", t.NIF_REFERENCE_CONTEXT),
            Field("offset_begin", t.NIF_BEGIN_INDEX, picks.whole),
            Field("offset_end", t.NIF_END_INDEX, picks.whole),
            Field("rule", t.EXTRACTION_RULE),
        ),
    ),
    Record(
        "document",
        (t.SOURCE_DOCUMENT,),
        (
            Field("title", t.DCT_TITLE, picks.text),
            Field("language", t.DCT_TITLE, picks.language),
            Field("source_url", t.DCT_SOURCE),
            Field("sha256", t.SHA256),
            Field("file_name", t.FILE_NAME),
            Field("media_type", t.DCAT_MEDIA_TYPE),
            Field("retrieved", t.RETRIEVED, picks.day),
            Field("licence", t.DCT_LICENSE),
            Field("rights", t.DCT_RIGHTS, picks.text),
            Field("characters", t.NIF_IS_STRING, picks.length),
            Field("coverage", t.COVERAGE, picks.decimal),
        ),
    ),
    Record(
        "link",
        (t.SSSOM_MAPPING,),
        (
            *_ANNOTATION,
            Field("link_set", t.IN_LINK_SET),
            Field("confidence", t.SSSOM_CONFIDENCE, picks.decimal),
            Field("justification", t.SSSOM_MAPPING_JUSTIFICATION),
            Field("because", t.BECAUSE, picks.every),
        ),
    ),
    Record(
        "review",
        (t.LINK_REVIEW,),
        (
            *_ANNOTATION,
            Field("verdict", t.VERDICT),
            Field("reviewer", t.SSSOM_REVIEWER_ID),
            Field("reviewer_name", t.SSSOM_REVIEWER_LABEL),
            Field("review_date", t.SSSOM_REVIEW_DATE, picks.day),
            Field("words", t.SSSOM_SUBJECT_LABEL),
            Field("comment", t.RDFS_COMMENT, picks.text),
        ),
        indexes=("statement, concept",),
    ),
    Record(
        "concept",
        (t.SKOS_CONCEPT,),
        (
            Field("label_th", t.SKOS_PREF_LABEL, picks.thai),
            Field("label_en", t.SKOS_PREF_LABEL, picks.english),
            Field("broader", t.SKOS_BROADER),
        ),
    ),
    Record(
        "term",
        (t.OWL["Class"], t.OWL["ObjectProperty"]),
        (
            Field("label_th", t.RDFS["label"], picks.thai),
            Field("label_en", t.RDFS["label"], picks.english),
        ),
    ),
)
"""All working tables; the key of each is the column ``iri``, and its rows are numbered in the order of their IRIs."""

_BY_CLASS: Final = {class_: record for record in RECORDS for class_ in record.classes}
_TYPE: Final = str(t.RDF_TYPE).encode()
_READ: Final = frozenset(str(field.property).encode() for record in RECORDS for field in record.fields) - {_TYPE}
_OURS: Final = str(t.PHAEN["x"]).encode()[:-2]
_TYPES: Final = tuple(str(class_).encode() for class_ in _BY_CLASS)


def take_records(quads: Path, database: sqlite3.Connection) -> None:
    """Fill the working tables of a database from a sorted file of N-Quads."""
    for record in RECORDS:
        columns = ", ".join(f"{field.name} {_sql_type(field)}" for field in record.fields)
        database.execute(f"CREATE TABLE {record.name} (id INTEGER PRIMARY KEY, iri TEXT NOT NULL, {columns})")
    for some in _read(quads):
        for name, rows in _rows(some).items():
            marks = ", ".join("?" * len(rows[0]))
            database.executemany(f"INSERT INTO {name} VALUES (NULL, {marks})", rows)
    for record in RECORDS:
        database.execute(f"CREATE UNIQUE INDEX {record.name}_iri ON {record.name} (iri)")
        for number, columns in enumerate(record.indexes):
            database.execute(f"CREATE INDEX {record.name}_{number} ON {record.name} ({columns})")


def _sql_type(field: Field) -> str:
    return "INTEGER" if field.pick in (picks.whole, picks.length, picks.truth) else "TEXT"


def _read(path: Path) -> Iterator[Iterable[Quad]]:
    """Give the quads that matter, as many at a time as are parsed at once; all of one subject come together."""
    kept: list[bytes] = []
    size, last = 0, b""
    with path.open("rb") as file:
        for line in file:
            subject, predicate, rest = line.split(b" ", 2)
            if predicate not in _READ and not (predicate == _TYPE and rest.startswith((_OURS, *_TYPES))):
                continue
            if size > _AT_ONCE and subject != last:
                yield parse(b"".join(kept), RdfFormat.N_QUADS)
                kept, size = [], 0
            kept.append(line)
            size, last = size + len(line), subject
    yield parse(b"".join(kept), RdfFormat.N_QUADS)


def _rows(quads: Iterable[Quad]) -> dict[str, list[tuple[Cell, ...]]]:
    """Make the rows of working tables of quads that stand in the order of their subjects."""
    rows: dict[str, list[tuple[Cell, ...]]] = defaultdict(list)
    for subject, some in groupby(quads, key=lambda quad: quad.subject):
        said: dict[NamedNode, list[Term]] = defaultdict(list)
        for quad in some:
            said[quad.predicate].append(quad.object)
        for record in _records_of(said[t.RDF_TYPE]):
            cells = (field.pick(said.get(field.property, ())) for field in record.fields)
            rows[record.name].append((picks.named(subject), *cells))
    return rows


def _records_of(types: Iterable[Term]) -> Iterable[Record]:
    """Give the working tables that a thing belongs in, each once."""
    found = (_BY_CLASS[type_] for type_ in types if isinstance(type_, NamedNode) and type_ in _BY_CLASS)
    return {record.name: record for record in found}.values()
