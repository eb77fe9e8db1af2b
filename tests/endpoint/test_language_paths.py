"""``/th/…`` and ``/en/…``: every page in that language, without a cookie, and nothing of it in what is cited."""

import json
from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.endpoint.test_pages import HTML, PAGES, Page

THAI = HTML | {"Accept-Language": "th"}
ENGLISH = HTML | {"Accept-Language": "en"}


def links(page: TestResponse) -> dict[str, str]:
    found = [attributes for tag, attributes in Page(page.text).tags if tag == "link"]
    return {
        str(link.get("hreflang") or link["rel"]): str(link["href"])
        for link in found
        if link.get("rel") == "canonical" or link.get("hreflang")
    }


@pytest.mark.parametrize("url", PAGES)
@pytest.mark.parametrize("language", ["th", "en"])
def test_the_path_chooses_the_language_whatever_the_browser_says(client: FlaskClient, url: str, language: str) -> None:
    for headers in (HTML, THAI, ENGLISH):
        client.set_cookie("phaen_lang", "th" if language == "en" else "en")
        page = client.get(f"/{language}{url}", headers=headers)
        plain = client.get(url, headers=headers)
        assert page.status_code == plain.status_code
        assert page.headers.get("Content-Language", language) == language
        assert Page(page.text).values("html", "lang") == [language]
        assert "Cookie" not in page.headers["Vary"]


def test_links_and_forms_stay_in_the_language_and_data_does_not_have_one(client: FlaskClient) -> None:
    page = Page(client.get("/en/queries/visions", headers=HTML).text)
    addresses = page.values("a", "href") + page.values("form", "action")
    own = [address for address in addresses if address.startswith("/")]
    data = [address for address in own if not address.startswith(("/en/", "/th/"))]
    assert len(own) - len(data) > 10
    assert data
    assert all("." in urlsplit(address).path.rpartition("/")[2] or "format=" in address for address in data)
    assert page.values("input", "data-suggest") == ["/en/search/suggest"]
    assert not [value for value in page.values("script", "src") + page.values("link", "href") if "/en/static" in value]


def test_whoever_follows_links_without_cookies_stays_in_the_language(client: FlaskClient) -> None:
    seen = {"/en/"}
    for address in list(seen):
        seen |= {
            link.partition("#")[0]
            for link in Page(client.get(address, headers=THAI).text).values("a", "href")
            if link.startswith("/en/")
        }
    assert len(seen) > 15
    for address in sorted(seen)[:40]:
        client.delete_cookie("phaen_lang")
        page = client.get(address, headers=THAI, follow_redirects=True)
        assert (page.status_code, Page(page.text).values("html", "lang")) == (200, ["en"]), address


def test_a_page_names_itself_and_its_other_languages_with_the_query(client: FlaskClient) -> None:
    host = "http://localhost"
    both = {
        "th": f"{host}/th/queries?q=a%26b",
        "en": f"{host}/en/queries?q=a%26b",
        "x-default": f"{host}/queries?q=a%26b",
    }
    for path, own in (("/queries", "x-default"), ("/th/queries", "th"), ("/en/queries", "en")):
        found = links(client.get(f"{path}?q=a%26b", headers=HTML))
        assert found == both | {"canonical": both[own]}
    assert links(client.get("/queries?q=a%26b&lang=en", headers=HTML)) == both | {"canonical": both["en"]}
    assert links(client.get("/en/nothing", headers=HTML)) == {}


def test_the_switch_leads_to_the_same_page(client: FlaskClient) -> None:
    page = client.get("/queries/statements-mentioning?word=เด็ก&lang=th", headers=HTML)
    (address,) = [a["href"] for tag, a in Page(page.text).tags if tag == "a" and a.get("hreflang") == "en"]
    assert address == "/en/queries/statements-mentioning?word=%E0%B9%80%E0%B8%94%E0%B9%87%E0%B8%81"
    assert Page(client.get(address, headers=THAI).text).values("html", "lang") == ["en"]


