"""The sentences of the pages: each in both languages, none of them in the templates themselves."""

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest

import phaen.endpoint
from phaen.endpoint.language import Translations

FOLDER = Path(phaen.endpoint.__file__).parent
TABLES: dict[str, dict[str, str]] = {
    path.stem: json.loads(path.read_text("utf-8")) for path in (FOLDER / "translations").glob("*.json")
}
TEMPLATES = sorted((FOLDER / "templates").rglob("*.html"))
THAI, LATIN = re.compile("[\u0e01-\u0e3a\u0e40-\u0e7f]"), re.compile("[A-Za-z]{2,}")
SAME = re.compile(
    r"(?:month|format|money|snippet|file|lang|explain|query\.view|notebook|openapi|program|home\.example|editor)\.|"
    r".*\b(?:email|csv|json|rdf)\b"
)
"""Keys of names that may be the same in both languages, such as those of formats."""
EXPRESSION = re.compile(r"\{\{.*?\}\}|\{% block width %\}.*?\{% endblock %\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
NO_WORDS = re.compile(r"""&\w+;|[\w-]+="[^"]*"|/[\w/]+|\brequired\s*$""")
"""Entities, and what macros give to be an attribute or an address."""
QUIET = frozenset({"code", "pre", "script", "style"})
SHOWN = ("title", "aria-label", "alt", "placeholder")
LETTERS = re.compile("[^\\W\\d_]{2,}")
MAY_STAND = frozenset(
    {"phaen", "แผน", "JSON", "CSV", "RSS", "Atom", "BibTeX", "Quads", "TriG", "CC", "BY", "Turtle", "SHACL", "SHA"}
)
"""Names: the same in both languages."""


def test_every_thai_sentence_is_thai_unless_it_is_a_name() -> None:
    foreign = {key: text for key, text in TABLES["th"].items() if LATIN.search(text) and not THAI.search(text)}
    names = {key for key, text in foreign.items() if text == TABLES["en"][key] or SAME.match(key)}
    assert {key: text for key, text in foreign.items() if key not in names} == {}
    # Whole sentences that are the same in both would be ones that nobody has translated.
    untranslated = {key: text for key, text in foreign.items() if len(LATIN.findall(text)) > 4}
    assert untranslated == {}


def test_no_english_sentence_is_thai() -> None:
    own = {"lang.th", "search.example"}
    alone = {key: text for key, text in TABLES["en"].items() if THAI.search(text) and not LATIN.search(text)}
    assert alone.keys() <= own


class Literal(HTMLParser):
    """Collects the text of a template that stands there as it is."""

    def __init__(self, template: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self._open: list[tuple[str, bool]] = []
        self.feed(EXPRESSION.sub(lambda match: "\n" * match[0].count("\n"), template))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.found += [value for name in SHOWN if (value := given.get(name))]
        quiet = tag in QUIET or "lang" in given or given.get("translate") == "no"
        if tag not in {"br", "hr", "img", "input", "link", "meta", "wbr"}:
            self._open.append((tag, quiet))

    def handle_endtag(self, tag: str) -> None:
        if any(name == tag for name, _ in self._open):
            while self._open.pop()[0] != tag:
                pass

    def handle_data(self, data: str) -> None:
        if not any(quiet for _, quiet in self._open):
            self.found.append(data)


def words(template: str) -> Iterator[str]:
    for text in Literal(template).found:
        yield from (word for word in LETTERS.findall(NO_WORDS.sub(" ", text)) if word not in MAY_STAND)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_no_sentence_stands_in_a_template(path: Path) -> None:
    assert list(words(path.read_text("utf-8"))) == []


def test_a_sentence_in_a_template_would_be_found() -> None:
    assert list(words('<p title="Look">{{ t("a.b") }} rows <code>LIMIT</code></p>')) == ["Look", "rows"]


@pytest.mark.parametrize(
    ("number", "sentence"),
    [(1, "1 statement"), ("1", "1 statement"), (0, "0 statements"), (2, "2 statements"), ("1,001", "1,001 statements")],
)
def test_one_thing_is_told_of_in_the_singular(number: object, sentence: str) -> None:
    assert Translations.load().say("en", "themes.count", n=number) == sentence


def test_a_sentence_without_a_form_for_one_is_the_same_for_all_numbers() -> None:
    words = Translations.load()
    assert words.say("en", "result.more", n=1) == words.say("en", "result.more", n=2).replace("2", "1")
    assert words.say("th", "class.Mission", n=1) == words.say("th", "class.Mission", n=2)
