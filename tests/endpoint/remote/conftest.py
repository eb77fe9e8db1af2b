"""Services with the sample plans, some projects with their money among them, loaded by our own loader."""

import os
import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, Quad, RdfFormat, Store, parse, serialize

from phaen.endpoint.remote.engine import RemoteEngine
from phaen.loaders.snapshot import current_snapshot
from tests.endpoint.remote import services
from tests.endpoint.remote.fake import Fake
from tests.endpoint.remote.services import Remote
from tests.queries.money import MONEY

MONEY_GRAPH = NamedNode("http://example.org/money")
NO_VIRTUOSO = "no Virtuoso here, so nothing is tested with it: install virtuoso-opensource (make virtuoso)"


@pytest.fixture(scope="session")
def local(sample_store: Path) -> Store:
    """Give the data in a store of our own; tests must leave it as it is."""
    snapshot = current_snapshot(sample_store)
    store = Store()
    store.extend(snapshot.open())
    store.extend(
        Quad(quad.subject, quad.predicate, quad.object, MONEY_GRAPH) for quad in parse(MONEY, RdfFormat.TURTLE)
    )
    snapshot.close()
    return store


def fill(remote: Remote, local: Store) -> None:
    with closing(remote.service()) as service:
        for name in local.named_graphs():
            assert isinstance(name, NamedNode)
            triples = (quad.triple for quad in local.quads_for_pattern(None, None, None, name))
            service.replace_graph(name.value, serialize(triples, format=RdfFormat.N_TRIPLES) or b"")


@contextmanager
def filled(name: str, local: Store, folder: Path) -> Iterator[Remote]:
    """Run a new service of a kind with the data."""
    if name == "virtuoso" and shutil.which("virtuoso-t") is None:
        # Where all tests must run, a skip would hide that they did not.
        (pytest.fail if os.environ.get("PHAEN_TEST_VIRTUOSO") else pytest.skip)(NO_VIRTUOSO)
    with services.virtuoso(folder) if name == "virtuoso" else services.oxigraph() as remote:
        fill(remote, local)
        yield remote


@pytest.fixture(scope="session")
def oxigraph(local: Store, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Remote]:
    with filled("oxigraph", local, tmp_path_factory.mktemp("oxigraph")) as remote:
        yield remote


@pytest.fixture(scope="session")
def virtuoso(local: Store, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Remote]:
    with filled("virtuoso", local, tmp_path_factory.mktemp("virtuoso")) as remote:
        yield remote


@pytest.fixture(scope="session", params=["oxigraph", "virtuoso"])
def remote(request: pytest.FixtureRequest) -> Remote:
    """Give each service in turn; tests must leave its data as it is."""
    found: Remote = request.getfixturevalue(request.param)
    return found


@pytest.fixture
def engine(remote: Remote) -> Iterator[RemoteEngine]:
    with closing(remote.engine()) as engine:
        yield engine


@pytest.fixture(scope="session")
def empty() -> Iterator[Remote]:
    """Give an Oxigraph server that tests may write to; they begin by clearing it."""
    with services.oxigraph() as remote:
        yield remote


@pytest.fixture
def cleared(empty: Remote) -> Remote:
    with closing(empty.service()) as service:
        service.update("CLEAR ALL")
    return empty


@pytest.fixture
def fake() -> Iterator[Fake]:
    with Fake() as fake:
        yield fake
