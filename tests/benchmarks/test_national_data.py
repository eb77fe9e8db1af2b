"""The national data set of the benchmarks: always the same, sound, and asked by every shape."""

import hashlib
import subprocess
import sys
from collections import Counter
from functools import cache

import pytest
from pyoxigraph import RdfFormat, Store, parse

from benchmarks.national import dataset, runaways
from benchmarks.national.answers import content
from benchmarks.national.bodies import KINDS, bodies
from benchmarks.national.dataset import ROOT, SIZES, chunk_of, graphs_of, pieces
from benchmarks.national.shapes import Shape, shapes
from phaen.loaders.validation import check
from phaen.ontology import terms as t
from phaen.ontology.assets import ontology_turtle, triples
from phaen.ontology.provinces import all_provinces

TINY = SIZES["tiny"]


@cache
def tiny_data() -> bytes:
    """Give the data set of two small provinces and the capital."""
    return b"".join(pieces(TINY))


@cache
def tiny_store() -> Store:
    """Give it as a store."""
    store = Store()
    store.bulk_load(tiny_data(), format=RdfFormat.N_QUADS)
    return store


def test_all_local_governments_are_there_each_under_its_own_key_in_a_real_province() -> None:
    kinds = Counter(body.organisation.type for body in bodies())
    assert kinds == {"bma": 1, "pattaya": 1, "pao": 76, **{kind: number for kind, (_, number) in KINDS.items()}}
    assert kinds.total() == 7850
    assert len({body.key for body in bodies()}) == 7850
    assert {body.province for body in bodies()} == set(all_provinces())


def test_another_process_makes_the_same_bytes() -> None:
    program = (
        "import hashlib, sys; from benchmarks.national.dataset import *; "
        "sys.stdout.write(hashlib.sha256(chunk_of(SIZES['large'], bodies()[100:110])).hexdigest())"
    )
    printed = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
        env={"PYTHONHASHSEED": "7"},
    )
    assert printed.stdout == hashlib.sha256(chunk_of(SIZES["large"], bodies()[100:110])).hexdigest()


@pytest.mark.parametrize("size", ["small", "large"])
def test_the_shapes_find_no_fault_in_the_plans(size: str) -> None:
    for number in (1, 78, 2600, 7826):
        quads = [quad for graph in graphs_of(bodies()[number], SIZES[size]) for quad in graph]
        assert check(quads) == []


def test_no_term_of_ours_is_made_up() -> None:
    known = {quad.subject for quad in triples(ontology_turtle())}
    used = {term for quad in parse(tiny_data(), format=RdfFormat.N_QUADS) for term in (quad.predicate, quad.object)}
    ours = {term for term in used if term in t.PHAEN}
    assert t.ALLOCATION_OF in ours
    assert ours <= known


def test_every_kind_of_statement_has_rows_in_every_graph_of_its_own() -> None:
    store = tiny_store()
    for cls in (t.VISION, t.MISSION, t.STRATEGY, t.GOAL, t.GUIDELINE, t.INDICATOR, t.TARGET, t.PROGRAMME, t.PROJECT):
        assert next(store.quads_for_pattern(None, t.RDF_TYPE, cls, None), None), cls
    years = {quad.object.value for quad in store.quads_for_pattern(None, t.FISCAL_YEAR, None, None)}  # type: ignore[union-attr]
    assert years == {"2566", "2567", "2568", "2569", "2570"}
    plans = {quad.graph_name for quad in store.quads_for_pattern(None, t.RDF_TYPE, t.PLAN, None)}
    assert len(plans) == len(dataset.listed(TINY))


@pytest.mark.parametrize("shape", shapes(), ids=lambda shape: shape.name)
def test_every_shape_gives_rows(shape: Shape) -> None:
    for query in shape.queries(TINY, 20):
        rows = tiny_store().query(query, use_default_graph_as_union=True)
        if any(True for _ in rows):  # type: ignore[union-attr]
            return
    pytest.fail(f"none of 20 queries of {shape.name} has a row")


def test_a_shape_is_asked_with_other_values_each_time_and_the_same_ones_in_each_run() -> None:
    for shape in shapes():
        queries = shape.queries(SIZES["medium"], 5)
        assert len(set(queries)) == 5, shape.name
        assert queries == shape.queries(SIZES["medium"], 5)


@pytest.mark.parametrize("name", runaways.NAMES)
def test_a_runaway_is_sound_sparql(name: str) -> None:
    Store().query((runaways.FOLDER / f"{name}.rq").read_text("utf-8"))


def row(value: str) -> str:
    """Give a row as JSON."""
    return f'{{"x": {{"type": "literal", "value": "{value}"}}}}'


def test_the_order_of_rows_does_not_count_but_their_number_and_their_values_do() -> None:
    def said(*values: str) -> object:
        body = f'{{"head": {{"vars": ["x"]}}, "results": {{"bindings": [{", ".join(map(row, values))}]}}}}'
        return content(body.encode(), "application/sparql-results+json")

    assert said("1", "2", "2") == said("2", "1", "2")
    assert said("1", "2") != said("1", "3")
    assert said("1", "2") != said("1", "2", "2")


def test_a_graph_is_the_same_however_often_a_triple_is_repeated() -> None:
    one, two = b"<http://a> <http://b> <http://c> .\n", b'<http://a> <http://b> "\xe0\xb8\x81" .\n'
    assert content(one + two, "application/n-triples") == content(two + one + one, "application/n-triples")
