"""No page speaks to its reader in another language without saying so (WCAG 2.2, 3.1.1 and 3.1.2).

A Thai page has no English words, an English page no Thai ones, but in elements that are marked as of that language,
in code and names of machines, and a few names that are the same everywhere.
"""

import http.client
import re
from collections.abc import Collection, Iterator
from functools import cache
from html.parser import HTMLParser
from typing import Final
from urllib.parse import quote, urlsplit

import pytest

from phaen.endpoint.language import Translations
from phaen.loaders.sources import sample_folder
from phaen.ontology.assets import read_text
from phaen.queries.catalogue import load_catalogue
from tests.browser.test_accessibility import PAGES as ALL_PAGES

MORE: Final = (
    "/search", "/search?q=%E0%B8%81&kind=nonsense", "/search?q=xyzzyx", "/search?q=a&from=2570&to=2566",
    "/search?format=nonsense", "/queries?q=budget", "/queries?q=xyzzyx", "/queries/statements-mentioning",
    "/queries/statements-mentioning?word=เด็ก", "/queries/nonsense", "/queries/visions?nonsense=1",
    "/queries/visions?province=xyzzyx", "/queries/visions.ttl", "/queries/visions?format=nonsense",
    "/organisations?province=51", "/organisations?province=xyzzyx", "/sparql?query=SELECT+*+{?s+?p+?o}+LIMIT+5",
    "/sparql?query=ASK{}", "/sparql?query=SELEC", "/sparql?query=SELECT+*+{?s+?p+?o}+LIMIT+5&timeout=x",
    "/compare?a=x&b=y", "/compare?a=pao-51/undated&b=pao-52/undated", "/compare?a=pao-51/undated",
    "/releases/1999-01-01/", "/vocab/nothing", "/vocab/region", "/vocab/programme/6", "/ontology/Nothing",
    "/ontology/1.0.0", "/graphs?graph=urn:x", "/doc/plan/pao-51/undated?release=1999-01-01",
    "/doc/graph/plan/pao-52/undated", "/review?page=x",
    "/themes", "/themes?do=nonsense", "/compare/themes", "/compare/themes?plan=pao-51/undated&plan=pao-52/undated",
    "/compare/themes?plan=nothing&plan=pao-52/undated", "/embed/queries/visions", "/embed/nonsense", "/vocab/sdg",
    "/id/document/4142b84ef6348ad0", "/id/organisation/pao-51?q=x", "/id/plan/pao-51/undated?kind=nonsense",
    "/sparql?query=SELECT+*+{?s+?p+?o}+LIMIT+5&view=nonsense", "/update", "/q/nothing-here", "/nothing",
)  # fmt: skip
NAMES: Final = frozenset(
    {
        *("phaen", "SPARQL", "Turtle", "Excel", "Parquet", "Python", "Jupyter", "Word", "Atom", "Prometheus"),
        *("axe-core", "curl", "pandas", "grlc", "gzip", "zstd", "kB", "true", "false", "precision", "recall"),
    }
)
"""Names of things, and of measures, that Thai writes as they are."""
STANDARDS: Final = re.compile(
    r"SPARQL (?:1\.1 )?(?:Graph Store HTTP )?(?:Protocol|Update|Query)|Reconciliation Service API|Web Annotation"
)
COMMANDS: Final = frozenset({"compare", "similar"})
VALUES: Final = frozenset({"close", "broad", "narrow", "related", "should"})
"""Of mappings between code lists (SKOS), and of a field of the reconciliation service."""
ENGLISH_ERROR: Final = Translations.load().say("th", "problem.in_english")
QUIET: Final = frozenset({"code", "pre", "script", "style", "kbd", "samp", "textarea", "template"})
VOID: Final = frozenset(
    {
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "source",
        "wbr",
        "path",
        "circle",
        "rect",
    }
)
SAID: Final = ("title", "aria-label", "alt", "placeholder", "label", "data-names", "data-counted")
LATIN: Final = re.compile(r"[A-Za-z][A-Za-z'’-]*[A-Za-z]")
THAI: Final = re.compile(r"[\u0e00-\u0e7f]+")
MACHINES: Final = re.compile(
    r"https?://\S+|\S+@\S+|urn:\S+|[\w-]+:[\w-]+|\S*[/_.=]\S*|[a-z]+-\d+|[a-z]+(?:-[a-z]+)+|--[a-z]+"
)
"""Addresses, prefixed names, names of files, identifiers: nobody translates them."""


