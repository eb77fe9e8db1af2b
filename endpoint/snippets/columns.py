"""The columns of a SELECT, and those of them that hold text though it looks like numbers."""

from typing import Final

from phaen.queries.model import SavedQuery
from phaen.queries.scanner import Token, significant

_CODES: Final = ("code", "number")


def columns(saved: SavedQuery) -> tuple[str, ...]:
    """Return the names of the result's columns in order; none where the query is no SELECT, or selects ``*``."""
    if saved.form != "select":
        return ()
    found = significant(saved.text)
    words = [token.text.upper() for token in found]
    start = words.index("SELECT") + 1
    return tuple(_selected(found[start:]))


def codes(saved: SavedQuery) -> tuple[str, ...]:
    """Return the columns of codes and printed numbers: text, of which "01" and "1.10" must stay what they are.

    Nothing in CSV tells the two apart, so it goes by the name, which ends in one of these words.
    """
    return tuple(name for name in columns(saved) if name.rpartition("_")[2] in _CODES)


def _selected(found: list[Token]) -> list[str]:
    """Read up to the pattern: plain variables, and of each ``(expression AS ?name)`` the last one."""
    names: list[str] = []
    depth = 0
    for index, token in enumerate(found):
        if depth == 0 and (token.text == "{" or token.text.upper() in ("WHERE", "FROM")):
            break
        depth += {"(": 1, ")": -1}.get(token.text, 0)
        named = depth == 0 or (depth == 1 and found[index - 1].text.upper() == "AS")
        if token.kind == "variable" and named:
            names.append(token.text[1:])
    return names
