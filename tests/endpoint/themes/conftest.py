"""Plans with links of every origin, one triple of them twice, and the service over them."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from pyoxigraph import NamedNode, Quad, RdfFormat, parse

from phaen.endpoint.app import create_app
from phaen.endpoint.embedded import EmbeddedEngine
from phaen.endpoint.settings import Settings
from phaen.loaders.store import Writer
from phaen.ontology.assets import prefixes, sparql_prologue
from tests.endpoint.conftest import BASE, WholeAnswers

SDG = "http://metadata.un.org/sdg/"
VOCAB = "https://w3id.org/phaen/vocab/"
PLANS = f"""
<organisation/pao-51> a phaen:LocalAuthority ; skos:prefLabel "อบจ.ลำพูน"@th ; dct:spatial <{VOCAB}province/51> .
<organisation/sao-51-x> a phaen:LocalAuthority ; skos:prefLabel "อบต.ในเมือง"@th ; dct:spatial <{VOCAB}district/5101> .
<{VOCAB}district/5101> a skos:Concept ; skos:inScheme <{VOCAB}district> ; skos:broader <{VOCAB}province/51> ;
    skos:prefLabel "เมืองลำพูน"@th .
<plan/pao-51/2566-2570> a phaen:Plan ; skos:prefLabel "แผน <b>ลำพูน</b> 2566"@th ; phaen:planOf <organisation/pao-51> ;
    phaen:periodFrom 2566 ; phaen:periodTo 2570 .
<plan/sao-51-x/2566-2570> a phaen:Plan ; skos:prefLabel "แผนว่าง"@th ; phaen:planOf <organisation/sao-51-x> .
<plan/pao-51/2566-2570/strategy/1> a phaen:Strategy, phaen:PlanElement ; phaen:partOfPlan <plan/pao-51/2566-2570> ;
    skos:prefLabel "ด้านการศึกษา <i>เอียง</i>"@th ; skos:notation "1" ; schema:position 1 ; phaen:serves <{SDG}4> .
<plan/pao-51/2566-2570/strategy/1/guideline/1> a phaen:Tactic, phaen:Approach, phaen:PlanElement ;
    phaen:partOfPlan <plan/pao-51/2566-2570> ; phaen:parentElement <plan/pao-51/2566-2570/strategy/1> ;
    skos:prefLabel "=สุขภาพเด็ก"@th ; schema:position 2 ; phaen:serves <{SDG}4>, <{SDG}3> ;
    phaen:classifiedAs <{VOCAB}programme/4> .
<plan/pao-51/2566-2570/strategy/1/guideline/2> a phaen:Tactic, phaen:Approach, phaen:PlanElement ;
    phaen:partOfPlan <plan/pao-51/2566-2570> ; phaen:parentElement <plan/pao-51/2566-2570/strategy/1> ;
    skos:prefLabel "ก้าวไปด้วยกัน"@th ; schema:position 3 .
<plan/pao-51/2566-2570/strategy/2> a phaen:Strategy, phaen:PlanElement ; phaen:partOfPlan <plan/pao-51/2566-2570> ;
    skos:prefLabel "ด้านถนน"@th ; schema:position 4 ; phaen:serves <{SDG}9> .
<plan/pao-52/undated/strategy/1/guideline/1> phaen:serves <{SDG}4> .
"""
"""Below SDG 4 two statements of pao-51 and one of pao-52; SDG 9 is stated by the plan itself; a statement has none."""
LINK = """<{statement}/link/{code}> a sssom:Mapping ; owl:annotatedSource <{statement}> ;
    owl:annotatedTarget <{target}> {more} .
"""
LINKS = "".join(
    LINK.format(statement=f"plan/{statement}", code=target[-1], target=target, more=more)
    for statement, target, more in (
        ("pao-51/2566-2570/strategy/1", f"{SDG}4", "; sssom:confidence 0.95"),
        ("pao-51/2566-2570/strategy/1/guideline/1", f"{SDG}4", "; sssom:confidence 0.78"),
        ("pao-51/2566-2570/strategy/1/guideline/1", f"{SDG}3", '; sssom:confidence 0.6 ; sssom:reviewer_label "ก"'),
        ("pao-52/undated/strategy/1/guideline/1", f"{SDG}4", '; sssom:author_label "ข"'),
    )
)
FIRST, SECOND = "pao-51/2566-2570", "pao-52/undated"
BOTH = f"/compare/themes?plan={FIRST}&plan={SECOND}"
HTML = {"Accept": "text/html", "Accept-Language": "th"}


def page(client: FlaskClient, address: str, language: str = "th", status: int = 200) -> str:
    response = client.get(address, headers={**HTML, "Accept-Language": language})
    assert response.status_code == status, response.text
    return response.text


@pytest.fixture(scope="session")
def themes_store(tmp_path_factory: pytest.TempPathFactory, publish: Callable[..., str]) -> Path:
    folder = tmp_path_factory.mktemp("themes") / "store"
    publish(folder, PLANS + LINKS)
    text = sparql_prologue() + PLANS + LINKS
    with Writer(folder) as writer:
        graph = NamedNode(f"{BASE}graph/again")
        again = parse(text, RdfFormat.TURTLE, base_iri=BASE)
        writer.replace_graph(graph, {Quad(q.subject, q.predicate, q.object, graph) for q in again})
        writer.publish()
    return folder


@pytest.fixture(scope="session")
def themes_engine(themes_store: Path) -> Iterator[EmbeddedEngine]:
    values = {"store": themes_store, "query_workers": 1, "timeout": 20, "memory": 512}
    engine = EmbeddedEngine(Settings.from_environment({}, values), dict(prefixes()))
    yield engine
    engine.close()


@pytest.fixture(scope="session")
def themed(themes_store: Path, themes_engine: EmbeddedEngine) -> FlaskClient:
    """Give a client of the plans with links; ``client`` is one of a plan without any."""
    values = {"store": themes_store, "query_workers": 1, "timeout": 20, "memory": 512}
    app = create_app(Settings.from_environment({}, values), themes_engine)
    app.test_client_class = WholeAnswers
    return app.test_client()
