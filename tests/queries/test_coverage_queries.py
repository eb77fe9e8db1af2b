"""The saved queries on what was understood of the documents give what a small graph holds."""

from collections.abc import Callable

import pytest
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Store

from phaen.ontology import terms as t
from phaen.ontology.assets import read_text

Rows = list[dict[str, str]]
Run = Callable[..., Rows]
Pick = Callable[[Rows, str], list[tuple[str, ...]]]
ID = "https://w3id.org/phaen/id/"
GRAPH = NamedNode(f"{ID}graph/plan/a")
COLUMNS = "file_name coverage not_understood left_on_purpose"


@pytest.fixture(autouse=True)
def _reasons(store: Store) -> None:
    """Have the code list of reasons, as every store that is loaded has."""
    store.load(read_text("codelists/unclaimed-reason.ttl").encode(), RdfFormat.TURTLE, to_graph=GRAPH)


def understood(store: Store, name: str, coverage: str, *gaps: tuple[int, int, str]) -> None:
    """Say of a document how much of it was understood, and what was not."""
    document = NamedNode(f"{ID}document/{name}")
    said: list[tuple[NamedNode, NamedNode, NamedNode | Literal]] = [
        (document, t.RDF_TYPE, t.SOURCE_DOCUMENT),
        (document, t.FILE_NAME, Literal(name)),
        (document, t.COVERAGE, Literal(coverage, datatype=t.XSD_DECIMAL)),
    ]
    for begin, end, reason in gaps:
        span = NamedNode(f"{document.value}#offset_{begin}_{end}")
        said += [
            (span, t.RDF_TYPE, t.UNCLAIMED_TEXT),
            (span, t.NIF_REFERENCE_CONTEXT, document),
            (span, t.NIF_BEGIN_INDEX, Literal(begin)),
            (span, t.NIF_END_INDEX, Literal(end)),
            (span, t.UNCLAIMED_REASON, t.REASON_CODE[reason]),
        ]
    store.extend(Quad(*triple, GRAPH) for triple in said)


def test_the_least_understood_document_comes_first_and_the_unrecorded_last(run: Run, pick: Pick, store: Store) -> None:
    understood(store, "a.txt", "0.9", (0, 3, "total"), (5, 9, "unread-column"), (10, 12, "unread-column"))
    understood(store, "b.txt", "0.25", (0, 30, "text-outside-a-statement"))
    rows = pick(run("documents-by-coverage", on=store), COLUMNS)
    assert rows[:2] == [("b.txt", "0.25", "1", "0"), ("a.txt", "0.9", "2", "1")]
    assert rows[2:]
    assert all(row[1:] == ("", "", "") for row in rows[2:]), "nothing is known of those, which is not nothing"


def test_reasons_are_counted_over_all_documents_those_of_not_understanding_first(
    run: Run, pick: Pick, store: Store
) -> None:
    understood(store, "a.txt", "0.9", (0, 30, "total"), (35, 39, "unread-column"), (40, 42, "unread-column"))
    understood(store, "b.txt", "0.25", (0, 5, "text-outside-a-statement"), (9, 10, "unread-column"))
    found = pick(run("unclaimed-by-reason", on=store), "group reason stretches documents characters example_iri")
    assert found == [
        ("not-understood", "unread-column", "3", "2", "7", f"{ID}document/a.txt#offset_35_39"),
        ("not-understood", "text-outside-a-statement", "1", "1", "5", f"{ID}document/b.txt#offset_0_5"),
        ("left-on-purpose", "total", "1", "1", "30", f"{ID}document/a.txt#offset_0_30"),
    ]
