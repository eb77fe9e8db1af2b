"""Which graphs a query asks for: those of the request, else those of its FROM clauses, else those of the setting."""

import re

from phaen.endpoint.errors import QuerySyntaxError
from phaen.endpoint.sparql.lexer import bare, bare_comparing
from phaen.endpoint.sparql.reading import NotParsedError, read

# A dataset clause: FROM, then an IRI, a prefixed name, or NAMED and one of these (grammar rules 13 to 15).
_FROM = re.compile(r"(?<![\w:?$@.-])FROM(?:\s*<>|\s+(?:NAMED\s*)?(?:<>|[^\s<>(){}\"?$]*:))", re.IGNORECASE)


def has_dataset_clause(query: str) -> bool:
    """Tell whether the query names its own dataset by FROM or FROM NAMED.

    A query that our grammar does not read is searched word by word, for the engine may read it. Raises
    QuerySyntaxError where that hangs on whether ``<`` compares or begins an IRI.
    """
    if "from" not in query.lower():
        return False
    try:
        return any(phrase.name == "dataset_clause" for phrase in read(query, "query_unit").phrases)
    except NotParsedError:
        return _seems_to_have_one(query)


def is_union(query: str, *, union: bool, explicit: bool) -> bool:
    """Tell whether a query is about the union of all graphs.

    An ``explicit`` dataset, that of the request, wins over FROM (SPARQL 1.1 Protocol, section 2.1.4), and FROM wins
    over the setting ``union``.
    """
    return union and not explicit and not has_dataset_clause(query)


def _seems_to_have_one(query: str) -> bool:
    found = _FROM.search(bare(query)) is not None
    if found != (_FROM.search(bare_comparing(query)) is not None):
        raise QuerySyntaxError("'<' followed by an apostrophe can be read in two ways here; put a space after '<'")
    return found
