import contextlib
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phaen.loaders.errors import QueryTextError
from phaen.loaders.search.matching import marked, score
from phaen.loaders.search.querying import MOST_CHARACTERS, And, Fuzzy, Not, Or, Phrase, Prefix, Query, Words, parse
from phaen.loaders.search.reading import Reading

SIGNS = [*'()[]{}"“’\\*?~/:+-! \x00\n', "~1", "~9.", "^2", "--", "  ", "&&", "||", "AND", "OR", "NOT"]
WORDS = ["ขยะ", "น้ำ", "a", "ก*", "abcdef~", "label:"]
SYNTAX = st.lists(st.sampled_from([*SIGNS, *WORDS]), max_size=60).map("".join)
ANY = st.one_of(SYNTAX, st.text(max_size=200))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ขยะ น้ำ", Words("ขยะ น้ำ")),
        ('"การจัดการ น้ำ"', Phrase("การจัดการ น้ำ")),
        ("“การจัดการ”", Phrase("การจัดการ")),
        ("สิ่งแวด*", Prefix("สิ่งแวด")),
        ("ผุ้สูงอายุ~1", Fuzzy("ผุ้สูงอายุ", 1)),
        ("ผุ้สูงอายุ~", Fuzzy("ผุ้สูงอายุ", 2)),
        ("ขยะ~2", Fuzzy("ขยะ", 1)),
        ("ขยะ~0", Words("ขยะ")),
        ("ขยะ -น้ำ", And((Words("ขยะ"), Not(Words("น้ำ"))))),
        ("ขยะ NOT น้ำ", And((Words("ขยะ"), Not(Words("น้ำ"))))),
        ("ขยะ AND !น้ำ", And((Words("ขยะ"), Not(Words("น้ำ"))))),
        ("+ขยะ +น้ำ", Words("ขยะ น้ำ")),
        ("ขยะ && น้ำ", Words("ขยะ น้ำ")),
        ("ขยะ OR น้ำ", Or((Words("ขยะ"), Words("น้ำ")))),
        ("ขยะ || น้ำ ไฟ", Or((Words("ขยะ"), Words("น้ำ ไฟ")))),
        ("(ขยะ OR น้ำ) ไฟ", And((Or((Words("ขยะ"), Words("น้ำ"))), Words("ไฟ")))),
        ("ขยะ -(น้ำ OR ไฟ)", And((Words("ขยะ"), Not(Or((Words("น้ำ"), Words("ไฟ"))))))),
        ("e-service C++", Words("e-service C++")),
        (r"\(ก\) \"ข\" \*", Words('(ก) "ข" *')),
        ("ขยะ และ น้ำ", Words("ขยะ และ น้ำ")),
        ("2566-2570", Words("2566-2570")),
        ("และ/หรือ", Words("และ/หรือ")),
    ],
)
@pytest.mark.parametrize("lenient", [True, False])
def test_a_sound_query_is_read_alike_in_the_box_and_in_sparql(text: str, expected: Query, *, lenient: bool) -> None:
    assert parse(text, lenient=lenient) == expected


