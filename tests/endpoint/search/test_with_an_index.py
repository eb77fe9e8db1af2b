"""The search box with all its real parts: query processes on the index of a published snapshot."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from phaen.endpoint.app import create_app
from phaen.endpoint.embedded import EmbeddedEngine
from phaen.endpoint.settings import Settings
from phaen.ontology.assets import prefixes

GUIDELINE = "https://w3id.org/phaen/id/plan/pao-52/undated/strategy/1/guideline/1"


@pytest.fixture
def unindexed(tmp_path: Path, publish: Callable[..., str]) -> Iterator[FlaskClient]:
    """Give the service over a store that an older version has published."""
    publish(tmp_path / "store")
    values = {"store": tmp_path / "store", "query_workers": 1, "timeout": 20, "memory": 512}
    settings = Settings.from_environment({}, values)
    engine = EmbeddedEngine(settings, dict(prefixes()))
    yield create_app(settings, engine).test_client()
    engine.close()


def test_a_statement_is_found_marked_and_traced_to_its_place(client: FlaskClient) -> None:
    found = client.get("/search.json?q=การศึกษา&kind=guideline").get_json()
    (hit,) = found["hits"]
    assert hit["iri"] == GUIDELINE
    assert hit["organisation"]["iri"].endswith("/organisation/pao-52")
    assert hit["province"]["code"] == "52"
    assert {"text": "การศึกษา", "match": True} in hit["snippets"][0]["pieces"]
    assert hit["evidence"][0]["iri"].endswith("#offset_21_43")
    assert client.get("/search.json?q=การศึกษา&province=52&kind=guideline&theme=sdg/4").get_json()["total"] == 0
    page = client.get("/search?q=การศึกษา", headers={"Accept": "text/html"}).text
    assert '<a href="/id/plan/pao-52/undated/strategy/1/guideline/1"><mark>การศึกษา</mark></a>' in page


def test_what_is_typed_is_completed(client: FlaskClient) -> None:
    assert "องค์การบริหารส่วนจังหวัดลำปาง" in client.get("/search/suggest?q=องค์การบริหารส่วนจังหวัดลำป").get_json()[1]


def test_whatever_is_typed_is_answered(client: FlaskClient) -> None:
    for words in ("ก", "*", "และ", "* OR *", '"', "a AND (b", "ก" * 1000, "-x", "~~~", "x^9999999999", "/.*/"):
        answer = client.get("/search.json", query_string={"q": words})
        assert answer.status_code in {200, 400}, (words, answer.text)
        assert answer.status_code == 200 or "q cannot be searched for" in answer.get_json()["detail"]


def test_a_store_without_an_index_says_how_to_make_one(unindexed: FlaskClient) -> None:
    for address in ("/search.json?q=การศึกษา", "/search/suggest?q=ก"):
        answer = unindexed.get(address)
        assert answer.status_code == 503
        assert answer.content_type == "application/problem+json"
        assert "phaen index" in answer.get_json()["detail"]
    assert unindexed.get("/search", headers={"Accept": "text/html"}).status_code == 200
    page = unindexed.get("/search?q=ก", headers={"Accept": "text/html"})
    assert (page.status_code, "phaen index" in page.text) == (503, True)


def test_the_page_says_where_the_hits_that_have_all_words_end(client: FlaskClient) -> None:
    def page(address: str) -> str:
        return client.get(address, headers={"Accept": "text/html", "Accept-Language": "en"}).text

    words, note = "ส่งเสริม การศึกษา เด็ก", "The following do not have all of the words"
    found = client.get(f"/search.json?q={words}").get_json()
    assert (found["complete"], found["all_words"]) == (1, True)
    assert found["total"] > 1
    first, rest = page(f"/search?q={words}").split(note)
    assert first.count('class="hit"') == 1
    assert '<ol class="hits" start="2">' in rest
    assert page(f"/search?q={words}&page=2&size=5").count(note) == 1
    assert note not in page("/search?q=การศึกษา&kind=guideline")
    assert note not in page("/search?q=การศึกษา ศาสนา"), "that nothing has all is said above"
