"""Say what is wrong with a query or an update that does not parse, in words that help to mend it.

The engine gives the place, but often one past it, and of its expectations only those of the last rule it tried, which
mislead more often than they help. So the usual slips are looked for in the text itself; for the rest the place is
shown where our own grammar ends, and only for what it does read the engine's.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from phaen.endpoint.errors import QuerySyntaxError
from phaen.endpoint.sparql.lexer import bare
from phaen.endpoint.sparql.reading import NotParsedError, read
from phaen.ontology.assets import prefixes

_PLACE = re.compile(r"error at (\d+):(\d+): (.*)", re.DOTALL)
_PROLOGUE = re.compile(r"\s*+(?:(?:PREFIX\s+[^\s:]*:\s*<>|BASE\s*<>|@\w+[^.]*\.|VERSION\s+\"\")\s*+)*+", re.IGNORECASE)
_WORD = re.compile(r"[A-Za-z]+|\S")
_DECLARED = re.compile(r"PREFIX\s+([^\s:]*):", re.IGNORECASE)
_USED = re.compile(r"(?<![\w:?$@<-])([A-Za-z\u00c0-\uffff][\w.-]*|)(?<!_):(?=[\w%\\]|\s|$)")
_SENTENCES: Mapping[str, str] = {
    "SELECT contains a variable that is unbound": "the SELECT names a variable that is neither bound nor in GROUP BY",
    "IRI parsing failed": "an IRI here is not valid: write it whole, without blanks, or declare a BASE",
    "Variables are not allowed in INSERT DATA": "INSERT DATA takes no variables; use INSERT { … } WHERE { … }",
    "Variables and blank nodes are not allowed in DELETE DATA": "DELETE DATA takes neither variables nor blank nodes; "
    "use DELETE WHERE { … }",
    "Blank nodes are not allowed in DELETE WHERE": "a DELETE takes no blank nodes; put a variable there",
}
_AROUND = 24
_LONGEST_LINE = 200


@dataclass(frozen=True)
class _Language:
    """The words by which a text of one kind begins, and what is said of those that begin the other kind."""

    name: str
    unit: str
    begins: tuple[str, ...]
    others: tuple[str, ...]
    instead: str

    def beginnings(self) -> str:
        return f"begin with {', '.join(self.begins[:-1])} or {self.begins[-1]}"


_FORMS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
_OPERATIONS = ("INSERT", "DELETE", "WITH", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY")
_QUERY = _Language("query", "query_unit", _FORMS, _OPERATIONS, "is an update; send it to /update")
_UPDATE = _Language("update", "update_unit", _OPERATIONS, _FORMS, "is a query; send it to /sparql")


@dataclass(frozen=True)
class _Slip:
    """What is wrong, and the word where it is."""

    said: str
    word: str = ""


def syntax_error(message: str, query: str) -> QuerySyntaxError:
    """Turn the engine's message about a query into an error with place, line and the likely mend."""
    return _error(message, query, _QUERY)


def update_syntax_error(message: str, update: str) -> QuerySyntaxError:
    """Turn the engine's message about an update into an error with place, line and the likely mend."""
    return _error(message, update, _UPDATE)


def _error(message: str, text: str, language: _Language) -> QuerySyntaxError:
    line, column, reason = _place(message, text, language)
    slip = _slip(text, language)
    if slip and slip.word:
        line, column = _find(text, slip.word) or (line, column)
    reason = (slip.said if slip else _known_sentence(message) or _unbalanced(text)) or reason
    return QuerySyntaxError(f"line {line}, column {column}: {reason}", line, column, line_at(text, line, column))


def _place(message: str, text: str, language: _Language) -> tuple[int, int, str]:
    """Return line and column of an error, and what there is to say about no more than the place."""
    try:
        read(text, language.unit)
    except NotParsedError as error:
        return error.line, error.column, error.message.replace("the text", f"the {language.name}")
    found = _PLACE.match(message)
    line, column = (int(found[1]), int(found[2])) if found else (1, 1)
    return line, column, f"not understood {_around(text, line, column, language)}"


def _slip(query: str, language: _Language) -> _Slip | None:
    """Find one of the usual slips: nothing there, the other kind, a misspelt word, a prefix that is not declared."""
    text = bare(query)
    prologue = _PROLOGUE.match(text)
    word = _WORD.match(text, prologue.end() if prologue else 0)
    if word is None:
        return _Slip(f"there is no {language.name}; {language.beginnings()}")
    if word[0].upper() in language.others:
        return _Slip(f"{word[0]} {language.instead}", word[0])
    missing = _undeclared(text)
    if missing is not None:
        known = prefixes().get(missing)
        declaration = f"PREFIX {missing}: <{known or '…'}>"
        said = f"the prefix '{missing}:' is not declared; add {declaration} before the {language.name}"
        return _Slip(said, f"{missing}:")
    if word[0].upper() not in {*language.begins, "PREFIX", "BASE", "VERSION"}:
        return _Slip(f"'{word[0]}' begins no {language.name}; {language.beginnings()}", word[0])
    return None


def _undeclared(text: str) -> str | None:
    declared = set(_DECLARED.findall(text))
    used = _USED.findall(re.sub(r"PREFIX\s+[^\s:]*:", "", text, flags=re.IGNORECASE))
    return next((name for name in used if name not in declared), None)


def _find(query: str, word: str) -> tuple[int, int] | None:
    """Give line and column of the first place where a word stands by itself."""
    match = re.search(rf"(?<![\w:?$]){re.escape(word)}", query)
    if match is None:
        return None
    before = query[: match.start()]
    return before.count("\n") + 1, match.start() - (before.rfind("\n") + 1) + 1


def _unbalanced(query: str) -> str | None:
    text = bare(query)
    for opening, closing in ("{}", "()", "[]"):
        more = text.count(opening) - text.count(closing)
        if more:
            return f"{abs(more)} '{opening if more > 0 else closing}' too many; each needs its counterpart"
    return None


def _known_sentence(message: str) -> str | None:
    return next((ours for theirs, ours in _SENTENCES.items() if theirs in message), None)


def _around(query: str, line: int, column: int, language: _Language) -> str:
    """Show the end of what was read and the beginning of what was not."""
    lines = query.rstrip("\n").split("\n")
    if not 0 < line <= len(lines):
        return f"where the {language.name} ends"
    text = lines[line - 1]
    before, after = text[: column - 1].strip(), text[column - 1 :].strip()
    if not after and line == len(lines):
        return f"where the {language.name} ends, after '{before[-_AROUND:]}'"
    return f"after '{before[-_AROUND:]}'" if before else f"before '{after[:_AROUND]}'"


def line_at(query: str, line: int, column: int) -> str:
    """Return a line, or of a long one what stands round the column."""
    lines = query.split("\n")
    text = lines[line - 1].rstrip("\r") if 0 < line <= len(lines) else ""
    start = max(0, min(column - 1 - _LONGEST_LINE // 2, len(text) - _LONGEST_LINE))
    return text[start : start + _LONGEST_LINE]