@pytest.mark.parametrize(
    ("accepted", "cookie", "set_to"),
    [("th", None, "en"), ("en", None, None), (None, None, None), ("en", "th", "en"), ("th", "en", None)],
)
def test_the_language_is_kept_for_browsers_that_would_see_another(
    client: FlaskClient, accepted: str | None, cookie: str | None, set_to: str | None
) -> None:
    if cookie:
        client.set_cookie("phaen_lang", cookie)
    headers = HTML | ({"Accept-Language": accepted} if accepted else {})
    page = client.get("/en/queries", headers=headers)
    said = page.headers.get("Set-Cookie")
    assert page.headers["Cache-Control"].startswith("private" if said else "public")
    assert (said is None) is (set_to is None)
    if set_to:
        assert str(said).startswith(f"phaen_lang={set_to};")
        assert Page(client.get("/queries", headers=headers).text).values("html", "lang") == [set_to]


def test_a_page_with_a_language_has_a_tag_and_may_be_kept(client: FlaskClient) -> None:
    page = client.get("/en/queries", headers=HTML)
    assert page.headers["Cache-Control"].startswith("public")
    again = client.get("/en/queries", headers=HTML | {"If-None-Match": page.headers["ETag"]})
    assert again.status_code == 304
    assert client.get("/th/queries", headers=HTML | {"If-None-Match": page.headers["ETag"]}).status_code == 200
    assert client.head("/en/queries", headers=HTML).headers["ETag"] == page.headers["ETag"]


def test_redirects_stay_in_the_language_and_on_this_host(client: FlaskClient) -> None:
    for address in ("/en/id/organisation/pao-52", "/en/id/plan/pao-52/undated"):
        assert client.get(address, headers=HTML).location.startswith("/en/doc/")
    assert client.get("/en/id/organisation/pao-52", headers={"Accept": "text/turtle"}).status_code == 303
    for hostile in ("/en//evil.example/a", "/en///evil.example", "/en/%2F%2Fevil.example", "/en/\\evil.example"):
        answer = client.get(hostile, headers=HTML)
        assert answer.status_code in {301, 302, 303, 307, 308, 404}
        assert urlsplit(answer.headers.get("Location", "/")).netloc in {"", "localhost"}
        assert not answer.headers.get("Location", "/").startswith(("//", "/\\"))


@pytest.mark.parametrize("path", ["/en/en/queries", "/th/en/", "/EN/queries", "/english", "/enqueries", "/fr/queries"])
def test_only_one_language_stands_before_a_path(client: FlaskClient, path: str) -> None:
    assert client.get(path, headers=HTML).status_code == 404


@pytest.mark.parametrize("path", ["/en", "/en/", "/en?x=1", "/%65n/"])
def test_the_home_page_has_them_too(client: FlaskClient, path: str) -> None:
    page = client.get(path, headers=THAI)
    assert (page.status_code, Page(page.text).values("html", "lang")) == (200, ["en"])
    assert links(page)["th"].startswith("http://localhost/th/")


@pytest.mark.parametrize("path", ["/health", "/metrics", "/running", "/static/phaen.css", "/timemap/link/doc/x"])
def test_what_is_for_programs_alone_has_no_language(client: FlaskClient, path: str) -> None:
    answer = client.get(f"/en{path}")
    assert answer.status_code == 404
    assert path in json.loads(answer.data)["detail"]
    assert client.put("/en/graphs/x").status_code == 404


def test_data_is_the_same_with_and_without_a_language(client: FlaskClient) -> None:
    data = client.get("/en/queries/visions.csv")
    assert data.data == client.get("/queries/visions.csv").data
    assert 'queries/visions.csv>; rel="canonical"' in data.headers["Link"]
    turtle = client.get("/en/sparql", headers={"Accept": "text/turtle"}).text
    assert "/en/" not in turtle
    assert client.post("/en/sparql", data={"query": "ASK {}", "format": "json"}).json == {
        "head": {},
        "boolean": True,
    }
