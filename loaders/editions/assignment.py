"""The best one-to-one matching: of all ways to pair two sides, that with the largest sum of weights.

Only pairs that are given count, so the work follows their number. Each row in turn looks for the cheapest way to get a
column, moving others if that is better in sum (Dijkstra with prices: Jonker & Volgenant 1987, on a sparse matrix).
"""

from collections import defaultdict
from collections.abc import Hashable, Mapping
from heapq import heappop, heappush
from typing import TypeVar

L = TypeVar("L", bound=Hashable)
R = TypeVar("R", bound=Hashable)


def best_matching(weights: Mapping[tuple[L, R], int]) -> dict[L, R]:
    """Match left with right for the largest sum of these positive weights; who has no good match stays alone.

    >>> best_matching({("a", "x"): 3, ("a", "y"): 2, ("b", "x"): 2})
    {'a': 'y', 'b': 'x'}
    """
    columns = {right: number for number, right in enumerate(dict.fromkeys(right for _, right in weights))}
    lefts = {left: row for row, left in enumerate(dict.fromkeys(left for left, _ in weights))}
    # A column for each row to stay alone in, which costs as much as the best pair is worth.
    top = max(weights.values(), default=0)
    costs = [{len(columns) + row: top} for row in range(len(lefts))]
    for (left, right), weight in weights.items():
        costs[lefts[left]][columns[right]] = top - weight
    held = _Assignment(costs).solve()
    rights = list(columns)
    return {left: rights[held[row]] for left, row in lefts.items() if held[row] < len(rights)}


class _Assignment:
    """Rows that each get one of the columns for which they have a cost, for the least sum of costs."""

    def __init__(self, costs: list[dict[int, int]]) -> None:
        self._costs = costs
        self._prices: defaultdict[int, int] = defaultdict(int)
        self._row_of: dict[int, int] = {}
        self._column_of: dict[int, int] = {}

    def solve(self) -> dict[int, int]:
        """Return the column of each row."""
        for row in range(len(self._costs)):
            self._place(row)
        return self._column_of

    def _place(self, row: int) -> None:
        """Find the cheapest way from a row to a free column, and move all owners along it by one."""
        distance: dict[int, int] = {}
        came_from: dict[int, int] = {}
        passed: dict[int, int] = {}
        heap: list[tuple[int, int]] = []
        current, base = row, 0
        while True:
            for column, cost in self._costs[current].items():
                total = base + cost - self._prices[column]
                if column not in passed and total < distance.get(column, total + 1):
                    distance[column], came_from[column] = total, current
                    heappush(heap, (total, column))
            total, column = heappop(heap)
            while column in passed:
                total, column = heappop(heap)
            if column not in self._row_of:
                break
            passed[column] = total
            current = self._row_of[column]
            base = total - (self._costs[current][column] - self._prices[column])
        for between, reached in passed.items():
            self._prices[between] += reached - total
        self._move(row, column, came_from)

    def _move(self, row: int, column: int, came_from: Mapping[int, int]) -> None:
        while True:
            owner = came_from[column]
            left_behind = self._column_of.get(owner)
            self._row_of[column], self._column_of[owner] = owner, column
            if owner == row or left_behind is None:
                return
            column = left_behind
