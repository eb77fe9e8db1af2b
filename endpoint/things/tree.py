"""A page of a plan as a tree: the statements that were chosen, and what they stand under."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from phaen.endpoint.things.elements import KINDS, Element, Statements

A_PAGE: Final = 500
"""Statements of one page, besides those above them; a page of a thousand is slow on a telephone."""
_FEW: Final = 100
"""Statements up to which all is unfolded, and up to which the second level is."""
_SHORT: Final = 2


@dataclass(eq=False)
class Node:
    """A statement on a page: what is shown under it, how many more are under it, and whether it was chosen itself."""

    element: Element
    chosen: bool
    unfolded: bool = True
    hidden: int = 0
    children: list["Node"] = field(default_factory=list)

    @property
    def is_long(self) -> bool:
        """Tell whether it is worth folding: not for the two indicators of a project."""
        return len(self.children) > _SHORT or any(child.children for child in self.children)

    def kinds(self) -> list[tuple[str, int]]:
        """Count the statements shown right under it by class."""
        counts: dict[str, int] = {}
        for child in self.children:
            counts[child.element.type] = counts.get(child.element.type, 0) + 1
        return list(counts.items())


@dataclass(frozen=True)
class Page:
    """One page of the chosen statements, by the kinds of those at the top; ``first`` and ``last`` count from 1.

    ``folds`` tells that some branches are folded.
    """

    groups: tuple[tuple[str, tuple[Node, ...]], ...]
    number: int
    pages: int
    first: int
    last: int
    folds: bool


def page_of(statements: Statements, chosen: Sequence[Element], number: int, *, unfolded: bool) -> Page:
    """Return a page of the tree; the last one where there are fewer."""
    pages = max(1, -(-len(chosen) // A_PAGE))
    number = min(number, pages)
    first = (number - 1) * A_PAGE
    here = chosen[first : first + A_PAGE]
    nodes = _nodes(statements, here)
    for node in nodes.values():
        node.hidden = -len(node.children)
    for element in statements.elements.values():
        if element.parent in nodes:
            nodes[element.parent].hidden += 1
    _fold(nodes, whole=unfolded or len(nodes) <= _FEW)
    folds = any(node.is_long and not node.unfolded for node in nodes.values())
    top = [node for node in nodes.values() if node.element.parent not in nodes]
    return Page(tuple(_grouped(top)), number, pages, first + 1 if here else 0, first + len(here), folds)


def _nodes(statements: Statements, here: Sequence[Element]) -> dict[str, Node]:
    """Make the nodes in reading order, each below its parent."""
    chosen = {element.iri for element in here}
    wanted = chosen | {above.iri for element in here for above in statements.above(element)}
    nodes = {iri: Node(element, iri in chosen) for iri, element in statements.elements.items() if iri in wanted}
    for node in nodes.values():
        if node.element.parent in nodes:
            nodes[node.element.parent].children.append(node)
    return nodes


def _fold(nodes: dict[str, Node], *, whole: bool) -> None:
    """Unfold all of a short page; of a longer one the top, where that alone is short."""
    top = [node for node in nodes.values() if not node.element.parent]
    short = len(top) + sum(len(node.children) for node in top) <= _FEW
    for node in nodes.values():
        node.unfolded = whole or (short and not node.element.parent)


def _grouped(top: Sequence[Node]) -> Iterator[tuple[str, tuple[Node, ...]]]:
    kinds = {node.element.kind: node.element.type for node in top}
    order = {kind: place for place, kind in enumerate(KINDS)}
    for kind in sorted(kinds, key=lambda kind: (order.get(kind, len(order)), kind)):
        yield kinds[kind], tuple(node for node in top if node.element.kind == kind)
