"""``phaen similar`` on a store."""

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner
from pyoxigraph import NamedNode, Quad

from phaen.endpoint.cli import phaen
from phaen.loaders.errors import BaseMismatchError, StoreMissingError
from phaen.loaders.similarity.relate import relate
from phaen.loaders.snapshot import current_snapshot
from phaen.loaders.store import Writer
from phaen.loaders.validation import check
from phaen.ontology import terms as t

BASE = "https://w3id.org/phaen/"
GRAPH = NamedNode(f"{BASE}id/graph/linkset/similar")


@pytest.fixture
def store(sample_store: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(sample_store, tmp_path / "store"))


def graph(store: Path) -> frozenset[Quad]:
    snapshot = current_snapshot(store)
    try:
        return frozenset(snapshot.open().quads_for_pattern(None, None, None, GRAPH))
    finally:
        snapshot.close()


def test_the_sample_plans_have_statements_in_common(store: Path) -> None:
    found = relate(store, BASE)
    assert (found.statements, found.organisations, found.pairs, found.clusters) == (59, 2, 7, 5)
    quads = graph(store)
    joined = {(q.subject, q.object) for q in quads if q.predicate == t.SIMILAR_TO}
    assert joined == {(b, a) for a, b in joined}
    assert len(joined) == 2 * 7
    roads = {str(q.object) for q in quads if q.predicate == t.SKOS_PREF_LABEL}
    assert '"การพัฒนาด้านโครงสร้างพื้นฐาน"@th' in roads


def test_the_same_statements_give_the_same_graph_and_are_not_published_twice(store: Path) -> None:
    relate(store, BASE)
    first, name = graph(store), current_snapshot(store).name
    assert relate(store, BASE).snapshot is None
    assert current_snapshot(store).name == name
    assert relate(store, BASE, force=True).snapshot is not None
    times = {t.PROV_STARTED_AT_TIME, t.PROV_ENDED_AT_TIME, t.SNAPSHOT}
    assert {q for q in graph(store) if q.predicate not in times} == {q for q in first if q.predicate not in times}


def test_the_graph_says_what_it_was_made_of(store: Path) -> None:
    read_from = current_snapshot(store).name
    relate(store, BASE)
    assert {q.object.value for q in graph(store) if q.predicate == t.SNAPSHOT} == {read_from}  # type: ignore[union-attr]


def test_what_is_gone_is_gone_with_the_next_run(store: Path) -> None:
    relate(store, BASE)
    with Writer(store) as writer:
        writer.replace_graph(NamedNode(f"{BASE}id/graph/plan/pao-52/undated"), [])
        writer.publish()
    assert relate(store, BASE).pairs == 0
    assert not [q for q in graph(store) if q.predicate == t.SIMILAR_TO]


def test_the_graph_obeys_the_shapes(store: Path) -> None:
    relate(store, BASE)

    assert check(graph(store)) == []


def test_a_store_without_plans_or_with_another_base_is_refused(store: Path, tmp_path: Path) -> None:
    with pytest.raises(StoreMissingError, match="phaen load"):
        relate(tmp_path / "none", BASE)
    with pytest.raises(BaseMismatchError):
        relate(store, "http://example.org/")
    with Writer(tmp_path / "empty") as writer:
        writer.replace_graph(NamedNode(f"{BASE}id/graph/ontology"), [Quad(t.PLAN, t.RDF_TYPE, t.PLAN, GRAPH)])
        writer.publish()


def test_the_command_says_what_it_found(store: Path) -> None:
    run = CliRunner().invoke(phaen, ["similar", "--store", str(store), "--json"])
    assert run.exit_code == 0, run.output
    assert json.loads(run.stdout)["pairs"] == 7
    again = CliRunner().invoke(phaen, ["similar", "--store", str(store)])
    assert "nothing has changed" in again.stdout
