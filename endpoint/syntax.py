"""Say what is wrong with a query that does not parse, in words that help to mend it.

The engine gives the place, but of its expectations only those of the last rule it tried, which mislead more often
than they help. So the usual slips are looked for in the query itself; for the rest the place is shown.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from phaen.endpoint.errors import QuerySyntaxError
from phaen.endpoint.lexer import bare
from phaen.ontology.assets import prefixes

_PLACE = re.compile(r"error at (\d+):(\d+): (.*)", re.DOTALL)
_PROLOGUE = re.compile(r"\s*+(?:(?:PREFIX\s+[^\s:]*:\s*<>|BASE\s*<>|@\w+[^.]*\.|VERSION\s+\"\")\s*+)*+", re.IGNORECASE)
_WORD = re.compile(r"[A-Za-z]+|\S")
_DECLARED = re.compile(r"PREFIX\s+([^\s:]*):", re.IGNORECASE)
_USED = re.compile(r"(?<![\w:?$@<-])([A-Za-z\u00c0-\uffff][\w.-]*|)(?<!_):(?=[\w%\\]|\s|$)")
_FORMS = frozenset({"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"})
_UPDATES = frozenset({"INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH"})
_SENTENCES: Mapping[str, str] = {
    "SELECT contains a variable that is unbound": "the SELECT names a variable that is neither bound nor in GROUP BY",
    "IRI parsing failed": "an IRI here is not valid: write it whole, without blanks, or declare a BASE",
}
_AROUND = 24


def syntax_error(message: str, query: str) -> QuerySyntaxError:
    """Turn the engine's message about a query into an error with line, column and the likely mend."""
    place = _PLACE.match(message)
    line, column = (int(place[1]), int(place[2])) if place else (1, 1)
    slip = _slip(query)
    if slip and slip.word:
        line, column = _find(query, slip.word) or (line, column)
    reason = slip.said if slip else _known_sentence(message) or _unbalanced(query)
    reason = reason or f"not understood {_around(query, line, column)}"
    return QuerySyntaxError(f"line {line}, column {column}: {reason}", line, column)


@dataclass(frozen=True)
class _Slip:
    """What is wrong, and the word where it is."""

    said: str
    word: str = ""


def _slip(query: str) -> _Slip | None:
    """Find one of the usual slips: no query, an update, a misspelt form, a prefix that is not declared."""
    text = bare(query)
    prologue = _PROLOGUE.match(text)
    word = _WORD.match(text, prologue.end() if prologue else 0)
    if word is None:
        return _Slip("there is no query; begin with SELECT, ASK, CONSTRUCT or DESCRIBE")
    if word[0].upper() in _UPDATES:
        return _Slip(f"{word[0]} is an update; only queries are answered here", word[0])
    missing = _undeclared(text)
    if missing is not None:
        known = prefixes().get(missing)
        said = f"the prefix '{missing}:' is not declared; add PREFIX {missing}: <{known or '…'}> before the query"
        return _Slip(said, f"{missing}:")
    if word[0].upper() not in _FORMS and word[0].upper() not in {"PREFIX", "BASE"}:
        return _Slip(f"'{word[0]}' begins no query; begin with SELECT, ASK, CONSTRUCT or DESCRIBE", word[0])
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


def _around(query: str, line: int, column: int) -> str:
    """Show the end of what was read and the beginning of what was not."""
    lines = query.splitlines()
    if not 0 < line <= len(lines):
        return "where the query ends"
    text = lines[line - 1]
    before, after = text[: column - 1].strip(), text[column - 1 :].strip()
    if not after and line == len(lines):
        return f"where the query ends, after '{before[-_AROUND:]}'"
    return f"after '{before[-_AROUND:]}'" if before else f"before '{after[:_AROUND]}'"
