"""A change names all graphs that it changes, or says that it may have changed any: the index is renewed by them."""

from collections import defaultdict

import pytest
from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, Store

from phaen.endpoint.writing.changes import apply
from phaen.endpoint.writing.jobs import DeleteJob, Payload, PostJob, PutJob, UpdateJob, WriteJob
from phaen.endpoint.writing.trace import Trace

ONE, TWO = "http://example.org/g/1", "http://example.org/g/2"
PREFIX = "PREFIX g: <http://example.org/g/> "
DATA = f'INSERT DATA {{ <urn:x:s> <urn:x:p> "{"ก" * 21_000}" }} ; '
"""So long that it is not parsed if it is data alone."""

UPDATES = [
    "INSERT DATA { <urn:x:new> <urn:x:p> 1 }",
    "INSERT DATA { GRAPH g:1 { <urn:x:new> <urn:x:p> 1 } }",
    f"INSERT DATA {{ GRAPH <{ONE}> {{ <urn:x:new> <urn:x:p> true }}GRAPH<{TWO}>{{ <urn:x:new> <urn:x:p> 1 }} }}",
    f"DELETE DATA {{ GRAPH <{ONE}> {{ <urn:x:1> <urn:x:p> 1 }} }}",
    "DELETE WHERE { GRAPH ?g { ?s ?p ?o } }",
    "DELETEWHERE { GRAPH ?g { ?s ?p ?o } }",
    "WITH g:1 DELETE { ?s ?p ?o } INSERT { ?s ?p 2 } WHERE { ?s ?p ?o }",
    "WITHg:1 DELETE { ?s ?p ?o }WHERE{ ?s ?p ?o }",
    "WITH g:1 DELETE { GRAPH ?g { ?s ?p ?o } } WHERE { GRAPH ?g { ?s ?p ?o } }",
    "DELETE { GRAPH ?g { ?s ?p ?o } } USING NAMED g:2 WHERE { GRAPH ?g { ?s ?p ?o } }",
    "INSERT { GRAPH ?g { <urn:x:new> <urn:x:p> 1 } } WHERE { BIND(UUID() AS ?g) }",
    "INSERT { GRAPH ?g { <urn:x:new> <urn:x:p> 1 } } WHERE { VALUES ?g { g:3 g:4 } }",
    "CLEAR ALL",
    "CLEARALL",
    "CLEARGRAPHg:1",
    "DROPSILENTNAMED",
    "MOVE g:1 TO g:2",
    "COPYDEFAULTTOg:1",
    "COPY g:1 TO DEFAULT",
    "ADDDEFAULTTOg:3",
    "ADDg:1 TO g:2",
]
TRIG = b"_:g { <urn:x:new> <urn:x:p> 1 } <http://example.org/g/1> { <urn:x:new> <urn:x:p> 1 }"
ROW = b"<urn:x:new> <urn:x:p> 1 ."


@pytest.mark.parametrize("union", [True, False], ids=["union", "default"])
@pytest.mark.parametrize("data", ["", DATA], ids=["alone", "after-data"])
@pytest.mark.parametrize("update", UPDATES)
def test_an_update_of_any_kind_tells_all_graphs_that_it_changes(update: str, data: str, *, union: bool) -> None:
    check(UpdateJob(PREFIX + data + update, union=union))


@pytest.mark.parametrize(
    "job",
    [
        UpdateJob("DELETE { GRAPH ?g { ?s ?p ?o } } WHERE { GRAPH ?g { ?s ?p ?o } }", named_graphs=(ONE,)),
        PutJob(ONE, (Payload("turtle", "urn:x:base", ROW),)),
        PostJob(None, (Payload("turtle", "urn:x:base", ROW),)),
        PostJob(None, (Payload("trig", "urn:x:base", TRIG),), dataset=True),
        DeleteJob(ONE),
        DeleteJob(None),
    ],
    ids=["protocol", "put", "post", "dataset", "delete", "delete-default"],
)
def test_a_request_of_any_kind_tells_all_graphs_that_it_changes(job: WriteJob) -> None:
    check(job)


def test_what_is_told_is_no_more_than_what_the_change_names() -> None:
    assert check(UpdateJob(f"INSERT DATA {{ GRAPH <{ONE}> {{ <urn:x:new> <urn:x:p> 1 }} }}")) == {"", ONE}
    assert check(DeleteJob(TWO)) == {TWO}
    assert check(UpdateJob(f"DROP GRAPH <{TWO}>")) == {"", TWO}
    assert check(UpdateJob(f"COPY <{ONE}> TO <{TWO}>")) == {"", TWO}
    assert check(UpdateJob(f"MOVE <{ONE}> TO <{TWO}>")) == {"", ONE, TWO}


def check(job: WriteJob) -> set[str] | None:
    """Make a change; fail if it changes more than it tells, and return what it tells."""
    store = Store()
    names: list[NamedNode | BlankNode | DefaultGraph] = [NamedNode(ONE), NamedNode(TWO), DefaultGraph(), BlankNode("g")]
    for number, name in enumerate(names, 1):
        store.add(Quad(NamedNode(f"urn:x:{number}"), NamedNode("urn:x:p"), Literal(1), name))
    before, trace = contents(store), Trace()
    apply(store, job, trace)
    after = contents(store)
    really = {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}
    assert really, "the test must change something"
    assert trace.changed is None or really <= trace.changed
    return None if trace.changed is None else set(trace.changed)


def contents(store: Store) -> dict[str, set[Quad]]:
    found: dict[str, set[Quad]] = defaultdict(set)
    for quad in store:
        name = quad.graph_name
        found["" if isinstance(name, DefaultGraph) else name.value].add(quad)
    return dict(found)
