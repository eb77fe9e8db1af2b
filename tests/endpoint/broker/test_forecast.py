"""Which queries are expected to be long."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phaen.endpoint.broker import forecast
from phaen.endpoint.broker.forecast import LIGHT_SECONDS, Forecast

LONG, LIGHT = LIGHT_SECONDS * 2, LIGHT_SECONDS / 2


def test_a_query_that_was_long_is_expected_to_be_long_whoever_asks_until_it_is_light() -> None:
    expected = Forecast()
    assert not expected.is_long("a", "query")
    assert expected.note("a", "query", LONG)
    assert expected.is_long("b", "query")
    assert not expected.is_long("a", "another")
    assert not expected.note("b", "query", LIGHT)
    assert not expected.is_long("a", "query")


def test_of_who_mostly_sends_long_queries_all_are_expected_to_be_long_until_some_are_light() -> None:
    expected = Forecast()
    for number in range(4):
        assert not expected.is_long("heavy", "new")
        expected.note("heavy", f"query {number}", LONG)
    assert expected.is_long("heavy", "new")
    assert not expected.is_long("other", "new")
    for number in range(20):
        expected.note("heavy", f"light {number}", LIGHT)
    assert not expected.is_long("heavy", "new")
    assert not expected._shares, "nothing is kept of who has become light"


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("xyz"), st.sampled_from([LONG, LIGHT])), max_size=60))
def test_whoever_sends_as_many_light_queries_as_long_ones_in_turn_is_not_expected_to_send_long_ones(
    history: list[tuple[str, str, float]],
) -> None:
    expected = Forecast()
    last: dict[str, bool] = {}
    for client, text, seconds in history:
        last[text] = expected.note(client, text, seconds)
        expected.note(client, "light", LIGHT)
        assert not expected.is_long(client, "light")
        for known, long in last.items():
            assert expected.is_long("nobody", known) == long


def test_no_more_is_remembered_than_there_is_room_for_and_the_oldest_is_forgotten(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(forecast, "_MOST_TEXTS", 3)
    monkeypatch.setattr(forecast, "_MOST_CLIENTS", 2)
    expected = Forecast()
    for number in range(5):
        expected.note(f"client {number}", f"query {number}", LONG)
    assert [expected.is_long("nobody", f"query {number}") for number in range(5)] == [False, False, True, True, True]
    assert list(expected._shares) == ["client 3", "client 4"]


def test_threads_may_note_at_the_same_time() -> None:
    expected = Forecast()

    def note(number: int) -> None:
        for turn in range(500):
            expected.note(f"client {turn % 7}", f"query {turn % 11}", (LONG, LIGHT)[(turn + number) % 2])

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(note, range(4)))
    assert all(0 < share < 1 for share in expected._shares.values())
