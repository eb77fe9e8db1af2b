"""A value goes into its block as one RDF term, whatever it is, and nothing else of the query changes."""

from functools import cache

import pytest
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, QuerySolutions, Store
from pyparsing import ParseResults
from rdflib import BNode
from rdflib.plugins.sparql.parser import parseQuery
from rdflib.plugins.sparql.parserutils import CompValue

from phaen.ontology.provinces import find_province
from phaen.queries.binding import bind, serialise
from phaen.queries.catalogue import SavedQuery, load_catalogue
from phaen.queries.errors import ParameterError
from phaen.queries.header import read_query
from phaen.queries.parameters import term, tidy
from phaen.queries.scanner import significant, values_blocks, without_services

SOURCE = """\
#+ title.th = "ก"
#+ title.en = "a"
#+ description.th = "ก"
#+ description.en = "a"
#+ [[parameters]]
#+ name = "word"
#+ type = "text"
#+ label.th = "คำ"
#+ label.en = "Word"
#+ example = "น้ำ"
{more}
SELECT ?word WHERE {{
  # VALUES ?word {{ "in a comment" }}
  BIND("VALUES ?word {{ 'in a string' }}" AS ?trap)
  BIND(<http://e/#VALUES> AS ?iri)
  {{ VALUES ?word {{ "น้ำ" }} # parameter
  }}
  {{ values $word {{ "น้ำ" }} # parameter
  }}
}}
"""


def echo(more: str = "") -> SavedQuery:
    return read_query("echo", SOURCE.format(more=more))


ECHO = echo()
PIECES = [*"\\\"'{}()<>?$#@^:;.|u0022 \n\r\tกำ", "\\u0022", "\\U00000022", '"""', "UNDEF"]
HOSTILE = st.lists(st.sampled_from(PIECES)).map("".join)
ANY_TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"])) | HOSTILE


def answers(text: str) -> list[str]:
    result = Store().query(text)
    assert isinstance(result, QuerySolutions)
    return [row["word"].value for row in result]


def outside(text: str) -> list[tuple[str, str]]:
    """Give the tokens that stand in no parameter block."""
    spans = [(block.start, block.end) for block in values_blocks(text) if block.marked]
    return [
        (token.kind, token.text)
        for token in significant(text)
        if not any(start <= token.start < end for start, end in spans)
    ]


@given(ANY_TEXT.filter(lambda value: bool(value.strip())))
@example('" } } DROP ALL #')
@example("\\u0022 } } #")
@example("\\\\u0022")
@example("\\U00000022")
@example("}")
@example("#")
def test_no_value_changes_the_query_or_comes_back_as_another(value: str) -> None:
    bound = bind(ECHO, {"word": value})
    assert outside(bound) == outside(ECHO.text)
    contents = [significant(bound[block.start : block.end]) for block in values_blocks(bound) if block.marked]
    assert [[token.kind for token in content] for content in contents] == [["string"]] * 2
    assert answers(bound) == [tidy(value)]


ASKED = [query for query in load_catalogue() if query.parameters]
VALUES = HOSTILE | HOSTILE.map("https://e/{}".format) | st.sampled_from(["51", "6", "2566", "true", "0.5"])


@cache
def around(query: SavedQuery) -> object:
    """Give what stands around the values of a query, read once for all values."""
    return outside(query.text)


def bound_with(query: SavedQuery, value: str) -> str:
    """Give the value to every parameter whose type takes it, the example to the others."""
    values = {parameter.name: parameter.example for parameter in query.parameters}
    for parameter in query.parameters:
        try:
            term(parameter, value)
        except ParameterError:
            continue
        values[parameter.name] = value if value.strip() else parameter.example
    return bind(query, values)


@given(VALUES)
def test_no_value_changes_a_token_of_any_saved_query(value: str) -> None:
    for query in ASKED:
        assert outside(bound_with(query, value)) == around(query)


@given(st.sampled_from(ASKED), VALUES)
def test_a_saved_query_stays_a_query_whatever_the_value(query: SavedQuery, value: str) -> None:
    Store().query(without_services(bound_with(query, value)))


