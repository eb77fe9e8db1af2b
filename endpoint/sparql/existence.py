"""Nest the statements of EXISTS and NOT EXISTS, so that the engine looks for one after the other.

The engine plans such a group by itself, without what the solution around it binds: of two statements it takes all that
each matches, for every solution anew. ``EXISTS { A . B }`` is the same as ``EXISTS { A FILTER EXISTS { B } }``, for a
solution of A with a compatible one of B is what both ask for (SPARQL 1.1 Query, section 18.6), and that is looked up.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from phaen.endpoint.sparql.reading import NotParsedError
from phaen.endpoint.sparql.rewriting import Change
from phaen.endpoint.sparql.tree import Node, Tree, tree

_EXISTS: Final = frozenset({"exists_func", "not_exists_func"})
_MAY_EXIST: Final = re.compile(r"\bexists\b", re.IGNORECASE)
_PLAIN: Final = frozenset(
    {
        "VAR1", "VAR2", "IRIREF", "PNAME_LN", "PNAME_NS", "A", "DOT", "SEMICOLON", "COMMA", "STRING_LITERAL1",
        "STRING_LITERAL2", "STRING_LITERAL_LONG1", "STRING_LITERAL_LONG2", "LANG_DIR", "INTEGER", "DECIMAL", "DOUBLE",
        "TRUE", "FALSE", "SLASH", "CIRCUMFLEX", "VBAR",
    }
)  # fmt: skip
"""The tokens of the statements that are nested: none that makes blank nodes, whose labels belong to one group, and no
path of no length, which matches more alone than beside others."""
_FEWEST, _MOST = 2, 16
"""Statements that are nested; a nest is read from outside inwards, and its depth is bounded."""


@dataclass(frozen=True)
class _Statement:
    """One subject with one verb and one object: their texts, and the names of the variables among them."""

    subject: str
    verb: str
    object: str

    @property
    def variables(self) -> frozenset[str]:
        """Return the names of its variables."""
        return frozenset(term[1:] for term in (self.subject, self.verb, self.object) if term[0] in "?$")

    def rank(self, free: frozenset[str]) -> tuple[bool, int, bool]:
        """Return how well it is looked up where some variables have no values: the greater, the better."""
        known = [term[0] not in "?$" or term[1:] not in free for term in (self.subject, self.verb, self.object)]
        return bool(self.variables - free), sum(known), known[0]


def existence_changes(text: str) -> tuple[Change, ...]:
    """Return what has to be changed in a query so that statements inside of EXISTS are looked for one by one.

    Nothing where there is no such group of plain statements and filters, and where our grammar does not read the query.
    """
    if not _MAY_EXIST.search(text):
        return ()
    try:
        read = tree(text, "query_unit")
    except NotParsedError:
        return ()
    elsewhere = read.inside("service_graph_pattern")
    found = (node for node in read.nodes if node.name in _EXISTS and not elsewhere[node.first])
    everywhere = _variables(read, 0, len(read.reading.kinds))  # once: a query may have thousands of EXISTS
    return tuple(change for node in found for change in _nested(read, node, everywhere))


def _nested(read: Tree, exists: Node, everywhere: Counter[str]) -> Iterator[Change]:
    """Yield the change of one EXISTS, if it is of plain statements and filters."""
    group = _innermost(exists.children[0])
    blocks = [node for node in group.children if node.name == "triples_block"]
    others = [node for node in group.children if node.name != "triples_block"]
    if not all(map(_is_filter, others)) or not all(_is_plain(read, block) for block in blocks):
        return
    statements = [one for block in blocks for node in block.children for one in _statements(read, node)]
    if not _FEWEST <= len(statements) <= _MOST:
        return
    ordered = _ordered(statements, _only_inside(read, exists, everywhere))
    yield *read.span(group), _written(ordered, [read.text(node) for node in others])


def _innermost(group: Node) -> Node:
    """Return the group inside of GRAPH where a group is that alone: the statements are asked of the same graph."""
    while len(group.children) == 1 and group.children[0].name == "graph_pattern_not_triples":
        inner = group.children[0].children
        if len(inner) != 1 or inner[0].name != "graph_graph_pattern":
            break
        group = inner[0].children[-1]
    return group


def _is_filter(node: Node) -> bool:
    """Tell whether a part of a group is a filter that asks for no further group."""
    if node.name != "graph_pattern_not_triples" or [child.name for child in node.children] != ["filter"]:
        return False
    inside = list(node.children[0].children)
    while inside:
        child = inside.pop()
        if child.name in _EXISTS:
            return False
        inside += child.children
    return True


def _is_plain(read: Tree, block: Node) -> bool:
    reading = read.reading
    return all(
        reading.kinds[token] in _PLAIN or reading.word(token) == "^^" for token in range(block.first, block.last)
    )


def _statements(read: Tree, node: Node) -> Iterator[_Statement]:
    """Yield what a subject with its lists of verbs and objects says, one by one."""
    (properties,) = node.children
    reading = read.reading
    subject = reading.text[reading.starts[node.first] : reading.ends[properties.first - 1]]  # "a"@th is two tokens
    pairs = zip(properties.children[::2], properties.children[1::2], strict=True)
    for verb, objects in pairs:
        yield from (_Statement(subject, read.text(verb), read.text(one)) for one in objects.children)


def _variables(read: Tree, first: int, last: int) -> Counter[str]:
    """Return the names of the variables among some tokens, and how often each stands there."""
    return Counter(read.reading.word(token)[1:] for token in range(first, last) if read.is_variable(token))


def _only_inside(read: Tree, exists: Node, everywhere: Counter[str]) -> frozenset[str]:
    """Return the names of the variables that can have no value before the group is asked for."""
    inside = _variables(read, exists.first, exists.last)
    return frozenset(name for name, count in inside.items() if count == everywhere[name])


def _ordered(statements: Sequence[_Statement], free: frozenset[str]) -> list[_Statement]:
    """Put first what is best looked up by what is known, then what is by what that finds, and so on."""
    left, ordered = list(statements), []
    while left:
        best = max(left, key=lambda statement: statement.rank(free))
        left.remove(best)
        ordered.append(best)
        free -= best.variables
    return ordered


def _written(ordered: Sequence[_Statement], filters: Sequence[str]) -> str:
    first, *others = (f"{one.subject} {one.verb} {one.object}" for one in ordered)
    opened = "".join([f" FILTER EXISTS {{ {statement}" for statement in others])
    return f"{{ {first}{opened} {' '.join(filters)} {'}' * len(ordered)}"
