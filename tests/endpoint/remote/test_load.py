"""Loading into a service: the graphs of a local load, nothing sent twice, and a load that was killed is mended."""

import os
import signal
import subprocess
import sys
import time
from contextlib import closing, suppress
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, Quad, RdfFormat, parse, serialize

from phaen.loaders.errors import BaseMismatchError
from phaen.loaders.load import LoadOptions, Status
from phaen.loaders.packed import PackedPlan
from phaen.loaders.remote.errors import RemoteError
from phaen.loaders.remote.load import dry_run_into, load_into
from phaen.loaders.remote.service import Service
from phaen.loaders.remote.writer import RemoteWriter
from phaen.loaders.shelf import Shelf
from phaen.loaders.sources import find_sources, sample_folder
from phaen.ontology import terms as t
from phaen.ontology.identifiers import Identifiers
from tests.endpoint.remote.services import BASE, Remote

SAMPLES = [str(path) for path in sorted(sample_folder().glob("*-pao.txt"))]
IDENTIFIERS = Identifiers(BASE)
PLAN = IDENTIFIERS.plan_graph("pao-52")


def contents(service: Service) -> dict[str, frozenset[Quad]]:
    """Give all graphs by name."""
    names = [row["g"] for row in service.select("SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }")]
    with RemoteWriter(service, IDENTIFIERS) as writer:
        return {name.value: writer.graph(name) for name in names if isinstance(name, NamedNode)}


@pytest.mark.parametrize("further", [{}, {"engine_graph_store": ""}])
def test_a_load_writes_the_graphs_once(cleared: Remote, further: dict[str, str], local: object) -> None:
    remote = Remote(cleared.name, {**cleared.settings, **further})
    sources = find_sources(SAMPLES)
    with closing(remote.service()) as service:
        first = load_into(service, sources, LoadOptions(BASE))
        assert [outcome.status for outcome in first.outcomes] == [Status.LOADED] * 2
        assert first.snapshot is not None
        before = contents(service)
        assert IDENTIFIERS.graph("ontology").value in before
        for again in (LoadOptions(BASE), LoadOptions(BASE, force=True)):
            second = load_into(service, sources, again)
            assert second.snapshot is None
        assert contents(service) == before
        rehearsed = dry_run_into(service, sources, LoadOptions(BASE))
        assert {outcome.status for outcome in rehearsed.outcomes} == {Status.UNCHANGED}
        with pytest.raises(BaseMismatchError):
            load_into(service, sources, LoadOptions("http://other.example/"))


def packed(words: str, run: str) -> PackedPlan:
    """Give a plan whose graphs all hold some words, as a run has made it."""
    plan = IDENTIFIERS.plan_graph("pao-52").value.replace("/graph", "")
    names = {part: IDENTIFIERS.plan_graph("pao-52", part=part).value for part in ("plan", "links", "provenance")}
    names["organisation"] = IDENTIFIERS.organisation_graph("pao-52").value
    says = '<{}> <urn:x:says> "{}" <{}> .\n'
    graphs = {name: says.format(plan, words, name).encode() for name in names.values()}
    made = f"<{plan}> {t.PROV_WAS_GENERATED_BY} {IDENTIFIERS.run(run)} <{names['provenance']}> .\n"
    graphs[names["provenance"]] += made.encode()
    graphs[names["plan"]] += f"<{plan}> {t.PROV_WAS_DERIVED_FROM} <urn:x:{words}> <{names['plan']}> .\n".encode()
    return PackedPlan(plan, IDENTIFIERS.run(run).value, names["provenance"], graphs)


class Killed(Service):
    """A service that is left after so many changes, as if the load had been killed there."""

    left = 1_000_000

    def _done(self, request: object) -> int:
        if self.left <= 0:
            raise RemoteError("killed")
        self.left -= 1
        return super()._done(request)  # type: ignore[arg-type]


def put(service: Service, plan: PackedPlan | None) -> None:
    with RemoteWriter(service, IDENTIFIERS) as writer:
        shelf = Shelf(writer, IDENTIFIERS)
        if plan is None:
            for former in shelf.plans_of_run("a"):
                shelf.remove_plan(former)
        else:
            shelf.put(plan)
            shelf.flush()


