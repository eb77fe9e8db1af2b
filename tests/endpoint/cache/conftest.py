"""The service with its cache, over a store of its own, and an engine whose queries can be held and counted."""

import shutil
import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from phaen.endpoint.app import create_app
from phaen.endpoint.cache.caching import CachingEngine
from phaen.endpoint.embedded import EmbeddedEngine
from phaen.endpoint.engine import Answer, AnyJob
from phaen.endpoint.errors import AnswerError, QueryTimeoutError
from phaen.endpoint.settings import Settings


class WatchedEngine(EmbeddedEngine):
    """The real engine, as another one already has it; counts the queries, and holds them while ``gate`` is closed."""

    def __init__(self, engine: EmbeddedEngine) -> None:
        vars(self).update(vars(engine))
        self.asked: list[AnyJob] = []
        self.gate = threading.Event()
        self.gate.set()
        self.errors: list[AnswerError] = []
        self.least_seconds = 0.0

    def run(self, job: AnyJob) -> Answer:
        self.asked.append(job)
        assert self.gate.wait(20)
        if self.errors:
            raise self.errors.pop()
        if (job.timeout or 20) < self.least_seconds:
            raise QueryTimeoutError("too long")
        return super().run(job)


@pytest.fixture(scope="session")
def cached_store(store: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cached") / "store"
    shutil.copytree(store, folder, ignore=shutil.ignore_patterns("cache"))
    return folder


@pytest.fixture(scope="session")
def cached_engine(settings: Settings, cached_store: Path) -> Iterator[EmbeddedEngine]:
    with closing(EmbeddedEngine(replace(settings, store=cached_store))) as engine:
        yield engine


@pytest.fixture
def own_settings(settings: Settings, cached_store: Path) -> Settings:
    shutil.rmtree(cached_store / "cache", ignore_errors=True)
    return replace(settings, store=cached_store)


@pytest.fixture
def watched(cached_engine: EmbeddedEngine) -> WatchedEngine:
    return WatchedEngine(cached_engine)


@pytest.fixture
def caching(watched: WatchedEngine, own_settings: Settings) -> CachingEngine:
    """Give the engine with its cache; every result goes into a file, however quickly it was made."""
    return CachingEngine(watched, own_settings, cheap=0.0)


@pytest.fixture
def client(watched: WatchedEngine, own_settings: Settings) -> FlaskClient:
    return create_app(own_settings, watched).test_client()
