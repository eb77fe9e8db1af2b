"""The phrases of a query as a tree, with the rules kept that matter to whoever rewrites it."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import Final

from phaen.endpoint.sparql.reading import Reading, read

KEPT: Final = frozenset(
    {
        "prologue", "prefix_decl", "select_query", "construct_query", "describe_query", "ask_query", "sub_select",
        "select_clause", "values_clause", "group_graph_pattern", "triples_block", "triples_same_subject_path",
        "property_list_path_not_empty", "_verb_of_path", "verb", "object_list_path", "object_path", "graph_node_path",
        "collection_path", "graph_graph_pattern", "service_graph_pattern", "graph_pattern_not_triples", "filter",
        "bind", "inline_data", "inline_data_one_var", "inline_data_full", "data_block_value", "dataset_clause",
        "iri_or_function", "function_call", "lateral_graph_pattern", "exists_func", "not_exists_func",
    }
)  # fmt: skip
"""The rules whose phrases are nodes of the tree."""

_VARIABLES: Final = frozenset({"VAR1", "VAR2"})
_BEFORE_ALL: Final = frozenset({"SELECT", "DISTINCT", "REDUCED", "DESCRIBE"})
_IRIS: Final = frozenset({"IRIREF", "PNAME_LN", "PNAME_NS"})


@dataclass(eq=False)
class Node:
    """A phrase: its rule, its first token and the token after its last, what it stands in, and what stands in it."""

    name: str
    first: int
    last: int
    parent: "Node | None" = None
    children: list["Node"] = field(default_factory=list)

    def above(self) -> Iterator["Node"]:
        """Yield the nodes that it stands in, from within outwards."""
        node = self.parent
        while node is not None:
            yield node
            node = node.parent


@dataclass(eq=False)
class Tree:
    """A text with its tokens, and all its nodes: each after those inside it."""

    reading: Reading
    nodes: list[Node]

    def text(self, node: Node) -> str:
        """Return the text of a node."""
        start, end = self.span(node)
        return self.reading.text[start:end]

    def span(self, node: Node) -> tuple[int, int]:
        """Return where a node begins and ends, in code points."""
        return self.reading.starts[node.first], self.reading.ends[node.last - 1]

    def is_variable(self, token: int) -> bool:
        """Tell whether a token is a variable."""
        return self.reading.kinds[token] in _VARIABLES

    def is_iri(self, token: int) -> bool:
        """Tell whether a token is an IRI, whole or by a prefix."""
        return self.reading.kinds[token] in _IRIS

    def is_used(self, name: str) -> bool:
        """Tell whether what a variable is bound to may matter: it stands in several places, or all are asked for."""
        return self._asks_for_all or self._variables[name] > 1

    @cached_property
    def _variables(self) -> Counter[str]:
        """Count in how many places each variable stands."""
        reading = self.reading
        return Counter(reading.word(token)[1:] for token, kind in enumerate(reading.kinds) if kind in _VARIABLES)

    @cached_property
    def _asks_for_all(self) -> bool:
        kinds = self.reading.kinds
        return any(after == "STAR" and kind in _BEFORE_ALL for kind, after in pairwise(kinds))

    def prologues(self, token: int) -> int:
        """Return how many prologues stand before a token: one before a query, some in an update."""
        return bisect_right(self._prologue_ends, token)

    def prologue(self, count: int) -> str:
        """Return the declarations of so many prologues."""
        return "\n".join([self.text(node) for node in self._prologues[:count]])

    @cached_property
    def _prologues(self) -> list[Node]:
        return [node for node in self.nodes if node.name == "prologue"]

    @cached_property
    def _prologue_ends(self) -> list[int]:
        return [node.last for node in self._prologues]

    def inside(self, name: str) -> bytearray:
        """Return for each token whether it stands in a phrase of a rule."""
        found = bytearray(len(self.reading.kinds))
        end = 0
        for node in sorted((node for node in self.nodes if node.name == name), key=lambda node: node.first):
            if node.last > end:
                found[node.first : node.last] = b"\1" * (node.last - node.first)
                end = node.last
        return found

    def place(self, token: int) -> tuple[int, int]:
        """Return line and column of a token, from 1."""
        text, start = self.reading.text, self.reading.starts[token]
        return text.count("\n", 0, start) + 1, start - text.rfind("\n", 0, start)


def tree(text: str, unit: str) -> Tree:
    """Read a query or an update; raise NotParsedError where our grammar does not read it."""
    reading = read(text, unit, KEPT)
    nodes: list[Node] = []
    open_: list[Node] = []
    for phrase in reading.phrases:
        if phrase.first == phrase.last:
            continue
        node = Node(*phrase)
        while open_ and open_[-1].first >= node.first:
            node.children.append(open_.pop())
        node.children.reverse()
        for child in node.children:
            child.parent = node
        open_.append(node)
        nodes.append(node)
    return Tree(reading, nodes)
