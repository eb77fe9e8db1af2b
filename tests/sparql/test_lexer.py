import time

import pytest

from phaen.endpoint.sparql.dataset import has_dataset_clause
from phaen.endpoint.sparql.lexer import bare


def test_bare_text_keeps_neither_strings_nor_comments_nor_iris() -> None:
    assert bare('a <http://x#y> \'it\\\'s\' """l"o\nng""" # c\nb') == 'a <> "" ""  \nb'


@pytest.mark.parametrize(
    "text",
    [
        '\\"' * 200_000,
        '"""\n\\' * 100_000,
        "'" * 500_001,
        "<" * 500_000,
        "<a" * 300_000,
        "# '" * 200_000,
        '"' + "\\\\" * 300_000,
    ],
)
def test_hostile_text_is_read_in_one_pass(text: str) -> None:
    began = time.process_time()
    assert not has_dataset_clause("from " + text)
    assert time.process_time() - began < 2


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("'a' b", '"" b'),
        ("'a\\'b' c", '"" c'),
        ("'''a'b''c''' d", '"" d'),
        ('"""a\\"""" d', '"" d'),
        ("'' e", '"" e'),
        ("'open\nf", '""\nf'),
        ("'''open\n'f''", '""'),
        ("<http://e/\\u0041> g", "<> g"),
        ("?a < ?b && ?c > 1", "?a < ?b && ?c > 1"),
    ],
)
def test_strings_end_where_the_grammar_says(text: str, expected: str) -> None:
    assert bare(text) == expected
