"""Cut SPARQL text into tokens, so that strings, IRIs and comments are never mistaken for syntax.

This is not a parser: it knows just enough of the terminals of https://www.w3.org/TR/sparql11-query/#sparqlGrammar
to find the prologue, the query form and the ``VALUES`` blocks.
"""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

_TOKEN: Final = re.compile(
    r"""
      (?P<space>    \s+ )
    | (?P<comment>  \#[^\r\n]* )
    | (?P<iri>      < (?: [^<>"{}|^`\\\x00-\x20] | \\[uU][0-9A-Fa-f]+ )* > )
    | (?P<string>   \"{3} (?: "{0,2} (?: [^"\\] | \\. ) )* \"{3}
                  | '{3} (?: '{0,2} (?: [^'\\] | \\. ) )* '{3}
                  | " (?: [^"\\\r\n] | \\. )* "
                  | ' (?: [^'\\\r\n] | \\. )* ' )
    | (?P<variable> [?$]\w+ )
    | (?P<brace>    [{}] )
    | (?P<word>     (?: [\w:@%.\-] | \\. )+ )
    | (?P<other>    . )
    """,
    re.VERBOSE | re.DOTALL,
)
_SILENT: Final = frozenset({"space", "comment"})
_MARK: Final = "parameter"


class Token(NamedTuple):
    """A piece of the text: its kind (a group name of the pattern above), its characters and where they begin."""

    kind: str
    text: str
    start: int

    @property
    def end(self) -> int:
        """Give the offset just after the last character."""
        return self.start + len(self.text)


class ValuesBlock(NamedTuple):
    """A ``VALUES ?name { … }`` block of one variable, and where its content begins and ends."""

    name: str
    start: int
    end: int
    marked: bool
    """Whether the comment ``# parameter`` follows the block on its line."""


class Prologue(NamedTuple):
    """The declarations before the query, and the first keyword after them, in capitals (empty: there is none)."""

    prefixes: dict[str, str]
    form: str


def tokens(text: str) -> Iterator[Token]:
    """Cut the text into tokens; joined again they are the text."""
    for match in _TOKEN.finditer(text):
        yield Token(match.lastgroup or "other", match.group(), match.start())


def significant(text: str) -> list[Token]:
    """Give the tokens without white space and comments."""
    return [token for token in tokens(text) if token.kind not in _SILENT]


def comments(text: str) -> Iterator[Token]:
    """Give the comments."""
    return (token for token in tokens(text) if token.kind == "comment")


def prologue(text: str) -> Prologue:
    """Read the ``PREFIX`` and ``BASE`` declarations up to the query form."""
    prefixes: dict[str, str] = {}
    found = (token for token in tokens(text) if token.kind not in _SILENT)
    for token in found:
        keyword = token.text.upper()
        if keyword == "PREFIX":
            name, namespace = next(found, token), next(found, token)
            prefixes[name.text.removesuffix(":")] = namespace.text[1:-1]
        elif keyword == "BASE":
            next(found, None)
        else:
            return Prologue(prefixes, keyword)
    return Prologue(prefixes, "")


def expanded(name: str, text: str) -> str:
    """Return the IRI of a prefixed name by the prefixes that a text declares; anything else comes back as it is.

    >>> expanded("skos:Concept", "PREFIX skos: <http://www.w3.org/2004/02/skos/core#> ASK { }")
    'http://www.w3.org/2004/02/skos/core#Concept'
    """
    prefix, colon, local = name.partition(":")
    namespace = prologue(text).prefixes.get(prefix) if colon else None
    return name if namespace is None else namespace + local.replace("\\", "").rstrip(".")


def called_services(text: str) -> list[str | None]:
    """Return the address of each ``SERVICE`` of a text; None for one that is not written as a whole IRI."""
    found = significant(text)
    return [_address(found, index + 1) for index, token in enumerate(found) if token.text.upper() == "SERVICE"]


def _address(found: list[Token], index: int) -> str | None:
    if index < len(found) and found[index].text.upper() == "SILENT":
        index += 1
    return found[index].text[1:-1] if index < len(found) and found[index].kind == "iri" else None


def without_services(text: str) -> str:
    """Return a text whose patterns for other services are patterns for the data itself: it calls nobody."""
    found = significant(text)
    for index in reversed(range(len(found))):
        if found[index].text.upper() == "SERVICE":
            brace = next((token for token in found[index:] if token.text == "{"), found[-1])
            text = text[: found[index].start] + text[brace.start :]
    return text


def escaped_words(text: str) -> Iterator[Token]:
    r"""Give the words with an escape such as ``\\u0053``, in which some engines would read a keyword."""
    return (token for token in significant(text) if token.kind == "word" and "\\u" in token.text.lower())


def values_blocks(text: str) -> list[ValuesBlock]:
    """Find the ``VALUES`` blocks of a single variable, in the order of the text."""
    found = significant(text)
    return [_block(text, found, index) for index in range(len(found)) if _opens_block(found, index)]


def _opens_block(found: list[Token], index: int) -> bool:
    keyword, variable, brace = (*found[index : index + 3], None, None)[:3]
    return bool(
        keyword
        and variable
        and brace
        and keyword.text.upper() == "VALUES"
        and variable.kind == "variable"
        and brace.text == "{"
    )


def _block(text: str, found: list[Token], index: int) -> ValuesBlock:
    opening = found[index + 2]
    braces = (token.start for token in found[index + 3 :] if token.kind == "brace")
    end = next(braces, len(text))
    return ValuesBlock(found[index + 1].text[1:], opening.end, end, _is_marked(text, end + 1))


def _is_marked(text: str, after: int) -> bool:
    """Tell whether a ``# parameter`` comment is next on the line that the block ends on."""
    rest = text[after:].partition("\n")[0].strip()
    return rest.startswith("#") and rest.lstrip("# ").lower().startswith(_MARK)
