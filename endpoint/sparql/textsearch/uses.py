"""Find where a query uses text:query, and refuse the places where a search cannot stand."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Final, TypeAlias

from phaen.endpoint.errors import TextSearchError
from phaen.endpoint.sparql.parsing import resolved
from phaen.endpoint.sparql.policy import decode_escapes
from phaen.endpoint.sparql.textsearch.names import MOST_SEARCHES, TEXT_QUERY
from phaen.endpoint.sparql.textsearch.problems import FORMS, problem
from phaen.endpoint.sparql.tree import Node, Tree

Tokens: TypeAlias = tuple[int, int]
"""The first token of a term, and the token after its last."""

_MOST_PROLOGUES: Final = 100
_VERBS: Final = frozenset({"_verb_of_path", "verb"})


@dataclass(frozen=True)
class Use:
    """A text:query with one of its objects: the terms on its two sides, and where it stands.

    ``listed`` tells that the subject is a list. ``graph`` is the token behind the nearest GRAPH, None outside.
    """

    verb: int
    subject: tuple[Tokens, ...]
    listed: bool
    arguments: tuple[Tokens, ...]
    statement: Node
    properties: Node
    graph: int | None


def verb_tokens(tree: Tree) -> list[int]:
    """Return the IRIs that stand as a property, or in a property path.

    What is inside SERVICE is the affair of the service that is called.
    """
    elsewhere = tree.inside("service_graph_pattern")
    verbs = (node for node in tree.nodes if node.name in _VERBS and not elsewhere[node.first])
    return [token for node in verbs for token in range(node.first, node.last) if tree.is_iri(token)]


def named_tokens(tree: Tree, tokens: list[int], base_iri: str | None, names: Collection[str]) -> frozenset[int]:
    """Return those of some IRIs that are one of these names; raises SyntaxError or ValueError for one that is none."""
    words: dict[int, dict[str, list[int]]] = {}
    for token in tokens:
        if not _may_be(tree.reading.word(token), names):
            continue
        words.setdefault(tree.prologues(token), {}).setdefault(tree.reading.word(token), []).append(token)
    if len(words) > _MOST_PROLOGUES:
        raise problem(tree, max(tokens), "too many prologues: declare all prefixes before the first operation")
    found: list[int] = []
    for count, places in words.items():
        meant = resolved(tree.prologue(count), list(places), base_iri)
        for term, some in zip(meant, places.values(), strict=True):
            found += some if term.value in names else []
    return frozenset(found)


def _may_be(word: str, names: Collection[str]) -> bool:
    """Tell whether a word may be one of these names: it ends as one does, a prefixed name with all behind its colon."""
    plain = decode_escapes(word).replace("\\", "") if "\\" in word else word
    if plain.startswith("<"):
        return any(plain[1:-1].endswith(name.rpartition("/")[2].rpartition("#")[2]) for name in names)
    return any(name.endswith(plain.partition(":")[2]) for name in names)


def uses(tree: Tree, tokens: frozenset[int]) -> Iterator[Use]:
    """Yield the uses of text:query, whose IRI these tokens are, in the order of the text; raises TextSearchError."""
    if len(tokens) > MOST_SEARCHES:
        raise too_many(tree, max(tokens))
    for node in tree.nodes:
        if node.name in _VERBS:
            named = tokens.intersection(range(node.first, node.last))
            if named:
                _check_verb(tree, node, min(named))
                yield from _uses_of(tree, node)


def too_many(tree: Tree, token: int) -> TextSearchError:
    """Return the error of a query with more searches than there may be."""
    said = f"the query searches more than {MOST_SEARCHES} times; use fewer text:query, or fewer VALUES for one"
    return problem(tree, token, said)


def _check_verb(tree: Tree, node: Node, token: int) -> None:
    if node.name == "verb":
        raise problem(
            tree,
            token,
            f"text:query <{TEXT_QUERY}> stands in a template or a triple term, where nothing is searched; search in "
            "the WHERE clause (a CONSTRUCT WHERE has to be written as CONSTRUCT { … } WHERE { … })",
        )
    if any(above.name == "lateral_graph_pattern" for above in node.above()):
        raise problem(
            tree,
            token,
            "text:query stands in LATERAL, which takes no values; put it before LATERAL, where it finds the same",
        )
    if node.last - node.first > 1:
        raise problem(
            tree,
            token,
            f"text:query <{TEXT_QUERY}> stands in a property path, which is not searched; make it a "
            f"statement of its own: {FORMS}",
        )


def _uses_of(tree: Tree, verb: Node) -> Iterator[Use]:
    properties = verb.parent
    statement = properties.parent if properties is not None else None
    if properties is None or statement is None or statement.name != "triples_same_subject_path":
        raise _nameless(tree, verb.first)
    subject, listed = _subject(tree, statement, properties, verb)
    if listed and len(properties.children) > 2:  # noqa: PLR2004 - one verb and its objects
        raise problem(
            tree,
            verb.first,
            "a list of variables before text:query has no other properties; state those of the first variable in a "
            "statement of their own",
        )
    objects = properties.children[properties.children.index(verb) + 1]
    for part in objects.children:
        yield Use(verb.first, subject, listed, _arguments(tree, part, verb), statement, properties, _graph(tree, verb))


def _subject(tree: Tree, statement: Node, properties: Node, verb: Node) -> tuple[tuple[Tokens, ...], bool]:
    word = tree.reading.word(statement.first)
    if tree.is_variable(statement.first) or tree.is_iri(statement.first):
        return ((statement.first, statement.first + 1),), False
    listed = statement.children[0] if word == "(" else None
    if listed is not None and listed.name == "collection_path" and listed.last == properties.first:
        return tuple((part.first, part.last) for part in listed.children), True
    if word.startswith(("[", "_:")):
        raise _nameless(tree, verb.first)
    raise problem(tree, statement.first, f"before text:query stands a variable, an IRI, or a list of them: {FORMS}")


def _nameless(tree: Tree, token: int) -> TextSearchError:
    return problem(
        tree, token, "text:query needs a variable or an IRI before it; put a variable in the place of the blank node"
    )


def _arguments(tree: Tree, part: Node, verb: Node) -> tuple[Tokens, ...]:
    node = part.children[0]
    if node.last != part.last:
        raise problem(tree, verb.first, "text:query takes no annotations and no reifier; leave them out")
    if tree.reading.word(node.first) == "(" and node.children:
        return tuple((inner.first, inner.last) for inner in node.children[0].children)
    return ((node.first, node.last),)


def _graph(tree: Tree, verb: Node) -> int | None:
    """Return the token behind the nearest GRAPH; a variable there must be known where the search stands."""
    selects = []
    for node in verb.above():
        if node.name == "sub_select":
            selects.append(node)
        if node.name == "graph_graph_pattern":
            token = node.first + 1
            if tree.is_variable(token) and not all(_projects(tree, select, token) for select in selects):
                name = tree.reading.word(token)
                raise problem(
                    tree,
                    verb.first,
                    f"text:query stands in a sub-SELECT inside GRAPH {name}, which does not select {name}: it is not "
                    f"known there which graph to search; select {name} there, or put GRAPH {name} into the sub-SELECT",
                )
            return token
    return None


def _projects(tree: Tree, select: Node, variable: int) -> bool:
    clause = select.children[0]
    depth = 0
    for token in range(clause.first, clause.last):
        word = tree.reading.word(token)
        depth += (word == "(") - (word == ")")
        if not depth and tree.is_variable(token) and word[1:] == tree.reading.word(variable)[1:]:
            return True
    return False
