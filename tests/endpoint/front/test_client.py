"""Who asks, and what happens when it goes away."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phaen.endpoint.front.client import Cancellation, Identities

PROXIES = ("10.0.0.0/8", "::1/128")


@pytest.mark.parametrize(
    ("peer", "forwarded", "client"),
    [
        ("203.0.113.9", [], "203.0.113.9"),
        ("203.0.113.9", ["198.51.100.1"], "203.0.113.9"),  # nobody whom we know says so
        ("10.0.0.1", ["198.51.100.1"], "198.51.100.1"),
        ("10.0.0.1", ["6.6.6.6, 198.51.100.1"], "198.51.100.1"),  # what the client itself wrote stands before
        ("10.0.0.1", ["6.6.6.6", "198.51.100.1, 10.9.9.9"], "198.51.100.1"),
        ("10.0.0.1", ["nonsense"], "10.0.0.1"),
        ("10.0.0.1", ["198.51.100.1, nonsense, 10.0.0.2"], "10.0.0.2"),
        ("10.0.0.1", ["198.51.100.1:4711"], "198.51.100.1"),
        ("::1", ["[2001:db8:1:2:3:4:5:6]:4711"], "2001:db8:1:2::/64"),
        ("2001:db8:1:2::1", [], "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.9", [], "203.0.113.9"),
        ("::ffff:10.0.0.1", ["198.51.100.1"], "198.51.100.1"),
        ("", [], ""),
    ],
)
def test_a_client_is_its_address_or_what_a_known_proxy_says(peer: str, forwarded: list[str], client: str) -> None:
    assert Identities(PROXIES).identify(peer, forwarded) == client


@given(st.lists(st.text(max_size=30), max_size=4), st.sampled_from(["10.0.0.1", "203.0.113.9", "::1"]))
def test_no_field_breaks_it_and_a_stranger_cannot_choose_who_it_is(forwarded: list[str], peer: str) -> None:
    found = Identities(PROXIES).identify(peer, forwarded)
    assert found
    if peer == "203.0.113.9":
        assert found == peer


def test_a_cancellation_calls_once_and_also_who_comes_late() -> None:
    calls: list[str] = []
    cancellation = Cancellation()
    keep, forget = lambda: calls.append("kept"), lambda: calls.append("forgotten")
    cancellation.add(keep)
    cancellation.add(forget)
    cancellation.discard(forget)
    cancellation.cancel()
    cancellation.cancel()
    cancellation.add(lambda: calls.append("late"))
    assert calls == ["kept", "late"]
