"""Rows as a tree: each node below the one that its row names as its parent."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple

from phaen.endpoint.saved.pictures.series import Undrawn
from phaen.endpoint.tables import Table, Term
from phaen.queries.model import View

MOST: Final = 2000
"""Nodes."""
DEEPEST: Final = 30
"""Levels; what is deeper is shown at the last one."""


class Node(NamedTuple):
    """A node with what is written for it.

    It ``opens`` a list below the node before it; as a ``leaf`` it has none below itself, and ``closes`` so many lists.
    """

    iri: Term
    label: Term
    opens: bool
    leaf: bool
    closes: int


@dataclass(frozen=True)
class Tree:
    """The nodes in the order in which they are read."""

    nodes: tuple[Node, ...]
    kind: str = "tree"


def tree_of(view: View, table: Table) -> Tree | Undrawn:
    """Return the tree of a table; a node whose parent is no row of it stands at the top, as does one of a circle."""
    labels: dict[Term, Term] = {}
    below: dict[Term, list[Term]] = {}
    parents: dict[Term, Term] = {}
    for row in table.records():
        node = row.get(str(view.node))
        if node is None or node in labels:
            continue
        labels[node] = row.get(str(view.label), node)
        if (parent := row.get(str(view.parent))) is not None:
            parents[node] = parent
            below.setdefault(parent, []).append(node)
    if not labels:
        return Undrawn("empty")
    if len(labels) > MOST:
        return Undrawn("crowded")
    roots = [node for node in labels if parents.get(node) not in labels]
    levels = list(_walk([*roots, *labels], below))
    return Tree(tuple(_nested(levels, labels)))


def _walk(roots: list[Term], below: dict[Term, list[Term]]) -> Iterator[tuple[Term, int]]:
    """Give each node once with its level; those that no root leads to come last, so that a circle is cut open."""
    seen: set[Term] = set()
    waiting = [(root, 0) for root in reversed(roots)]
    while waiting:
        node, level = waiting.pop()
        if node in seen:
            continue
        seen.add(node)
        yield node, level
        waiting += [(child, min(level + 1, DEEPEST)) for child in reversed(below.get(node, ()))]


def _nested(levels: list[tuple[Term, int]], labels: dict[Term, Term]) -> Iterator[Node]:
    before = 0
    for index, (node, level) in enumerate(levels):
        after = levels[index + 1][1] if index + 1 < len(levels) else 0
        yield Node(node, labels[node], level > before, after <= level, max(level - after, 0))
        before = level