@pytest.mark.parametrize(
    ("text", "problem", "remedy"),
    [
        ("label:ขยะ", '"label:ขยะ" (character 1 of the query) asks for a field', r"\:"),
        ("ขยะ [2566 TO 2570]", "(character 5 of the query) begins a range", r"\["),
        ("/ขยะ.*/", "is a regular expression", "REGEX"),
        ("ขยะ^2", "asks for a weight", "remove the weight"),
        ('"ขยะ น้ำ"~2', "asks for a distance", "remove ~2"),
        ("ข?ยะ", "has * or ? within", r"\?"),
        ("*ขยะ", "has * or ? within", r"\*"),
        ("*", "begins too many words", "at least 2 letters"),
        ("ก*", "begins too many words", "at least 2 letters"),
        ("ขยะ~5", "another distance", "~"),
        ("~1", "stands after no word", "write a word"),
        ('"ขยะ', "no closing quotation mark", "close it"),
        ('""', "empty phrase", "write a word"),
        ("(ขยะ", "no closing bracket", "close it"),
        ("ขยะ)", "no opening bracket", "remove it"),
        ("()", "empty bracket", "write a word"),
        ("ขยะ OR", "nothing on one side", "both sides"),
        ("AND ขยะ", "nothing on one side", "both sides"),
        ("ขยะ NOT", "stands before nothing", "write a word"),
        ("-ขยะ", "only excludes", "as well"),
        ("ขยะ OR -น้ำ", "only excludes", "as well"),
        ("", "empty", "write a word"),
        ("  ", "empty", "write a word"),
        ("(" * 17 + "ก" + ")" * 17, "nests too deep", "16"),
        ("กข " * 65, "one word too many", "fewer"),
    ],
)
def test_the_strict_reading_says_what_it_does_not_understand_and_what_to_do(
    text: str, problem: str, remedy: str
) -> None:
    with pytest.raises(QueryTextError) as raised:
        parse(text, lenient=False)
    assert problem in str(raised.value)
    assert remedy in str(raised.value)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", Words("")),
        ("-ขยะ", Words("ขยะ")),
        ('"ขยะ น้ำ', Words("ขยะ น้ำ")),
        ("(ขยะ", Words("ขยะ")),
        ("ขยะ)", Words("ขยะ")),
        ("ขยะ OR", Words("ขยะ")),
        ("OR", Words("")),
        ("*", Words("")),
        ("ขยะคืออะไร?", Words("ขยะคืออะไร ")),
        ("ปัญหา: ขยะ", Words("ปัญหา: ขยะ")),
        ("label:ขยะ", Words("label:ขยะ")),
        ("ขยะ OR -น้ำ", Or((Words("ขยะ"), Words("น้ำ")))),
    ],
)
def test_the_box_takes_what_is_no_operator_for_words(text: str, expected: Query) -> None:
    assert parse(text, lenient=True) == expected


@pytest.mark.parametrize("lenient", [True, False])
def test_a_query_that_is_too_long_is_refused_everywhere(*, lenient: bool) -> None:
    with pytest.raises(QueryTextError, match=r"10,000 characters, 1,000 are allowed: look for fewer words"):
        parse("ก" * 10_000, lenient=lenient)


def nodes(query: Query) -> list[Query]:
    match query:
        case And(parts=parts) | Or(parts=parts):
            return [query, *(node for part in parts for node in nodes(part))]
        case Not(part=part):
            return [query, *nodes(part)]
        case _:
            return [query]


@given(ANY)
def test_the_box_reads_any_text_and_always_has_something_to_look_for(text: str) -> None:
    query = parse(text[:MOST_CHARACTERS], lenient=True)
    for node in nodes(query):
        match node:
            case And(parts=parts):
                assert len(parts) > 1
                assert not all(isinstance(part, Not) for part in parts)
            case Or(parts=parts):
                assert len(parts) > 1
                assert not any(isinstance(part, Not) for part in parts)
            case Prefix(text=text) | Fuzzy(text=text) | Phrase(text=text):
                assert text.strip()
    assert not isinstance(query, Not)


@given(ANY)
def test_the_strict_reading_fails_only_with_a_clear_error(text: str) -> None:
    with contextlib.suppress(QueryTextError):
        parse(text, lenient=False)


@given(SYNTAX)
def test_what_the_strict_reading_understands_the_box_understands_alike(text: str) -> None:
    try:
        strict = parse(text, lenient=False)
    except QueryTextError:
        return
    assert parse(text, lenient=True) == strict


@given(ANY, ANY)
def test_any_query_can_be_matched_with_any_text(query: str, text: str) -> None:
    tree = parse(query, lenient=True)
    assert 0.0 <= score(tree, Reading(text)) <= 1.0
    assert "".join(piece for piece, _ in marked(tree, text)) == text


@pytest.mark.parametrize(
    "piece", ["(", "-", "NOT ", '"', "\\", "* ", "ก* ", "กข~2 ", "a OR ", "((a) OR ", "ก.", "“ก", "\\\\"]
)
@pytest.mark.parametrize("lenient", [True, False])
def test_contrived_queries_take_no_time(piece: str, *, lenient: bool) -> None:
    text = (piece * MOST_CHARACTERS)[:MOST_CHARACTERS]
    started = time.process_time()
    with contextlib.suppress(QueryTextError):
        parse(text, lenient=lenient)
    assert time.process_time() - started < 0.5
