"""Short links over HTTP: made once, the same for everyone, cited with the snapshot that they were made on."""

import json
import shutil
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from flask import request
from pyoxigraph import RdfFormat, parse
from werkzeug.test import TestResponse

from phaen.endpoint.app import create_app
from phaen.endpoint.embedded import EmbeddedEngine
from phaen.endpoint.errors import NotReadyError
from phaen.endpoint.settings import Settings
from phaen.endpoint.short_links.errors import ForeignOriginError
from phaen.endpoint.short_links.reading import refuse_foreign_origin
from phaen.ontology.assets import prefixes
from phaen.queries.catalogue import Catalogue

QUERY = "SELECT ?s WHERE { ?s a ?type } LIMIT 3"
HTML = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "Accept-Language": "en"}
TOKEN = "correct-horse-battery"
NO_QUERIES = Catalogue(())
FIRST, SECOND = "20261122T081757Z", "20270101T000000Z-2"


class NamedState:
    """An engine whose data has the name that the test gives it; queries go to a real one."""

    def __init__(self, engine: EmbeddedEngine) -> None:
        self.engine = engine
        self.name = FIRST

    def snapshot(self) -> str:
        if not self.name:
            raise NotReadyError("nothing is published")
        return self.name

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever an engine has
        return getattr(self.engine, name)


class Site:
    """A service over a store of its own for links, and the data of all tests."""

    def __init__(self, folder: Path, running: EmbeddedEngine, **settings: object) -> None:
        self.state = NamedState(running)
        given = {"store": folder, "token": TOKEN, "timeout": 20, "short_link_rate": 100_000, **settings}
        self.settings = Settings.from_environment({}, given)
        self.app = create_app(self.settings, self.state, NO_QUERIES)
        self.client = self.app.test_client()

    def make(self, query: str = QUERY, **fields: str | list[str]) -> TestResponse:
        return self.client.post("/q", data={"query": query, **fields})

    def address(self, query: str = QUERY, **fields: str | list[str]) -> str:
        return str(self.make(query, **fields).headers["Location"])


def said(response: TestResponse) -> Any:  # noqa: ANN401 - whatever JSON holds
    """Give the JSON document of an answer."""
    assert response.is_json, response.text
    return response.json


@pytest.fixture(scope="module")
def one_site(tmp_path_factory: pytest.TempPathFactory, engine: EmbeddedEngine) -> Site:
    """Make the one application that most tests ask: to make one takes longer than they do."""
    return Site(tmp_path_factory.mktemp("links"), engine)


@pytest.fixture
def site(one_site: Site) -> Site:
    shutil.rmtree(one_site.settings.store)
    one_site.settings.store.mkdir()
    one_site.state.name = FIRST
    return one_site


@pytest.fixture
def site_with(site: Site, engine: EmbeddedEngine) -> Callable[..., Site]:
    return lambda **settings: Site(site.settings.store, engine, **settings)


