"""A short link keeps the view that its result was seen in, with its columns."""

import pytest
from flask.testing import FlaskClient

from phaen.endpoint.short_links.content import Content
from phaen.endpoint.short_links.link import read_document
from phaen.queries.model import View

QUERY = 'SELECT * { VALUES (?name ?n ?m) { ("ก" 1 5) ("ข" 2 7) } }'
HTML = {"Accept": "text/html", "Accept-Language": "en"}


@pytest.fixture
def links(client: FlaskClient) -> FlaskClient:
    return client


def made(links: FlaskClient, **fields: str) -> str:
    answer = links.post("/q", data={"query": QUERY, **fields})
    assert answer.status_code in {200, 201}, answer.text
    return str(answer.headers["Location"])


def test_a_link_with_a_view_opens_in_it(links: FlaskClient) -> None:
    address = made(links, view="bar", x="name", y="m")
    said = links.get(address).json
    assert said is not None
    assert {name: said[name] for name in ("view", "x", "y")} == {"view": "bar", "x": "name", "y": "m"}
    run = links.get(f"{address}?run", headers=HTML)
    assert run.headers["Location"].endswith("&view=bar&x=name&y=m&format=html")
    page = links.get(address, headers=HTML).text
    assert f'<iframe class="framed-result" src="http://localhost/embed{address}?lang=en"' in page
    assert "bar chart · Along: <code>name</code> · Value: <code>m</code>" in page
    assert '<input type="hidden" name="view" value="bar">' in page
    embedded = links.get(f"/embed{address}", headers=HTML).text
    assert '<span class="number">7</span>' in embedded
    assert '<span class="number">2</span>' in links.get(f"/embed{address}?view=bar&y=n", headers=HTML).text
    assert links.get(f"/embed{address}.svg").status_code == 200


def test_a_view_makes_another_link_and_a_table_does_not(links: FlaskClient) -> None:
    plain = made(links)
    assert made(links, view="table") == plain
    assert made(links, view="bar") != plain
    json = {"query": QUERY, "view": "bar", "x": None}
    assert links.post("/q", json=json).headers["Location"] == made(links, view="bar")


def test_a_link_that_knows_no_view_has_the_name_and_the_page_that_it_had(links: FlaskClient) -> None:
    content = Content("ASK {}")
    assert content.digest()[:12] == "yacpjsf63pv4"
    kept = b'{"short-link": 1, "content": {"query": "ASK {}"}, "form": "ask", "created": "2026-11-22", "snapshots": []}'
    assert read_document("yacpjsf63pv4", kept).digest == content.digest()
    assert Content.of(Content("ASK {}", view=View("bar", x="a")).members()).view == View("bar", x="a")
    page = links.get(made(links), headers=HTML).text
    assert "framed-result" not in page
    assert "/embed/q/" in page


@pytest.mark.parametrize(
    ("fields", "name"), [({"view": "pie"}, "view"), ({"x": "a"}, "x"), ({"view": "bar", "x": "<b>"}, "x")]
)
def test_a_view_that_is_none_is_refused(links: FlaskClient, fields: dict[str, str], name: str) -> None:
    for answer in (
        links.post("/q", data={"query": QUERY, **fields}),
        links.post("/q", json={"query": QUERY, **fields}),
    ):
        assert answer.status_code == 400
        assert answer.json is not None
        assert answer.json["parameter"] == name


def test_a_link_that_is_not_there_is_a_small_page(links: FlaskClient) -> None:
    answer = links.get("/embed/q/aaaaaaaaaaaa", headers=HTML)
    assert answer.status_code == 404
    assert '<body class="embed">' in answer.text
