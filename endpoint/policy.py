"""What a query may not do: call another service.

pyoxigraph follows SERVICE to any address, inside the operator's network too, and has no switch for it. So a query
is refused before it reaches the engine unless it is certain that it holds no SERVICE: either the word is nowhere in
it, or a full grammar (rdflib's) reads the whole query and finds no such pattern. Skipping strings, comments and IRIs
by a lexer is not enough: whether ``<'`` opens an IRI or compares with a string depends on the grammar around it.

That grammar is slow, and hostile text can make it far slower: so it runs where the query runs, in a process with a
deadline.
"""

import re

from phaen.endpoint.errors import ForbiddenQueryError

_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_LAST_CODE_POINT = 0x10FFFF
_ASCII = 0x80
_REFUSED = "SERVICE is refused: this endpoint calls no other endpoint; query it directly and join the results yourself"


def refuse_service(query: str) -> None:
    """Raise ForbiddenQueryError unless the query certainly calls no other service."""
    decoded = decode_escapes(query)
    if "service" not in query.lower() and "service" not in decoded.lower():
        return
    if any(ord(character) < _ASCII for character in _escaped(query)):
        # Readers differ on where escapes count; an escaped quote or newline could hide a keyword from one of them.
        raise ForbiddenQueryError(
            "the query holds the word SERVICE and escapes of ordinary characters (\\u0000 to \\u007F); "
            "write these characters directly"
        )
    _refuse_keyword(query)


def decode_escapes(query: str) -> str:
    r"""Return the query with codepoint escapes decoded, once, as a SPARQL parser does.

    >>> decode_escapes(r"\u0053ERVICE")
    'SERVICE'
    """
    return _ESCAPE.sub(_character, query)


def _escaped(query: str) -> list[str]:
    return [_character(match) for match in _ESCAPE.finditer(query)]


def _character(match: re.Match[str]) -> str:
    code_point = int(match[1] or match[2], 16)
    return chr(code_point) if code_point <= _LAST_CODE_POINT else ""


def _refuse_keyword(query: str) -> None:
    """Let the query pass only if a full grammar reads it and finds no SERVICE pattern in it."""
    from pyparsing import ParseBaseException
    from rdflib.plugins.sparql.parser import parseQuery

    try:
        # rdflib ends a comment at a line feed only, Oxigraph at a carriage return too.
        tree = parseQuery(query.replace("\r", "\n"))
    except (ParseBaseException, RecursionError, ValueError, TypeError, KeyError) as error:
        raise ForbiddenQueryError(
            "the query holds the word SERVICE and cannot be checked for calls to other services; "
            "correct its syntax, simplify it, or leave the word out"
        ) from error
    if _has_service(tree):
        raise ForbiddenQueryError(_REFUSED)


def _has_service(tree: object) -> bool:
    """Walk a parse tree without recursion, so that deep nesting cannot stop the walk."""
    from rdflib.plugins.sparql.parserutils import CompValue

    pending = [tree]
    while pending:
        node = pending.pop()
        if isinstance(node, CompValue):
            if node.name == "ServiceGraphPattern":
                return True
            pending.extend(node.values())
        elif isinstance(node, list | tuple) or hasattr(node, "asList"):
            pending.extend(node)  # type: ignore[arg-type]
    return False
