"""Read SPARQL by the tables of grammar.json: text in, tokens and the phrases that they make out.

An LALR(1) parser whose lexer asks the parser. At each place it looks, in the grammar's order, for the first terminal
that matches the text there *and* that the parser can take, all pending reductions considered: so ``<`` opens an IRI
only where a term may stand, and the text is read as the engine reads it, which knows no tokens. Nothing here recurses,
and the time is linear in the length of the text.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Final, NamedTuple

from phaen.endpoint.errors import PhaenEndpointError

END: Final = "$END"
SHOWN: Final = 24
_SKIPPED = re.compile(r"(?:[ \t\r\n]++|#[^\r\n]*+)*+")
_ESCAPE = re.compile(r"\\(?:\\|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8}))")
_LAST_CODE_POINT: Final = 0x10FFFF
_SURROGATES: Final = range(0xD800, 0xE000)
_NOT_IN_IRIS: Final = frozenset('<>"{}|^`\\') | frozenset(map(chr, range(0x21)))
_NAMES: Final = frozenset({"PNAME_LN", "PNAME_NS"})
_ESCAPED: Final = frozenset(
    {"IRIREF", "STRING_LITERAL1", "STRING_LITERAL2", "STRING_LITERAL_LONG1", "STRING_LITERAL_LONG2"}
)
# The phrases whose extent is kept. The others only have to be right.
_KEPT: Final = frozenset(
    {
        "prologue", "prefix_decl", "select_query", "construct_query", "describe_query", "ask_query", "values_clause",
        "sub_select", "dataset_clause", "solution_modifier", "limit_clause", "offset_clause", "service_graph_pattern",
        "load", "clear", "drop", "create", "add", "move", "copy", "insert_data", "delete_data", "delete_where",
        "modify", "with_clause", "delete_clause", "insert_clause", "using_clause", "quad_pattern",
    }
)  # fmt: skip

_Match = Callable[[str, int], re.Match[str] | None]


class NotParsedError(PhaenEndpointError):
    """The grammar of this package does not read the text; line and column count from 1. The engine may read it yet."""

    code = "not-parsed"

    def __init__(self, message: str, line: int = 1, column: int = 1) -> None:
        """Keep the place beside the message."""
        super().__init__(f"line {line}, column {column}: {message}")
        self.message = message
        self.line = line
        self.column = column


class Phrase(NamedTuple):
    """A phrase of the grammar: its name, its first token and the token after its last."""

    name: str
    first: int
    last: int


@dataclass
class Reading:
    """A text that the grammar reads: for each token its terminal and where it begins and ends, and the phrases.

    A phrase comes after all phrases inside it.
    """

    text: str
    kinds: list[str] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    phrases: list[Phrase] = field(default_factory=list)

    def word(self, token: int) -> str:
        """Return the text of a token."""
        return self.text[self.starts[token] : self.ends[token]]


@dataclass(frozen=True)
class _Tables:
    """The tables of the grammar: a move is the number of the next state, a reduction the complement of its rule's."""

    starts: Mapping[str, tuple[int, int]]
    terminals: Mapping[str, _Match]
    beginnings: Mapping[str, str]
    rows: list[dict[str, int]]
    rules: list[tuple[str, int, bool]]
    candidates: dict[tuple[int, str], list[str]] = field(default_factory=dict)
    renamings: dict[tuple[int, int, str], int] = field(default_factory=dict)

    def candidate(self, state: int, character: str) -> list[str]:
        """Return the terminals that may be taken in a state and can begin with a character, in the grammar's order."""
        key = (state, character if character.isascii() else "…")
        found = self.candidates.get(key)
        if found is None:
            row = self.rows[state]
            found = [name for name, begins in self.beginnings.items() if name in row and key[1] in begins]
            self.candidates[key] = found
        return found

    def renamed(self, below: int, state: int, terminal: str) -> int:
        """Return the state after all reductions by rules of one symbol, such as those from a number to an expression.

        A dozen of them follow each other at the end of each operand, so their outcome is remembered.
        """
        key = (below, state, terminal)
        found = self.renamings.get(key)
        if found is None:
            found = state
            while (action := self.rows[found].get(terminal)) is not None and action < 0:
                name, size, kept = self.rules[~action]
                if size != 1 or kept:
                    break
                found = self.rows[below][name]
            self.renamings[key] = found
        return found


def read(text: str, unit: str, kept: frozenset[str] = _KEPT) -> Reading:
    """Read a text as a ``query_unit`` or an ``update_unit``; raise NotParsedError where the grammar ends.

    ``kept`` names the rules whose phrases are wanted; their tables are made once for each such set.
    """
    return _Reader(text, unit, kept).read()


@cache
def _tables(kept: frozenset[str]) -> _Tables:
    data = json.loads(files("phaen.endpoint.sparql").joinpath("grammar.json").read_bytes())
    lookaheads = [lookahead.split(" ") for lookahead in data["lookaheads"]]
    rows = []
    for moves, reductions in data["states"]:
        row = dict(moves)
        for rule, lookahead in reductions.items():
            row.update(dict.fromkeys(lookaheads[lookahead], ~int(rule)))
        rows.append(row)
    return _Tables(
        {unit: (start, end) for unit, (start, end) in data["starts"].items()},
        {name: _lazy(expression) for name, expression, _ in data["terminals"]},
        {name: begins for name, _, begins in data["terminals"]},
        rows,
        [(name, size, name in kept) for name, size in data["rules"]],
    )


def _lazy(expression: str) -> _Match:
    """Compile a regular expression when it is first used."""
    compiled: list[_Match] = []

    def match(text: str, position: int) -> re.Match[str] | None:
        if not compiled:
            compiled.append(re.compile(expression).match)
        return compiled[0](text, position)

    return match


