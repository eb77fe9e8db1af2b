"""With nothing loaded every kind of page says so, leads on, and breaks nowhere: the state after the first start."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Final

import pytest
from flask.testing import FlaskClient

from phaen.endpoint.app import create_app
from phaen.endpoint.embedded import EmbeddedEngine
from phaen.endpoint.settings import Settings
from phaen.loaders.store import Writer
from phaen.ontology.assets import prefixes

HTML = {"Accept": "text/html", "Accept-Language": "en"}
PAGES: Final = {
    "/": "No plan has been loaded yet",
    "/about": "No plan has been loaded yet",
    "/organisations": "No plan has been loaded yet",
    "/organisations?q=a": "No plan has been loaded yet",
    "/queries": "question",
    "/queries/visions": "Rows: 0",
    "/queries/strategies-and-guidelines": "Rows: 0",
    "/search": "Search",
    "/sparql": "SPARQL",
    "/sparql?query=SELECT+*+{?s+?p+?o}": "Rows: 0",
    "/releases/": "phaen release",
    "/graphs": "Graphs",
    "/vocab": "Code lists",
    "/.well-known/void": "What is in this data",
    "/catalog": "catalogue",
    "/compare": "Compare",
    "/themes": "theme",
    "/compare/themes": "plan",
    "/review": "Review",
    "/reconcile": "OpenRefine",
    "/api": "API",
    "/ontology": "The ontology",
    "/ontology/Plan": "Plan",
}
GONE: Final = (
    "/vocab/sdg",
    "/vocab/sdg/3",
    "/doc/plan/pao-51/undated",
    "/doc/organisation/pao-51",
    "/releases/latest/",
)


class Links(HTMLParser):
    """Collects where a page leads."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        address = dict(attrs).get("href")
        if tag == "a" and address and address.startswith("/"):
            self.found.add(address.partition("#")[0])


@pytest.fixture(scope="module")
def nothing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    store = tmp_path_factory.mktemp("nothing") / "store"
    with Writer(store) as writer:
        writer.publish()
    settings = Settings.from_environment({}, {"store": store, "query_workers": 1, "timeout": 20, "memory": 512})
    engine = EmbeddedEngine(settings, dict(prefixes()))
    yield create_app(settings, engine).test_client()
    engine.close()


@pytest.mark.parametrize(("page", "word"), PAGES.items())
def test_a_page_of_nothing_says_so(nothing: FlaskClient, page: str, word: str) -> None:
    response = nothing.get(page, headers=HTML)
    assert response.status_code == 200, response.text
    main = response.text.partition("<main")[2].partition("</main>")[0]
    assert len(re.findall("<h1", main)) == 1
    assert word in main
    assert ">None<" not in main


@pytest.mark.parametrize("address", GONE)
def test_what_is_not_there_is_not_found(nothing: FlaskClient, address: str) -> None:
    assert nothing.get(address, headers=HTML).status_code == 404


def test_pages_lead_to_nothing_that_is_missing(nothing: FlaskClient) -> None:
    leads = {
        link
        for page in ("/", "/about", "/organisations", "/releases/", "/vocab", "/graphs", "/compare")
        for link in Links(nothing.get(page, headers=HTML).text).found
    }
    broken = {
        link: status
        for link in sorted(leads)
        if (status := nothing.get(link, headers=HTML, follow_redirects=True).status_code) != 200
    }
    assert broken == {}
    assert len(leads) > 20
