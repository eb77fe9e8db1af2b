"""The small pages for frames of other sites: what they show, who may frame them, and what they leave behind."""

import re
from urllib.parse import quote, urlencode

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

EN, TH = {"Accept": "text/html", "Accept-Language": "en"}, {"Accept": "text/html", "Accept-Language": "th"}
VALUES = 'SELECT * { VALUES (?name ?n) { ("ก" 1) ("ข" 2) } } ORDER BY ?name'


def policy(response: TestResponse) -> str:
    return response.headers["Content-Security-Policy"]


def typed(site: FlaskClient, query: str = VALUES, **fields: str) -> TestResponse:
    return site.get(f"/embed/sparql?{urlencode({'query': query, **fields})}", headers=EN)


@pytest.mark.parametrize(
    ("name", "seen"),
    [
        ("bars", '<dl class="bars">'),
        ("lines", '<svg class="lines"'),
        ("grid", '<table class="matrix">'),
        ("country", 'class="country"'),
        ("branches", '<ul class="tree">'),
        ("net", 'class="drawn"'),
        ("rows", "<table>"),
    ],
)
def test_each_view_is_a_page_without_the_rest_of_the_site(site: FlaskClient, name: str, seen: str) -> None:
    page = site.get(f"/embed/queries/{name}", headers=EN)
    assert page.status_code == 200
    assert seen in page.text
    assert "<h1>An &lt;i&gt;English&lt;/i&gt; title</h1>" in page.text
    assert not re.search("<(?:script|nav|header|form|input|iframe)", page.text)
    links = re.findall(r"<a [^>]*>", page.text)
    assert links
    assert all('target="_blank" rel="noopener"' in link for link in links)
    assert f'href="/queries/{name}"' in page.text


def test_these_pages_alone_may_be_framed_by_others(site: FlaskClient) -> None:
    framed = (
        "/embed/queries/bars",
        "/embed/queries/bars.svg",
        f"/embed/sparql?query={quote(VALUES)}",
        "/embed/nothing",
    )
    for address in framed:
        answer = site.get(address, headers=EN)
        assert policy(answer).endswith("frame-ancestors *")
        assert policy(answer).startswith("default-src 'none'")
        assert "X-Frame-Options" not in answer.headers
    for address in ("/", "/queries", "/queries/bars", "/sparql", "/q", "/search", "/nothing", "/embedding"):
        assert "frame-ancestors 'none'" in policy(site.get(address, headers=EN))


@pytest.mark.parametrize(
    "address", ["/embed/queries/bars?lang=th", "/embed/queries/bars.svg?lang=th", "/embed/x?lang=th"]
)
def test_they_set_no_cookie_and_are_listed_nowhere(site: FlaskClient, address: str) -> None:
    answer = site.get(address, headers=EN)
    assert "Set-Cookie" not in answer.headers
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert '<html lang="th">' in answer.text or 'xml:lang="th"' in answer.text


def test_they_are_kept_until_other_data_is_published(site: FlaskClient) -> None:
    for address in ("/embed/queries/bars", "/embed/queries/bars.svg"):
        first = site.get(address, headers=EN)
        assert first.headers["Phaen-Snapshot"]
        again = site.get(address, headers=EN | {"If-None-Match": first.headers["ETag"]})
        assert again.status_code == 304
        assert policy(again).endswith("frame-ancestors *")
    assert "ETag" not in typed(site, "SELECT (NOW() AS ?now) {}").headers


def test_the_source_is_named_with_its_day_in_the_era_of_the_language(site: FlaskClient) -> None:
    source = re.compile(r'<p class="source">.*?</p>')
    english = source.search(site.get("/embed/queries/bars", headers=EN).text)
    thai = source.search(site.get("/embed/queries/bars", headers=TH).text)
    assert english is not None
    assert thai is not None
    assert re.search(r"data of \d+ \w+ 20\d\d", english[0])
    assert re.search(r"ข้อมูล ณ วันที่ \d+ \S+ 25\d\d", thai[0])


