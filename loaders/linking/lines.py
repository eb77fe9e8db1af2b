"""Statements as JSON lines: an object a line with ``id`` and ``text``; ``kind`` and ``organisation_type`` if known."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from phaen.loaders.errors import StatementError
from phaen.loaders.linking.model import Statement

LONGEST_LINE = 1_000_000
"""Bytes of a line."""

EXAMPLE = '{"id": "1", "text": "ก่อสร้างถนน"}'


def read_lines(lines: Iterable[bytes]) -> Iterator[Statement | StatementError]:
    """Give the statement of each line, or what is wrong with it; blank lines are passed over."""
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            yield parse_line(line)
        except StatementError as error:
            yield StatementError(f"line {number}: {error}")


def parse_line(line: bytes) -> Statement:
    """Read the statement of a line; raises StatementError that names the value and the remedy.

    >>> parse_line(b'{"id": "a", "text": "road"}').text
    'road'
    """
    if len(line) > LONGEST_LINE:
        raise StatementError(f"{len(line)} bytes are too many for one statement; keep to {LONGEST_LINE}")
    try:
        found = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise StatementError(f"no UTF-8 at byte {error.start}; save the file as UTF-8") from error
    except RecursionError as error:
        raise StatementError(f"nested too deep for a statement; write it as {EXAMPLE}") from error
    except ValueError as error:
        raise StatementError(f"no JSON ({error}); write one object a line, such as {EXAMPLE}") from error
    if not isinstance(found, dict):
        raise StatementError(f"{_shown(found)} is no object; write {EXAMPLE}")
    return Statement(_id(found), _text(found, "text"), _text(found, "kind", ""), _text(found, "organisation_type", ""))


def _id(found: dict[str, Any]) -> str | int:
    value = found.get("id")
    if isinstance(value, bool) or not isinstance(value, str | int):
        said = "is missing" if value is None else f"is {_shown(value)}"
        raise StatementError(f"'id' {said}; give it as text, as in {EXAMPLE}")
    return value


def _text(found: dict[str, Any], name: str, default: str | None = None) -> str:
    value = found.get(name)
    if value is None and default is not None:
        return default
    if not isinstance(value, str):
        said = "is missing" if value is None else f"is {_shown(value)}"
        raise StatementError(f"'{name}' {said}; give it as text, as in {EXAMPLE}")
    return value


def _shown(value: object) -> str:
    """Show the beginning of a value."""
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 40 else f"{text[:40]}…"  # noqa: PLR2004
