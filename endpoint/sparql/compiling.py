"""From grammar.lark to the tables in grammar.json, by which reading.py reads SPARQL.

Making the tables takes lark half a second, reading them a few milliseconds: so they are made once, by
``python -m phaen.endpoint.sparql.compiling``, after each change of the grammar. A test holds them against the grammar.
"""

import json
import string
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).parent
GRAMMAR = _FOLDER / "grammar.lark"
TABLES = _FOLDER / "grammar.json"
UNITS = ("query_unit", "update_unit")
END = "$END"

_NAME = string.ascii_letters
# The ASCII characters that can begin a terminal which is no fixed text. "…" stands for all characters beyond ASCII.
_BEGINNINGS: Mapping[str, str] = {
    "IRIREF": "<",
    "PNAME_LN": _NAME + ":…",
    "PNAME_NS": _NAME + ":…",
    "BLANK_NODE_LABEL": "_",
    "VAR1": "?",
    "VAR2": "$",
    "LANG_DIR": "@",
    "DOUBLE": string.digits + ".",
    "DECIMAL": string.digits + ".",
    "INTEGER": string.digits,
    "STRING_LITERAL_LONG1": "'",
    "STRING_LITERAL_LONG2": '"',
    "STRING_LITERAL1": "'",
    "STRING_LITERAL2": '"',
    "NIL": "(",
    "ANON": "[",
}


def compiled(grammar: str) -> dict[str, Any]:
    """Return the LALR(1) tables of a grammar in lark's notation, as JSON."""
    from lark import Lark

    parser = Lark(grammar, parser="lalr", lexer="basic", start=list(UNITS))
    configurations = {unit: parser.parse_interactive("", start=unit).parser_state.parse_conf for unit in UNITS}
    states = configurations[UNITS[0]].states
    numbers = _numbered(states, [configurations[unit].start_state for unit in UNITS])
    writer = _Writer(numbers)
    return {
        "starts": {
            unit: [numbers[found.start_state], numbers[found.end_state]] for unit, found in configurations.items()
        },
        "terminals": [list(_terminal(terminal)) for terminal in _in_order(parser.terminals)],
        "states": [writer.row(states[state]) for state in numbers],
        "rules": [[rule.origin.name, len(rule.expansion)] for rule in writer.rules],
        "lookaheads": [" ".join(lookahead) for lookahead in writer.lookaheads],
    }


def _numbered(states: Mapping[int, Mapping[str, tuple[object, Any]]], starts: list[int]) -> dict[int, int]:
    """Give the states numbers in the order in which they are reached; lark's own numbers change from run to run."""
    numbers: dict[int, int] = {}
    pending = deque(starts)
    while pending:
        state = pending.popleft()
        if state not in numbers:
            numbers[state] = len(numbers)
            pending.extend(target for _, (_, target) in sorted(states[state].items()) if isinstance(target, int))
    return numbers


class _Writer:
    """Writes the rows of the table, each rule and each set of terminals once."""

    def __init__(self, numbers: Mapping[int, int]) -> None:
        """Begin with no rules; ``numbers`` are those of lark's states in the tables."""
        self._numbers = numbers
        self.rules: dict[Any, int] = {}
        self.lookaheads: dict[tuple[str, ...], int] = {}

    def row(self, actions: Mapping[str, tuple[object, Any]]) -> list[object]:
        """Return where each symbol leads, and for each rule that may end here the terminals that end it."""
        ends: dict[int, list[str]] = {}
        moves = {}
        for symbol, (_, target) in sorted(actions.items()):
            if isinstance(target, int):
                moves[symbol] = self._numbers[target]
            else:
                ends.setdefault(self.rules.setdefault(target, len(self.rules)), []).append(symbol)
        return [moves, {rule: self._lookahead(terminals) for rule, terminals in ends.items()}]

    def _lookahead(self, terminals: list[str]) -> int:
        return self.lookaheads.setdefault(tuple(terminals), len(self.lookaheads))


def _in_order(terminals: Iterable[Any]) -> list[Any]:
    """Sort the terminals as they are looked for: by priority, then the longer text first."""
    used = [terminal for terminal in terminals if not terminal.name.startswith("_") or terminal.name.startswith("__")]
    return sorted(used, key=lambda terminal: (-terminal.priority, -len(terminal.pattern.value), terminal.name))


def _terminal(terminal: Any) -> Iterator[str]:  # noqa: ANN401 - lark's TerminalDef
    """Yield name, regular expression and beginnings of a terminal."""
    pattern = terminal.pattern
    yield terminal.name
    # Not by a flag: that would take the long s for an s and the sign of Kelvin for a k, as the engine does not.
    expression = pattern.to_regexp().removeprefix("(?i:").removesuffix(")") if pattern.flags else pattern.to_regexp()
    yield _either_case(expression) if pattern.flags else expression
    yield _BEGINNINGS.get(terminal.name) or _beginnings(pattern)


def _beginnings(pattern: Any) -> str:  # noqa: ANN401 - lark's Pattern
    if pattern.type != "str":
        return _NAME
    first = pattern.value[0]
    return "".join(sorted({first.upper(), first.lower()})) if pattern.flags else first


def _either_case(expression: str) -> str:
    """Let the letters of a regular expression stand for both cases, but those in its character classes as they are."""
    head, opening, rest = expression.partition("(?!")
    both = "".join(f"[{c.upper()}{c.lower()}]" if c in _NAME else c for c in head)
    return both + opening + rest


def main() -> None:
    """Write the tables."""
    tables = compiled(GRAMMAR.read_text(encoding="utf-8"))
    TABLES.write_text(json.dumps(tables, separators=(",", ":")) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
