"""How the graphs in which a service describes itself come into a store, and what becomes of them in a dump."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from pyoxigraph import BlankNode, NamedNode, Quad, QuerySolutions, RdfFormat, Store, serialize

from phaen.endpoint.cli import phaen
from phaen.endpoint.description.published import own_graphs
from phaen.loaders.graph.mapping import Run
from phaen.loaders.graph.passthrough import sort_plans
from phaen.loaders.graph.vocabulary import vocabulary_graphs
from phaen.loaders.load import LoadOptions, LoadReport, Status, load
from phaen.loaders.prepare import Effort
from phaen.loaders.snapshot import current_snapshot
from phaen.loaders.sources import Source, find_sources
from phaen.ontology.assets import prefixes
from phaen.ontology.identifiers import Identifiers
from phaen.ontology.terms import RDF, SH

BASE = "https://w3id.org/phaen/"
PLAN = "แผนพัฒนาของ อบจ.ลำพูน พ.ศ. 2566 - 2570\nพันธกิจ\n1. พัฒนาคน\n2. พัฒนาเมือง\n"


@pytest.fixture
def sources(tmp_path: Path) -> list[Source]:
    path = tmp_path / "plan.txt"
    path.write_text(PLAN, encoding="utf-8")
    return find_sources([str(path)])


def held(store: Path, name: NamedNode) -> frozenset[Quad]:
    snapshot = current_snapshot(store)
    try:
        return frozenset(snapshot.open().quads_for_pattern(None, None, None, name))
    finally:
        snapshot.close()


def test_an_older_store_gets_the_graphs_of_this_version_although_no_document_changed(
    sources: list[Source], tmp_path: Path
) -> None:
    store, options = tmp_path / "store", LoadOptions(BASE, Effort(jobs=1))
    load(sources, store, options)
    graphs = own_graphs(BASE)
    newer = replace(options, graphs=graphs)
    report = load(sources, store, newer)
    assert [outcome.status for outcome in report.outcomes] == [Status.UNCHANGED]
    assert report.snapshot is not None
    assert {name: held(store, name) for name in graphs} == graphs
    assert load(sources, store, newer).snapshot is None


def test_the_command_gives_them_to_every_load(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[LoadOptions] = []

    def remember(_sources: object, _store: object, options: LoadOptions, *_: object) -> LoadReport:
        given.append(options)
        return LoadReport((), None)

    monkeypatch.setattr("phaen.loaders.load.load", remember)
    monkeypatch.setattr("phaen.loaders.remote.load.load_into", remember)
    base = "https://plans.example.org/"
    for where in (["--store", str(tmp_path)], ["--engine", "http://127.0.0.1:1/query"]):
        done = CliRunner().invoke(phaen, ["load", "--samples", "--base", base, *where], catch_exceptions=False)
        assert done.exit_code == 0, done.output
    assert [options.graphs for options in given] == [own_graphs(base)] * 2
    assert all(name.value.startswith(f"{base}sparql/.well-known/") for name in given[0].graphs)


def test_a_dump_with_them_is_no_less_taken_for_the_plans_in_it() -> None:
    """What the service says of itself belongs to no plan, and is no reason to refuse the file."""
    plan, graph = f"<{BASE}id/plan/pao-51/undated>", f"<{BASE}id/graph/plan/pao-51/undated>"
    quads = (quad for quads in own_graphs(BASE).values() for quad in quads)
    dump = f"{plan} a <{BASE}ontology#Plan> {graph} .\n".replace(" a ", f" {RDF['type']} ").encode()
    run = Run("key", "source", datetime.now(UTC), datetime.now(UTC))
    found = sort_plans(dump + (serialize(quads, format=RdfFormat.N_QUADS) or b""), "dump.nq", run, BASE)
    assert found.warnings == ("what the service says of itself was left out",)
    assert not [name for name in found.plans[0].quads if "/.well-known/" in name.value]


def every_graph() -> dict[NamedNode, frozenset[Quad]]:
    """Give all graphs that each store has, whatever its documents."""
    return own_graphs(BASE) | dict(vocabulary_graphs(Identifiers(BASE)))


def test_no_two_graphs_of_a_store_share_a_node_without_a_name() -> None:
    """The store would take it for one node, about which both graphs speak."""
    homes: dict[BlankNode, set[str]] = {}
    for name, quads in every_graph().items():
        for node in {node for quad in quads for node in (quad.subject, quad.object) if isinstance(node, BlankNode)}:
            homes.setdefault(node, set()).add(name.value)
    assert len({home for graphs in homes.values() for home in graphs}) > 1, "more than one graph has such nodes"
    assert not {node: graphs for node, graphs in homes.items() if len(graphs) > 1}


def test_who_asks_all_graphs_for_prefixes_gets_each_with_its_own_namespace() -> None:
    """The ontology declares them as well as the examples; editors ask for both at once."""
    store = Store()
    store.extend(quad for quads in every_graph().values() for quad in quads)
    ask = "SELECT DISTINCT ?prefix ?namespace { [ sh:prefix ?prefix ; sh:namespace ?namespace ] }"
    solutions = store.query(ask, prefixes={"sh": SH.iri}, use_default_graph_as_union=True)
    assert isinstance(solutions, QuerySolutions)
    found = [(solution[0].value, solution[1].value) for solution in solutions]
    assert set(prefixes().items()) <= set(found)
    assert len(dict(found)) == len(found)