class Reading(HTMLParser):
    """Hears a page: what is said in which language."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.said: list[tuple[str, str, bool]] = []
        self._open: list[tuple[str, str, bool]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        above = self._open[-1] if self._open else ("", "", False)
        language = found.get("lang") or above[1]
        quiet = above[2] or tag in QUIET or found.get("translate") == "no"
        if not quiet:
            self.said += [(language, value, True) for name in SAID if (value := found.get(name))]
        if tag == "meta" and found.get("name") in {"description", "og:title", "og:description"}:
            self.said.append((language, found.get("content") or "", True))
        if tag not in VOID:
            self._open.append((tag, language, quiet))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self._open.pop()

    def handle_endtag(self, tag: str) -> None:
        while self._open and any(name == tag for name, _, _ in self._open):
            if self._open.pop()[0] == tag:
                return

    def handle_data(self, data: str) -> None:
        if self._open and not self._open[-1][2] and data.strip():
            self.said.append((self._open[-1][1], data.strip(), self._open[-1][0] == "title"))


def page(address: str, path: str, language: str) -> str:
    url = urlsplit(f"{address}/{language}{quote(path, safe='/?&=+%:{}*;,.-')}")
    connection = http.client.HTTPConnection(url.netloc, timeout=60)
    try:
        while True:
            connection.request("GET", f"{url.path}?{url.query}", headers={"Accept": "text/html"})
            answer = connection.getresponse()
            text = answer.read().decode()
            if answer.status not in {302, 303, 308}:
                break
            url = urlsplit(answer.headers["Location"])
    finally:
        connection.close()
    assert answer.headers["Content-Type"].startswith("text/html"), (path, answer.status)
    return text


def is_name(word: str) -> bool:
    """Tell whether a word is written so in Thai as well: an abbreviation, such as DCAT, or one of a few names."""
    return sum(letter.isupper() for letter in word) > 1 or word in NAMES


@cache
def spoken_of() -> frozenset[str]:
    """Give what Thai texts of the queries and of the ontology, and documents, have a right to speak of.

    These are names of columns and values in the queries, Latin words in the Thai texts of the ontology and of plans.
    """
    catalogue = load_catalogue()
    queries = " ".join(saved.text for saved in catalogue)
    words = set(re.findall(r"\?(\w+)", queries)) | set(re.findall(r'"([\w-]+)"', queries)) | COMMANDS | VALUES
    words |= {saved.name for saved in catalogue}
    thai = re.findall(r'"((?:[^"\\]|\\.)*)"@th', read_text("phaen.ttl") + read_text("alignments.ttl"))
    plans = [path.read_text("utf-8") for path in sample_folder().iterdir() if path.suffix == ".txt"]
    return frozenset(words | set(LATIN.findall(" ".join([*thai, *plans]))))


def strange(text: str, language: str, known: Collection[str] = ()) -> Iterator[str]:
    for spoken, said, bare in Reading(text).said:
        if not spoken.startswith(language):
            continue
        # Elements cannot mark words in attributes and titles: a Thai example may stand in an English one.
        if language == "en":
            words = [] if bare and re.search("[A-Za-z]", said) else THAI.findall(said)
        else:
            plain = MACHINES.sub(" ", STANDARDS.sub(" ", said))
            words = [word for word in LATIN.findall(plain) if not is_name(word) and word not in known]
        if words:
            yield said if len(said) < 200 else f"{said[:200]}…"


@pytest.mark.parametrize("path", [*ALL_PAGES, *MORE])
@pytest.mark.parametrize("language", ["th", "en"])
def test_a_page_is_in_its_language_or_says_where_it_is_not(served: str, path: str, language: str) -> None:
    text = page(served, path, language)
    # Words that stand in the address are the reader's own, or names of files.
    known = spoken_of() | set(LATIN.findall(path))
    assert list(dict.fromkeys(strange(text, language, known))) == []
    assert ENGLISH_ERROR not in text, "this error has no Thai"
