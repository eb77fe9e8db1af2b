"""The scanner tells syntax from strings, IRIs and comments, and loses no character."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phaen.queries.scanner import prologue, significant, tokens, values_blocks


@given(st.lists(st.sampled_from([*"\"'\\<>{}#?$ \n:au0.", '"""', "'''", "VALUES ", "PREFIX "])).map("".join))
def test_the_tokens_joined_are_the_text(text: str) -> None:
    assert "".join(token.text for token in tokens(text)) == text
    values_blocks(text)
    prologue(text)


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ('"a # \\" {"', ["string"]),
        ("'''it's {''' }", ["string", "brace"]),
        ('""', ["string"]),
        ('"""a""b"""', ["string"]),
        ("<http://e/#x>", ["iri"]),
        ("<http://e/\\u0e01#x>", ["iri"]),
        ("?a < ?b # > c", ["variable", "other", "variable"]),
        ("a:b\\#c", ["word"]),
        ("ph:x # } \n}", ["word", "brace"]),
        ('"open {', ["other", "word", "brace"]),
    ],
)
def test_tokens_are_told_apart(text: str, kinds: list[str]) -> None:
    assert [token.kind for token in significant(text)] == kinds


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("VALUES ?a { 1 }", ["a"]),
        ("values\n$a\n{ 1 }", ["a"]),
        ("VALUES (?a ?b) { (1 2) }", []),
        ("ex:VALUES ?a { 1 }", []),
        ('"VALUES ?a { 1 }" # VALUES ?b { 2 }', []),
        ("VALUES ?a { '}' } VALUES ?b { 2 }", ["a", "b"]),
        ("VALUES ?a {", ["a"]),
        ("VALUES", []),
    ],
)
def test_blocks_of_one_variable_are_found(text: str, names: list[str]) -> None:
    assert [block.name for block in values_blocks(text)] == names


@pytest.mark.parametrize(
    ("after", "marked"),
    [(" # parameter", True), (" #Parameter: a word", True), (" # other", False), ("\n# parameter", False)],
)
def test_only_a_comment_on_the_same_line_marks_a_block(after: str, marked: bool) -> None:  # noqa: FBT001
    assert values_blocks("VALUES ?a { 1 }" + after)[0].marked is marked


def test_the_prologue_is_read() -> None:
    found = prologue("# PREFIX no: <http://no/>\nPREFIX : <http://e/> base <http://b/>\nprefix a: <http://a#> SELECT")
    assert (found.prefixes, found.form) == ({"": "http://e/", "a": "http://a#"}, "SELECT")
    assert prologue("PREFIX").form == ""
