"""Put what the index finds in the place of each text:query of a query, so that it means the same without the index.

A VALUES block stands before the run of triples and filters that the text:query is part of: a join may be made in any
order, and the run stays one basic graph pattern, as labels of blank nodes need it.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from pyoxigraph import NamedNode, Store

from phaen.endpoint.errors import QuerySyntaxError, TextSearchError
from phaen.endpoint.sparql.parsing import resolved
from phaen.endpoint.sparql.reading import NotParsedError
from phaen.endpoint.sparql.rewriting import Change
from phaen.endpoint.sparql.syntax import line_at, syntax_error
from phaen.endpoint.sparql.textsearch.arguments import Terms, term_text
from phaen.endpoint.sparql.textsearch.bound import value_tokens
from phaen.endpoint.sparql.textsearch.hits import LiteralIndex
from phaen.endpoint.sparql.textsearch.names import MOST_CHARACTERS, TEXT_QUERY, may_search
from phaen.endpoint.sparql.textsearch.problems import problem
from phaen.endpoint.sparql.textsearch.searching import Searching
from phaen.endpoint.sparql.textsearch.uses import Use, named_tokens, uses, verb_tokens
from phaen.endpoint.sparql.tree import Node, Tree, tree


@dataclass(frozen=True)
class Dataset:
    """The graphs of a query: those that make its default graph, "" being the one without a name, and the named ones.

    None stands for all that there are. An ``explicit`` dataset, that of the request, wins over FROM.
    """

    default: frozenset[str] | None = None
    named: frozenset[str] | None = None
    explicit: bool = False


def search_changes(
    text: str, base_iri: str | None, dataset: Dataset, index: Callable[[], LiteralIndex]
) -> tuple[Change, ...]:
    """Return what has to be changed in a query so that it is free of text:query: nothing in nearly all queries.

    ``index`` is only called where there is something to look for. Raises TextSearchError, QuerySyntaxError where our
    grammar does not read a query that may have a text:query, and what ``index`` raises.
    """
    if not may_search(text, base_iri):
        return ()
    try:
        read = tree(text, "query_unit")
    except NotParsedError as error:
        raise _unread(text, base_iri, error) from error
    try:
        found = list(uses(read, named_tokens(read, verb_tokens(read), base_iri, {TEXT_QUERY})))
    except (SyntaxError, ValueError):
        return ()  # the engine says what is wrong with an IRI
    if not found:
        return ()
    terms = _terms(read, found, base_iri)
    default, named = _graphs(read, dataset, terms)
    searching = Searching(read, terms, default, named, index())
    changes = tuple(_changes(read, found, searching))
    if sum(len(replacement) for _, _, replacement in changes) > MOST_CHARACTERS:
        raise problem(
            read,
            found[0].verb,
            f"what text:query finds is longer than {MOST_CHARACTERS} characters in all; give it a limit, or leave the "
            "?literal out and take the text from the data",
        )
    return changes


def _unread(text: str, base_iri: str | None, error: NotParsedError) -> QuerySyntaxError:
    try:
        Store().query(text, base_iri=base_iri)
    except SyntaxError as refused:
        return syntax_error(str(refused), text)
    said = (
        f"{error}; the text may hold text:query, so it is only taken if it can be searched for that: correct its "
        "syntax, simplify it, or leave the word jena out"
    )
    return TextSearchError(said, error.line, error.column, line_at(text, error.line, error.column))


def _terms(read: Tree, found: list[Use], base_iri: str | None) -> Terms:
    """Let the engine say what all terms mean that the searches depend on."""
    tokens = [tokens for use in found for tokens in (*use.subject, *use.arguments)]
    tokens += [(use.graph, use.graph + 1) for use in found if use.graph is not None]
    tokens += [(node.last - 1, node.last) for node in read.nodes if node.name == "dataset_clause"]
    if any(read.is_variable(first) for use in found for first, _ in use.arguments):
        tokens += value_tokens(read)
    texts = (term_text(read, some) for some in tokens)
    words = list(dict.fromkeys(text for text in texts if text is not None))
    try:
        return Terms(read, dict(zip(words, resolved(read.prologue(1), words, base_iri), strict=True)))
    except (SyntaxError, ValueError) as error:
        raise problem(
            read, found[0].verb, "an IRI beside text:query is not valid: write it whole, or declare a BASE"
        ) from error


def _graphs(read: Tree, dataset: Dataset, terms: Terms) -> tuple[frozenset[str] | None, frozenset[str] | None]:
    """Return the graphs of the default graph, and the named ones; None for all."""
    clauses = [node for node in read.nodes if node.name == "dataset_clause"]
    if dataset.explicit or not clauses:
        return dataset.default, dataset.named
    graphs: tuple[set[str], set[str]] = (set(), set())
    for clause in clauses:
        term = terms.term((clause.last - 1, clause.last))
        if isinstance(term, NamedNode):
            graphs[read.reading.kinds[clause.first + 1] == "NAMED"].add(term.value)
    return frozenset(graphs[0]), frozenset(graphs[1])


def _changes(read: Tree, found: list[Use], searching: Searching) -> Iterator[Change]:
    """Yield the changes of a query: what stands before each run, and what is taken out of its statements."""
    blocks: dict[int, list[str]] = {}
    for use in found:
        start = read.reading.starts[_run(use.statement).first]
        blocks.setdefault(start, []).append(searching.values(use))
    yield from ((start, start, f" {' '.join(some)} ") for start, some in blocks.items())
    verbs = {use.verb for use in found}
    for properties in dict.fromkeys(use.properties for use in found):
        yield _without(read, properties, verbs)


def _run(statement: Node) -> Node:
    """Return the first triples of the basic graph pattern that a statement is part of."""
    block = statement.parent
    group = block.parent if block is not None else None
    if block is None or group is None:  # pragma: no cover - the grammar has it so
        raise TypeError("a statement stands in no group")
    first = block
    for node in reversed(group.children[: group.children.index(block)]):
        if node.name == "triples_block":
            first = node
        elif not any(child.name == "filter" for child in node.children):
            break
    return first


def _without(read: Tree, properties: Node, verbs: set[int]) -> Change:
    """Take text:query out of a list of properties; a statement that says nothing else goes as a whole."""
    pairs = zip(properties.children[::2], properties.children[1::2], strict=True)
    kept = [(verb, objects) for verb, objects in pairs if verb.first not in verbs]
    reading = read.reading
    if kept:
        shown = [reading.text[reading.starts[verb.first] : reading.ends[objects.last - 1]] for verb, objects in kept]
        return *read.span(properties), " ; ".join(shown)
    statement = properties.parent
    block = statement.parent if statement is not None else None
    if statement is None or block is None:  # pragma: no cover - the grammar has it so
        raise TypeError("properties stand in no statement")
    last = statement.last
    if last < block.last and reading.word(last) == ".":
        last += 1
    return reading.starts[statement.first], reading.ends[last - 1], " "
