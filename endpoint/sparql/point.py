"""Point queries: those that ask what is said of one thing by its IRI, and nothing more.

The engine finds each row of their answer by one step in an index, so they take no longer than what they have to say.
They are told by a regular expression, not by our grammar, which would take longer than most of them; whatever does not
match is a query like any other.
"""

import re
from typing import Final

_S: Final = r"[ \t\r\n]"
_IRI: Final = r"<[A-Za-z][A-Za-z0-9+.-]*+:[^\x00-\x20<>\"{}|^`\\]*+>"
_NAME: Final = r"[A-Za-z0-9_-]*+:[A-Za-z0-9_-]++"
_VARIABLE: Final = r"[?$][A-Za-z_][A-Za-z0-9_]*+"
_PREFIX: Final = rf"PREFIX{_S}++[A-Za-z0-9_-]*+:{_S}*+{_IRI}"
_TERM: Final = rf"(?: {_VARIABLE} | {_IRI} | {_NAME} )"
# A part of the grammar of SPARQL 1.1 (rules 4, 6, 7, 11, 12 and 52): without escapes, literals, dataset clauses and
# solution modifiers. DISTINCT would keep rows back, and LIMIT choose by the order in which an index has them. Nothing
# is tried twice (``++``), so that hostile text takes no time.
_POINT: Final = re.compile(
    rf"""
    (?: {_S}++ | \#[^\r\n]*+[\r\n] | {_PREFIX}(?={_S}) )*+
    (?:
      DESCRIBE {_S}*+ (?P<described> {_IRI} )
      | (?: SELECT (?: {_S}*+\* | (?:{_S}++{_VARIABLE})++ ) | ASK ) {_S}*+ (?: WHERE )?+ {_S}*+
        \{{ {_S}*+ (?P<subject> {_IRI} ) {_S}*+ (?P<property> {_TERM} | a ) {_S}*+ (?P<value> {_TERM} ) {_S}*+
        \.?+ {_S}*+ \}}
    )
    {_S}*+
    """,
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)


def point_of(query: str) -> str | None:
    """Return the IRI of the one thing that a query asks about; None where that cannot be told at a glance.

    >>> point_of("DESCRIBE <https://example.org/a>")
    'https://example.org/a'
    >>> point_of("SELECT ?property ?value { <https://example.org/a> ?property ?value }")
    'https://example.org/a'
    >>> point_of("SELECT ?thing { ?thing a <https://example.org/A> }")
    """
    match = _POINT.fullmatch(query)
    if match is None:
        return None
    # Of a variable that stands twice, most statements would be looked at and not told.
    if match["property"] is not None and match["property"][1:] == match["value"][1:]:
        return None
    return (match["described"] or match["subject"])[1:-1]
