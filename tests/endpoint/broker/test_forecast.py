"""Which queries are expected to be long."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phaen.endpoint.broker.forecast import LIGHT_SECONDS, LONG_SECONDS, Expected, Forecast, kind_of

LONG, BETWEEN, LIGHT = LONG_SECONDS, LIGHT_SECONDS, LIGHT_SECONDS / 2
QUERY, ANOTHER = kind_of("SELECT * { ?a ?b ?c }"), kind_of("SELECT * { ?a ?b ?d }")


def test_queries_are_of_one_kind_that_differ_in_what_they_name() -> None:
    one = "SELECT ?a { ?a ?b 'กขค' ; <http://example.org/a#b> 17 FILTER(?c < 2.5) } LIMIT 10"
    other = 'SELECT ?a\n  { ?a ?b "x\\"y{" ; <urn:b>   9 # that\n FILTER(?c < 30.1) } LIMIT 10000'
    assert kind_of(one) == kind_of(other)
    for more in (one.replace("?b", "?x"), one.replace("<", ">"), one + " OFFSET 3", "DESCRIBE <urn:a>", ""):
        assert kind_of(more) != kind_of(one)


@given(st.text())
def test_whatever_is_asked_has_a_kind(text: str) -> None:
    assert kind_of(text) == kind_of(text + " ")
    assert kind_of("x" * 20_000 + text) == kind_of("x" * 20_000)


def test_a_query_is_expected_to_be_what_it_was_last_whoever_asks() -> None:
    forecast = Forecast()
    assert forecast.expect("a", QUERY) is Expected.UNKNOWN
    for seconds, expected in ((LONG, Expected.LONG), (LIGHT, Expected.LIGHT), (LONG, Expected.LONG)):
        forecast.note("a", QUERY, seconds)
        assert forecast.expect("b", QUERY) is expected
    assert forecast.expect("a", ANOTHER) is Expected.UNKNOWN


def test_a_query_between_light_and_long_is_tried_elsewhere_the_next_time() -> None:
    forecast = Forecast()
    found = []
    for seconds in (LONG, BETWEEN, BETWEEN, BETWEEN, BETWEEN, LIGHT):
        forecast.note("a", QUERY, seconds)
        found.append(forecast.expect("b", QUERY))
    long, light, unknown = Expected.LONG, Expected.LIGHT, Expected.UNKNOWN
    assert found == [long, unknown, light, unknown, light, light]
    assert forecast.expect("a", ANOTHER) is unknown, "one long query makes nobody somebody who mostly sends such"


def test_of_a_query_that_was_stopped_nobody_knows_how_long_it_would_have_been() -> None:
    forecast = Forecast()
    for seconds, expected in ((BETWEEN, Expected.LONG), (LIGHT, Expected.LIGHT), (2 * LONG, Expected.LONG)):
        forecast.note("a", QUERY, seconds, stopped=True)
        assert forecast.expect("b", QUERY) is expected


def test_of_who_mostly_sends_long_queries_all_are_expected_to_be_long_until_some_are_light() -> None:
    forecast = Forecast()
    forecast.note("other", QUERY, LIGHT)
    for number in range(4):
        assert forecast.expect("heavy", QUERY) is Expected.LIGHT
        forecast.note("heavy", number, LONG)
    assert forecast.expect("heavy", QUERY) is Expected.LONG
    assert forecast.expect("other", QUERY) is Expected.LIGHT
    for number in range(20):
        forecast.note("heavy", 100 + number, LIGHT)
    assert forecast.expect("heavy", QUERY) is Expected.LIGHT
    assert not forecast._shares, "nothing is kept of who has become light"


def test_who_mostly_sends_long_queries_makes_none_long_that_is_light_for_others() -> None:
    forecast = Forecast()
    forecast.note("other", QUERY, LIGHT)
    for _ in range(9):
        forecast.note("heavy", ANOTHER, LONG)
    forecast.note("heavy", QUERY, LONG)
    assert forecast.expect("other", QUERY) is Expected.LIGHT
    assert forecast.expect("other", ANOTHER) is Expected.LONG
    forecast.note("other", QUERY, LONG)
    assert forecast.expect("other", QUERY) is Expected.LONG


@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(1, 3), st.sampled_from([LONG, LIGHT])), max_size=60))
def test_who_sends_as_many_light_queries_as_long_ones_in_turn_is_not_expected_to_send_long_ones(
    history: list[tuple[str, int, float]],
) -> None:
    forecast = Forecast()
    last = {}
    for client, kind, seconds in history:
        forecast.note(client, kind, seconds)
        forecast.note(client, 0, LIGHT)
        last[kind] = Expected.LONG if seconds == LONG else Expected.LIGHT
        assert forecast.expect(client, 0) is Expected.LIGHT
        assert {kind: forecast.expect("nobody", kind) for kind in last} == last


def test_no_more_is_remembered_than_there_is_room_for_and_the_oldest_is_forgotten(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("phaen.endpoint.broker.forecast._MOST_KINDS", 3)
    monkeypatch.setattr("phaen.endpoint.broker.forecast._MOST_CLIENTS", 2)
    forecast = Forecast()
    for number in range(5):
        forecast.note(f"client {number}", number, LONG)
    found = [forecast.expect("nobody", number) for number in range(5)]
    assert found == [Expected.UNKNOWN] * 2 + [Expected.LONG] * 3
    assert list(forecast._shares) == ["client 3", "client 4"]


def test_threads_may_note_at_the_same_time() -> None:
    forecast = Forecast()

    def note(number: int) -> None:
        for turn in range(500):
            forecast.note(f"client {turn % 7}", turn % 11, (LONG, LIGHT)[(turn + number) % 2])

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(note, range(4)))
    assert all(0 < share < 1 for share in forecast._shares.values())
