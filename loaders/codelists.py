"""Code lists that an operator brings: a table or RDF, checked row by row, and put into a store as a graph of its own.

A table is CSV in UTF-8 with one row a concept and the columns of COLUMNS; only ``notation`` and one label must be
filled. What is wrong is told with its row, and then nothing is stored.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pyoxigraph import Literal, NamedNode, Quad, Triple

from phaen.loaders.errors import CodeListError, UnreadableDocumentError
from phaen.loaders.graph.base import refuse_other_base
from phaen.loaders.graph.evidence import Triple as Said
from phaen.loaders.graph.rdf import is_rdf, read_rdf
from phaen.loaders.shacl.findings import Severity
from phaen.loaders.store import Writer
from phaen.loaders.validation import check
from phaen.ontology import terms as t
from phaen.ontology.area_lists import AREA_LISTS
from phaen.ontology.assets import code_lists
from phaen.ontology.identifiers import Identifiers, is_segment, segment

COLUMNS: Final = ("notation", "label_th", "label_en", "broader", "alt_th", "alt_en", "definition_th", "definition_en")
"""The columns of a table; ``broader`` holds the notation of the concept above, ``alt_…`` names with | between them."""

_MOST_TOLD = 20
_PATIENCE = 5.0


@dataclass(frozen=True, slots=True)
class CodeList:
    """A list ready to be stored: the last part of its graph's name, its scheme, and what it says."""

    name: str
    scheme: NamedNode
    triples: frozenset[Triple]


@dataclass(frozen=True, slots=True)
class Titles:
    """What a table cannot say of itself: the titles of the list, its source and its licence, as far as known."""

    th: str = ""
    en: str = ""
    source: str = ""
    licence: str = ""


def read_code_list(path: Path, base: str, name: str = "", titles: Titles = Titles()) -> CodeList:
    """Read a code list from a table or RDF; raises CodeListError with each row that is wrong, or a DocumentError."""
    found = _from_rdf(path, name) if is_rdf(path) else _from_table(path, base, name or path.stem, titles)
    if not is_segment(found.name) or found.name in shipped_names():
        raise CodeListError(f"{path}: the list cannot be called {found.name!r}; give another --name, such as themes")
    findings = [
        f
        for f in check(Quad(q.subject, q.predicate, q.object) for q in found.triples)
        if f.severity is Severity.VIOLATION
    ]
    _refuse(path, [f"{finding.focus}: {finding.message}" for finding in findings])
    return found


def store_code_list(found: CodeList, store: Path, base: str) -> str | None:
    """Put a code list into a store in the place of its former self, and publish; give the snapshot, None if unchanged.

    Raises a StoreError.
    """
    graph = Identifiers(base).graph(f"vocab/{found.name}")
    with Writer(store, patience=_PATIENCE) as writer:
        refuse_other_base(writer.database, base)
        if not writer.replace_graph(graph, (Quad(q.subject, q.predicate, q.object, graph) for q in found.triples)):
            return None
        snapshot = writer.publish()
        return snapshot.name if snapshot else None


def shipped_names() -> frozenset[str]:
    """Name the lists that every store holds, which no other may replace."""
    small = {local.partition("/")[2] for local, _ in code_lists()}
    return frozenset(small | {areas.name for areas in AREA_LISTS})


def _refuse(path: Path, wrong: Sequence[str]) -> None:
    if wrong:
        more = f"\n… and {len(wrong) - _MOST_TOLD} more" if len(wrong) > _MOST_TOLD else ""
        raise CodeListError(f"{path}: nothing was stored\n" + "\n".join(wrong[:_MOST_TOLD]) + more)


def _from_rdf(path: Path, name: str) -> CodeList:
    quads = read_rdf(path)
    schemes = {q.subject for q in quads if q.predicate == t.RDF_TYPE and q.object == t.SKOS_CONCEPT_SCHEME}
    scheme = next(iter(schemes), None)
    if len(schemes) != 1 or not isinstance(scheme, NamedNode):
        raise CodeListError(f"{path}: states {len(schemes)} skos:ConceptScheme; state one list, with an IRI, in a file")
    if scheme in t.VOCABULARY:
        raise CodeListError(f"{path}: {scheme.value} is a name of phaen's own lists; give the list an IRI of your own")
    last = scheme.value.rstrip("/#").replace("#", "/").rpartition("/")[2]
    return CodeList(name or last, scheme, frozenset(q.triple for q in quads))


# --- tables -----------------------------------------------------------------------------------------------------------


def _from_table(path: Path, base: str, name: str, titles: Titles) -> CodeList:
    rows = _rows(path)
    _refuse(path, list(_faults(rows)))
    name = segment(name)
    scheme = NamedNode(f"{base}id/vocab/{name}")
    return CodeList(name, scheme, frozenset(Triple(*said) for said in _triples(rows, scheme, titles, name)))