@settings(max_examples=12, phases=[Phase.explicit, Phase.generate])  # to shrink an example would take minutes
@example(load_catalogue().get("statements-mentioning"), "\\u0022")
@example(load_catalogue().get("statements-mentioning"), "\\U00000022 } } #")
@given(st.sampled_from(ASKED), VALUES)
def test_another_parser_sees_the_same_query_around_the_values(query: SavedQuery, value: str) -> None:
    assert parsed(bound_with(query, value), query) == parsed(query.text, query)


def parsed(text: str, query: SavedQuery) -> object:
    """Give the tree that rdflib reads, without what stands in the blocks of the parameters."""
    return tree(parseQuery(text), {parameter.name for parameter in query.parameters})


def tree(node: object, names: set[str]) -> object:
    if isinstance(node, CompValue):
        variables = [str(variable) for variable in node["var"]] if node.name == "InlineData" else []
        masked = len(variables) == 1 and variables[0] in names
        return node.name, [(key, "" if masked and key == "value" else tree(node[key], names)) for key in node]
    if isinstance(node, ParseResults | list):
        return [tree(item, names) for item in node]
    return "a blank node, new each time" if isinstance(node, BNode) else repr(node)


@given(HOSTILE.filter(lambda value: bool(value.strip()) and find_province(value) is None))
def test_a_province_that_is_none_never_reaches_the_query(value: str) -> None:
    with pytest.raises(ParameterError, match="no province is called so"):
        bind(load_catalogue().get("visions"), {"province": value})


@given(HOSTILE)
def test_no_escape_of_a_code_point_is_left_for_engines_that_decode_them_first(value: str) -> None:
    r"""Decode ``\uXXXX`` everywhere before reading the string, as a simple engine does; nothing may close it."""
    import re

    written = serialise(Literal(value))
    decoded = re.sub(r"\\u([0-9A-F]{4})|\\U([0-9A-F]{8})", lambda m: chr(int(m[1] or m[2], 16)), written)
    assert [row[0] for row in _rows(f"SELECT ?x {{ VALUES ?x {{ {decoded} }} }}")] == [Literal(value)]


def _rows(text: str) -> QuerySolutions:
    result = Store().query(text)
    assert isinstance(result, QuerySolutions)
    return result


def test_blocks_in_comments_strings_and_iris_are_left_alone() -> None:
    bound = bind(ECHO, {"word": "ป่า"})
    assert '# VALUES ?word { "in a comment" }' in bound
    assert "\"VALUES ?word { 'in a string' }\"" in bound
    assert "<http://e/#VALUES>" in bound
    assert bound.count("ป่า") == 2


def test_the_examples_give_back_the_file() -> None:
    for query in load_catalogue():
        examples = {parameter.name: parameter.example for parameter in query.parameters}
        assert outside(bind(query, examples)) == outside(query.text)


def test_an_optional_parameter_that_is_not_given_stays_unbound() -> None:
    assert bind(ECHO).count("VALUES ?word { UNDEF }") == 1
    assert bind(ECHO, {"word": "  "}) == bind(ECHO)


def test_a_default_is_taken_when_nothing_is_given() -> None:
    assert answers(bind(echo('#+ default = "ดิน"'))) == ["ดิน"]


def test_a_required_parameter_must_be_given() -> None:
    query = echo("#+ required = true")
    with pytest.raises(ParameterError, match="parameter word: give a value, for example น้ำ"):
        bind(query, {"word": ""})


def test_an_unknown_parameter_is_refused_with_the_known_ones() -> None:
    with pytest.raises(ParameterError, match="it takes word") as caught:
        bind(ECHO, {"wrod": "น้ำ"})
    assert (caught.value.parameter, caught.value.value, caught.value.code) == ("wrod", "น้ำ", "query-parameter")
    with pytest.raises(ParameterError, match="it takes no parameters"):
        bind(load_catalogue().get("organisations"), {"word": "น้ำ"})
