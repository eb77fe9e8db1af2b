"""A store with plans that have money, links and editions, one kept as a release; and the queries that a page costs."""

from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from phaen.endpoint.app import create_app
from phaen.endpoint.embedded import EmbeddedEngine
from phaen.endpoint.settings import Settings
from phaen.loaders.releases.kept import keep
from phaen.ontology.assets import prefixes
from tests.endpoint.conftest import WholeAnswers, write_store
from tests.endpoint.things.sample import long_plan, small_plan, statement

RELEASE = "2026-01-01"
LONG, TINY = "plan/sao-1/long", "plan/sao-1/tiny"


@pytest.fixture(scope="session")
def plans(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = tmp_path_factory.mktemp("things") / "store"
    tiny = f'<{TINY}> a phaen:Plan ; skos:prefLabel "แผนจิ๋ว"@th .' + statement("vision", "น่าอยู่", 1, plan=TINY)
    empty = '<plan/sao-1/empty> a phaen:Plan ; skos:prefLabel "แผนว่าง"@th .'
    snapshot = write_store(folder, "".join([small_plan(), *long_plan(2, 150, LONG), tiny, empty]))
    keep(folder, RELEASE, snapshot, 5)
    # Without a cache, so that each query of a page comes to the engine.
    values = {"store": folder, "query_workers": 1, "timeout": 20, "memory": 512, "cache": 0}
    return Settings.from_environment({}, values)


@pytest.fixture(scope="session")
def plans_engine(plans: Settings) -> Iterator[EmbeddedEngine]:
    engine = EmbeddedEngine(plans, dict(prefixes()))
    yield engine
    engine.close()


@pytest.fixture(scope="session")
def client(plans: Settings, plans_engine: EmbeddedEngine) -> FlaskClient:
    app = create_app(plans, plans_engine)
    app.test_client_class = WholeAnswers
    return app.test_client()


@pytest.fixture
def asked(plans_engine: EmbeddedEngine, monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Give the queries that reach the engine, as they come."""
    found: list[object] = []
    run = plans_engine.run

    def counted(job: object) -> object:
        found.append(job)
        return run(job)  # type: ignore[arg-type]  # whatever it is

    monkeypatch.setattr(plans_engine, "run", counted)
    return found
