"""What a query or an update says: its form, dataset, services and operations, with their places in the text.

All places are in code points of the text as it was given. IRIs are absolute: prologue, BASE and escapes are applied by
the engine itself, so that there is no second opinion of what a term means.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final, Literal, TypeAlias, cast, get_args

from pyoxigraph import Literal as RdfLiteral
from pyoxigraph import NamedNode, QuerySolutions, Store

from phaen.endpoint.sparql.reading import NotParsedError, Phrase, Reading, read

__all__ = [
    "DatasetClause",
    "NotParsedError",
    "Operation",
    "ParsedQuery",
    "ParsedUpdate",
    "Service",
    "SolutionModifiers",
    "parse_query",
    "parse_update",
    "resolved",
]

Form: TypeAlias = Literal["select", "ask", "construct", "describe"]
Kind: TypeAlias = Literal[
    "insert-data", "delete-data", "delete-where", "modify", "load", "clear", "drop", "create", "add", "move", "copy"
]
Span: TypeAlias = tuple[int, int]
"""Where something begins and where it ends, in code points."""

_VARIABLES: Final = frozenset({"VAR1", "VAR2"})
_OPERATIONS: Final = frozenset(kind.replace("-", "_") for kind in get_args(Kind))
_WRITING: Final = frozenset(
    {"insert_data", "delete_data", "insert_clause", "delete_clause", "delete_where", "clear", "drop"}
)
_IRIS: Final = frozenset({"IRIREF", "PNAME_LN", "PNAME_NS"})
_MOST_PROLOGUE: Final = 4_000_000
_AT_ONCE: Final = 200
_LARGEST_DIGITS: Final = 20


@dataclass(frozen=True)
class Service:
    """A SERVICE pattern: the address that it calls, None where that is a variable, and the place of this term."""

    endpoint: str | None
    silent: bool
    start: int
    end: int


@dataclass(frozen=True)
class DatasetClause:
    """A graph that FROM, FROM NAMED, USING or USING NAMED names, and the place of the whole clause."""

    iri: str
    named: bool
    start: int
    end: int


@dataclass(frozen=True)
class SolutionModifiers:
    """LIMIT and OFFSET of the outermost query: their values, the places of their clauses, None where there is none.

    ``place`` is where a LIMIT may be put if there is none: after OFFSET and before VALUES.
    """

    limit: int | None
    limit_span: Span | None
    offset: int | None
    offset_span: Span | None
    place: int


@dataclass(frozen=True)
class ParsedQuery:
    """A query. Its services are those at any depth."""

    form: Form
    dataset: tuple[DatasetClause, ...]
    services: tuple[Service, ...]
    modifiers: SolutionModifiers


@dataclass(frozen=True)
class Operation:
    """An operation of an update, from ``start`` to ``end``, with all declarations that hold for it as its prologue.

    ``load``, ``load_silent`` and ``into_graph`` are those of a LOAD; ``load_span`` is the place of the address.
    ``place`` is where USING can be put, before the WHERE of a modify; ``where`` and ``pattern`` are the places of the
    keyword and the pattern of a DELETE WHERE. ``targets`` are the graphs that it may change, None being the default
    graph, and ``target_variables`` the variables, without their mark, that name further ones.
    """

    kind: Kind
    start: int
    end: int
    prologue: str
    services: tuple[Service, ...] = ()
    load: str | None = None
    load_silent: bool = False
    load_span: Span | None = None
    into_graph: str | None = None
    with_graph: str | None = None
    using: tuple[DatasetClause, ...] = ()
    place: int | None = None
    where: Span | None = None
    pattern: Span | None = None
    targets: frozenset[str | None] = frozenset()
    target_variables: frozenset[str] = frozenset()


@dataclass(frozen=True)
class ParsedUpdate:
    """An update: its operations in their order."""

    operations: tuple[Operation, ...]


def parse_query(text: str, base_iri: str | None) -> ParsedQuery:
    """Parse a query; raise NotParsedError where our grammar does not read it, or the engine not one of its IRIs."""
    reading = read(text, "query_unit")
    form = next(phrase for phrase in reversed(reading.phrases) if phrase.name.endswith("_query"))
    prologue = text[: reading.starts[form.first]]
    terms = _Terms(reading, prologue, base_iri, reading.phrases)
    return ParsedQuery(
        cast("Form", form.name.removesuffix("_query")),
        tuple(terms.clauses("dataset_clause")),
        tuple(terms.services()),
        _modifiers(reading),
    )


def parse_update(text: str, base_iri: str | None) -> ParsedUpdate:
    """Parse an update; raise NotParsedError where our grammar does not read it, or the engine not one of its IRIs."""
    reading = read(text, "update_unit")
    prologue, length, first = "", 0, 0
    operations = []
    for number, phrase in enumerate(reading.phrases):
        if phrase.name == "prologue" and phrase.last > phrase.first:
            prologue += _span_text(reading, phrase) + "\n"
            length += len(prologue)
            if length > _MOST_PROLOGUE:
                raise NotParsedError("too many prologues: declare all prefixes before the first operation")
        if phrase.name in _OPERATIONS:
            operations.append(_operation(reading, phrase, prologue, base_iri, reading.phrases[first:number]))
            first = number + 1
    return ParsedUpdate(tuple(operations))


def _operation(reading: Reading, phrase: Phrase, prologue: str, base_iri: str | None, inner: list[Phrase]) -> Operation:
    start, end = _span(reading, phrase)
    kind = cast("Kind", phrase.name.replace("_", "-"))
    terms = _Terms(reading, prologue, base_iri, [*inner, phrase])
    if phrase.name == "load":
        return _load(reading, phrase, terms, prologue)
    targets, variables = terms.targets(), terms.target_variables()
    if phrase.name == "delete_where":
        where = (reading.starts[phrase.first + 1], reading.ends[phrase.first + 1])
        pattern = (reading.starts[phrase.first + 2], end)
        return Operation(
            kind, start, end, prologue, where=where, pattern=pattern, targets=targets, target_variables=variables
        )
    if phrase.name != "modify":
        return Operation(kind, start, end, prologue, targets=targets)
    heads = {"with_clause", "delete_clause", "insert_clause", "using_clause"}
    return Operation(
        kind,
        start,
        end,
        prologue,
        tuple(terms.services()),
        with_graph=terms.with_graph(),
        using=tuple(terms.clauses("using_clause")),
        place=reading.starts[max(part.last for part in inner if part.name in heads)],
        targets=targets,
        target_variables=variables,
    )


def _load(reading: Reading, phrase: Phrase, terms: "_Terms", prologue: str) -> Operation:
    silent = reading.kinds[phrase.first + 1] == "SILENT"
    source = phrase.first + 1 + silent
    into = terms.iri(phrase.last - 1) if phrase.last - 1 > source else None
    return Operation(
        "load",
        *_span(reading, phrase),
        prologue,
        load=terms.iri(source),
        load_silent=silent,
        load_span=(reading.starts[source], reading.ends[source]),
        into_graph=into,
        targets=frozenset({into}),
    )


class _Terms:
    """The IRIs that the phrases of one query or operation name, resolved together."""

    def __init__(self, reading: Reading, prologue: str, base_iri: str | None, phrases: list[Phrase]) -> None:
        self._reading = reading
        self._phrases = phrases
        tokens = [token for phrase in phrases for token in _iri_tokens(reading, phrase)]
        words = list(dict.fromkeys(reading.word(token) for token in tokens))
        try:
            self._iris = {
                word: cast("NamedNode", term).value
                for word, term in zip(words, resolved(prologue, words, base_iri), strict=True)
            }
        except (SyntaxError, ValueError) as error:
            raise NotParsedError("an IRI here is not valid: write it whole, or declare a BASE") from error

    def iri(self, token: int) -> str:
        return self._iris[self._reading.word(token)]

    def services(self) -> Iterator[Service]:
        reading = self._reading
        for phrase in self._named("service_graph_pattern"):
            silent = reading.kinds[phrase.first + 1] == "SILENT"
            term = phrase.first + 1 + silent
            endpoint = None if reading.kinds[term] in _VARIABLES else self.iri(term)
            yield Service(endpoint, silent, reading.starts[term], reading.ends[term])

    def clauses(self, name: str) -> Iterator[DatasetClause]:
        for phrase in self._named(name):
            named = self._reading.kinds[phrase.first + 1] == "NAMED"
            yield DatasetClause(self.iri(phrase.last - 1), named, *_span(self._reading, phrase))

    def with_graph(self) -> str | None:
        return next((self.iri(phrase.last - 1) for phrase in self._named("with_clause")), None)

    def targets(self) -> frozenset[str | None]:
        """Return the graphs that the operation names as those to be changed, and that of what names none."""
        reading = self._reading
        named = (token for phrase in self._phrases for token in _target_tokens(reading, phrase))
        return frozenset({self.with_graph(), *(self.iri(token) for token in named if _is_iri(reading, token))})

    def target_variables(self) -> frozenset[str]:
        reading = self._reading
        tokens = (token for phrase in self._phrases for token in _target_tokens(reading, phrase))
        return frozenset(reading.word(token)[1:] for token in tokens if reading.kinds[token] in _VARIABLES)

    def _named(self, name: str) -> Iterator[Phrase]:
        """Yield the phrases of a name in the order in which they begin."""
        return iter(sorted((phrase for phrase in self._phrases if phrase.name == name), key=lambda it: it.first))


def _iri_tokens(reading: Reading, phrase: Phrase) -> Iterator[int]:
    """Yield the tokens of a phrase that are the IRIs by which it matters."""
    if phrase.name == "service_graph_pattern":
        term = phrase.first + 1 + (reading.kinds[phrase.first + 1] == "SILENT")
        if reading.kinds[term] not in _VARIABLES:
            yield term
    elif phrase.name in {"dataset_clause", "using_clause", "with_clause"}:
        yield phrase.last - 1
    elif phrase.name == "load":
        source = phrase.first + 1 + (reading.kinds[phrase.first + 1] == "SILENT")
        yield from dict.fromkeys((source, phrase.last - 1))
    else:
        yield from (token for token in _target_tokens(reading, phrase) if _is_iri(reading, token))


def _target_tokens(reading: Reading, phrase: Phrase) -> Iterator[int]:
    """Yield the tokens that name graphs which an operation may change: behind GRAPH in what it writes, or behind TO.

    What MOVE takes from is changed too.
    """
    if phrase.name in _WRITING:
        for token in range(phrase.first, phrase.last - 1):
            if reading.kinds[token].startswith("GRAPH"):
                yield token + 1
    elif phrase.name in {"add", "copy"}:
        yield phrase.last - 1
    elif phrase.name == "move":
        yield from range(phrase.first + 1, phrase.last)


def _is_iri(reading: Reading, token: int) -> bool:
    return reading.kinds[token] in _IRIS


def resolved(prologue: str, words: list[str], base_iri: str | None) -> Iterator[NamedNode | RdfLiteral]:
    """Let the engine say what each IRI or literal means under a prologue; raises SyntaxError or ValueError."""
    for first in range(0, len(words), _AT_ONCE):
        some = words[first : first + _AT_ONCE]
        terms = " ".join(f"({word} AS ?v{number})" for number, word in enumerate(some))
        found = _store().query(f"{prologue}\nSELECT {terms} {{}}", base_iri=base_iri)
        row = next(iter(cast("QuerySolutions", found)))
        yield from (cast("NamedNode | RdfLiteral", row[number]) for number in range(len(some)))


@cache
def _store() -> Store:
    return Store()


def _modifiers(reading: Reading) -> SolutionModifiers:
    outermost = _outermost(reading)
    limit, offset = outermost.get("limit_clause"), outermost.get("offset_clause")
    return SolutionModifiers(
        _number(reading, limit),
        _span(reading, limit) if limit else None,
        _number(reading, offset),
        _span(reading, offset) if offset else None,
        reading.ends[outermost["values_clause"].first - 1],
    )


def _outermost(reading: Reading) -> Mapping[str, Phrase]:
    """Return the phrases by their names, but those that are in no sub-query, of which there is one of each."""
    found: dict[str, Phrase] = {}
    wanted = {"limit_clause", "offset_clause", "values_clause"}
    for phrase in reading.phrases:
        if phrase.name == "sub_select":
            found = {name: kept for name, kept in found.items() if kept.first < phrase.first}
        elif phrase.name in wanted:
            found[phrase.name] = phrase
    return found


def _number(reading: Reading, clause: Phrase | None) -> int | None:
    if clause is None:
        return None
    digits = reading.word(clause.last - 1).lstrip("0")
    return int(digits[:_LARGEST_DIGITS] or "0")


def _span(reading: Reading, phrase: Phrase) -> Span:
    return reading.starts[phrase.first], reading.ends[phrase.last - 1]


def _span_text(reading: Reading, phrase: Phrase) -> str:
    start, end = _span(reading, phrase)
    return reading.text[start:end]
