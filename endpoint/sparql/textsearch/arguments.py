"""What the terms on the two sides of a text:query mean."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from pyoxigraph import Literal, NamedNode

from phaen.endpoint.sparql.textsearch.highlighting import Highlighting, highlighting
from phaen.endpoint.sparql.textsearch.names import MOST_ROWS
from phaen.endpoint.sparql.textsearch.problems import FORMS, problem
from phaen.endpoint.sparql.textsearch.uses import Tokens, Use
from phaen.endpoint.sparql.tree import Tree
from phaen.ontology.terms import RDF, XSD

_STRINGS: Final = frozenset({XSD["string"], RDF["langString"]})
_WHOLE_NUMBER: Final = re.compile(r"\s*[+-]?[0-9]{1,18}\s*")
_PLACES: Final = ("subject", "score", "literal", "graph", "property")


@dataclass(frozen=True)
class Variable:
    """A variable by its name, without its mark."""

    name: str


Term = NamedNode | Literal | Variable


@dataclass(frozen=True)
class Arguments:
    """What to look for; ``words`` may be a variable. A ``language`` of "" asks for literals that have none."""

    words: Literal | Variable
    properties: tuple[str, ...] = ()
    limit: int | None = None
    language: str | None = None
    highlighting: Highlighting | None = None


class Terms:
    """The terms of a query, by their tokens; those that are no variables were resolved by the engine."""

    def __init__(self, tree: Tree, resolved: Mapping[str, NamedNode | Literal]) -> None:
        """Keep what each text means."""
        self._tree = tree
        self._resolved = resolved

    def term(self, tokens: Tokens) -> Term:
        """Return a term; raise TextSearchError for what is none."""
        first, last = tokens
        if last - first == 1 and self._tree.is_variable(first):
            return Variable(self._tree.reading.word(first)[1:])
        found = self._resolved.get(term_text(self._tree, tokens) or "")
        if found is None:
            raise problem(self._tree, first, f"text:query takes variables, IRIs, texts and a whole number: {FORMS}")
        return found


def term_text(tree: Tree, tokens: Tokens) -> str | None:
    """Return the text of an IRI or a literal; None for anything else."""
    first, last = tokens
    kinds = tree.reading.kinds[first:last]
    if last - first == 1 and (tree.is_iri(first) or kinds[0] in {"INTEGER", "DECIMAL", "DOUBLE", "TRUE", "FALSE"}):
        return tree.reading.word(first)
    signed = last - first == 2 and tree.reading.word(first) in {"+", "-"}  # noqa: PLR2004
    if not signed and not kinds[0].startswith("STRING_LITERAL"):
        return None
    return tree.reading.text[tree.reading.starts[first] : tree.reading.ends[last - 1]]


def columns(tree: Tree, use: Use, terms: Terms) -> dict[str, Term]:
    """Return the subject, and the variables for the score, the literal, the graph and the property, as far as given."""
    if len(use.subject) > len(_PLACES):
        raise problem(tree, use.verb, f"the list before text:query has more than five terms: {FORMS}")
    found = dict(zip(_PLACES, map(terms.term, use.subject), strict=False))
    if isinstance(found["subject"], Literal):
        raise problem(tree, use.verb, "the subject of text:query is a literal, which nothing is said of")
    for place, term in found.items():
        if place != "subject" and not isinstance(term, Variable):
            raise problem(tree, use.verb, f"the {place} before text:query must be a variable: {FORMS}")
    names = [term.name for term in found.values() if isinstance(term, Variable)]
    if len(names) != len(set(names)):
        raise problem(tree, use.verb, "a variable stands twice in the list before text:query; give each its own")
    return found


def arguments(tree: Tree, use: Use, terms: Terms) -> Arguments:
    """Return what a text:query looks for: (property… "words" limit "lang:…" "highlight:…")."""
    given = [terms.term(tokens) for tokens in use.arguments]
    properties = []
    for term in given:
        if not isinstance(term, NamedNode):
            break
        properties.append(term.value)
    given = given[len(properties) :]
    if not given:
        raise problem(tree, use.verb, f"text:query has no words to look for: {FORMS}")
    words = given.pop(0)
    if isinstance(words, NamedNode) or (isinstance(words, Literal) and words.datatype not in _STRINGS):
        raise problem(tree, use.verb, f"text:query looks for a text in quotation marks, not for {words}: {FORMS}")
    limit, options = _options(tree, use, given)
    language = options.get("lang")
    if language == "none":
        language = ""
    if isinstance(words, Literal) and words.language:
        language = words.language
    marks = highlighting(options["highlight"]) if "highlight" in options else None
    return Arguments(words, tuple(properties), limit, language, marks)


def _options(tree: Tree, use: Use, given: Sequence[Term]) -> tuple[int | None, dict[str, str]]:
    limit: int | None = None
    options: dict[str, str] = {}
    for term in given:
        key, separator, value = term.value.partition(":") if isinstance(term, Literal) else ("", "", "")
        if isinstance(term, Literal) and term.datatype == XSD["integer"] and limit is None:
            limit = _limit(tree, use, term.value)
        elif separator and key in {"lang", "highlight"} and key not in options:
            options[key] = value.strip().lower() if key == "lang" else value
        else:
            shown = f"?{term.name}" if isinstance(term, Variable) else term
            raise problem(
                tree,
                use.verb,
                f'after its words text:query takes, once each, a limit, "lang:…" and "highlight:…", not {shown}; '
                "properties stand before the words",
            )
    return (None if limit is not None and limit < 0 else limit), options


def _limit(tree: Tree, use: Use, digits: str) -> int:
    # As in Jena a negative limit is none.
    limit = int(digits) if _WHOLE_NUMBER.fullmatch(digits) else 0
    if limit > MOST_ROWS or limit == 0:
        raise problem(
            tree,
            use.verb,
            f"the limit {digits[:20]} of text:query must be from 1 to {MOST_ROWS}; "
            "look for more words, or for one property",
        )
    return limit