def _rows(path: Path) -> list[dict[str, str]]:
    """Read the rows of a table, without the spaces around its values."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableDocumentError(f"{path}: cannot be read as UTF-8 ({error}); give a CSV file in UTF-8") from error
    reader = csv.DictReader(io.StringIO(text, newline=""), restkey="")
    names = reader.fieldnames or []
    unknown = [column for column in names if column not in COLUMNS]
    if "notation" not in names or unknown:
        told = f"the column {unknown[0]!r} is not known" if unknown else "there is no column 'notation'"
        raise CodeListError(f"{path}: {told}; the columns are {', '.join(COLUMNS)}")
    try:
        rows = list(reader)
    except csv.Error as error:
        raise CodeListError(
            f"{path}: row {reader.line_num} is no CSV ({error}); write the table again as CSV"
        ) from error
    long = [
        f"row {number}: has more cells than the table has columns" for number, row in enumerate(rows, 2) if "" in row
    ]
    _refuse(path, long)
    return [{column: (row.get(column) or "").strip() for column in COLUMNS} for row in rows]


def _faults(rows: list[dict[str, str]]) -> Iterator[str]:
    """Tell what is wrong, row by row; the head of the table is row 1."""
    above = {row["notation"]: row["broader"] for row in rows}
    seen: dict[str, int] = {}
    for number, row in enumerate(rows, 2):
        where, code = f"row {number} ({row['notation'] or 'without notation'})", row["notation"]
        if not code:
            yield f"{where}: has no notation; write the code of the concept"
        elif code in seen:
            yield f"{where}: has the notation of row {seen[code]}; a code stands for one concept"
        seen.setdefault(code, number)
        if not row["label_th"] and not row["label_en"]:
            yield f"{where}: has no label; write label_th or label_en, better both"
        if row["broader"] and row["broader"] not in above:
            yield f"{where}: broader is {row['broader']!r}, which is no notation of the table"
        cycle = _cycle(code, above)
        if cycle:
            yield f"{where}: is broader than itself: {' → '.join(cycle)}"


def _cycle(code: str, above: Mapping[str, str]) -> list[str]:
    """Give the way from a concept upwards back to itself; nothing if there is none."""
    way, last = {code: None}, code  # keeps its order, and is quick to look into
    while (after := above.get(last, "")) and after not in way:
        way[after], last = None, after
    return [*way, code] if after and after == code else []


def _triples(rows: list[dict[str, str]], scheme: NamedNode, titles: Titles, name: str) -> Iterator[Said]:
    yield scheme, t.RDF_TYPE, t.SKOS_CONCEPT_SCHEME
    for text, language in ((titles.th, "th"), (titles.en or ("" if titles.th else name), "en")):
        if text:
            yield scheme, t.DCT_TITLE, Literal(text, language=language)
            yield scheme, t.SKOS_PREF_LABEL, Literal(text, language=language)
    if titles.source:
        yield scheme, t.DCT_SOURCE, Literal(titles.source)
    if titles.licence:
        yield scheme, t.DCT_LICENSE, _licence(titles.licence)
    for place, row in enumerate(rows, 1):
        yield from _concept(row, place, scheme)


def _concept(row: Mapping[str, str], place: int, scheme: NamedNode) -> Iterator[Said]:
    node = _node(scheme, row["notation"])
    yield node, t.RDF_TYPE, t.SKOS_CONCEPT
    yield node, t.SKOS_IN_SCHEME, scheme
    yield node, t.SKOS_NOTATION, Literal(row["notation"])
    yield node, t.SCHEMA_POSITION, Literal(place)
    yield from _texts(node, t.SKOS_PREF_LABEL, row, "label")
    yield from _texts(node, t.SKOS_DEFINITION, row, "definition")
    yield from _texts(node, t.SKOS_ALT_LABEL, row, "alt", apart="|")
    if row["broader"]:
        yield node, t.SKOS_BROADER, _node(scheme, row["broader"])
        yield _node(scheme, row["broader"]), t.SKOS_NARROWER, node
    else:
        yield scheme, t.SKOS_HAS_TOP_CONCEPT, node
        yield node, t.SKOS["topConceptOf"], scheme


def _texts(node: NamedNode, name: NamedNode, row: Mapping[str, str], column: str, apart: str = "\n") -> Iterable[Said]:
    for language in ("th", "en"):
        for text in filter(None, map(str.strip, row[f"{column}_{language}"].split(apart))):
            yield node, name, Literal(text, language=language)


def _licence(text: str) -> NamedNode:
    try:
        return NamedNode(text)
    except ValueError as error:
        raise CodeListError(
            f"the licence {text!r} is no IRI; write one, such as https://creativecommons.org/licenses/by/4.0/"
        ) from error


def _node(scheme: NamedNode, notation: str) -> NamedNode:
    return NamedNode(f"{scheme.value}/{segment(notation)}")
