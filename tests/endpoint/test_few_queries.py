"""No kind of page asks the engine much: few queries at first, none again, and 304 for who has the page already."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Final

import pytest
from flask.testing import FlaskClient

from phaen.endpoint.app import create_app
from phaen.endpoint.embedded import EmbeddedEngine
from phaen.endpoint.engine import Answer, AnyJob, described
from phaen.endpoint.settings import Settings
from phaen.loaders.indexing import complete_index
from phaen.loaders.snapshot import current_snapshot
from phaen.ontology.assets import prefixes

HTML = {"Accept": "text/html"}
MOST: Final = 8
PLAN: Final = "/doc/plan/pao-52/undated"
PAGES: Final = (
    "/", "/about", "/organisations", "/organisations?province=52", "/queries", "/queries/visions", "/search",
    "/search?q=การศึกษา", "/sparql", "/doc/organisation/pao-52", PLAN, f"{PLAN}/strategy/1",
    f"{PLAN}/strategy/1/guideline/1", "/doc/document/0123456789abcdef", "/doc/graph/plan/pao-52/undated", "/ontology",
    "/ontology/Plan", "/vocab", "/vocab/province", "/vocab/province/52", "/vocab/sdg", "/vocab/sdg/3",
    "/.well-known/void", "/catalog", "/compare", "/themes", "/compare/themes", "/graphs", "/review", "/reconcile",
    "/api", "/releases/",
)  # fmt: skip
WITH_MORE: Final = {"/.well-known/void": 13}
"""What counts all the data is asked in parts, each with a time limit of its own, once for each snapshot."""


class Counting(EmbeddedEngine):
    """Notes what its workers are asked."""

    asked: list[str]

    def run(self, job: AnyJob) -> Answer:
        """Note a question and answer it."""
        self.asked.append(described(job))
        return super().run(job)


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory, publish: Callable[..., str]) -> Settings:
    """Give the settings of a store of which nobody has asked anything yet."""
    store = tmp_path_factory.mktemp("few") / "store"
    publish(store)
    snapshot = current_snapshot(store)
    complete_index(snapshot)
    snapshot.close()
    values = {"store": store, "query_workers": 1, "timeout": 20, "memory": 512}
    return Settings.from_environment({}, values)


@pytest.fixture(scope="module")
def engine(few: Settings) -> Iterator[Counting]:
    engine = Counting(few, dict(prefixes()))
    engine.asked = []
    yield engine
    engine.close()


@pytest.fixture(scope="module")
def cold(few: Settings, engine: Counting) -> FlaskClient:
    """Give a client of a service that keeps no result."""
    return create_app(replace(few, cache=0), engine).test_client()


@pytest.fixture(scope="module")
def warm(few: Settings, engine: Counting) -> FlaskClient:
    """Give a client of a service as it is."""
    return create_app(few, engine).test_client()


@pytest.mark.parametrize("page", PAGES)
def test_a_page_asks_few_queries_then_none_and_is_not_sent_twice(
    cold: FlaskClient, warm: FlaskClient, engine: Counting, page: str
) -> None:
    assert _asked(cold, engine, page) <= WITH_MORE.get(page, MOST), engine.asked
    _asked(warm, engine, page)
    assert _asked(warm, engine, page) == 0, engine.asked
    tag = warm.get(page, headers=HTML).headers["ETag"]
    again = warm.get(page, headers=HTML | {"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")


def _asked(client: FlaskClient, engine: Counting, page: str) -> int:
    engine.asked.clear()
    response = client.get(page, headers=HTML)
    assert (response.status_code, response.mimetype) == (200, "text/html")
    return len(engine.asked)
