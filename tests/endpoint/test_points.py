"""Point queries: told from others, answered by the event loop as query processes would, and never for long."""

import fcntl
import json
import logging
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad, QueryBoolean, Store, parse

from phaen.endpoint.embedded import EmbeddedEngine
from phaen.endpoint.engine import Job, WholeAnswer
from phaen.endpoint.formats import FORMATS, Form
from phaen.endpoint.points import Points
from phaen.endpoint.settings import Settings
from phaen.endpoint.sparql.point import point_of
from phaen.loaders.snapshot import current_snapshot
from phaen.loaders.store import Writer
from tests.endpoint.conftest import write_store
from tests.endpoint.front.lane import Front, front
from tests.patience import until

PLAN = "https://w3id.org/phaen/id/graph/plan/pao-52/undated"
ROWS = f"SELECT ?p ?o {{ <{PLAN}> ?p ?o }}"
THING = "https://example.org/ก"
GRAPH = NamedNode("https://example.org/graph")

POINTS = (
    f"DESCRIBE <{PLAN}>",
    f"describe<{PLAN}>\n",
    ROWS,
    f"SELECT * WHERE {{ <{PLAN}> ?p ?o . }}",
    f"# a remark {{ ?s ?p ?o }}\nPREFIX dct: <http://purl.org/dc/terms/>\n\nselect ?o{{<{PLAN}> dct:isPartOf ?o}}",
    f"SELECT ?kind {{ <{PLAN}> a ?kind }}",
    f"ASK {{ <{PLAN}> ?p <http://example.org/x> }}",
    f"SELECT $p ?o{{<{PLAN}>$p?o}}",
)
OTHERS = (
    "SELECT * { ?s ?p ?o }",
    "SELECT ?s { ?s a <http://example.org/A> }",
    f"SELECT ?x {{ <{PLAN}> ?x ?x }}",
    f"SELECT ?x {{ <{PLAN}> ?x $x }}",
    f"{ROWS} LIMIT 1",
    f"{ROWS} ORDER BY ?p",
    f"SELECT DISTINCT ?p {{ <{PLAN}> ?p ?o }}",
    f"SELECT (COUNT(*) AS ?n) {{ <{PLAN}> ?p ?o }}",
    f"SELECT ?p ?o FROM <{PLAN}> {{ <{PLAN}> ?p ?o }}",
    f"SELECT ?p ?o {{ <{PLAN}> ?p ?o FILTER(?o > 1) }}",
    f"SELECT ?p ?o {{ <{PLAN}> ?p ?o . ?a ?b ?c }}",
    f"SELECT ?p ?o {{ <{PLAN}> ?p ?o ; a ?kind }}",
    f"SELECT ?p ?o {{ <{PLAN}> ?p ?o }} VALUES ?p {{ 1 }}",
    f"SELECT ?o {{ <{PLAN}> <http://example.org/p>+ ?o }}",
    f"SELECT ?o {{ <{PLAN}> <http://example.org/p>/<http://example.org/q> ?o }}",
    f"SELECT ?g {{ GRAPH ?g {{ <{PLAN}> ?p ?o }} }}",
    f"DESCRIBE <{PLAN}> <http://example.org/x>",
    f"DESCRIBE <{PLAN}> {{ ?s ?p ?o }}",
    "DESCRIBE ?s { ?s ?p ?o }",
    f"PREFIX x: <http://example.org/> #\nSELECT * {{ ?s ?p ?o }} # <{PLAN}> ?p ?o }}",
    f"CONSTRUCT WHERE {{ <{PLAN}> ?p ?o }}",
    "DESCRIBE <relative>",
    r"DESCRIBE <http://example.org/\u0061>",
    "",
)


@pytest.mark.parametrize("query", POINTS)
def test_a_point_query_is_told_from_others(query: str) -> None:
    assert point_of(query)
    Store().query(query)  # the engine reads it too


@pytest.mark.parametrize("query", OTHERS)
def test_no_other_query_is_taken_for_one(query: str) -> None:
    assert point_of(query) is None


WHOLE = (
    ["SELECT ", "?x ", "?y ", "{ ", "<a:s> ", "?x ", "?y ", ". ", "}"],
    ["SELECT", " *", "{", "<a:s>", "p:p ", "?y", "}", "\n"],
    ["PREFIX p: <a:> ", "ASK ", "WHERE ", "{ ", "<a:s> ", "a ", "<a:o> ", "}"],
    ["# ?s ?p ?o\n", "DESCRIBE ", "<a:s>", " "],
)
PIECES = (
    *" .;,?$<>a#*\n:+|^/(){}",
    *("SELECT ", "ASK ", "DESCRIBE ", "PREFIX p: <a:> ", "<a:s> ", "<a:o> ", "?x ", "?y ", "p:p ", "DISTINCT "),
    *("LIMIT 1", "FILTER(1)", "OPTIONAL", "UNION", "GRAPH ?g ", "# x\n", "{ <a:s> ?p ?o }", "'x'", "VALUES ?x {1}"),
)
CHANGES = st.lists(st.tuples(st.integers(0, 9), st.booleans(), st.sampled_from(PIECES)), max_size=2)


