"""The pages: languages, safety, links, and that they are useful without anything but HTML."""

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import quote, urljoin

import pytest
from flask.testing import FlaskClient
from pyoxigraph import RdfFormat, parse

import phaen.endpoint

FOLDER = Path(phaen.endpoint.__file__).parent
HTML = {"Accept": "text/html"}
SCRIPT = '<script src="/static/suggest.js" defer></script>'
"""The only one: it makes a combobox of the search box, and every page is whole without it."""
OWN = re.compile(
    re.escape(SCRIPT)
    + r'|<script src="/static/(?:copy|document)\.js" defer></script>'
    + r'|<script type="module" src="/static/editor/editor-\w+\.js"></script>'
    + r'|<script type="application/(?:ld\+)?json"[^>]*>[^<]*</script>'
)
"""Scripts that may stand on a page: files of ours, and data, in which no tag can end or begin."""
PAGES = [
    "/",
    "/about",
    "/organisations",
    "/organisations?q=จังหวัด&type=pao&province=52",
    "/queries",
    "/queries/visions",
    "/queries/statements-mentioning?word=เด็ก",
    "/sparql",
    "/sparql?query=SELECT+*+{?s+?p+?o}+LIMIT+5",
    "/sparql?query=ASK{}",
    "/sparql?query=DESCRIBE+<https://w3id.org/phaen/vocab/region>",
    "/compare",
    "/search",
    "/search?q=การศึกษา",
    "/api",
    "/ontology",
    "/ontology/Plan",
    "/ontology/1.0.0",
    "/vocab",
    "/vocab/region",
    "/.well-known/void",
    "/catalog",
    "/vocab/province/52",
    "/vocab/sdg/3",
    "/vocab/programme/6",
    "/vocab/fiscal-year/2566",
    "/doc/organisation/pao-52",
    "/doc/plan/pao-52/undated",
    "/doc/plan/pao-52/undated/strategy/1/guideline/1",
    "/doc/document/0123456789abcdef",
    "/doc/graph/plan/pao-52/undated",
    "/doc/nothing",
]


