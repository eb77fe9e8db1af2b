"""The texts that a query itself gives to a variable, by VALUES or BIND, so that they can be looked for beforehand."""

from collections.abc import Iterator

from pyoxigraph import Literal

from phaen.endpoint.sparql.textsearch.arguments import Terms, Variable
from phaen.endpoint.sparql.textsearch.problems import problem
from phaen.endpoint.sparql.textsearch.uses import Tokens, Use
from phaen.endpoint.sparql.tree import Node, Tree
from phaen.ontology.terms import RDF, XSD

_TABLES = frozenset({"inline_data_one_var", "inline_data_full"})
_HEAD_OF_BIND = 2


def texts(tree: Tree, use: Use, variable: Variable, terms: Terms) -> list[Literal]:
    """Return the different texts that a variable may have; raise TextSearchError where they are not known.

    What is not among them could not be joined with the search, so that the search for these alone is enough.
    """
    found = next(_sources(tree, use, variable.name), None)
    if found is None:
        raise problem(
            tree,
            use.verb,
            f"the words ?{variable.name} of text:query are not known before the query runs; write them there, or give "
            f'them beside it: VALUES ?{variable.name} {{ "words" }}',
        )
    given = [_text(tree, use, variable, tokens, terms) for tokens in found]
    return list(dict.fromkeys(given))


def value_tokens(tree: Tree) -> Iterator[Tokens]:
    """Yield the terms that VALUES and BIND hold, as far as a text may be among them."""
    for node in tree.nodes:
        if node.name == "data_block_value":
            yield node.first, node.last
        elif node.name == "bind":
            yield node.first + _HEAD_OF_BIND, node.last - 3


def _text(tree: Tree, use: Use, variable: Variable, tokens: Tokens, terms: Terms) -> Literal:
    if tree.reading.kinds[tokens[0]] == "UNDEF":
        raise problem(
            tree, use.verb, f"the words ?{variable.name} of text:query are not given: UNDEF looks for nothing"
        )
    found = terms.term(tokens)
    if not isinstance(found, Literal) or found.datatype not in (XSD["string"], RDF["langString"]):
        raise problem(tree, use.verb, f"text:query looks for a text, and ?{variable.name} is none")
    return found


def _sources(tree: Tree, use: Use, name: str) -> Iterator[list[Tokens]]:
    """Yield what gives a variable its values, the nearest first: in the groups around, and in VALUES behind them."""
    for node in use.statement.above():
        if node.name == "group_graph_pattern":
            yield from _in_group(tree, node, name, use.verb)
        if node.name == "sub_select":
            yield from _in_children(tree, node, name)
            return
    for node in tree.nodes:
        if node.name == "values_clause" and node.parent is None:
            yield from _in_children(tree, node, name)


def _in_group(tree: Tree, group: Node, name: str, verb: int) -> Iterator[list[Tokens]]:
    # A BIND gives nothing to what stands before it.
    for item in group.children:
        if item.name != "graph_pattern_not_triples":
            continue
        for node in item.children:
            if node.name == "inline_data":
                yield from _in_children(tree, node, name)
            elif node.name == "bind" and node.first < verb and tree.reading.word(node.last - 2)[1:] == name:
                yield [(node.first + _HEAD_OF_BIND, node.last - 3)]


def _in_children(tree: Tree, node: Node, name: str) -> Iterator[list[Tokens]]:
    for child in node.children:
        if child.name in _TABLES:
            yield from _column(tree, child, name)
        elif child.name == "values_clause":
            yield from _in_children(tree, child, name)


def _column(tree: Tree, table: Node, name: str) -> Iterator[list[Tokens]]:
    end = next(token for token in range(table.first, table.last) if tree.reading.word(token) == "{")
    names = [tree.reading.word(token)[1:] for token in range(table.first, end) if tree.is_variable(token)]
    if name in names:
        values = table.children[names.index(name) :: len(names)]
        yield [(value.first, value.last) for value in values]
