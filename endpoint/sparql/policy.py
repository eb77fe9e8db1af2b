"""What a query or an update may not do: call an address that the operator has not allowed.

The engine follows SERVICE and LOAD to any address, inside the operator's network too, and has no switch for it. So a
text that may hold one of these words is parsed before it reaches the engine, and refused unless every address that it
would call is written out and is exactly one of those allowed. What our grammar does not read is refused as well, as a
syntax error: then it is not certain what the engine would do. The engine decodes escapes in strings and IRIs only; an
escape that hides a keyword from a reader who decodes them first makes the text one that is parsed.

Hostile text takes its time: so this runs where the query runs, in a process with a deadline.
"""

import re
from collections.abc import Iterable

from phaen.endpoint.errors import ForbiddenQueryError, QuerySyntaxError
from phaen.endpoint.sparql.parsing import NotParsedError, Operation, Service, parse_query, parse_update
from phaen.endpoint.sparql.syntax import line_at
from phaen.ontology.assets import sparql_prologue

_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_LAST_CODE_POINT = 0x10FFFF


def check_services(query_text: str, base_iri: str | None, allowed: frozenset[str]) -> tuple[Service, ...]:
    """Return the calls to other services in a query.

    Raises ForbiddenQueryError unless all are allowed, QuerySyntaxError where our grammar does not read the query.
    """
    # Our own prologue calls nobody, but names a vocabulary of services: to read each query of a page for it takes 2 ms.
    if not _holds(query_text.removeprefix(sparql_prologue()), ("service",)):
        return ()
    try:
        services = parse_query(query_text, base_iri).services
    except NotParsedError as error:
        raise _uncertain(query_text, "SERVICE", error) from error
    _check(services, "SERVICE", allowed)
    return services


def check_update(text: str, base_iri: str | None, allowed: frozenset[str]) -> tuple[Service, ...]:
    """Return the calls to other services in an update.

    The source of a LOAD counts as a service: its address is called too. One that nobody could call, because it is no
    http address, is returned as well if the LOAD is silent: that has to fail without a word (SPARQL 1.1 Update,
    section 3.1.4), and whoever executes the update has to see to it that nobody is called.
    Raises ForbiddenQueryError unless all else is allowed, QuerySyntaxError where our grammar does not read the update.
    """
    if not _holds(text, ("service", "load")):
        return ()
    try:
        operations = parse_update(text, base_iri).operations
    except NotParsedError as error:
        raise _uncertain(text, "SERVICE or LOAD", error) from error
    services = tuple(service for operation in operations for service in operation.services)
    sources = tuple(source for operation in operations for source in _source(operation))
    _check(services, "SERVICE", allowed)
    _check((source for source in sources if not (source.silent and _nowhere(source.endpoint))), "LOAD", allowed)
    return tuple(sorted(services + sources, key=lambda service: service.start))


def decode_escapes(text: str) -> str:
    r"""Return the text with codepoint escapes decoded, once, as some SPARQL parsers do before they read it.

    >>> decode_escapes(r"\u0053ERVICE")
    'SERVICE'
    """
    return _ESCAPE.sub(_character, text)


def _holds(text: str, words: Iterable[str]) -> bool:
    """Tell whether one of the words is anywhere in a text, in any case and escaped or not."""
    plain = text.lower()
    decoded = decode_escapes(text).lower() if "\\" in text else plain
    return any(word in plain or word in decoded for word in words)


def _character(match: re.Match[str]) -> str:
    code_point = int(match[1] or match[2], 16)
    return chr(code_point) if code_point <= _LAST_CODE_POINT else ""


def _source(operation: Operation) -> Iterable[Service]:
    if operation.load_span is not None:
        yield Service(operation.load, operation.load_silent, *operation.load_span)


def _nowhere(address: str | None) -> bool:
    return address is not None and not address.lower().startswith(("http:", "https:"))


def _check(services: Iterable[Service], word: str, allowed: frozenset[str]) -> None:
    for service in services:
        if service.endpoint is None:
            raise ForbiddenQueryError(
                f"{word} with a variable is refused: which address it calls is not known before the query runs; "
                "write the address itself, for each address one pattern"
            )
        if service.endpoint not in allowed:
            raise ForbiddenQueryError(f"{word} <{service.endpoint}> is refused: {_remedy(word, allowed)}")


def _remedy(word: str, allowed: frozenset[str]) -> str:
    if allowed:
        listed = ", ".join(f"<{iri}>" for iri in sorted(allowed))
        return f"of other addresses this endpoint calls only {listed}; the operator lists them in the setting services"
    if word == "LOAD":
        return "this endpoint calls no other address; fetch the document and send it to /graphs yourself"
    return (
        "this endpoint calls no other endpoint; query it directly and join the results yourself, "
        "or have the operator list it in the setting services (--services, PHAEN_SERVICES)"
    )


def _uncertain(text: str, words: str, error: NotParsedError) -> QuerySyntaxError:
    said = (
        f"{error}; the text holds the word {words}, so it is only taken if it can be checked for calls to others: "
        "correct its syntax, simplify it, or leave the word out"
    )
    return QuerySyntaxError(said, error.line, error.column, line_at(text, error.line, error.column))
