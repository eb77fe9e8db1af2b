"""Connections that are kept for the next query."""

from concurrent.futures import ThreadPoolExecutor

from hypothesis import given
from hypothesis import strategies as st

from phaen.endpoint.broker.forecast import Expected
from phaen.endpoint.broker.spares import Spares

EXPECTED = st.sampled_from(Expected)


@given(st.lists(st.one_of(st.tuples(st.just("keep"), EXPECTED), st.tuples(st.just("take"), EXPECTED)), max_size=40))
def test_what_was_kept_last_is_taken_first_light_ones_apart_and_never_more_than_there_is_room_for(
    history: list[tuple[str, Expected]],
) -> None:
    spares: Spares[int] = Spares(3)
    light: list[int] = []
    others: list[int] = []
    for number, (what, expected) in enumerate(history):
        own = light if expected is Expected.LIGHT else others
        if what == "keep":
            own.append(number)
            surplus = own.pop(0) if len(own) > 3 else None
            assert spares.keep(number, expected) == surplus
        elif expected is Expected.LONG:
            assert spares.take(expected) is None
        else:
            assert spares.take(expected) == (own.pop() if own else None)
        assert len(spares) == len(light) + len(others)
    assert sorted(spares.clear()) == sorted(light + others)
    assert not len(spares)


def test_one_that_has_ended_is_forgotten_wherever_it_is() -> None:
    spares: Spares[str] = Spares(3)
    spares.keep("a", Expected.LIGHT)
    spares.keep("b", Expected.LONG)
    for name in ("a", "b", "c"):
        spares.forget(name)
    assert not len(spares)


def test_threads_lose_none_and_share_none() -> None:
    spares: Spares[int] = Spares(64)
    for number in range(8):
        spares.keep(number, Expected.LIGHT)

    def use(_: int) -> None:
        for _ in range(2000):
            found = spares.take(Expected.LIGHT)
            assert found is not None
            assert spares.keep(found, Expected.LIGHT) is None

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(use, range(8)))
    assert sorted(spares.clear()) == list(range(8))
