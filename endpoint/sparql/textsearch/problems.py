"""Say what is wrong with a search inside SPARQL, and where."""

from typing import Final

from phaen.endpoint.errors import TextSearchError
from phaen.endpoint.sparql.syntax import line_at
from phaen.endpoint.sparql.tree import Tree

FORMS: Final = (
    '?s text:query "words", or (?s ?score ?literal ?graph ?property) text:query (property "words" 100 "lang:th")'
)


def problem(tree: Tree, token: int, said: str) -> TextSearchError:
    """Return the error at a token."""
    line, column = tree.place(token)
    text = line_at(tree.reading.text, line, column)
    return TextSearchError(f"line {line}, column {column}: {said}", line, column, text)
