"""The best matching is the best of all, and the only one asked for."""

from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from phaen.loaders.editions.assignment import best_matching

Weights = dict[tuple[int, str], int]
weights = st.dictionaries(st.tuples(st.integers(0, 4), st.sampled_from("abcde")), st.integers(1, 30), max_size=14)


def best_sum(given_weights: Weights) -> int:
    """Try every way."""
    lefts = sorted({left for left, _ in given_weights})
    rights = [*sorted({right for _, right in given_weights}), *[None] * len(lefts)]
    sums = (
        sum(given_weights.get((left, right), 0) for left, right in zip(lefts, chosen, strict=True) if right)
        for chosen in set(permutations(rights, len(lefts)))
    )
    return max(sums, default=0)


@given(weights.filter(lambda found: len({left for left, _ in found}) <= 4 and len({right for _, right in found}) <= 4))
def test_no_other_matching_has_a_larger_sum(given_weights: Weights) -> None:
    found = best_matching(given_weights)
    assert len(set(found.values())) == len(found)
    assert all((left, right) in given_weights for left, right in found.items())
    assert sum(given_weights[pair] for pair in found.items()) == best_sum(given_weights)


def test_nothing_is_matched_with_nothing() -> None:
    assert best_matching({}) == {}


def test_a_long_chain_of_shifts_is_followed() -> None:
    chain = {(number, number): 2 for number in range(300)} | {(number, number + 1): 1 for number in range(300)}
    assert best_matching(chain) == {number: number for number in range(300)}
    assert best_matching({**chain, (300, 0): 1000})[300] == 0
