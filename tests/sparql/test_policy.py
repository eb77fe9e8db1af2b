import contextlib
import time

import pytest
from pyoxigraph import Literal, NamedNode, Quad, QueryBoolean, Store

from phaen.endpoint.errors import ForbiddenQueryError, QuerySyntaxError
from phaen.endpoint.sparql.policy import check_services, check_update, decode_escapes
from phaen.ontology.assets import sparql_prologue
from tests.sparql.attacks import (
    PREFIXES,
    QUERY_CALLS,
    QUERY_DISGUISES,
    QUERY_HARMLESS,
    UPDATE_CALLS,
    UPDATE_DISGUISES,
    UPDATE_HARMLESS,
)
from tests.sparql.listener import Listener

NOBODY: frozenset[str] = frozenset()
ELSEWHERE = frozenset({"http://e/", "http://e/x", "http://e/sparql"})


def text_of(attack: str, address: str = "http://127.0.0.1:9/") -> str:
    declarations, begin = PREFIXES, ""
    if attack.startswith("\ufeff"):
        begin, attack = "\ufeff", attack[1:]
    return begin + (declarations + attack).replace("URL", address)


def data() -> Store:
    store = Store()
    a, b = NamedNode("http://e/a"), NamedNode("http://e/b")
    store.extend([Quad(a, b, Literal("x")), Quad(a, b, a, NamedNode("http://e/g"))])
    return store


def run_query(text: str) -> None:
    """Run a text to its end; what the engine says does not matter."""
    with contextlib.suppress(SyntaxError, RuntimeError, OSError, ValueError):
        result = data().query(text)
        if not isinstance(result, QueryBoolean):
            list(result)


def run_update(text: str) -> None:
    with contextlib.suppress(SyntaxError, RuntimeError, OSError, ValueError):
        data().update(text)


def query_is_refused(text: str, allowed: frozenset[str] = NOBODY) -> bool:
    try:
        check_services(text, None, allowed)
    except (ForbiddenQueryError, QuerySyntaxError):
        return True
    return False


def update_is_refused(text: str, allowed: frozenset[str] = NOBODY) -> bool:
    try:
        found = check_update(text, None, allowed)
    except (ForbiddenQueryError, QuerySyntaxError):
        return True
    return any(service.silent and service.endpoint not in allowed for service in found)


def test_the_set_of_attacks_is_large() -> None:
    assert len(QUERY_CALLS + QUERY_DISGUISES + UPDATE_CALLS + UPDATE_DISGUISES) > 100


@pytest.mark.parametrize("attack", QUERY_CALLS)
def test_a_query_that_calls_is_seen_by_the_listener_and_refused(attack: str, listener: Listener) -> None:
    text = text_of(attack, listener.address)
    run_query(text)
    assert listener.paths, "the engine does not call here: the test could not fail"
    assert query_is_refused(text)


@pytest.mark.parametrize("attack", UPDATE_CALLS)
def test_an_update_that_calls_is_seen_by_the_listener_and_refused(attack: str, listener: Listener) -> None:
    text = text_of(attack, listener.address)
    run_update(text)
    assert listener.paths, "the engine does not call here: the test could not fail"
    assert update_is_refused(text)


@pytest.mark.parametrize("allowed", [NOBODY, ELSEWHERE])
@pytest.mark.parametrize("attack", QUERY_DISGUISES + QUERY_HARMLESS)
def test_no_query_that_passes_reaches_the_listener(attack: str, allowed: frozenset[str], listener: Listener) -> None:
    text = text_of(attack, listener.address)
    if not query_is_refused(text, allowed):
        run_query(text)
    assert not listener.paths


@pytest.mark.parametrize("allowed", [NOBODY, ELSEWHERE])
@pytest.mark.parametrize("attack", UPDATE_DISGUISES + UPDATE_HARMLESS)
def test_no_update_that_passes_reaches_the_listener(attack: str, allowed: frozenset[str], listener: Listener) -> None:
    text = text_of(attack, listener.address)
    if not update_is_refused(text, allowed):
        run_update(text)
    assert not listener.paths


def test_many_disguises_do_call(listener: Listener) -> None:
    reached = 0
    for attack in QUERY_DISGUISES:
        run_query(text_of(attack, listener.address))
        reached += bool(listener.paths)
        listener.paths.clear()
    assert reached > 20


@pytest.mark.parametrize("query", QUERY_HARMLESS)
def test_a_query_that_only_mentions_the_word_passes(query: str) -> None:
    assert check_services(text_of(query), None, NOBODY) == ()
    list_of = data().query(text_of(query))
    assert list_of is not None


@pytest.mark.parametrize("update", UPDATE_HARMLESS)
def test_an_update_that_only_mentions_the_words_passes(update: str) -> None:
    assert check_update(text_of(update), None, NOBODY) == ()
    data().update(text_of(update))


def test_what_is_allowed_passes_and_is_returned_with_its_place() -> None:
    query = "PREFIX e: <http://e/> SELECT * { SERVICE e:sparql { } SERVICE SILENT <http://e/x> { } }"
    first, second = check_services(query, None, ELSEWHERE)
    assert (first.endpoint, first.silent, query[first.start : first.end]) == ("http://e/sparql", False, "e:sparql")
    assert (second.endpoint, second.silent, query[second.start : second.end]) == ("http://e/x", True, "<http://e/x>")


