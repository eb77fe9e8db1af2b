"""Saved queries as grlc reads them: its rules, from its own documentation, are followed here without it."""

import json
import re
from collections import Counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import NamedNode, QuerySolutions, RdfFormat, Store

from phaen.queries.binding import bind
from phaen.queries.catalogue import Parameter, SavedQuery, load_catalogue
from phaen.queries.grlc import grlc_list, grlc_query, is_understood, public_name
from phaen.queries.header import read_query
from phaen.queries.model import Text
from phaen.queries.parameters import term
from tests.queries.conftest import ID, LAMPANG, LAMPHUN, make_store
from tests.queries.linked import add_links
from tests.queries.money import MONEY
from tests.sparql.textindex import without_searches

ENDPOINT = "https://example.org/sparql"
QUERIES = [saved for saved in load_catalogue() if is_understood(saved)]
NAMED = pytest.mark.parametrize("saved", QUERIES, ids=lambda saved: saved.name)
# ?_name is required, ?__name is not; then the type, or the prefix and the name of a datatype.
VARIABLE = re.compile(r"\?(_{1,2})([a-zA-Z0-9]+)_(literal|iri|xsd_(?:integer|decimal|date|boolean))\b")
BLOCK = re.compile(r"VALUES \?(\w+) \{ UNDEF \}")


def decorators(text: str) -> dict[str, Any]:
    """Read the lines after ``#+`` as YAML, as far as it is used here: its strings and flow lists are those of JSON."""
    found: dict[str, Any] = {}
    name = ""
    for line in (line.removeprefix("#+ ") for line in text.split("\n") if line.startswith("#+")):
        if line.startswith("  - "):
            key, colon, value = line.removeprefix("  - ").partition(": ")
            plain = line.removeprefix("  - ").startswith('"')
            found[name].append(json.loads(key + colon + value) if plain else {key: json.loads(value)})
            continue
        name, _, value = line.partition(":")
        value = value.strip()
        found[name] = json.loads(value) if value[:1] in '"0123456789' and value else value or []
    return found


def filled(text: str, values: dict[str, str]) -> str:
    """Put values in the place of variables by letters alone, as grlc does."""
    for original in {match.group() for match in VARIABLE.finditer(text)}:
        match = VARIABLE.fullmatch(original)
        assert match is not None
        value = values.get(match[2])
        if value is None:
            assert match[1] == "__", f"{original} is required"
            continue
        kind = match[3]
        literal = f'"{value}"' + (f"^^{kind.replace('_', ':')}" if kind.startswith("xsd") else "")
        text = text.replace(original, f"<{value}>" if kind == "iri" else literal)
    return text


def rows(store: Store, text: str) -> Counter[str]:
    found = store.query(without_searches(store, text), use_default_graph_as_union=True)
    if isinstance(found, QuerySolutions):
        return Counter(" ".join(map(str, row)) for row in found)
    return Counter(map(str, found))  # type: ignore[arg-type]  # a graph


def query_of(text: str, header: str) -> SavedQuery:
    titles = "".join(f'#+ {key}.th = "ก"\n#+ {key}.en = "a"\n' for key in ("title", "description"))
    return read_query("one", f"{titles}{header}\n\n{text}\n")


@NAMED
def test_the_decorators_say_what_the_header_says(saved: SavedQuery) -> None:
    found = decorators(grlc_query(saved, ENDPOINT, group="Overview"))
    assert found["summary"] == saved.title.en
    assert found["description"].startswith(saved.description.en)
    assert (found["endpoint"], found["endpoint_in_url"], found["method"]) == (ENDPOINT, "False", "GET")
    assert found["tags"] == ["Overview"]
    defaults = [{public_name(p): term(p, p.default).value} for p in saved.parameters if p.default is not None]
    assert found.get("defaults", []) == defaults
    choices = {key: value for entry in found.get("enumerate", []) for key, value in entry.items()}
    assert {public_name(p) for p in saved.parameters if p.type in ("choice", "province")} == set(choices)
    assert ("pagination" in found) is (saved.form == "select" and "LIMIT" not in saved.text)


@pytest.fixture(scope="module")
def plans() -> Store:
    store = make_store(LAMPHUN, LAMPANG)
    store.load(MONEY.encode(), format=RdfFormat.TURTLE, to_graph=NamedNode(f"{ID}graph/plan/pao-51/undated"))
    return add_links(store)


