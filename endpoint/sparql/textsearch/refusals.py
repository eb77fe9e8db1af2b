"""Refuse searches where none can be made: in an update, and functions where another engine evaluates."""

from typing import Final

from phaen.endpoint.sparql.reading import NotParsedError
from phaen.endpoint.sparql.syntax import update_syntax_error
from phaen.endpoint.sparql.textsearch.names import FUNCTIONS, TEXT_QUERY, may_match, may_search
from phaen.endpoint.sparql.textsearch.problems import problem
from phaen.endpoint.sparql.textsearch.uses import named_tokens, verb_tokens
from phaen.endpoint.sparql.tree import Tree, tree

_CALLS: Final = frozenset({"iri_or_function", "function_call"})


def refuse_update(text: str, base_iri: str | None) -> None:
    """Raise TextSearchError for an update with text:query or a match function, QuerySyntaxError if it may have one.

    An update is executed on what is written at that time, which no index holds yet.
    """
    if not (may_search(text, base_iri) or may_match(text)):
        return
    try:
        read = tree(text, "update_unit")
    except NotParsedError as error:
        raise update_syntax_error(f"error at {error.line}:{error.column}: {error.message}", text) from error
    _refuse(
        read,
        base_iri,
        "cannot stand in an update; find the things by a query first, and name them in the update by VALUES",
    )


def refuse_functions(text: str, base_iri: str | None) -> None:
    """Raise TextSearchError for a query with a match function, which another engine does not have.

    The query is one that our grammar reads.
    """
    if may_match(text):
        read = tree(text, "query_unit")
        _refuse_named(
            read,
            _calls(read),
            base_iri,
            "is not known to the engine of this service; look for the words by text:query, or use CONTAINS or REGEX",
        )


def _refuse(read: Tree, base_iri: str | None, said: str) -> None:
    _refuse_named(read, [*verb_tokens(read), *_calls(read)], base_iri, said)


def _refuse_named(read: Tree, tokens: list[int], base_iri: str | None, said: str) -> None:
    try:
        named = named_tokens(read, tokens, base_iri, {TEXT_QUERY, *FUNCTIONS})
    except (SyntaxError, ValueError):
        return  # the engine says what is wrong with an IRI
    if named:
        token = min(named)
        raise problem(read, token, f"{read.reading.word(token)} {said}")


def _calls(read: Tree) -> list[int]:
    return [node.first for node in read.nodes if node.name in _CALLS and node.last - node.first > 1]