@given(st.sampled_from(WHOLE), CHANGES)
def test_what_is_taken_asks_only_about_its_thing(whole: list[str], changes: list[tuple[int, bool, str]]) -> None:
    """Whatever is put into a point query: if it is taken still, statements about another thing change nothing."""
    pieces = list(whole)
    for place, instead, piece in changes:
        pieces[place : place + instead] = [piece]
    query = "".join(pieces)
    assert changes or point_of(query)
    if point_of(query):
        own = [Quad(NamedNode("a:s"), NamedNode("a:p"), NamedNode("a:o"), GRAPH)]
        other = [Quad(NamedNode("a:t"), NamedNode("a:p"), NamedNode(f"a:{n}"), GRAPH) for n in range(3)]
        assert _answers(query, own) == _answers(query, own + other)


def _answers(query: str, quads: list[Quad]) -> object:
    store = Store()
    store.extend(quads)
    try:
        result = store.query(query, use_default_graph_as_union=True)
    except SyntaxError:
        return None
    return bool(result) if isinstance(result, QueryBoolean) else sorted(map(str, result))


@pytest.fixture(scope="module")
def points(settings: Settings) -> Iterator[Points]:
    with_store = Points(settings.store)
    with_store.open()
    until(lambda: with_store.answer(Job(ROWS)) is not None)
    yield with_store
    with_store.close()


@pytest.mark.parametrize("query", POINTS)
@pytest.mark.parametrize("format_", [format_.name for format_ in FORMATS])
def test_the_answer_is_that_of_a_query_process(
    points: Points, engine: EmbeddedEngine, query: str, format_: str
) -> None:
    formats = dict.fromkeys((Form.GRAPH,) if _is_graph(format_) else (Form.ROWS, Form.BOOLEAN), format_)
    job = Job(query, formats)
    found = points.answer(job)
    if ("DESCRIBE" in query.upper()) != _is_graph(format_) or format_ == "jsonld":
        assert found is None
        return
    assert found is not None
    with engine.run(job) as answer:
        assert (found.form, found.format, found.snapshot) == (answer.form, answer.format, answer.snapshot)
        assert _same(b"".join(found), b"".join(answer), found)


def _is_graph(name: str) -> bool:
    return next(format_ for format_ in FORMATS if format_.name == name).is_graph


def _same(one: bytes, other: bytes, about: WholeAnswer) -> bool:
    """Compare results whose rows may come in any order."""
    if about.format.is_graph:
        return set(parse(one, about.format.engine)) == set(parse(other, about.format.engine))  # type: ignore[arg-type]
    if about.format.name == "json":
        rows = [json.loads(text).get("results", json.loads(text)) for text in (one, other)]
        return sorted(map(str, rows[0].get("bindings", [rows[0]]))) == sorted(
            map(str, rows[1].get("bindings", [rows[1]]))
        )
    return sorted(one.splitlines()) == sorted(other.splitlines()) or sorted(one) == sorted(other)


@pytest.fixture
def own(settings: Settings, tmp_path: Path) -> Settings:
    """Give the settings of a small store that a test may change."""
    write_store(tmp_path / "store")
    return replace(settings, store=tmp_path / "store", query_workers=1)


def _add(store: Path, *objects: str) -> None:
    with Writer(store) as writer:
        quads = {Quad(NamedNode(THING), NamedNode(f"{THING}/p"), Literal(text), GRAPH) for text in objects}
        writer.replace_graph(GRAPH, quads)
        writer.publish()


@pytest.fixture
def lane(own: Settings) -> Iterator[Front]:
    engine = EmbeddedEngine(own)
    try:
        with front(own, engine, express=True) as found:
            yield found
    finally:
        engine.close()


def _values(answer: tuple[int, object, bytes]) -> list[str]:
    assert answer[0] == 200
    return sorted(row["o"]["value"] for row in json.loads(answer[2])["results"]["bindings"])


def _ask(lane: Front, extra: str = "") -> list[str]:
    query = f"SELECT ?o {{ <{THING}> ?p ?o }}{extra}"
    return _values(lane.ask(fields={"query": query}, Accept="application/sparql-results+json"))


def test_what_is_written_is_read_at_once_and_the_old_state_is_let_go(lane: Front, own: Settings) -> None:
    points = lane.application._express.engine.points  # type: ignore[union-attr]
    for number in range(3):
        _add(own.store, f"value {number}")
        for _ in range(3):
            assert _ask(lane, "\n" * number) == [f"value {number}"]
        until(lambda: _holds(points, own))
        assert _ask(lane, " " * (number + 1)) == [f"value {number}"]
    _add(own.store, "last")
    lane.application.tidy()
    assert points._held is None
    assert len(list((own.store / "snapshots").iterdir())) <= 3
    assert _ask(lane) == ["last"]


