import json
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from pyoxigraph import Store

from phaen.endpoint.sparql.compiling import GRAMMAR, TABLES, compiled
from phaen.endpoint.sparql.parsing import NotParsedError, parse_query, parse_update
from phaen.endpoint.sparql.reading import read
from phaen.queries.catalogue import load_catalogue
from tests.sparql.constructs import QUERIES, UPDATES
from tests.sparql.queries import gaps, glue, texts

P = "PREFIX e: <http://e/> PREFIX : <http://d/> "
BASE = "http://b/"


def engine_reads(text: str) -> bool:
    """Tell whether the engine parses a query; what it cannot evaluate, it has parsed."""
    try:
        Store().query(text, base_iri=BASE)
    except SyntaxError:
        return False
    except (RuntimeError, OSError):
        return True
    return True


def engine_reads_update(text: str) -> bool:
    try:
        Store().update(text, base_iri=BASE)
    except SyntaxError:
        return False
    except (RuntimeError, OSError):
        return True
    return True


def we_read(text: str) -> bool:
    try:
        parse_query(text, BASE)
    except NotParsedError:
        return False
    return True


def we_read_update(text: str) -> bool:
    try:
        parse_update(text, BASE)
    except NotParsedError:
        return False
    return True


def test_the_tables_are_those_of_the_grammar() -> None:
    again = json.dumps(compiled(GRAMMAR.read_text(encoding="utf-8")))
    assert json.loads(again) == json.loads(TABLES.read_bytes()), "run python -m phaen.endpoint.sparql.compiling"


def test_every_rule_of_the_grammar_is_used() -> None:
    grammar = GRAMMAR.read_text(encoding="utf-8")
    rules = {line.split(":")[0] for line in grammar.splitlines() if line[:1].islower() and ":" in line}
    words = set(
        grammar.replace("(", " ").replace(")", " ").replace("?", " ").replace("*", " ").replace("+", " ").split()
    )
    assert rules - words == {"query_unit", "update_unit"}


@pytest.mark.parametrize("query", [pytest.param(saved.text, id=saved.name) for saved in load_catalogue()])
def test_every_saved_query_is_read(query: str) -> None:
    assert we_read(query)
    assert engine_reads(query)


@pytest.mark.parametrize("query", QUERIES)
def test_we_and_the_engine_agree_on_queries(query: str) -> None:
    text = query if query.startswith(("VERSION", "\ufeff")) else P + query
    assert we_read(text) is engine_reads(text)


@pytest.mark.parametrize("update", UPDATES)
def test_we_and_the_engine_agree_on_updates(update: str) -> None:
    assert we_read_update(P + update) is engine_reads_update(P + update)


def test_both_verdicts_occur() -> None:
    verdicts = [we_read(P + query) for query in QUERIES] + [we_read_update(P + update) for update in UPDATES]
    assert min(verdicts.count(True), verdicts.count(False)) > 50


@pytest.mark.parametrize(
    ("update", "ours", "engines"),
    [
        ("CLEAR ALL ; PREFIX f: <http://e/> CLEAR ALL", True, False),  # SPARQL 1.1 Update, grammar rule 29
        (";", False, True),
        ("INSERT DATA { ?s ?p ?o }", True, False),  # a rule of the text, not of the grammar
    ],
)
def test_where_we_and_the_engine_differ_is_known(update: str, *, ours: bool, engines: bool) -> None:
    assert (we_read_update(update), engine_reads_update(update)) == (ours, engines)


def test_a_name_that_begins_with_a_keyword_is_read_as_the_engine_reads_it() -> None:
    text = P + "PREFIX SILENT: <http://s/> ASK { SERVICE SILENT:x { } }"
    (service,) = parse_query(text, None).services
    assert (service.endpoint, service.silent) == ("http://d/x", True)


@given(texts(gaps))
def test_a_well_formed_query_is_read_by_both(text: str) -> None:
    assert we_read(text)
    assert engine_reads(text)