def test_an_allowed_load_and_an_allowed_service_are_both_returned() -> None:
    update = "LOAD <http://e/x> ; INSERT { } WHERE { SERVICE <http://e/sparql> { } }"
    assert [service.endpoint for service in check_update(update, None, ELSEWHERE)] == ["http://e/x", "http://e/sparql"]


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://e", "http://e/X", "http://e/x/", "http://e/x?q", "http://e/x#f", "HTTP://e/x", "http://E/x",
        "http://e:80/x", "http://u@e/x", "http://e/%78", "http://e/./x", "http://e/a/../x", "http://e//x", "https://e/x",
    ],
)  # fmt: skip
def test_only_the_very_address_is_allowed(endpoint: str) -> None:
    assert query_is_refused(f"ASK {{ SERVICE <{endpoint}> {{ }} }}", frozenset({"http://e/x"}))
    assert update_is_refused(f"LOAD <{endpoint}>", frozenset({"http://e/x"}))


@pytest.mark.parametrize("endpoint", ["<x>", "<./x>", "<a/../x>", "<//e/x>", "<http://e/\\u0078>", "e:x", "<../x>"])
def test_an_address_is_compared_as_the_engine_resolves_it(endpoint: str) -> None:
    query = f"PREFIX e: <http://e/> ASK {{ SERVICE {endpoint} {{ }} }}"
    assert len(check_services(query, "http://e/sparql", frozenset({"http://e/x"}))) == 1


def test_a_relative_address_without_a_base_is_refused() -> None:
    assert query_is_refused("ASK { SERVICE <x> { } }", frozenset({"http://e/x"}))


def test_one_call_that_is_not_allowed_refuses_all() -> None:
    query = "ASK { SERVICE <http://e/x> { SERVICE <http://other/> { } } }"
    assert query_is_refused(query, ELSEWHERE)


@pytest.mark.parametrize(
    ("text", "allowed", "said"),
    [
        ("ASK { SERVICE ?x { } }", ELSEWHERE, "with a variable"),
        ("ASK { SERVICE <http://o/> { } }", NOBODY, "calls no other endpoint"),
        ("ASK { SERVICE <http://o/> { } }", ELSEWHERE, "<http://e/sparql>"),
    ],
)
def test_a_refusal_says_why_and_what_to_do(text: str, allowed: frozenset[str], said: str) -> None:
    with pytest.raises(ForbiddenQueryError, match=said):
        check_services(text, None, allowed)


def test_what_cannot_be_checked_is_a_syntax_error_with_its_place() -> None:
    with pytest.raises(QuerySyntaxError, match="line 1, column 30") as caught:
        check_services("ASK { SERVICE <http://o/> { }", None, NOBODY)
    assert caught.value.text == "ASK { SERVICE <http://o/> { }"


def test_a_silent_load_of_what_nobody_could_call_is_told_to_who_executes_it() -> None:
    (found,) = check_update("LOAD SILENT <somewhere://o/>", None, NOBODY)
    assert (found.endpoint, found.silent) == ("somewhere://o/", True)
    for refused in ("LOAD <somewhere://o/>", "LOAD SILENT <http://o/>", "LOAD SILENT <HTTPS://o/>"):
        with pytest.raises(ForbiddenQueryError):
            check_update(refused, None, NOBODY)


def test_a_refused_load_says_what_to_do() -> None:
    with pytest.raises(ForbiddenQueryError, match="send it to /graphs"):
        check_update("LOAD <http://o/>", None, NOBODY)


def test_an_unsound_query_without_the_word_is_left_to_the_engine() -> None:
    assert check_services("SELECT * { nonsense", None, NOBODY) == ()
    assert check_update("INSERT nonsense", None, NOBODY) == ()


def test_our_own_prologue_is_not_read_for_its_names_and_what_follows_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    own = sparql_prologue()
    assert "service" in own
    for call in ("SERVICE <http://e/x> {}", "\\u0053ERVICE <http://e/x> {}", "service sd:x {}"):
        with pytest.raises((ForbiddenQueryError, QuerySyntaxError)):
            check_services(f"{own}SELECT * {{ {call} }}", None, NOBODY)
    monkeypatch.setattr("phaen.endpoint.sparql.policy.parse_query", None)  # it is not called
    assert check_services(f"{own}SELECT * {{ ?s skos:prefLabel ?label }}", None, NOBODY) == ()


def test_an_escape_that_is_no_character_does_not_break_the_check() -> None:
    assert decode_escapes(r"a\UFFFFFFFFb") == "ab"


@pytest.mark.parametrize("depth", [3_000, 100_000])
def test_deep_nesting_is_refused_and_does_not_crash(depth: int) -> None:
    assert query_is_refused("SELECT * " + "{" * depth + "SERVICE <http://o/> {}" + "}" * depth)
    assert query_is_refused("SELECT * " + "{" * depth + "SERVICE <http://o/> {}")


def test_a_text_without_the_word_costs_nothing() -> None:
    text = "ASK {" + "?s ?p '\\u0041' ." * 50_000 + "}"
    began = time.process_time()
    check_services(text, None, NOBODY)
    assert time.process_time() - began < 0.5
