"""The files run as they stand in another engine and give the same rows."""

import pytest
from pyoxigraph import Store
from rdflib import Graph

from phaen.queries.catalogue import Catalogue, load_catalogue

Rows = list[tuple[str, ...]]


@pytest.fixture
def graph(store: Store) -> Graph:
    """Give the union of the sample's graphs to rdflib."""
    triples = "\n".join(f"{quad.subject} {quad.predicate} {quad.object} ." for quad in store)
    return Graph().parse(data=triples, format="nt")


def as_csv(text: bytes) -> Rows:
    import csv

    lines = text.decode().replace("+00:00", "Z").splitlines()
    rows = [tuple(row) for row in csv.reader(lines)]
    assert {len(row) for row in rows} == {len(rows[0])}, "a cell with a comma is not in quotation marks"
    return sorted(rows)


@pytest.mark.parametrize("name", [query.name for query in load_catalogue() if query.form == "select"])
def test_rdflib_gives_the_csv_of_oxigraph(store: Store, graph: Graph, catalogue: Catalogue, name: str) -> None:
    from pyoxigraph import QueryResultsFormat, QuerySolutions

    text = catalogue.get(name).text
    ours = store.query(text, use_default_graph_as_union=True)
    assert isinstance(ours, QuerySolutions)
    theirs = graph.query(text).serialize(format="csv")
    assert theirs is not None
    assert as_csv(theirs) == as_csv(ours.serialize(format=QueryResultsFormat.CSV) or b"")
