"""Whatever somebody has put into the store, pages are pages: no error of ours, no link that runs anything."""

import re
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from phaen.endpoint.app import create_app
from phaen.endpoint.embedded import EmbeddedEngine
from phaen.endpoint.settings import Settings
from phaen.ontology.assets import prefixes
from tests.endpoint.conftest import WholeAnswers, write_store

PLAN, VOCAB = "plan/odd/2566-2570", "https://w3id.org/phaen/vocab/"
SDG = "http://metadata.un.org/sdg/4"
LABEL = "<script>alert(1)</script>\\\"'><img src=x onerror=alert(2)>"
NUMBERS = ('"NaN"^^xsd:double', '"INF"^^xsd:double', '"-INF"^^xsd:double', "1e308", '"much"', '"1e999999999"', "-3")


def _element(path: str, number: str) -> str:
    """Give a statement with this number wherever it takes one."""
    iri, span = f"{PLAN}/{path}", f"{PLAN}/document/1#offset_{path}"
    return f"""
<{iri}> a phaen:Project, phaen:PlanElement ; phaen:partOfPlan <{PLAN}> ; skos:prefLabel "{LABEL}"@th ;
    schema:position {number} ; phaen:confidence {number} ; phaen:totalBudget {number} ; phaen:hasEvidence <{span}> ;
    phaen:parentElement <{iri}> ; prov:wasRevisionOf <{iri}> ;
    phaen:serves <{SDG}>, <javascript:alert(3)> ; dct:source <javascript:alert(4)> .
<{iri}/budget/1> phaen:allocationOf <{iri}> ; phaen:fiscalYear 2566 ; phaen:amount {number} .
<{iri}/budget/2> phaen:allocationOf <{iri}> ; phaen:fiscalYear {number} ; phaen:amount 5 .
<{iri}/link/sdg/4> a sssom:Mapping ; owl:annotatedSource <{iri}> ; owl:annotatedTarget <{SDG}> ;
    sssom:confidence {number} ; phaen:because "{LABEL}" ; phaen:inLinkSet <linkset/sdg> .
<{iri}/similar> phaen:comparedStatement <{iri}>, <{PLAN}/other> ; phaen:score {number} .
<{span}> a phaen:TextSpan ; nif:referenceContext <{PLAN}/document/1> ; nif:anchorOf "{LABEL}" ;
    nif:beginIndex {number} ; nif:endIndex {number} ; phaen:extractionRule "{LABEL}" .
<{span}-left> nif:referenceContext <{PLAN}/document/1> ; nif:beginIndex {number} ; nif:endIndex {number} ;
    phaen:unclaimedReason <javascript:alert(5)> .
<{PLAN}/document/{path}> a phaen:SourceDocument ; nif:isString "text" ; phaen:coverage {number} ;
    dct:source <javascript:alert(6)> .
"""


HOSTILE = f"""
<organisation/odd> a phaen:LocalAuthority ; skos:prefLabel "{LABEL}"@th ; dct:spatial <javascript:alert(7)> .
<{PLAN}> a phaen:Plan ; skos:prefLabel "{LABEL}"@th ; phaen:planOf <organisation/odd> ; phaen:periodFrom 0 ;
    phaen:periodTo 99999 ; prov:wasDerivedFrom <{PLAN}/document/1> .
<{PLAN}/other> a phaen:Project, phaen:PlanElement ; phaen:partOfPlan <{PLAN}> ; skos:prefLabel "x"@th .
<linkset/sdg> sssom:object_source <{VOCAB}sdg> .
<{VOCAB}odd/1> a skos:Concept ; skos:prefLabel "{LABEL}"@th ;
    <http://www.w3.org/ns/adms#status> <javascript:alert(8)>, "{LABEL}" .
""" + "".join(_element(str(number), text) for number, text in enumerate(NUMBERS, 1))
PAGES = (
    f"/doc/{PLAN}", f"/doc/{PLAN}?year=2566", "/doc/organisation/odd", "/vocab/odd/1", "/vocab/sdg/4", "/vocab/sdg",
    "/themes", "/organisations", "/compare/themes?plan=odd/2566-2570&plan=pao-52/undated", "/review", "/",
    *(f"/doc/{PLAN}/{number}" for number in range(1, len(NUMBERS) + 1)),
    *(f"/doc/{PLAN}/document/{number}" for number in range(1, len(NUMBERS) + 1)),
)  # fmt: skip


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    folder = tmp_path_factory.mktemp("hostile") / "store"
    write_store(folder, HOSTILE)
    settings = Settings.from_environment({}, {"store": folder, "query_workers": 1, "timeout": 20, "memory": 512})
    engine = EmbeddedEngine(settings, dict(prefixes()))
    app = create_app(settings, engine)
    app.test_client_class = WholeAnswers
    yield app.test_client()
    engine.close()


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("language", ["th", "en"])
def test_odd_numbers_and_hostile_texts_break_no_page(hostile: FlaskClient, path: str, language: str) -> None:
    answer = hostile.get(f"/{language}{path}", headers={"Accept": "text/html"})
    assert answer.status_code == 200, answer.text[-3000:]
    assert not re.search(r'<(script(?! src=| type="application/(ld\+)?json")|img)', answer.text)
    assert re.findall(r'\b(?:href|src|action)="(?!https?:|/|#|\?|mailto:|")[^"]*"', answer.text) == []
    assert len(answer.text) < 500_000
    assert "/compare?a=" not in answer.text or "a=odd" not in answer.text, "nothing is compared with itself"