class Parsed(HTMLParser):
    """The elements of a page, and its visible text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data

    def hidden(self, name: str) -> set[str | None]:
        return {a.get("value") for tag, a in self.tags if tag == "input" and a.get("name") == name}


def test_a_query_gets_a_link_once_and_the_same_one_for_everybody(site: Site, site_with: Callable[..., Site]) -> None:
    made = site.make()
    assert made.status_code == 201
    address = made.headers["Location"]
    assert address.startswith("/q/")
    assert len(address) == len("/q/") + 12
    assert said(made)["address"] == f"http://localhost{address}"
    again = site.make()
    assert (again.status_code, again.headers["Location"]) == (200, address)
    other_process = site_with()
    assert other_process.make().status_code == 200
    assert said(other_process.client.get(address)) == said(again) | {"current_snapshot": FIRST}


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_the_way_in_which_a_query_comes_does_not_change_its_link(site: Site, line_end: str) -> None:
    query = "SELECT ?s\nWHERE { ?s ?p 'ก' }"
    by_json = site.client.post("/q", json={"query": query})
    by_form = site.make(f"\r\n{query.replace(chr(10), line_end)}  ", format="html", title="")
    direct = site.client.post("/q", data=f"\ufeff{query}", content_type="application/sparql-query")
    assert (by_json.status_code, by_form.status_code, direct.status_code) == (201, 200, 200)
    assert by_json.headers["Location"] == by_form.headers["Location"] == direct.headers["Location"]
    assert site.client.get(f"{by_json.headers['Location']}.rq").get_data(as_text=True) == f"{query}\n"


def test_what_belongs_to_a_query_makes_another_link(site: Site) -> None:
    graphs = {"default-graph-uri": ["http://example.org/b", "http://example.org/a"]}
    others: list[dict[str, Any]] = [
        {},
        graphs,
        {"format": "csv"},
        {"title": "ก"},
        {"named-graph-uri": "http://example.org/a"},
    ]
    addresses = [site.client.post("/q", json={"query": QUERY, **more}).headers["Location"] for more in others]
    assert len(set(addresses)) == len(others)
    turned: dict[str, Any] = {
        "default-graph-uri": ["http://example.org/a", "http://example.org/b", "http://example.org/a"]
    }
    assert site.address(**turned) == addresses[1]
    kept = said(site.client.get(addresses[1]))
    assert kept["default-graph-uri"] == ["http://example.org/a", "http://example.org/b"]


def test_a_browser_is_led_to_the_page_of_its_link(site: Site) -> None:
    made = site.client.post("/q", data={"query": QUERY, "format": "html"}, headers=HTML)
    assert made.status_code == 303
    address, _, asked = made.headers["Location"].partition("?")
    assert asked == f"snapshot={FIRST}"
    page = site.client.get(made.headers["Location"], headers=HTML)
    found = Parsed(page.text)
    assert page.status_code == 200
    assert f"http://localhost{address}" in found.text
    assert QUERY in found.text
    assert found.hidden("query") == {QUERY}
    assert "Data of 22 November 2026 (snapshot 20261122T081757Z)" in found.text
    assert "ข้อมูล ณ วันที่ 22 พฤศจิกายน 2569 (รุ่น 20261122T081757Z)" in found.text
    assert ("meta", {"name": "robots", "content": "noindex, nofollow"}) in found.tags


def test_the_editor_offers_the_link_of_what_is_typed_in_it(site: Site, site_with: Callable[..., Site]) -> None:
    buttons = [a for tag, a in Parsed(site.client.get("/sparql", headers=HTML).text).tags if tag == "button"]
    assert {"type": "submit", "formaction": "/q", "formmethod": "post"}.items() <= buttons[-1].items()
    off = site_with(short_links=0)
    assert 'formaction="/q"' not in off.client.get("/sparql", headers=HTML).text


def test_a_link_is_shown_as_its_reader_likes_it(site: Site) -> None:
    address = site.address(title="ก")
    kinds = {"application/json": "json", "application/sparql-query": "rq", "text/turtle": "ttl", "text/html": "html"}
    for media_type, suffix in kinds.items():
        by_accept = site.client.get(address, headers={"Accept": media_type})
        by_suffix = site.client.get(f"{address}.{suffix}")
        assert by_accept.mimetype == by_suffix.mimetype == media_type
        head = site.client.head(f"{address}.{suffix}")
        assert (head.status_code, head.data) == (200, b"")
        assert head.headers["ETag"] == by_suffix.headers["ETag"]
        again = site.client.get(f"{address}.{suffix}", headers={"If-None-Match": by_suffix.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b"")
    assert site.client.get(address).mimetype == "application/json"
    assert site.client.get(address, headers={"Accept": "text/plain"}).mimetype == "application/sparql-query"
    refused = site.client.get(address, headers={"Accept": "text/csv"})
    assert refused.status_code == 406
    assert "?run" in refused.text
    assert site.client.get(f"{address}.csv").status_code == 406


def test_the_query_itself_may_be_kept_for_a_day_without_asking(site: Site) -> None:
    address = site.address()
    assert "immutable" in site.client.get(f"{address}.rq").headers["Cache-Control"]
    assert "must-revalidate" in site.client.get(f"{address}.json").headers["Cache-Control"]
    assert "must-revalidate" in site.client.get(address, headers=HTML).headers["Cache-Control"]


@pytest.mark.parametrize(
    ("query", "class_", "text"),
    [
        (QUERY, "http://www.w3.org/ns/shacl#SPARQLSelectExecutable", "http://www.w3.org/ns/shacl#select"),
        (
            "DESCRIBE <a>",
            "https://purl.expasy.org/sparql-examples/ontology#SPARQLDescribeExecutable",
            "https://purl.expasy.org/sparql-examples/ontology#describe",
        ),
    ],
)
def test_a_link_is_rdf_in_the_terms_of_saved_queries(site: Site, query: str, class_: str, text: str) -> None:
    address = site.address(query, title='"""\\')
    triples = list(parse(site.client.get(f"{address}.ttl").data, RdfFormat.TURTLE))
    assert {triple.subject.value for triple in triples} == {f"http://localhost{address}"}
    said = {(triple.predicate.value, getattr(triple.object, "value", "")) for triple in triples}
    assert {(text, query), ("http://purl.org/dc/terms/title", '"""\\')} <= said
    assert ("http://www.w3.org/1999/02/22-rdf-syntax-ns#type", class_) in said
    assert ("https://schema.org/target", "http://localhost/sparql") in said


