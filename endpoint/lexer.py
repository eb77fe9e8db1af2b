"""The words of a SPARQL query without its strings, comments and IRIs.

Enough of the grammar (SPARQL 1.1 Query, section 19.8) to see which keywords a query uses. Oxigraph reads codepoint
escapes only inside strings and IRIs, so neither are they read here.
"""

import re

from phaen.endpoint.errors import QuerySyntaxError

# Possessive throughout, and a string without an end reaches to the end of its line or of the text: so that every
# attempt succeeds, and no hostile text takes more than one pass.
_PATTERN = r"""
    (?P<comment> \#[^\n\r]*+ )
  | (?P<string>  \"\"\"(?:\"{0,2}+[^"\\]|\"{0,2}+\\.)*+(?:\"{3}|\Z|\"{1,2}\Z|.)
               | '''(?:'{0,2}+[^'\\]|'{0,2}+\\.)*+(?:'''|\Z|'{1,2}\Z|.)
               | "(?:[^"\\\n\r]|\\.)*+"?
               | '(?:[^'\\\n\r]|\\.)*+'? )
  | (?P<iri>     <(?:IRI)> )
    """
_IRI_CHARACTER = r"""(?:[^<>"{}|^`\\\x00-\x20]|\\[uU][0-9A-Fa-f]{4,8})"""
_SKIPPED = re.compile(_PATTERN.replace("IRI", rf"{_IRI_CHARACTER}*+"), re.VERBOSE | re.DOTALL)
# The engine knows from the context whether < compares or begins an IRI. An apostrophe in between makes the difference
# great: what one reading takes for an IRI begins a string in the other. What begins with a scheme is an IRI in both.
_SKIPPED_COMPARING = re.compile(
    _PATTERN.replace("IRI", rf"[A-Za-z][\w+.-]*+:{_IRI_CHARACTER}*+|(?:(?!'){_IRI_CHARACTER})*+"),
    re.VERBOSE | re.DOTALL,
)
_STANDS_FOR = {"comment": " ", "string": '""', "iri": "<>"}

# A dataset clause: FROM, then an IRI, a prefixed name, or NAMED and one of these (grammar rules 13 to 15).
_FROM = re.compile(r"(?<![\w:?$@.-])FROM(?:\s*<>|\s+(?:NAMED\s*)?(?:<>|[^\s<>(){}\"?$]*:))", re.IGNORECASE)


def bare(query: str) -> str:
    """Return the query with comments, strings and IRIs emptied.

    >>> bare('SELECT ?a { ?a <http://example.org/SERVICE> "SERVICE" } # SERVICE')
    'SELECT ?a { ?a <> "" }  '
    """
    return _SKIPPED.sub(lambda match: _STANDS_FOR[match.lastgroup or "comment"], query)


def has_dataset_clause(query: str) -> bool:
    """Tell whether the query names its own dataset by FROM or FROM NAMED.

    Raises QuerySyntaxError where that hangs on whether ``<`` compares or begins an IRI.
    """
    if "from" not in query.lower():
        return False
    found = _FROM.search(bare(query)) is not None
    comparing = _SKIPPED_COMPARING.sub(lambda match: _STANDS_FOR[match.lastgroup or "comment"], query)
    if found != (_FROM.search(comparing) is not None):
        raise QuerySyntaxError("'<' followed by an apostrophe can be read in two ways here; put a space after '<'")
    return found