@NAMED
def test_values_that_grlc_fills_in_give_the_rows_of_the_form(saved: SavedQuery, plans: Store) -> None:
    """All values are given; then only those that must be, so that the others take their defaults or stay unbound."""
    if saved.services:
        pytest.skip("asks another service")
    text = grlc_query(saved, ENDPOINT)
    required = {match[2] for match in VARIABLE.finditer(text) if match[1] == "_"}
    for chosen in (saved.parameters, [p for p in saved.parameters if public_name(p) in required]):
        ours = {p.name: p.default or p.example for p in chosen}
        theirs = {public_name(p): str(term(p, p.default or p.example).value) for p in chosen}
        assert rows(plans, filled(text, theirs)) == rows(plans, bind(saved, ours))


@NAMED
def test_grlc_finds_the_parameters_of_the_header_and_nothing_else(saved: SavedQuery) -> None:
    text = grlc_query(saved, ENDPOINT)
    assert {match[2] for match in VARIABLE.finditer(text)} == {public_name(p) for p in saved.parameters}
    everything = set(re.findall(r"\?_\w+", text))
    assert everything == {match.group() for match in VARIABLE.finditer(text)}
    for name in everything:
        assert not any(other != name and other.startswith(name) for other in everything)


def test_underscores_do_not_end_a_name() -> None:
    text = Text("ก", "a")
    assert public_name(Parameter("at_most_2", "integer", text, "1")) == "atMost2"
    assert public_name(Parameter("word", "text", text, "a")) == "word"


def test_words_of_a_search_stand_where_they_are_asked_for() -> None:
    header = (
        '#+ [[parameters]]\n#+ name = "words"\n#+ type = "text"\n#+ label.th = "ก"\n#+ label.en = "a"\n'
        '#+ example = "a"\n#+ default = "a"'
    )
    prefix = "PREFIX text: <http://jena.apache.org/text#>\n"
    for asked in ("?words", "(<http://example.org/p> ?words 10)"):
        body = f'{prefix}SELECT * WHERE {{\n  VALUES ?words {{ "a" }} # parameter\n  ?s text:query {asked} .\n}}'
        text = grlc_query(query_of(body, header), ENDPOINT)
        assert f"?s text:query {asked.replace('?words', '?_words_literal')} ." in text
        assert 'COALESCE(?_words_literal, "a") AS ?words' in text


def test_a_query_with_a_limit_of_its_own_is_not_cut_into_pages() -> None:
    limited = query_of("SELECT ?s WHERE { ?s ?p ?o } ORDER BY ?s LIMIT 10", "")
    assert "pagination" not in decorators(grlc_query(limited, ENDPOINT))


def test_what_grlc_cannot_fill_keeps_its_examples() -> None:
    saved = load_catalogue().get("plans-for")
    assert not is_understood(saved)
    text = grlc_query(saved, ENDPOINT)
    assert text.endswith(saved.text)
    assert "enumerate" not in decorators(text)


def test_xsd_is_declared_where_grlc_writes_it() -> None:
    for saved in QUERIES:
        text = grlc_query(saved, ENDPOINT)
        if "_xsd_" in text:
            assert text.count("PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>") == 1, saved.name


@given(st.text())
def test_any_title_stays_on_its_line(title: str) -> None:
    saved = read_query(
        "one", '#+ title.th = "ก"\n#+ title.en = "a"\n#+ description.th = "ก"\n#+ description.en = "a"\nASK {}'
    )
    changed = SavedQuery(**{**{name: getattr(saved, name) for name in saved.__slots__}, "title": Text(title, title)})
    text = grlc_query(changed, ENDPOINT)
    assert decorators(text)["summary"] == title
    head = text.partition("\n\nASK")[0]
    assert all(line.startswith("#+ ") for line in head.splitlines())


def test_the_list_names_every_address_once() -> None:
    addresses = {"one": "https://example.org/grlc/one.rq", "two": "https://example.org/grlc/two.rq"}
    text = grlc_list(
        addresses, 'A "title"', "คำ: อธิบาย", ("phaen", "https://example.org/"), "https://example.org/licence"
    )
    assert [line for line in text.splitlines() if "grlc/" in line] == [
        f'    url: "{address}"' for address in addresses.values()
    ]
    assert 'title: "A \\"title\\""' in text
    assert 'description: "คำ: อธิบาย"' in text
