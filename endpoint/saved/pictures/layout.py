"""Where the nodes of a small graph stand: in columns by their distance from where arrows begin."""

from collections.abc import Hashable, Iterable, Sequence
from itertools import pairwise
from typing import Final, NamedTuple, TypeVar

N = TypeVar("N", bound=Hashable)
_SWEEPS: Final = 6
"""Times that the columns are put in order by their neighbours: more changes little."""


class Place(NamedTuple):
    """A column, from 0, and a row, from 0 at the top; rows of short columns stand in the middle."""

    column: int
    row: float


def laid_out(nodes: Sequence[N], pairs: Sequence[tuple[N, N]]) -> dict[N, Place]:
    """Return the places of nodes with arrows between pairs of them.

    >>> laid_out("abc", [("a", "b"), ("a", "c")])
    {'a': Place(column=0, row=0.5), 'b': Place(column=1, row=0.0), 'c': Place(column=1, row=1.0)}
    """
    columns = _columns(nodes, pairs)
    beside: dict[N, list[N]] = {node: [] for node in nodes}
    for source, target in pairs:
        beside[source].append(target)
        beside[target].append(source)
    for sweep in range(_SWEEPS):
        order = columns if sweep % 2 == 0 else columns[::-1]
        for before, column in pairwise(order):
            _sort(column, before, beside)
    most = max(map(len, columns))
    return {
        node: Place(number, row + (most - len(column)) / 2)
        for number, column in enumerate(columns)
        for row, node in enumerate(column)
    }


def _columns(nodes: Sequence[N], pairs: Iterable[tuple[N, N]]) -> list[list[N]]:
    """Put nodes into columns: first those that no arrow leads to, then what their arrows lead to, and so on.

    What no such node leads to, as in a circle, begins at the node with most arrows.
    """
    following: dict[N, list[N]] = {node: [] for node in nodes}
    led_to: set[N] = set()
    for source, target in pairs:
        if source != target:
            following[source].append(target)
            led_to.add(target)
    column_of: dict[N, int] = {}
    _walk([node for node in nodes if node not in led_to], following, column_of)
    for node in sorted(nodes, key=lambda node: -len(following[node])):
        if node not in column_of:
            _walk([node], following, column_of)
    columns: list[list[N]] = [[] for _ in range(max(column_of.values()) + 1)]
    for node in nodes:
        columns[column_of[node]].append(node)
    return columns


def _walk(starts: list[N], following: dict[N, list[N]], column_of: dict[N, int]) -> None:
    """Note the column of all that can be reached from some nodes, which stand in the first one."""
    column_of.update(dict.fromkeys(starts, 0))
    waiting = list(starts)
    for node in waiting:
        for after in following[node]:
            if after not in column_of:
                column_of[after] = column_of[node] + 1
                waiting.append(after)


def _sort(column: list[N], before: list[N], beside: dict[N, list[N]]) -> None:
    """Order a column by where its neighbours in another one stand, in the middle of them."""
    rows = {node: row for row, node in enumerate(before)}

    def middle(node: N) -> float:
        found = [rows[other] for other in beside[node] if other in rows]
        return sum(found) / len(found) if found else len(before) / 2

    column.sort(key=middle)
