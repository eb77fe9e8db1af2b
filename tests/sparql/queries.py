"""Random well-formed queries, as hypothesis strategies: lists of words, and the gaps between them."""

from typing import TypeAlias

from hypothesis import strategies as st

Words: TypeAlias = list[str]

PROLOGUE = ["PREFIX", "e:", "<http://e/>", "PREFIX", ":", "<http://d/>", "BASE", "<http://b/>"]

_variables = st.sampled_from(["?a", "$b", "?ค่า", "?_1"])
_iris = st.sampled_from(
    ["<http://e/x>", "<y>", "<http://e/a'b>", "<http://e/#c>", "<\\u0E01>", "e:x", ":", ":y", "e:a.b", "e:\\#", "e:1"]
)
_numbers = st.sampled_from(["1", "0.5", ".5", "1e3", "1.e3", "007"])
_strings = st.sampled_from(
    ["'a'", '"a"', "''", "'''a'b\n'''", '"""a"b#"""', "'\\''", "'#'", "'{'", "'SELECT'", "'\\u0E01'", "'<http://e/>'"]
)
_literals: st.SearchStrategy[Words] = st.one_of(
    _numbers.map(lambda word: [word]),
    _strings.map(lambda word: [word]),
    st.tuples(_strings, st.sampled_from(["@th", "@en-GB", "@ar--rtl"])).map(list),
    st.tuples(_strings, st.just("^^"), _iris).map(list),
    st.sampled_from([["true"], ["false"], ["-", "1"], ["+", "2.5"]]),
)
_objects: st.SearchStrategy[Words] = st.one_of(
    _variables.map(lambda word: [word]),
    _iris.map(lambda word: [word]),
    _literals,
    st.sampled_from([["[]"], ["()"], ["(", "1", "?a", ")"], ["[", "a", "e:x", "]"]]),
)
_verbs: st.SearchStrategy[Words] = st.one_of(
    st.just(["a"]),
    _variables.map(lambda word: [word]),
    _iris.map(lambda word: [word]),
    st.sampled_from(
        [
            ["^", "e:x"],
            ["e:x", "/", "a"],
            ["(", "e:x", "|", "^", "a", ")", "*"],
            ["!", "(", "a", "|", "^", "e:y", ")"],
            ["e:x", "?"],
        ]
    ),
)
_triples: st.SearchStrategy[Words] = st.tuples(
    st.one_of(_variables.map(lambda word: [word]), _iris.map(lambda word: [word])), _verbs, _objects
).map(lambda parts: [word for part in parts for word in part])

_operands = st.one_of(_variables, _iris, _numbers, _strings)
_expressions: st.SearchStrategy[Words] = st.recursive(
    _operands.map(lambda word: [word]),
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(["||", "&&", "+", "-", "*", "/"]), inner).map(
            lambda it: [*it[0], it[1], *it[2]]
        ),
        st.tuples(inner, st.sampled_from(["<", ">", "<=", ">=", "=", "!="]), inner).map(
            lambda it: ["(", "(", *it[0], ")", it[1], "(", *it[2], ")", ")"]
        ),
        inner.map(lambda words: ["!", "(", *words, ")"]),
        inner.map(lambda words: ["STR", "(", *words, ")"]),
        st.tuples(inner, inner).map(lambda it: ["REGEX", "(", *it[0], ",", *it[1], ")"]),
        st.tuples(inner, inner).map(lambda it: ["(", "(", *it[0], ")", "NOT", "IN", "(", "1", ",", *it[1], ")", ")"]),
    ),
    max_leaves=6,
)


def _inside(pattern: st.SearchStrategy[Words]) -> st.SearchStrategy[Words]:
    return st.one_of(
        st.tuples(st.sampled_from(["OPTIONAL", "MINUS", "GRAPH ?g", "GRAPH e:g", "FILTER EXISTS", ""]), pattern).map(
            lambda it: [*it[0].split(), "{", *it[1], "}"]
        ),
        st.tuples(pattern, pattern).map(lambda it: ["{", *it[0], "}", "UNION", "{", *it[1], "}"]),
        st.tuples(pattern, st.sampled_from([[], ["LIMIT", "3"], ["OFFSET", "1", "LIMIT", "2"]])).map(
            lambda it: ["{", "SELECT", "*", "{", *it[0], "}", *it[1], "}"]
        ),
        _expressions.map(lambda words: ["FILTER", "(", *words, ")"]),
        _expressions.map(lambda words: ["VALUES", "?v", "{", "1", "UNDEF", "e:x", "}"]),
    )


patterns: st.SearchStrategy[Words] = st.recursive(
    st.one_of(st.just([]), _triples, st.tuples(_triples, _triples).map(lambda it: [*it[0], ".", *it[1], "."])),
    lambda inner: st.lists(_inside(inner), min_size=1, max_size=2).map(
        lambda parts: [word for it in parts for word in it]
    ),
    max_leaves=5,
)

_ends = st.tuples(
    st.sampled_from([[], ["ORDER", "BY", "?a"], ["ORDER", "BY", "DESC", "(", "?a", ")", "STR", "(", "?b", ")"]]),
    st.sampled_from(
        [[], ["LIMIT", "5"], ["OFFSET", "2"], ["LIMIT", "5", "OFFSET", "2"], ["OFFSET", "2", "LIMIT", "5"]]
    ),
    st.sampled_from([[], ["VALUES", "?z", "{", "1", "}"], ["VALUES", "(", "?z", ")", "{", "(", "e:x", ")", "}"]]),
).map(lambda parts: [word for part in parts for word in part])
_heads = st.sampled_from(
    ["SELECT *", "SELECT * WHERE", "SELECT DISTINCT ?a $b", "SELECT * FROM e:g FROM NAMED <http://e/g> WHERE", "ASK",
     "CONSTRUCT { ?a e:p ?b } WHERE", "DESCRIBE ?a e:x FROM e:g WHERE", "SELECT ( 1 + 1 AS ?sum )"]
)  # fmt: skip

queries: st.SearchStrategy[Words] = st.tuples(_heads, patterns, _ends).map(
    lambda it: [*PROLOGUE, *it[0].split(), "{", *it[1], "}", *it[2]]
)

gaps = st.sampled_from([" ", " ", "\n", "\t", "\r\n", "  ", " # it's\n", "#<\r", " #}\n"])
"""What may stand between any two words."""

glue = st.sampled_from(["", "", "", " ", "\n", "#'\n"])
"""What may stand between words whose own ends set them apart, and makes of others another text."""


@st.composite
def texts(draw: st.DrawFn, between: st.SearchStrategy[str]) -> str:
    """Return the text of a query, its words set apart by these and its keywords in any case."""
    return "".join(draw(_cased(word)) + draw(between) for word in draw(queries))


def _cased(word: str) -> st.SearchStrategy[str]:
    if word.isascii() and word.isalpha() and word.isupper():
        return st.sampled_from([word, word.lower(), word.title()])
    return st.just(word)