def test_the_result_is_one_parameter_away_in_every_format(site: Site) -> None:
    address = site.address()
    assert len(site.client.get(f"{address}?run&format=csv", buffered=True).text.splitlines()) == 4
    found = site.client.get(f"{address}?run", headers={"Accept": "application/json"}, buffered=True)
    assert len(json.loads(found.data)["results"]["bindings"]) == 3
    csv = site.address(format="csv")
    assert site.client.get(f"{csv}?run", buffered=True).mimetype == "text/csv"
    editor = site.client.get(f"{address}?run", headers=HTML)
    assert editor.status_code == 303
    assert QUERY in Parsed(site.client.get(editor.headers["Location"], headers=HTML).text).text


def test_a_result_is_of_the_graphs_that_the_link_names(site: Site) -> None:
    address = site.address("ASK { ?s ?p ?o }", **{"default-graph-uri": "http://example.org/none"})
    assert json.loads(site.client.get(f"{address}?run", buffered=True).data)["boolean"] is False


def test_a_query_too_long_for_an_address_is_run_by_a_form(site: Site) -> None:
    query = f"ASK {{ ?s ?p '{'ก' * 15_000}' }}"
    address = site.address(query)
    editor = site.client.get(f"{address}?run", headers=HTML)
    assert (editor.status_code, editor.headers["Location"]) == (303, address)
    forms = [a for tag, a in Parsed(site.client.get(address, headers=HTML).text).tags if tag == "form"]
    assert {"action": "/sparql", "method": "post"} in forms
    assert json.loads(site.client.get(f"{address}?run", buffered=True).data)["boolean"] is False


def test_a_link_is_cited_with_the_snapshots_it_was_asked_for_on_and_no_other(site: Site) -> None:
    address = site.address()
    site.state.name = SECOND
    page = Parsed(site.client.get(address, headers=HTML).text)
    assert f"{address}?snapshot={FIRST}" in page.text
    assert SECOND in page.text
    assert "New data has been published since" in page.text
    assert site.client.get(f"{address}?snapshot={SECOND}").status_code == 400
    asked_again = site.client.post("/q", data={"query": QUERY}, headers=HTML)
    assert asked_again.headers["Location"] == f"{address}?snapshot={SECOND}"
    cited = Parsed(site.client.get(asked_again.headers["Location"], headers=HTML).text)
    assert f"{address}?snapshot={SECOND}" in cited.text
    assert "1 มกราคม 2570" in cited.text
    assert said(site.client.get(address))["snapshots"] == [FIRST, SECOND]
    for forged in ("20200101T000000Z", "<script>", "\u0e01\r\nX: y"):
        refused = site.client.get(address, query_string={"snapshot": forged})
        assert (refused.status_code, said(refused)["type"].rpartition("/")[2]) == (400, "bad-parameter")
        assert said(refused)["parameter"] == "snapshot"


