"""The names that full-text search has inside SPARQL, and its limits."""

import re
from functools import cache
from typing import Final

from phaen.endpoint.sparql.policy import decode_escapes
from phaen.ontology.assets import prefixes, sparql_prologue
from phaen.ontology.terms import Namespace

NAMESPACE: Final = "http://jena.apache.org/text#"
TEXT_QUERY: Final = f"{NAMESPACE}query"
"""The property whose statements are found in the index, not in the data."""
DEFAULT_GRAPH: Final = "urn:x-arq:DefaultGraphNode"
"""The name that Jena gives in results to the graph that has none."""

_FUNCTION: Final = Namespace("https://w3id.org/phaen/function/")
MATCHES: Final = _FUNCTION["matches"]
MATCH_SCORE: Final = _FUNCTION["matchScore"]

MOST_ROWS: Final = 10_000
"""Solutions of one text:query: the greatest limit, and without a limit the number beyond which it is refused."""
MOST_SEARCHES: Final = 32
"""Searches for one query, where a variable with several values counts once for each."""
MOST_CHARACTERS: Final = 16_000_000
"""Characters of what is found for one query: literals may be long."""

FUNCTIONS: Final = frozenset({MATCHES.value, MATCH_SCORE.value})

# Parts of the IRIs that no prefix is likely to cut; a call has its bracket, perhaps behind a comment.
_SEARCH: Final = re.compile(r"jena\.apache\.org")
_MATCH: Final = re.compile(r"match(?:es|Score)>?\s*[(#]")


def may_search(text: str, base_iri: str | None) -> bool:
    """Tell whether a query or an update may have text:query in it; nearly all have not, and that must cost nothing."""
    own = sparql_prologue()
    if text.startswith(own):  # it declares the prefix for all that follows
        return _holds(text[len(own) :], _below_our_own()) or (base_iri is not None and _holds(base_iri, _SEARCH))
    return _holds(text, _SEARCH) or (base_iri is not None and _holds(base_iri, _SEARCH))


@cache
def _below_our_own() -> re.Pattern[str]:
    """Return what tells of text:query below the prologue of our own queries, which declares a prefix for it.

    Not made when the module is read: the engine reads the prefixes, for which it draws random numbers, and a process
    that has drawn some before it forks gives the same ones to all its forks.
    """
    prefix = next(prefix for prefix, namespace in prefixes().items() if namespace == NAMESPACE)
    return re.compile(rf"{_SEARCH.pattern}|{prefix}:")


def may_match(text: str) -> bool:
    """Tell whether a query or an update may call a match function."""
    return _holds(text, _MATCH)


def _holds(text: str, pattern: re.Pattern[str]) -> bool:
    return bool(pattern.search(text) or ("\\" in text and pattern.search(decode_escapes(text))))