def _holds(points: Points, own: Settings) -> bool:
    points.open()
    return points._held is not None and points._held.snapshot.name == current_snapshot(own.store).name


def test_a_client_that_has_an_answer_need_not_get_it_again_from_another_front(own: Settings) -> None:
    _add(own.store, *map(str, range(50)))
    engines = [EmbeddedEngine(own), EmbeddedEngine(own)]
    try:
        with front(own, engines[0], express=True) as one, front(own, engines[1], express=True) as other:
            for lane in (one, other):
                assert lane.ask(fields={"query": ROWS})[0] == 200
                until(lambda lane=lane: _holds(lane.application._express.engine.points, own))  # type: ignore[misc]
            until(lambda: engines[1].statistics()["in_memory"])  # where rows come in another order
            query = {"query": f"SELECT ?o {{ <{THING}> ?p ?o }}"}
            tag = dict(one.ask(fields=query)[1])["etag"]
            assert other.ask(fields=query, If_None_Match=tag)[0] == 304
    finally:
        for engine in engines:
            engine.close()


def test_much_is_left_to_the_query_processes_and_comes_whole(lane: Front, own: Settings) -> None:
    _add(own.store, *(f"{'ก' * 100} {number}" for number in range(5000)))
    until(lambda: _holds(lane.application._express.engine.points, own))  # type: ignore[union-attr]
    assert (
        lane.application._express.engine.points.answer(  # type: ignore[union-attr]
            Job(f"SELECT ?o {{ <{THING}> ?p ?o }}")
        )
        is None
    )
    assert len(_ask(lane)) == 5000


def test_of_what_much_is_said_is_found_out_once(own: Settings) -> None:
    _add(own.store, *("ก" * 100 + str(number) for number in range(500)))
    points = Points(own.store)
    until(lambda: _holds(points, own))
    job = Job(f"SELECT ?o {{ <{THING}> ?p ?o }}")
    assert points.takes(job)
    assert points.answer(job) is None
    assert not points.takes(job)
    assert not points.takes(Job(f"DESCRIBE <{THING}> "))
    assert points.takes(Job(ROWS))
    _add(own.store, "few")
    until(lambda: _holds(points, own))
    assert points.takes(job)
    points.close()


def test_a_result_over_the_limit_of_the_service_is_refused_as_ever(own: Settings) -> None:
    small = replace(own, max_bytes=2000)
    _add(own.store, *("ก" * 100 + str(number) for number in range(30)))
    engine = EmbeddedEngine(small)
    try:
        with front(small, engine, express=True) as lane:
            for extra in ("", " "):
                status, _, body = lane.ask(fields={"query": f"SELECT ?o {{ <{THING}> ?p ?o }}{extra}"})
                assert status == 413
                assert b"result-too-large" in body
                until(lambda: _holds(engine.points, own))
            assert lane.ask(fields={"query": f"ASK {{ <{THING}> ?p ?o }}"})[0] == 200
    finally:
        engine.close()


def test_after_a_slow_answer_query_processes_are_asked_for_a_while(
    own: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    points = Points(own.store)
    until(lambda: _holds(points, own))
    assert points.answer(Job(ROWS)) is not None
    monkeypatch.setattr("phaen.endpoint.points._SLOW", -1.0)
    monkeypatch.setattr("phaen.endpoint.points._REST", 0.5)
    assert points.answer(Job(ROWS)) is not None
    assert points.answer(Job(ROWS)) is None
    monkeypatch.setattr("phaen.endpoint.points._SLOW", 60.0)
    until(lambda: points.answer(Job(ROWS)) is not None)
    points.close()


def test_a_snapshot_that_cannot_be_read_is_not_held(own: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []

    def broken(*found: object) -> None:
        asked.append(found)
        raise RuntimeError("a block is damaged")

    points = Points(own.store)
    monkeypatch.setattr("phaen.endpoint.points._answer", broken)
    points.open()
    until(lambda: asked and points._opening is not None and not points._opening.is_alive())
    assert points._held is None
    folder = os.open(current_snapshot(own.store).path, os.O_RDONLY)
    fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)  # raises while somebody holds it
    os.close(folder)


def test_a_damaged_snapshot_is_left_to_the_query_processes(own: Settings, caplog: pytest.LogCaptureFixture) -> None:
    snapshot = current_snapshot(own.store)
    for file in snapshot.path.glob("*.sst"):
        os.truncate(file, file.stat().st_size // 2)
    points = Points(own.store)
    with caplog.at_level(logging.DEBUG):
        points.open()
        until(lambda: points.answer(Job(ROWS)) is None and bool(caplog.records))
    assert points.answer(Job(ROWS)) is None
    points.close()