def test_without_published_data_there_is_no_link_to_make(site: Site) -> None:
    address = site.address()
    site.state.name = ""
    assert site.make("ASK {}").status_code == 503
    assert site.client.get(address).status_code == 200


def test_data_of_another_engine_has_no_name_and_is_cited_by_the_day(site_with: Callable[..., Site]) -> None:
    site = site_with(engine="http://127.0.0.1:1/sparql")
    site.state.name = ""
    made = site.make()
    assert made.status_code == 201
    assert (said(made)["snapshots"], said(made)["current_snapshot"]) == ([], None)
    assert "As of" in said(made)["citation"]["en"]
    page = Parsed(site.client.get(made.headers["Location"], headers=HTML).text)
    assert "gives its states no names" in page.text


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("", "query-syntax"),
        ("DELETE WHERE { ?s ?p ?o }", "query-syntax"),
        ("ยุทธศาสตร์", "query-syntax"),
        ("SELECT * {\n ?s ?p }", "query-syntax"),
        ("SELECT * { SERVICE <http://127.0.0.1:1/> {} }", "service-refused"),
    ],
)
def test_what_this_service_would_not_run_gets_no_link(site: Site, query: str, code: str) -> None:
    refused = site.make(query)
    assert said(refused)["type"].rpartition("/")[2] == code
    page = site.client.post("/q", data={"query": query}, headers=HTML)
    assert page.status_code == refused.status_code >= 400
    assert query in Parsed(page.text).text
    assert not list(site.settings.store.rglob("*.json"))


def test_a_syntax_error_names_its_place(site: Site) -> None:
    refused = said(site.make("SELECT * {\n ?s ?p }"))
    assert (refused["line"], refused["text"]) == (2, " ?s ?p }")


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        (b"", None, 415),
        (b"<query/>", "text/xml", 415),
        (b"title=x", "application/x-www-form-urlencoded", 400),
        (b"query=ASK+%7B%7D&query=ASK+%7B%7D", "application/x-www-form-urlencoded", 400),
        (b"query=ASK+%7B%7D&title=a&title=b", "application/x-www-form-urlencoded", 400),
        (b"query=ASK+%7B%7D&timeout=3", "application/x-www-form-urlencoded", 400),
        (b"query=%FF", "application/x-www-form-urlencoded", 400),
        (b"update=CLEAR+ALL", "application/x-www-form-urlencoded", 400),
        (b"query=ASK+%7B%7D&format=exe", "application/x-www-form-urlencoded", 400),
        (b"query=ASK+%7B%7D&default-graph-uri=none", "application/x-www-form-urlencoded", 400),
        (b"\xff", "application/sparql-query", 400),
        (b"{", "application/json", 400),
        (b"[]", "application/json", 400),
        (b"[" * 100_000, "application/json", 400),
        (b'{"query": "ASK {}", "query": "ASK {}"}', "application/json", 400),
        (b'{"query": ["ASK {}"]}', "application/json", 400),
        (b'{"query": "ASK {}", "default-graph-uri": {}}', "application/json", 400),
        (b'{"query": "ASK {}", "default-graph-uri": [1]}', "application/json", 400),
        (b'{"query": "ASK {}", "author": "x"}', "application/json", 400),
        (b'{"query": "ASK { ?s ?p \'\\ud800\' }"}', "application/json", 400),
        (b'{"query": "ASK {}", "title": "\\u202egpj"}', "application/json", 400),
        (b'{"query": "ASK {}", "title": "' + b"x" * 201 + b'"}', "application/json", 400),
        (b"\xff\xfe{}", "application/json", 400),
    ],
)
def test_what_is_no_request_for_a_link_is_refused(
    site: Site, body: bytes, content_type: str | None, status: int
) -> None:
    refused = site.client.post("/q", data=body, content_type=content_type)
    assert refused.status_code == status, refused.text
    assert refused.content_type == "application/problem+json"
    assert not list(site.settings.store.rglob("*.json"))


