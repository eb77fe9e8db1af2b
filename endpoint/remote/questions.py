"""What is sent of a query to a service that may read SPARQL in its own way.

Services take more than queries at their query address: Virtuoso executes updates there, with all rights of who asks.
So only what our own grammar reads as a query is ever sent; and where codepoint escapes are decoded before a query is
read, as SPARQL 1.1 Query, section 19.2, has it, the decoded text has to be sound as well.
"""

import re
from functools import lru_cache
from typing import Final

from phaen.endpoint.errors import BodyTooLargeError, QuerySyntaxError
from phaen.endpoint.formats import Form
from phaen.endpoint.sparql.parsing import NotParsedError, ParsedQuery, ParsedUpdate, parse_query, parse_update
from phaen.endpoint.sparql.policy import check_services, check_update, decode_escapes
from phaen.endpoint.sparql.syntax import line_at, syntax_error, update_syntax_error
from phaen.endpoint.sparql.textsearch.refusals import refuse_update

LONGEST: Final = 1_000_000
"""Characters of a query; our parser reads half a million a second."""

FORMS: Final = {"select": Form.ROWS, "ask": Form.BOOLEAN, "construct": Form.GRAPH, "describe": Form.GRAPH}
_MOST_KEPT: Final = 20_000
# An IRI without a scheme. Where one only seems to be there, in a string or between two comparisons, nothing is lost.
_RELATIVE: Final = re.compile(r"<(?![A-Za-z][A-Za-z0-9+.-]*:)[^<>\"{}|^`\\\s]*>")
_ESCAPES: Final = (
    "codepoint escapes (\\u…) change how this {} is read, depending on when they are decoded; "
    "write the characters themselves"
)


def examined_query(text: str, base_iri: str | None, allowed: frozenset[str]) -> ParsedQuery:
    """Parse a query that may be sent.

    Raises BodyTooLargeError, QuerySyntaxError, or ForbiddenQueryError for a call to a service that is not allowed.
    """
    if len(text) > LONGEST:
        raise BodyTooLargeError(f"the query is longer than {LONGEST} characters; split it, or send the data to /graphs")
    parsed = _parsed_query(text, base_iri)
    check_services(text, base_iri, allowed)
    plain = decode_escapes(text) if "\\" in text else text
    if plain != text:
        try:
            same = parse_query(plain, base_iri).form == parsed.form
        except NotParsedError:
            same = False
        if not same:
            raise QuerySyntaxError(_ESCAPES.format("query"))
        check_services(plain, base_iri, allowed)
    return parsed


def examined_update(text: str, base_iri: str | None, allowed: frozenset[str]) -> ParsedUpdate:
    """Parse an update that may be sent; raises QuerySyntaxError or ForbiddenQueryError."""
    try:
        parsed = parse_update(text, base_iri)
    except NotParsedError as error:
        raise update_syntax_error(f"error at {error.line}:{error.column}: {error.message}", text) from error
    check_update(text, base_iri, allowed)
    refuse_update(text, base_iri)
    plain = decode_escapes(text) if "\\" in text else text
    if plain != text:
        try:
            again = parse_update(plain, base_iri).operations
        except NotParsedError:
            again = ()
        if [operation.kind for operation in again] != [operation.kind for operation in parsed.operations]:
            raise QuerySyntaxError(_ESCAPES.format("update"))
        check_update(plain, base_iri, allowed)
    return parsed


def based(text: str, base_iri: str | None) -> str:
    """Return a query or update that resolves relative IRIs as ours would: against the address that was asked."""
    return f"BASE <{base_iri}> {text}" if base_iri and _RELATIVE.search(text) else text


def _parsed_query(text: str, base_iri: str | None) -> ParsedQuery:
    try:
        return _kept(text, base_iri) if len(text) <= _MOST_KEPT else parse_query(text, base_iri)
    except NotParsedError as error:
        found = syntax_error(f"error at {error.line}:{error.column}: {error.message}", text)
        if found.line == error.line and error.message not in str(found) and "not understood" in str(found):
            raise QuerySyntaxError(
                str(error), error.line, error.column, line_at(text, error.line, error.column)
            ) from error
        raise found from error


_kept = lru_cache(maxsize=512)(parse_query)
