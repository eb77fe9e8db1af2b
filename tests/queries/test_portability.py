"""The files run as they stand in another engine and give the same rows."""

import pytest
from pyoxigraph import Store
from rdflib import Graph

from phaen.queries.catalogue import Catalogue, load_catalogue
from tests.queries.linked import LINK_QUERIES
from tests.sparql.textindex import without_searches

Rows = list[tuple[str, ...]]


def graph_of(store: Store) -> Graph:
    """Give the union of a store's graphs to rdflib."""
    triples = "\n".join(f"{quad.subject} {quad.predicate} {quad.object} ." for quad in store)
    return Graph().parse(data=triples, format="nt")


@pytest.fixture
def sample(name: str, request: pytest.FixtureRequest) -> Store:
    """Give the two plans; to queries on links the plans with links."""
    store: Store = request.getfixturevalue("linked" if name in LINK_QUERIES else "store")
    return store


def as_csv(text: bytes) -> Rows:
    import csv

    lines = text.decode().replace("+00:00", "Z").splitlines()
    rows = [tuple(row) for row in csv.reader(lines)]
    assert {len(row) for row in rows} == {len(rows[0])}, "a cell with a comma is not in quotation marks"
    return sorted(rows)


SELECTS = [query.name for query in load_catalogue() if query.form == "select" and not query.services]


@pytest.mark.parametrize("name", SELECTS)
def test_rdflib_gives_the_csv_of_oxigraph(sample: Store, catalogue: Catalogue, name: str) -> None:
    from pyoxigraph import QueryResultsFormat, QuerySolutions

    text = without_searches(sample, catalogue.get(name).text)
    ours = sample.query(text, use_default_graph_as_union=True)
    assert isinstance(ours, QuerySolutions)
    theirs = graph_of(sample).query(text).serialize(format="csv")
    assert theirs is not None
    assert as_csv(theirs) == as_csv(ours.serialize(format=QueryResultsFormat.CSV) or b"")