@pytest.mark.parametrize(
    ("member", "value"),
    [("title", "x" * 201), ("title", 5), ("format", "exe"), ("named-graph-uri", [1]), ("ผู้เขียน", "x"), ("\ud800", "x")],
)
def test_the_member_that_is_wrong_is_named(site: Site, member: str, value: object) -> None:
    body = json.dumps({"query": "ASK {}", member: value})
    refused = site.client.post("/q", data=body, content_type="application/json")
    assert refused.status_code == 400
    assert said(refused)["parameter"] == member.encode(errors="backslashreplace").decode()


def test_a_link_holds_so_much_and_no_more(site_with: Callable[..., Site]) -> None:
    site = site_with(short_link_size=200)
    room = 200 - len('{"query":"ASK{}#"}')
    assert site.make("ASK{}#" + "x" * room).status_code == 201
    for query in ("ASK{}#" + "x" * (room + 1), "ASK{}#" + "x" * 100_000):
        assert site.make(query).status_code == 413
        assert site.client.post("/q", json={"query": query}).status_code == 413
    chunked = {"wsgi.input_terminated": True, "HTTP_TRANSFER_ENCODING": "chunked"}
    body = b"ASK{}#" + b"x" * 100_000
    long = site.client.post("/q", data=body, content_type="application/sparql-query", environ_overrides=chunked)
    assert long.status_code == 413


@pytest.mark.parametrize(
    "title", ["<script>alert(1)</script>", '" onload="x', "}{\\input{/etc/passwd}", "{snapshot}%s"]
)
def test_a_hostile_title_is_text_wherever_it_stands(site: Site, title: str) -> None:
    address = site.address(title=title)
    page = site.client.get(address, headers=HTML)
    found = Parsed(page.text)
    assert {"script"} >= {tag for tag, _ in found.tags if tag in {"script", "img"}}
    scripts = [a for tag, a in found.tags if tag == "script"]
    assert scripts == [{"src": f"/static/{name}.js", "defer": None} for name in ("suggest", "copy")]
    assert title in found.text
    citation = said(site.client.get(address))["citation"]
    assert title in citation["en"]
    assert "\\input{" not in citation["bibtex"].replace("\\textbackslash{}", "")


@pytest.mark.parametrize(
    "name", ["aaaaaaaaaaaa", "AAAAAAAAAAAA", "a", "..", "%2e%2e", "..%2fCURRENT", "lock", "a" * 52, "1%00", "ก" * 12]
)
def test_a_name_that_no_link_has_leads_nowhere(site: Site, name: str) -> None:
    site.make()
    for method in ("GET", "HEAD"):
        assert site.client.open(f"/q/{name}", method=method).status_code == 404


def test_links_are_listed_nowhere(site: Site) -> None:
    address = site.address()
    assert site.client.get("/q").headers["Location"] == "/sparql"
    assert site.client.get("/q?lang=en").headers["Location"] == "/sparql?lang=en"
    assert site.client.get("/q?lang=//x").headers["Location"] == "/sparql"
    for path in ("/q/", "/q", "/queries", "/sparql"):
        assert address not in site.client.get(path, headers=HTML, follow_redirects=True).text
    for path in (address, f"{address}.rq", f"{address}?run", "/q/aaaaaaaaaaaa"):
        assert site.client.get(path, buffered=True).headers["X-Robots-Tag"] == "noindex, nofollow"


