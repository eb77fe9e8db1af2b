"""Restoring a release into a service: its graphs, none twice, and no other state lost in silence."""

import shutil
from contextlib import closing
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, Quad

from phaen.loaders.errors import ReleaseDamagedError, ReleaseMissingError, StoreOccupiedError
from phaen.loaders.releases.restoring import RestoreOptions
from phaen.loaders.releases.writing import write_release
from phaen.loaders.remote.restoring import restore_into
from phaen.loaders.remote.service import Service
from phaen.loaders.remote.writer import RemoteWriter
from phaen.loaders.store import Writer
from phaen.ontology.identifiers import Identifiers
from tests.endpoint.remote.services import BASE, Remote
from tests.loaders.releases.test_restoring import ODD, fill

OPTIONS = RestoreOptions(BASE)
PLAN = NamedNode(f"{BASE}id/graph/plan/pao-52/undated")
PROVENANCE = NamedNode(f"{BASE}id/graph/provenance/pao-52/undated")


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("remote")
    known = "".join(line for line in ODD.splitlines(keepends=True) if "_:shared" not in line and "<<(" not in line)
    store = fill(folder / "store", f"{known}<urn:x:run> <urn:x:p> <urn:x:o> {PROVENANCE} .\n")
    return write_release(store, BASE, folder / "releases").folder


def contents(service: Service) -> dict[str, frozenset[Quad]]:
    names = [row["g"] for row in service.select("SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }")]
    with RemoteWriter(service, Identifiers(BASE)) as writer:
        return {name.value: writer.graph(name) for name in names if isinstance(name, NamedNode)}


def test_a_service_gets_the_graphs_of_a_release_once(cleared: Remote, release: Path) -> None:
    with closing(cleared.service()) as service:
        before = contents(service)
        rehearsed = restore_into(service, release, OPTIONS, dry_run=True)
        assert contents(service) == before
        first = restore_into(service, release, OPTIONS)
        assert (rehearsed.same, rehearsed.sent, first.same, first.sent) == (False, 0, False, 5)
        held = contents(service)
        assert len(held[PLAN.value]) == 2
        again = restore_into(service, release, OPTIONS)
        assert (again.same, again.sent) == (True, 0)
        assert contents(service) == held


def test_graphs_below_the_base_are_given_up_only_when_that_is_said(cleared: Remote, release: Path) -> None:
    further = f"{BASE}id/graph/plan/pao-51/undated"
    with closing(cleared.service()) as service:
        restore_into(service, release, OPTIONS)
        held = contents(service)
        service.replace_graph(PLAN.value, b"<urn:x:a> <urn:x:p> <urn:x:other> .")
        service.replace_graph(further, b"<urn:x:a> <urn:x:p> <urn:x:other> .")
        service.replace_graph("urn:x:stranger", b"<urn:x:a> <urn:x:p> <urn:x:other> .")
        for dry_run in (True, False):
            with pytest.raises(StoreOccupiedError, match="2 graphs otherwise"):
                restore_into(service, release, OPTIONS, dry_run=dry_run)
        assert restore_into(service, release, RestoreOptions(BASE, replace=True)).sent == 1
        stranger = contents(service).pop("urn:x:stranger")
        assert contents(service) == held | {"urn:x:stranger": stranger}, "the provenance too, which was gone meanwhile"


def test_nothing_is_sent_of_a_release_that_is_not_whole(cleared: Remote, release: Path, tmp_path: Path) -> None:
    copy = tmp_path / "release"
    shutil.copytree(release, copy)
    file = next(copy.glob("graphs/**/undated.nt"))
    file.write_bytes(file.read_bytes()[:-1] + b" ")
    with closing(cleared.service()) as service:
        before = contents(service)
        with pytest.raises(ReleaseDamagedError, match=file.name):
            restore_into(service, copy, OPTIONS)
        for form in copy.glob("graphs/**/undated.nt*"):
            form.unlink()
        with pytest.raises(ReleaseMissingError, match="lacks graphs/"):
            restore_into(service, copy, OPTIONS)
        with pytest.raises(ReleaseMissingError, match="name the folder"):
            restore_into(service, release / "phaen.nq", OPTIONS)
        assert contents(service) == before


def test_graphs_without_an_iri_cannot_be_sent(cleared: Remote, tmp_path: Path) -> None:
    with Writer(tmp_path / "store") as writer:
        writer.add(b"<urn:x:a> <urn:x:p> <urn:x:o> _:graph .\n")
        writer.publish()
    found = write_release(tmp_path / "store", BASE, tmp_path / "releases").folder
    with closing(cleared.service()) as service, pytest.raises(ReleaseDamagedError, match="has no IRI"):
        restore_into(service, found, OPTIONS)