class _Trial:
    """What the parser's stack would be: the first of the states that it has, and further ones on these."""

    __slots__ = ("_begins_below", "_states_below", "begins", "below", "phrases", "states", "top")

    def __init__(self, states: list[int], begins: list[int]) -> None:
        self._states_below, self._begins_below = states, begins
        self.below = len(states)
        self.top = states[-1]
        self.states: list[int] = []
        self.begins: list[int] = []
        self.phrases: list[Phrase] = []

    def push(self, state: int, begin: int) -> None:
        self.states.append(state)
        self.begins.append(begin)
        self.top = state

    def pop(self, size: int, here: int) -> int:
        """Take symbols off; return where the first of them begins, ``here`` if there are none."""
        if not size:
            return here
        missing = size - len(self.states)
        if missing > 0:
            self.below -= missing
            begin = self._begins_below[self.below]
            self.states.clear()
            self.begins.clear()
        else:
            begin = self.begins[-size]
            del self.states[-size:], self.begins[-size:]
        self.top = self.states[-1] if self.states else self._states_below[self.below - 1]
        return begin

    def rename(self, tables: _Tables, terminal: str) -> None:
        """Reduce by rules of one symbol as long as there are such."""
        state = self.top
        begin = self.pop(1, 0)
        self.push(tables.renamed(self.top, state, terminal), begin)


class _Reader:
    """One text on its way through the tables."""

    def __init__(self, text: str, unit: str, kept: frozenset[str]) -> None:
        self._tables = _tables(kept)
        start, self._end = self._tables.starts[unit]
        self._states, self._begins = [start], [0]
        self._prefixes: set[str] = set()
        self._reading = Reading(text)

    def read(self) -> Reading:
        text, skip = self._reading.text, _SKIPPED.match
        position = _end(skip(text))
        while position < len(text):
            position = _end(skip(text, self._take(position)))
        if not self._feed(END):
            raise _error(text, position, f"not understood where the text ends{self._after()}")
        return self._reading

    def _take(self, position: int) -> int:
        """Take the token at a position; return where it ends."""
        text, tables, reading = self._reading.text, self._tables, self._reading
        for terminal in tables.candidate(self._states[-1], text[position]):
            found = tables.terminals[terminal](text, position)
            if found is not None and self._possible(terminal, found[0]) and self._feed(terminal):
                reading.kinds.append(terminal)
                reading.starts.append(position)
                reading.ends.append(found.end())
                return found.end()
        raise _error(text, position, self._reason(position))

    def _reason(self, position: int) -> str:
        text = self._reading.text
        name = self._tables.terminals["PNAME_NS"](text, position)
        if name is not None and not self._possible("PNAME_NS", name[0]):
            return f"the prefix '{name[0]}' is not declared"
        shown = text[position : position + SHOWN].split("\n")[0]
        return f"not understood{self._after()}, before '{shown}'"

    def _possible(self, terminal: str, word: str) -> bool:
        """Tell whether the engine takes such a word: a prefix must be declared, an escape must give a character."""
        if terminal in _NAMES:
            return word.partition(":")[0] in self._prefixes or self._reading.kinds[-1:] == ["PREFIX"]
        if terminal not in _ESCAPED or "\\" not in word:
            return True
        decoded = [_decoded(escape) for escape in _ESCAPE.finditer(word)]
        excluded = _NOT_IN_IRIS if terminal == "IRIREF" else frozenset[str]()
        return None not in decoded and excluded.isdisjoint(decoded)

    def _feed(self, terminal: str) -> bool:
        """Let the parser take a terminal; return False, with nothing changed, if it cannot."""
        tables, here = self._tables, len(self._reading.kinds)
        action = tables.rows[self._states[-1]].get(terminal)
        if action is None or action >= 0:
            return action is not None and self._move(action, here)
        trial = _Trial(self._states, self._begins)
        while (action := tables.rows[trial.top].get(terminal)) is not None:
            if action >= 0:
                trial.push(action, here)
                break
            name, size, kept = tables.rules[~action]
            if size == 1 and not kept:
                trial.rename(tables, terminal)
            else:
                begin = trial.pop(size, here)
                trial.push(tables.rows[trial.top][name], begin)
                if kept:
                    trial.phrases.append(Phrase(name, begin, here))
            if terminal is END and trial.top == self._end:
                break
        else:
            return False
        self._keep(trial)
        return True

    def _move(self, state: int, begin: int) -> bool:
        self._states.append(state)
        self._begins.append(begin)
        return True

    def _keep(self, trial: "_Trial") -> None:
        """Make what was tried the new state of the parser."""
        del self._states[trial.below :], self._begins[trial.below :]
        self._states += trial.states
        self._begins += trial.begins
        if trial.phrases:
            self._reading.phrases += trial.phrases
            if trial.phrases[0].name == "prefix_decl":
                self._prefixes.add(self._reading.word(trial.phrases[0].first + 1)[:-1])

    def _after(self) -> str:
        reading = self._reading
        return f" after '{reading.word(len(reading.kinds) - 1)[-SHOWN:]}'" if reading.kinds else ""


def _end(match: re.Match[str] | None) -> int:
    assert match is not None  # noqa: S101 - the expression matches the empty text too
    return match.end()


def _decoded(escape: re.Match[str]) -> str | None:
    """Return the character of an escape by its code point, None if there is no such character."""
    digits = escape[1] or escape[2]
    if digits is None:
        return ""
    code_point = int(digits, 16)
    return None if code_point > _LAST_CODE_POINT or code_point in _SURROGATES else chr(code_point)


def _error(text: str, position: int, message: str) -> NotParsedError:
    line = text.count("\n", 0, position) + 1
    return NotParsedError(message, line, position - text.rfind("\n", 0, position))