@settings(max_examples=200)
@given(texts(glue))
def test_words_that_are_glued_together_are_read_alike(text: str) -> None:
    assert we_read(text) is engine_reads(text)


@given(texts(gaps))
def test_the_tokens_of_a_query_are_its_text_but_for_gaps(text: str) -> None:
    reading = read(text, "query_unit")
    again = read(" ".join(reading.word(token) for token in range(len(reading.kinds))), "query_unit")
    assert again.kinds == reading.kinds
    assert again.phrases == reading.phrases


HOSTILE = [
    ("ASK ", "{", ""),
    ("ASK { FILTER(", "(", ""),
    ("ASK {", "(", ""),
    ("ASK {", "[ ?p ", ""),
    ("ASK {", "<", ""),
    ("ASK {", "<<", ""),
    ("ASK { FILTER(", "!", "1) }"),
    ("ASK { FILTER(1", "+1", ") }"),
    ("ASK { FILTER(?a", "<?b", ") }"),
    ("ASK { FILTER(1<1", "+1", ") }"),
    ("ASK { FILTER(1 IN (", "1,", "1)) }"),
    ("ASK { ?s ?p ", "'", ""),
    ("ASK { VALUES ?x {", "'''a\\x''' ", "}}"),
    ("ASK { ?s ?p ", "a", ""),
    ("PREFIX e: <http://e/> ASK { ?s ?p e:", "a.", ""),
    ("ASK { ?s ?p _:", "a.", "}"),
    ("ASK {", "?s ?p ?o.", "}"),
    ("ASK { ?s ?p ?o", ";", "}"),
    ("ASK { ?s ?p ?o", "~", "}"),
    ("ASK { ?s ?p ?o", "{|?p ?o", ""),
    ("ASK { ?s ", "^(!(a)/", ""),
    ("ASK {<", "a", ""),
    ("ASK {", "<a", ""),
    ("ASK {", "FILTER EXISTS{", ""),
    ("ASK {", "SERVICE ?x{", ""),
    ("ASK {", "{SELECT * {", ""),
    ("PREFIX e: <http://e/>", "PREFIX e: <http://e/>", "ASK { }"),
    ("SELECT ", "?x", "{ }"),
    ("", "#\n", ""),
    ("", "#", ""),
    ("", " ", ""),
    ("", "\\u0061", ""),
]


@pytest.mark.parametrize(("begin", "middle", "end"), HOSTILE)
def test_hostile_text_is_read_in_a_time_that_its_length_bounds(begin: str, middle: str, end: str) -> None:
    text = begin + middle * (100_000 // len(middle)) + end
    began = time.process_time()
    we_read(text)
    we_read_update(text)
    assert time.process_time() - began < 2


@pytest.mark.parametrize(
    "nested",
    [
        "ASK " + "{" * 100_000 + "}" * 100_000,
        "ASK { FILTER(" + "(" * 100_000 + "1" + ")" * 100_000 + ") }",
        "ASK { " + "[ ?p " * 100_000 + "1" + "]" * 100_000 + " }",
    ],
    ids=["groups", "expressions", "blank nodes"],
)
def test_deep_nesting_is_read_and_does_not_crash(nested: str) -> None:
    assert we_read(nested)


@pytest.mark.parametrize(
    "opening", ["ASK " + "{" * 100_000, "ASK { " + "[ a " * 100_000], ids=["groups", "blank nodes"]
)
def test_nesting_that_does_not_end_is_an_error(opening: str) -> None:
    with pytest.raises(NotParsedError, match="where the text ends"):
        parse_query(opening, None)


def test_a_usual_query_is_read_in_no_time() -> None:
    query = Path(__file__).with_name("usual.rq").read_text(encoding="utf-8")
    assert 500 < len(query) < 900
    parse_query(query, None)
    times = []
    for _ in range(20):
        began = time.process_time()
        parse_query(query, None)
        times.append(time.process_time() - began)
    assert min(times) < 0.003
