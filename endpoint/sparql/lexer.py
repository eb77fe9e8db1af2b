"""The words of a SPARQL query without its strings, comments and IRIs.

For texts that do not parse: enough of the grammar (SPARQL 1.1 Query, section 19.8) to see which keywords they use.
Oxigraph reads codepoint escapes only inside strings and IRIs, so neither are they read here.
"""

import re

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


def bare(query: str) -> str:
    """Return the query with comments, strings and IRIs emptied.

    >>> bare('SELECT ?a { ?a <http://example.org/SERVICE> "SERVICE" } # SERVICE')
    'SELECT ?a { ?a <> "" }  '
    """
    return _SKIPPED.sub(lambda match: _STANDS_FOR[match.lastgroup or "comment"], query)


def bare_comparing(query: str) -> str:
    """Return the query as ``bare`` does, but take a ``<`` for an operator where it may be one."""
    return _SKIPPED_COMPARING.sub(lambda match: _STANDS_FOR[match.lastgroup or "comment"], query)
