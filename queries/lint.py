"""Check saved queries against the vocabulary: what the catalogue cannot know when it reads a file.

What only running a query on data can tell is in ``trial``.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from pyoxigraph import QuerySolution, QuerySolutions, Store

from phaen.queries.catalogue import Catalogue, SavedQuery
from phaen.queries.choices import choices_text
from phaen.queries.model import Text
from phaen.queries.parameters import term
from phaen.queries.scanner import Token, expanded, prologue, significant, values_blocks, without_services
from phaen.queries.vocabulary import Vocabulary, vocabulary

__all__ = ["Problem", "Vocabulary", "lint", "lint_catalogue", "vocabulary"]

CHOICE_COLUMNS: Final = ("value", "label_th", "label_en")
_THAI: Final = re.compile("[\u0e01-\u0e5b]")
_COLUMN: Final = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class Problem:
    """Something to mend in a saved query."""

    query: str
    message: str
    group: str = ""

    def __str__(self) -> str:
        """Say which file and what."""
        folder = f"{self.group}/" if self.group else ""
        return f"{folder}{self.query}.rq: {self.message}"


def lint_catalogue(catalogue: Catalogue, against: Vocabulary | None = None) -> list[Problem]:
    """Check every query of the catalogue; an empty list means that all is well."""
    known = against or vocabulary()
    return [problem for query in catalogue for problem in lint(query, known)]


def lint(query: SavedQuery, against: Vocabulary) -> list[Problem]:
    """Check one query; its syntax first, for without it nothing else can be said."""
    try:
        columns = _columns(query.text)
    except SyntaxError as problem:
        return [Problem(query.name, f"is not SPARQL: {problem}", query.group)]
    messages = [
        *_prefix_messages(query, against),
        *_term_messages(query.text, query.services, against),
        *_language_messages(query),
        *_example_messages(query),
        *_parameter_messages(query),
        *_choices_messages(query, against),
        *_result_messages(query, columns),
        *_view_messages(query, columns),
    ]
    return [Problem(query.name, message, query.group) for message in messages]


def _columns(text: str) -> list[str]:
    """Run a query on nothing, and give the names of its columns (none unless it is a SELECT)."""
    result = Store().query(without_services(text))
    return [variable.value for variable in result.variables] if isinstance(result, QuerySolutions) else []


def _prefix_messages(query: SavedQuery, against: Vocabulary) -> Iterator[str]:
    used = {name.partition(":")[0] for name in _prefixed_names(query.text)}
    for prefix, namespace in prologue(query.text).prefixes.items():
        ours = against.prefixes.get(prefix)
        if ours != namespace:
            yield f"PREFIX {prefix}: is {ours or 'not in the prefix table'}, not {namespace}"
        if prefix not in used:
            yield f"PREFIX {prefix}: is declared and not used; take the line out"


def _prefixed_names(text: str) -> list[str]:
    declaration = ""
    names = []
    for token in significant(text):
        if token.kind == "word" and ":" in token.text and declaration != "PREFIX":
            names.append(token.text)
        declaration = token.text.upper()
    return names


def _term_messages(text: str, services: tuple[str, ...], against: Vocabulary) -> Iterator[str]:
    names = [expanded(name, text) for name in _prefixed_names(text)]
    for iri in dict.fromkeys([*names, *_whole_iris(significant(text))]):
        message = against.problem(iri) if iri not in services else None
        if message is not None:
            yield message


def _whole_iris(found: list[Token]) -> Iterator[str]:
    declared = set(prologue(" ".join(token.text for token in found)).prefixes.values())
    return (token.text[1:-1] for token in found if token.kind == "iri" and token.text[1:-1] not in declared)


def _language_messages(query: SavedQuery) -> Iterator[str]:
    for key, text in _texts(query).items():
        if not _THAI.search(text.th):
            yield f"{key}.th is not in Thai"
        if not re.search("[A-Za-z]", text.en):
            yield f"{key}.en is not in English"


def _texts(query: SavedQuery) -> Mapping[str, Text]:
    """Return the texts of a query by their keys."""
    texts = {"title": query.title, "description": query.description}
    for parameter in query.parameters:
        where = f"parameters.{parameter.name}"
        texts[f"{where}.label"] = parameter.label
        texts.update({f"{where}.help": parameter.help} if parameter.help is not None else {})
        named = zip(parameter.choices, parameter.choice_labels, strict=False)
        texts.update({f"{where}.choices.{choice}": label for choice, label in named})
    return texts


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


def _parameter_messages(query: SavedQuery) -> Iterator[str]:
    """Find the parameters whose value changes nothing: their variable stands in its blocks only."""
    blocks = [block.name for block in values_blocks(query.text)]
    variables = [token.text[1:] for token in significant(query.text) if token.kind == "variable"]
    for parameter in query.parameters:
        if variables.count(parameter.name) == blocks.count(parameter.name):
            remedy = "use its variable outside its VALUES, or take the parameter out"
            yield f"parameters.{parameter.name} is not used; {remedy}"


def _choices_messages(query: SavedQuery, against: Vocabulary) -> Iterator[str]:
    for parameter in query.parameters:
        text = choices_text(parameter)
        if text is None:
            continue
        where = f"parameters.{parameter.name}.choices_query"
        try:
            columns = _columns(text)
        except SyntaxError as problem:
            yield f"{where} is not SPARQL: {problem}"
            continue
        if sorted(columns) != sorted(CHOICE_COLUMNS):
            yield f"{where} must be SELECT ?value ?label_th ?label_en, in this or another order"
        if without_services(text) != text:
            yield f"{where} asks another service; choices come from the data here"
        yield from (f"{where}: {message}" for message in _term_messages(text, (), against))


def _result_messages(query: SavedQuery, columns: list[str]) -> Iterator[str]:
    words = [token.text for token in significant(query.text)]
    for column in columns:
        if not _COLUMN.fullmatch(column):
            yield f"the column {column} is not in snake_case"
        if [word[1:] for word in words if word[0] in "?$"].count(column) == 1 and f"AS ?{column}" not in " ".join(
            words
        ):
            yield f"the column {column} is never bound; bind it, or take it out"
    if query.form == "select" and "ORDER BY" not in " ".join(_outermost(query.text)):
        yield "has no ORDER BY, so its rows come in any order"


def _view_messages(query: SavedQuery, columns: list[str]) -> Iterator[str]:
    for part, column in (query.view.parts() if query.view is not None else {}).items():
        if column not in columns:
            yield f"view.{part}: the result has no column {column}; it has {', '.join(columns)}"


def _outermost(text: str) -> Iterator[str]:
    """Give the words that stand in no braces: those of the query itself, not of a query inside it."""
    depth = 0
    for token in significant(text):
        depth += {"{": 1, "}": -1}.get(token.text, 0)
        if depth == 0 and token.kind == "word":
            yield token.text.upper()
