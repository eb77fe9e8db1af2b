"""A saved query that asks another service runs where the operator has listed that service, and nowhere else."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from phaen.endpoint.app import create_app
from phaen.endpoint.embedded import EmbeddedEngine
from phaen.endpoint.settings import Settings
from phaen.ontology.assets import prefixes
from phaen.queries.catalogue import load_catalogue
from tests.endpoint.federation.remotes import Remote

NAME = "population-of-provinces"
WIKIDATA = "https://query.wikidata.org/sparql"
FACTS = [
    {"item_iri": "http://www.wikidata.org/entity/Q1", "iso_code": "TH-52", "population": "700000"},
    {"item_iri": "http://www.wikidata.org/entity/Q2", "iso_code": "TH-99", "population": "1"},
]


def answer() -> bytes:
    integer = "http://www.w3.org/2001/XMLSchema#integer"
    rows = [
        {
            "item_iri": {"type": "uri", "value": fact["item_iri"]},
            "iso_code": {"type": "literal", "value": fact["iso_code"]},
            "population": {"type": "literal", "value": fact["population"], "datatype": integer},
        }
        for fact in FACTS
    ]
    return json.dumps({"head": {"vars": list(FACTS[0])}, "results": {"bindings": rows}}).encode()


@pytest.fixture
def stand_in(remote: Remote, settings: Settings, tmp_path: Path) -> Iterator[Callable[..., FlaskClient]]:
    """Make a site whose copy of the query asks a service on this machine; ``listed`` says whether it may."""
    source = next(Path(str(files("phaen.queries"))).glob(f"*/{NAME}.rq")).read_text(encoding="utf-8")
    (tmp_path / f"{NAME}.rq").write_text(source.replace(WIKIDATA, remote.address), encoding="utf-8")
    engines: list[EmbeddedEngine] = []

    def make(*, listed: bool) -> FlaskClient:
        allowing = replace(settings, services=(remote.address,) if listed else ("http://other.example/",))
        engines.append(EmbeddedEngine(allowing, dict(prefixes())))
        return create_app(allowing, engines[-1], load_catalogue(tmp_path)).test_client()

    yield make
    for engine in engines:
        engine.close()


def test_it_joins_the_plans_with_what_the_service_says(stand_in: Callable[..., FlaskClient], remote: Remote) -> None:
    remote.says(answer())
    response = stand_in(listed=True).get(f"/queries/{NAME}.csv", buffered=True)
    assert response.status_code == 200
    assert response.text.splitlines()[1].startswith("52,ลำปาง,1,1,2,700000,")
    assert len(response.text.splitlines()) == 2
    assert b"P300" in remote.asked[0].body or "P300" in remote.asked[0].path


def test_it_is_refused_with_the_setting_where_the_service_is_not_listed(
    stand_in: Callable[..., FlaskClient], remote: Remote
) -> None:
    response = stand_in(listed=False).get(f"/queries/{NAME}.csv", buffered=True)
    assert response.status_code == 403
    assert f"SERVICE <{remote.address}> is refused" in response.text
    assert "the setting services" in response.text
    assert remote.asked == []


def test_the_one_that_ships_is_shown_and_refused_while_nobody_is_listed(
    settings: Settings, engine: EmbeddedEngine
) -> None:
    client = create_app(settings, engine).test_client()
    problem = client.get(f"/queries/{NAME}.json", buffered=True)
    assert problem.status_code == 403
    assert f"SERVICE <{WIKIDATA}> is refused" in problem.text
    assert "PHAEN_SERVICES" in problem.text
    page = client.get(f"/queries/{NAME}", headers={"Accept": "text/html"}, buffered=True)
    assert "query.wikidata.org" in page.text