@pytest.mark.parametrize("there", [True, False], ids=["a plan is there", "nothing is there"])
@pytest.mark.parametrize("removed", [True, False], ids=["removed", "replaced"])
def test_a_load_killed_at_any_change_is_mended_by_the_next(cleared: Remote, *, there: bool, removed: bool) -> None:
    """Whatever a plan is known to have been read from, that is what its graphs hold."""
    first, second = packed("one", "a"), None if removed else packed("two", "b")
    for changes in range(8):
        with closing(Killed(cleared.service().addresses)) as service:
            service.update("CLEAR ALL")
            if there:
                put(service, first)
            service.left = changes
            with suppress(RemoteError):
                put(service, second)
            service.left = 1_000_000
            known = {key: packed(words, key) for key, words in (("a", "one"), ("b", "two"))}
            shelf = Shelf(RemoteWriter(service, IDENTIFIERS), IDENTIFIERS)
            for key, plan in known.items():
                if not removed and shelf.plan_of_run(key):
                    assert plan_graphs(service, plan) == as_quads(plan)
            put(service, second)
            assert plan_graphs(service, first) == (as_quads(second) if second else frozenset())


def plan_graphs(service: Service, plan: PackedPlan) -> frozenset[Quad]:
    names = [NamedNode(name) for name in plan.graphs]
    return frozenset(quad for name in names for quad in service.read_graph(name) if "/organisation/" not in name.value)


def as_quads(plan: PackedPlan) -> frozenset[Quad]:
    quads = (quad for graph in plan.graphs.values() for quad in parse(graph, RdfFormat.N_QUADS))
    return frozenset(quad for quad in quads if "/organisation/" not in str(quad.graph_name))


def environment(remote: Remote, tmp_path: Path) -> dict[str, str]:
    settings = {f"PHAEN_{name.upper()}": value for name, value in remote.settings.items()}
    return {"PATH": os.environ["PATH"], "HOME": str(tmp_path), **settings}


def test_a_load_killed_in_the_midst_goes_on_from_there(cleared: Remote, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "phaen.endpoint.cli", "load", *SAMPLES]
    environ = environment(cleared, tmp_path)
    with subprocess.Popen(command, env=environ, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        assert process.stdout is not None
        process.stdout.readline()  # the first document is done
        time.sleep(0.02)
        process.send_signal(signal.SIGKILL)
    done = subprocess.run(command, env=environ, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert f"to {cleared.settings['engine']}" in done.stderr
    with closing(cleared.service()) as service:
        assert service.has_graph(PLAN)
        assert len(contents(service)) == 37


def test_the_command_line_reads_from_the_service(oxigraph: Remote, tmp_path: Path) -> None:
    environ = environment(oxigraph, tmp_path)

    def phaen(*arguments: str) -> str:
        command = [sys.executable, "-m", "phaen.endpoint.cli", *arguments]
        return subprocess.run(command, env=environ, capture_output=True, text=True, check=True).stdout

    assert "องค์การบริหารส่วนจังหวัดลำปาง" in phaen("stats")
    assert "องค์กรที่มุ่งพัฒนา" in phaen("query", "visions", "--format", "csv")


def test_a_service_that_is_not_there_is_said_in_one_line(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "phaen.endpoint.cli", "load", "--samples", "--engine", "http://127.0.0.1:1/query"]
    environ = {"PATH": os.environ["PATH"], "HOME": str(tmp_path)}
    done = subprocess.run(command, env=environ, capture_output=True, text=True, check=False)
    assert done.returncode == 3
    assert done.stderr.count("\n") == 1
    assert "http://127.0.0.1:1/query" in done.stderr


def test_virtuoso_takes_a_load_and_is_sent_nothing_again(virtuoso: Remote) -> None:
    with closing(virtuoso.service()) as service:
        report = load_into(service, find_sources(SAMPLES), LoadOptions(BASE, force=True))
        assert [outcome.error for outcome in report.outcomes] == [None, None]
        assert report.snapshot is None
        name = NamedNode("urn:x:blank")
        triples = b'_:a <urn:x:p> "1.50"^^<http://www.w3.org/2001/XMLSchema#decimal> .\n_:a <urn:x:q> _:b .\n'
        quads = [Quad(q.subject, q.predicate, q.object, name) for q in parse(triples, RdfFormat.N_TRIPLES)]
        with RemoteWriter(service, IDENTIFIERS) as writer:
            try:
                assert writer.replace_graph(name, quads)
                assert not writer.replace_graph(name, quads)
            finally:
                service.drop_graph(name.value)
    assert serialize([], format=RdfFormat.N_TRIPLES) == b""