class Page(HTMLParser):
    """Collects what the tests look at."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def values(self, tag: str, name: str) -> list[str]:
        return [value for found, attributes in self.tags if found == tag and (value := attributes.get(name))]


def translations() -> dict[str, dict[str, str]]:
    return {path.stem: json.loads(path.read_text("utf-8")) for path in (FOLDER / "translations").glob("*.json")}


def test_both_languages_have_the_same_keys_and_gaps() -> None:
    tables = translations()
    assert set(tables) == {"th", "en"}
    assert tables["th"].keys() == tables["en"].keys()
    for key, sentence in tables["th"].items():
        assert sorted(re.findall(r"\{\w+\}", sentence)) == sorted(re.findall(r"\{\w+\}", tables["en"][key])), key


def test_every_key_that_is_used_exists_and_every_key_is_used() -> None:
    text = "".join(path.read_text("utf-8") for path in FOLDER.rglob("*.html"))
    used = set(re.findall(r"""\bt\(["']([\w.]+)["'][,)]""", text))
    starts = set(re.findall(r"""\bt\(["']([\w.]+\.)["'] ~""", text)) | {
        "problem.",
        "notebook.",
        "openapi.",
        "file.",
        "dataset.",
        "column.",
    }
    counting = re.findall(r"""\bt\(["']([\w.]+)["'],(?:[^()]|\([^()]*\))*?\bn=""", text)
    used |= {f"{key}.one" for key in counting} & translations()["en"].keys()
    script = "".join(path.read_text("utf-8") for path in (FOLDER / "frontend" / "src").rglob("*.js"))
    used |= {f"editor.{name}" for name in re.findall(r"""\bsay\("([\w.]+)"[,)]""", script)}
    starts |= {f"editor.{name}" for name in re.findall(r"""\bsay\(`([\w.]+\.)\$""", script)}
    keys = translations()["en"].keys()
    assert used <= keys
    assert {key for key in keys - used if not key.startswith(tuple(starts))} == set()


def test_every_class_that_the_home_page_counts_has_a_name() -> None:
    from phaen.endpoint.overview import COUNTED

    assert all(f"class.{name}" in translations()["th"] for name in COUNTED)


def test_the_language_is_the_address_s_then_the_cookie_s_then_the_browser_s_then_thai(client: FlaskClient) -> None:
    def language(url: str, **headers: str) -> str | None:
        return client.get(url, headers=HTML | headers).headers.get("Content-Language")

    assert language("/") == "th"
    assert language("/", **{"Accept-Language": "en-GB,en;q=0.9"}) == "en"
    assert language("/", **{"Accept-Language": "de"}) == "th"
    assert language("/?lang=en", **{"Accept-Language": "th"}) == "en"
    assert language("/", **{"Accept-Language": "th"}) == "en", "the choice is remembered"
    assert language("/?lang=<script>") == "en"


@pytest.mark.parametrize("url", PAGES)
@pytest.mark.parametrize("language", ["th", "en"])
def test_every_page_is_whole_labelled_and_asks_nothing_of_other_hosts(
    client: FlaskClient, url: str, language: str
) -> None:
    response = client.get(url, headers=HTML | {"Accept-Language": language})
    assert response.content_type == "text/html; charset=utf-8"
    page = Page(response.text)
    assert page.values("html", "lang") == [language]
    assert len([tag for tag, _ in page.tags if tag == "h1"]) == 1
    assert not [tag for tag, _ in page.tags if tag in {"iframe", "object", "embed", "img"}]
    assert response.text.count(SCRIPT) == 1
    assert "<script" not in OWN.sub("", response.text)
    loaded = [urljoin("http://localhost/", address) for address in page.values("link", "href")]
    assert all(address.startswith("http://localhost/") for address in loaded)
    assert all(not attributes.keys() & {"style", "onclick", "onerror"} for _, attributes in page.tags)
    labels = set(page.values("label", "for"))
    fields = [a for tag, a in page.tags if tag in {"input", "select", "textarea"} and a.get("type") != "hidden"]
    assert all(field["id"] in labels for field in fields)
    identifiers = [value for _, attributes in page.tags if (value := attributes.get("id"))]
    assert len(set(identifiers)) == len(identifiers)
    assert "#content" in page.values("a", "href")
    csp = response.headers["Content-Security-Policy"]
    assert "default-src 'self'" in csp
    assert "unsafe" not in csp
    assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_text_from_documents_is_shown_and_never_run(client: FlaskClient) -> None:
    page = client.get("/doc/document/0123456789abcdef", headers=HTML).text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script" not in OWN.sub("", page)
    assert "javascript:alert(1)" in page
    assert not [address for address in Page(page).values("a", "href") if address.lower().startswith("javascript")]
    assert "<b>เอียง" not in client.get("/doc/plan/pao-52/undated", headers=HTML).text


@pytest.mark.parametrize(
    "url", ["/sparql?query={}", "/queries/statements-mentioning?word={}", "/?x={}", "/doc/{}", "/search?q={}"]
)
def test_what_the_reader_sends_is_shown_and_never_run(client: FlaskClient, url: str) -> None:
    hostile = "\"'><script>alert(1)</script><textarea>"
    page = client.get(url.replace("{}", quote(hostile)), headers=HTML).text
    assert "<script" not in OWN.sub("", page)
    assert page.count("</textarea") <= 1


def test_every_link_to_this_site_leads_somewhere(client: FlaskClient) -> None:
    seen: set[str] = set()
    for url in PAGES:
        page = client.get(url, headers=HTML)
        for address in Page(page.text).values("a", "href"):
            if address.startswith("/") and address not in seen:
                seen.add(address)
                status = client.get(address.partition("#")[0], headers=HTML, follow_redirects=True).status_code
                same = address.removeprefix("/en") == url  # also where nothing is, the page has another language
                assert status == (page.status_code if same else 200), (url, address)
    assert len(seen) > 100


def test_pages_vary_by_format_and_language(client: FlaskClient) -> None:
    assert {"Accept", "Accept-Language"} <= set(client.get("/queries", headers=HTML).headers["Vary"].split(", "))


def test_the_home_page_counts_and_lists_and_searches(client: FlaskClient) -> None:
    page = client.get("/", headers=HTML | {"Accept-Language": "th"}).text
    assert "องค์การบริหารส่วนจังหวัดลำปาง" in page
    assert 'href="/id/organisation/pao-52"' in page
    assert re.search(r"<dt>ยุทธศาสตร์</dt><dd>1</dd>", page)
    assert 'action="/search"' in page


@pytest.mark.parametrize(("language", "example"), [("th", "การท่องเที่ยว"), ("en", "tourism")])
def test_the_home_page_leads_a_newcomer_on(client: FlaskClient, language: str, example: str) -> None:
    text = client.get("/", headers=HTML | {"Accept-Language": language}).text
    links = set(Page(text).values("a", "href"))
    doors = {"/about", "/organisations", "/themes", "/queries", "/releases/", "/sparql", "/vocab/sdg", "/compare"}
    assert doors | {"/organisations?province=52"} <= links
    assert example in text
    assert f"/search?q={quote('การท่องเที่ยว')}" in links
    assert len(text.encode()) < 60_000


def test_the_pages_hold_correct_thai_characters_only() -> None:
    for key, sentence in translations()["th"].items():
        assert "\u0e4d\u0e32" not in sentence, f"{key}: sara am is one character"
        assert "\u0e40\u0e40" not in sentence, f"{key}: sara ae is one character"


def test_the_list_of_code_lists_is_data_too(client: FlaskClient) -> None:
    for path, headers in (("/vocab", {"Accept": "text/turtle"}), ("/vocab.ttl", {})):
        answer = client.get(path, headers=headers)
        assert answer.mimetype == "text/turtle"
        found = list(parse(answer.data, format=RdfFormat.TURTLE))
        assert any(str(quad.object).endswith("#ConceptScheme>") for quad in found)
    assert client.get("/vocab.pdf").status_code == 404
