"""A store with many states: the first has an index and is kept by a release, so is the second; the last is present."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import pytest
from flask.testing import FlaskClient
from pyoxigraph import NamedNode, Quad

from phaen.endpoint.app import create_app
from phaen.endpoint.embedded import EmbeddedEngine
from phaen.endpoint.settings import Settings
from phaen.loaders.releases.kept import keep
from phaen.loaders.retention import KEPT_SNAPSHOTS
from phaen.loaders.snapshot import current_snapshot
from phaen.loaders.store import Writer
from phaen.ontology.assets import prefixes
from tests.endpoint.conftest import BASE, WholeAnswers

FIRST, SECOND = "2026-01-01", "2026-02-01"


class Past(NamedTuple):
    """A store, and the snapshots that its two releases keep."""

    store: Path
    first: str
    second: str


def publish_note(store: Path, number: int) -> str:
    """Publish another state, with one graph more and some hours later; return the name of its snapshot."""
    graph = NamedNode(f"{BASE}graph/note/{number}")
    with Writer(store, index=False, clock=lambda: datetime.now(UTC) + timedelta(hours=number)) as writer:
        note = Quad(NamedNode(f"{BASE}note/{number}"), NamedNode(f"{BASE}says"), NamedNode(f"{BASE}note"), graph)
        writer.replace_graph(graph, {note})
        snapshot = writer.publish()
    assert snapshot is not None
    return snapshot.name


@pytest.fixture(scope="session")
def past(store: Path, tmp_path_factory: pytest.TempPathFactory) -> Past:
    folder = tmp_path_factory.mktemp("past") / "store"
    shutil.copytree(store, folder)
    first = current_snapshot(folder).name
    keep(folder, FIRST, first, 5)
    second = publish_note(folder, 1)
    keep(folder, SECOND, second, 5)
    for number in range(2, KEPT_SNAPSHOTS + 3):
        publish_note(folder, number)
    return Past(folder, first, second)


@pytest.fixture(scope="session")
def dated_settings(past: Past) -> Settings:
    values = {"store": past.store, "query_workers": 1, "timeout": 20, "memory": 512, "token": "correct-horse-battery"}
    return Settings.from_environment({}, values)


@pytest.fixture(scope="session")
def dated_engine(dated_settings: Settings) -> Iterator[EmbeddedEngine]:
    engine = EmbeddedEngine(dated_settings, dict(prefixes()))
    yield engine
    engine.close()


@pytest.fixture(scope="session")
def traveller(dated_settings: Settings, dated_engine: EmbeddedEngine) -> FlaskClient:
    """Give a client of the service over that store."""
    app = create_app(dated_settings, dated_engine)
    app.test_client_class = WholeAnswers
    return app.test_client()