def test_the_operator_removes_a_link_for_ever(site: Site) -> None:
    address = site.address()
    assert site.client.delete(address).status_code == 401
    headers = {"Authorization": f"Bearer {TOKEN}"}
    assert site.client.delete(address, headers=headers).status_code == 204
    for path in (address, f"{address}.rq", f"{address}?run"):
        assert site.client.get(path).status_code == 410
    assert site.client.get(address, headers=HTML).status_code == 410
    assert site.make().status_code == 410
    assert site.client.delete("/q/aaaaaaaaaaaa", headers=headers).status_code == 404
    held = "".join(path.read_text("utf-8") for path in site.settings.store.rglob("*.json"))
    assert "SELECT" not in held


def test_a_client_gets_so_many_links_an_hour(site_with: Callable[..., Site]) -> None:
    site = site_with(short_link_rate=3)
    assert [site.make(f"ASK {{}} # {n}").status_code for n in range(4)] == [201, 201, 201, 429]
    refused = site.client.post("/q", data={"query": "ASK {}"}, headers=HTML)
    assert refused.status_code == 429
    assert 0 < int(refused.headers["Retry-After"]) <= 1200


def test_links_outlast_the_feature(site: Site, site_with: Callable[..., Site]) -> None:
    address = site.address()
    off = site_with(short_links=0)
    assert off.make("ASK {}").status_code == 403
    assert off.client.get(address).status_code == 200


@pytest.mark.parametrize(
    ("allowed", "origin", "status"),
    [
        ("*", "https://elsewhere.example", 201),
        ("", "https://elsewhere.example", 403),
        ("https://friend.example", "https://elsewhere.example", 403),
        ("https://friend.example", "https://friend.example", 201),
        ("", "http://localhost", 201),
        ("", "null", 403),
        ("", "http://[", 403),
    ],
)
def test_pages_of_other_sites_make_links_only_where_they_may_call(
    site: Site, allowed: str, origin: str, status: int
) -> None:
    with site.app.test_request_context("/q", method="POST", headers={"Origin": origin}):
        if status == 201:
            refuse_foreign_origin(request, allowed)
        else:
            with pytest.raises(ForeignOriginError, match="cors_origin"):
                refuse_foreign_origin(request, allowed)


def test_the_setting_decides_whether_other_sites_make_links(site_with: Callable[..., Site]) -> None:
    site = site_with(cors_origin="")
    answers = [
        site.client.post("/q", data={"query": QUERY}, headers={"Origin": o})
        for o in ("https://x.example", "http://localhost")
    ]
    assert [answer.status_code for answer in answers] == [403, 201]


def test_nothing_is_kept_of_who_asked(site: Site) -> None:
    headers = {"User-Agent": "Agent/1", "X-Forwarded-For": "192.0.2.7", "Referer": "http://localhost/private"}
    site.client.post("/q", data={"query": QUERY}, headers=headers, environ_overrides={"REMOTE_ADDR": "192.0.2.9"})
    (path,) = site.settings.store.rglob("*.json")
    assert set(json.loads(path.read_text("utf-8"))) == {"short-link", "content", "form", "created", "snapshots"}
    assert len(json.loads(path.read_text("utf-8"))["created"]) == len("2026-11-22")


def test_a_store_that_cannot_be_written_says_so(site: Site) -> None:
    site.settings.store.rmdir()
    site.settings.store.write_text("a file where the folder should be")
    refused = site.make()
    assert refused.status_code == 503
    assert said(refused)["type"].rpartition("/")[2] == "short-links-unwritable"
    assert site.client.get("/q/aaaaaaaaaaaa").status_code == 404
    site.settings.store.unlink()
    site.settings.store.mkdir()


def test_the_prefixes_of_the_site_are_not_needed_for_a_link(site: Site) -> None:
    assert "phaen" in prefixes()
    assert site.make("SELECT * { ?s a phaen:Plan }").status_code == 400