def test_a_query_in_the_address_is_seen_in_the_view_that_is_asked_for(site: FlaskClient) -> None:
    page = typed(site, view="bar", x="name", y="n", title="หัวเรื่อง")
    assert '<dl class="bars">' in page.text
    assert re.search("<h1>(?:<[^>]*>)?หัวเรื่อง<", page.text)
    assert 'href="/sparql?query=SELECT' in page.text
    assert "view=bar&amp;x=name&amp;y=n" in page.text
    assert '<dl class="bars">' in typed(site, view="bar").text, "columns are guessed"
    assert "<table>" in typed(site).text
    assert "Yes (true)" in typed(site, "ASK {}").text
    assert 'class="drawn"' in typed(site, "CONSTRUCT { <x:a> <x:b> <x:c> } {}").text


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"view": "pie"}, "there is no view &#39;pie&#39;; use one of table, bar"),
        ({"x": "name"}, "x is a part of a view; give view too"),
        ({"view": "bar", "rows": "name"}, "the view bar has no part rows; it takes x, y, series"),
        ({"view": "bar", "x": "nom"}, "the result has no column &#39;nom&#39; for x; it has: n, name"),
        ({"view": "bar", "x": "<b>"}, "which no column can be called"),
        ({"view": "map"}, "no column looks like the part place of the view map"),
        ({"view": "bar", "query": "ASK {}"}, "the answer is yes or no"),
        ({"view": "bar", "query": "CONSTRUCT { <x:a> <x:b> <x:c> } {}"}, "use view=graph"),
        ({"query": "SELECT * { ?s }"}, "line 1"),
        ({"query": ""}, "there is no query"),
        ({"query": "ASK { SERVICE <http://evil.example/> {} }"}, "evil.example"),
        ({"title": "x" * 201}, "at most 200"),
    ],
)
def test_what_is_wrong_is_said_on_a_page_as_small(site: FlaskClient, fields: dict[str, str], said: str) -> None:
    page = typed(site, **fields)
    assert 400 <= page.status_code < 500
    assert said in page.text
    assert '<body class="embed">' in page.text
    assert policy(page).endswith("frame-ancestors *")


def test_a_field_given_twice_is_refused(site: FlaskClient) -> None:
    answer = site.get(f"/embed/sparql?query={quote(VALUES)}&view=bar&view=line")
    assert (answer.status_code, answer.json and answer.json["parameter"]) == (400, "view")


def test_values_of_a_saved_query_are_read_as_on_its_page(site: FlaskClient) -> None:
    page = site.get("/embed/queries/echo?word=%E0%B8%82", headers=EN)
    assert "ข" in page.text
    assert 'href="/queries/echo?word=%E0%B8%82"' in page.text
    for address, status in (("echo", 400), ("echo?x=1", 400), ("echo?wort=1", 400), ("unknown", 404)):
        answer = site.get(f"/embed/queries/{address}", headers=EN)
        assert (answer.status_code, '<body class="embed">' in answer.text) == (status, True)


def test_the_rest_of_a_long_table_is_told_of(site: FlaskClient) -> None:
    page = site.get("/embed/queries/rows", headers=EN).text
    assert page.count("<tr>") == 51
    assert "Only the first 50 rows are shown here." in page
    assert page.count('href="/queries/rows"') >= 2


def test_a_graph_that_is_too_large_leads_to_the_editor(site: FlaskClient) -> None:
    many = " ".join(f"<x:{n}> <x:to> <x:{n + 100}> ." for n in range(40))
    page = typed(site, f"CONSTRUCT {{ {many} }} {{}}").text
    assert "too large to be drawn here" in page
    assert ">Draw it in the SPARQL editor</a>" in page
    assert "<svg" not in page


def test_text_of_the_data_never_becomes_markup(site: FlaskClient) -> None:
    for name in ("bars", "grid", "net"):
        for address in (f"/embed/queries/{name}", f"/embed/queries/{name}.svg"):
            text = site.get(address, headers=EN).text
            assert "<script" not in text
            assert "&lt;script&gt;" in text or "&lt;script" in text


KIND = """SELECT ?kind ?n { VALUES (?kind ?n) {
  (<https://w3id.org/phaen/ontology#Mission> 2) (<https://example.org/unknown> 1) } } ORDER BY ?n"""


@pytest.mark.parametrize(("headers", "label"), [(EN, "Mission"), (TH, "พันธกิจ")])
@pytest.mark.parametrize("address", ["/embed/sparql?", "/embed/sparql.svg?", "/sparql?format=html&"])
def test_labels_stand_for_iris_that_have_one(
    site: FlaskClient, address: str, headers: dict[str, str], label: str
) -> None:
    answer = site.get(address + urlencode({"query": KIND, "view": "bar"}), headers=headers)
    picture = re.sub("<pre.*?</pre>|<textarea.*?</textarea>|<script.*?</script>", "", answer.text, flags=re.DOTALL)
    assert re.search(rf"<(?:a|text)[^>]*>(?:<[^>]*>)*{label}<", picture)
    assert "example.org/unknown" in picture
