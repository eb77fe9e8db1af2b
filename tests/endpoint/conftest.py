"""A small store in the shape that the loader writes, and the service over it."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from pyoxigraph import NamedNode, Quad, RdfFormat, parse

from phaen.endpoint.app import create_app
from phaen.endpoint.embedded import EmbeddedEngine
from phaen.endpoint.settings import Settings
from phaen.loaders.indexing import complete_index
from phaen.loaders.snapshot import current_snapshot
from phaen.loaders.store import Writer
from phaen.ontology.assets import ontology_graphs, prefixes, sparql_prologue
from tests.made_once import routes_compiled_once, templates_compiled_once

BASE = "https://w3id.org/phaen/id/"
RAW = "วิสัยทัศน์ของเรา\n\n๑. การศึกษา (ส่งเสริมเด็ก)\n<script>alert(1)</script>"
PLAN = """
<organisation/pao-52> a phaen:LocalAuthority, org:Organization ;
    skos:prefLabel "องค์การบริหารส่วนจังหวัดลำปาง"@th ; dct:spatial <https://w3id.org/phaen/vocab/province/52> ;
    phaen:hasPlan <plan/pao-52/undated> .
<plan/pao-52/undated> a phaen:Plan ; skos:prefLabel "แผนพัฒนา"@th ; phaen:planOf <organisation/pao-52> .
<plan/pao-52/undated/strategy/1> a phaen:StrategicIssue, phaen:Strategy, phaen:PlanElement ;
    phaen:partOfPlan <plan/pao-52/undated> ; skos:prefLabel "ด้านสังคม <b>เอียง</b>"@th ; schema:position 1 .
<plan/pao-52/undated/strategy/1/guideline/1> a phaen:Tactic, phaen:Approach, phaen:PlanElement ;
    phaen:partOfPlan <plan/pao-52/undated> ; phaen:parentElement <plan/pao-52/undated/strategy/1> ;
    skos:prefLabel "การศึกษา"@th ; phaen:printedNumber "๑" ; phaen:explanation "ส่งเสริมเด็ก"@th ;
    schema:position 2 ; phaen:hasEvidence <document/0123456789abcdef#offset_21_43> .
<document/0123456789abcdef> a phaen:SourceDocument ; nif:isString "%(raw)s" ; dct:title "แผน"@th ;
    dct:source <javascript:alert(1)> .
<document/0123456789abcdef#offset_21_43> a phaen:TextSpan ; nif:referenceContext <document/0123456789abcdef> ;
    nif:beginIndex 21 ; nif:endIndex 43 ; nif:anchorOf "การศึกษา (ส่งเสริมเด็ก)" ; phaen:extractionRule "numbered" .
"""


def write_store(folder: Path, extra: str = "") -> str:
    """Publish the small plan with some more Turtle; return the name of the snapshot."""
    text = sparql_prologue() + PLAN % {"raw": RAW.replace("\n", "\\n")} + extra
    with Writer(folder) as writer:
        for path, turtle in [("plan/pao-52/undated", text), *ontology_graphs()]:
            graph = NamedNode(f"{BASE}graph/{path}")
            found = {
                Quad(q.subject, q.predicate, q.object, graph) for q in parse(turtle, RdfFormat.TURTLE, base_iri=BASE)
            }
            writer.replace_graph(graph, found | writer.graph(graph) if path == "ontology" else found)
        snapshot = writer.publish()
    assert snapshot is not None
    return snapshot.name


class WholeAnswers(FlaskClient):
    """Reads every answer to its end, as a client does: one that stops half-way keeps a query process waiting."""

    def open(self, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - as in the class above
        kwargs.setdefault("buffered", True)
        return super().open(*args, **kwargs)


@pytest.fixture(scope="session", autouse=True)
def _made_once() -> Iterator[None]:
    with templates_compiled_once(), routes_compiled_once():
        yield


@pytest.fixture(scope="session")
def publish() -> Callable[..., str]:
    return write_store


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("endpoint") / "store"
    write_store(folder)
    snapshot = current_snapshot(folder)
    complete_index(snapshot)
    snapshot.close()
    return folder


@pytest.fixture(scope="session")
def settings(store: Path) -> Settings:
    return Settings.from_environment({}, {"store": store, "query_workers": 2, "timeout": 20, "memory": 512})


@pytest.fixture(scope="session")
def engine(settings: Settings) -> Iterator[EmbeddedEngine]:
    engine = EmbeddedEngine(settings, dict(prefixes()))
    yield engine
    engine.close()


@pytest.fixture
def client(settings: Settings, engine: EmbeddedEngine) -> FlaskClient:
    app = create_app(settings, engine)
    app.test_client_class = WholeAnswers
    return app.test_client()


@pytest.fixture
def running() -> Callable[[int], bool]:
    """Tell whether a process still runs (a zombie does not)."""

    def alive(pid: int) -> bool:
        try:
            return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
        except (FileNotFoundError, ProcessLookupError):
            return False

    return alive


@pytest.fixture(scope="module")
def writing_settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    store: Path = tmp_path_factory.mktemp("writing") / "store"
    values = {"store": store, "query_workers": 1, "timeout": 20, "memory": 512, "token": "correct-horse-battery"}
    values["queue_timeout"] = 20  # within it the write process must have been started
    values["in_memory"] = 0  # a copy in memory after each change, in a process of its own, costs more than the change
    return Settings.from_environment({}, values)


@pytest.fixture(scope="module")
def writing_engine(writing_settings: Settings) -> Iterator[EmbeddedEngine]:
    engine = EmbeddedEngine(writing_settings, {"ex": "http://example.org/"})
    yield engine
    engine.close()
