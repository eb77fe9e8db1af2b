"""Check saved queries against the vocabulary: what the catalogue cannot know when it reads a file."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from pyoxigraph import NamedNode, QuerySolution, QuerySolutions, Store

from phaen.queries.catalogue import Catalogue, SavedQuery
from phaen.queries.parameters import term
from phaen.queries.scanner import Token, prologue, significant, values_blocks

NAMESPACE: Final = "https://w3id.org/phaen/ontology#"
_THAI: Final = re.compile("[\u0e01-\u0e5b]")
_COLUMN: Final = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What queries are checked against: the prefix table and the IRIs of the ontology's own terms."""

    prefixes: Mapping[str, str]
    terms: frozenset[str]


@dataclass(frozen=True, slots=True)
class Problem:
    """Something to mend in a saved query."""

    query: str
    message: str

    def __str__(self) -> str:
        """Say which file and what."""
        return f"{self.query}.rq: {self.message}"


def vocabulary() -> Vocabulary:
    """Return the vocabulary that ships with phaen."""
    from phaen.ontology.assets import ontology_turtle, prefixes, triples

    subjects = (quad.subject for quad in triples(ontology_turtle()))
    terms = {node.value for node in subjects if isinstance(node, NamedNode) and node.value.startswith(NAMESPACE)}
    return Vocabulary(prefixes(), frozenset(terms))


def lint_catalogue(catalogue: Catalogue, against: Vocabulary | None = None) -> list[Problem]:
    """Check every query of the catalogue; an empty list means that all is well."""
    known = against or vocabulary()
    return [problem for query in catalogue for problem in lint(query, known)]


def lint(query: SavedQuery, against: Vocabulary) -> list[Problem]:
    """Check one query; its syntax first, for without it nothing else can be said."""
    try:
        columns = _columns(query)
    except SyntaxError as problem:
        return [Problem(query.name, f"is not SPARQL: {problem}")]
    messages = [
        *_prefix_messages(query, against),
        *_term_messages(query, against),
        *_language_messages(query),
        *_example_messages(query),
        *_result_messages(query, columns),
    ]
    return [Problem(query.name, message) for message in messages]


def _columns(query: SavedQuery) -> list[str]:
    """Run the query on nothing, and give the names of its columns (none unless it is a SELECT)."""
    result = Store().query(query.text)
    return [variable.value for variable in result.variables] if isinstance(result, QuerySolutions) else []


def _prefix_messages(query: SavedQuery, against: Vocabulary) -> Iterator[str]:
    used = {name.partition(":")[0] for name in _prefixed_names(query)}
    for prefix, namespace in prologue(query.text).prefixes.items():
        ours = against.prefixes.get(prefix)
        if ours != namespace:
            yield f"PREFIX {prefix}: is {ours or 'not in the prefix table'}, not {namespace}"
        if prefix not in used:
            yield f"PREFIX {prefix}: is declared and not used; take the line out"


def _prefixed_names(query: SavedQuery) -> list[str]:
    declaration = ""
    names = []
    for token in significant(query.text):
        if token.kind == "word" and ":" in token.text and declaration != "PREFIX":
            names.append(token.text)
        declaration = token.text.upper()
    return names


def _term_messages(query: SavedQuery, against: Vocabulary) -> Iterator[str]:
    prefixes = prologue(query.text).prefixes
    names = [_expand(name, prefixes) for name in _prefixed_names(query)]
    for iri in dict.fromkeys([*names, *_whole_iris(significant(query.text))]):
        if iri.startswith(NAMESPACE) and iri not in against.terms:
            yield f"phaen:{iri.removeprefix(NAMESPACE)} is no term of the ontology"


def _expand(name: str, prefixes: Mapping[str, str]) -> str:
    prefix, _, local = name.partition(":")
    return prefixes.get(prefix, "") + local.replace("\\", "").rstrip(".")


def _whole_iris(found: list[Token]) -> Iterator[str]:
    declared = set(prologue(" ".join(token.text for token in found)).prefixes.values())
    return (token.text[1:-1] for token in found if token.kind == "iri" and token.text[1:-1] not in declared)


def _language_messages(query: SavedQuery) -> Iterator[str]:
    labels = {f"parameters.{parameter.name}.label": parameter.label for parameter in query.parameters}
    for key, text in {"title": query.title, "description": query.description, **labels}.items():
        if not _THAI.search(text.th):
            yield f"{key}.th is not in Thai"
        if not re.search("[A-Za-z]", text.en):
            yield f"{key}.en is not in English"


def _example_messages(query: SavedQuery) -> Iterator[str]:
    """Hold each block to its example, so that the file runs as it stands in any tool."""
    for block in values_blocks(query.text):
        parameter = query.parameter(block.name)
        if parameter is None:
            continue
        prefixes = "".join(f"PREFIX {name}: <{iri}> " for name, iri in prologue(query.text).prefixes.items())
        content = query.text[block.start : block.end]
        found = [row[0] for row in _rows(f"{prefixes} SELECT ?value {{ VALUES ?value {{ {content} }} }}")]
        example = term(parameter, parameter.example)
        if found != [example]:
            yield f"VALUES ?{block.name} {{ … }} must hold the example, written {example}, and nothing else"


def _rows(text: str) -> Iterator[QuerySolution]:
    result = Store().query(text)
    return iter(result) if isinstance(result, QuerySolutions) else iter(())


def _result_messages(query: SavedQuery, columns: list[str]) -> Iterator[str]:
    for column in columns:
        if not _COLUMN.fullmatch(column):
            yield f"the column {column} is not in snake_case"
    if query.form == "select" and "ORDER BY" not in " ".join(_outermost(query.text)):
        yield "has no ORDER BY, so its rows come in any order"


def _outermost(text: str) -> Iterator[str]:
    """Give the words that stand in no braces: those of the query itself, not of a query inside it."""
    depth = 0
    for token in significant(text):
        depth += {"{": 1, "}": -1}.get(token.text, 0)
        if depth == 0 and token.kind == "word":
            yield token.text.upper()
