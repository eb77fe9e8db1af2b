"""Write a text as a literal of a language, so that the program has exactly this text and nothing of it is code.

Letters stay as they are, of every script. What cannot be seen is escaped (control characters, and those that turn the
direction of writing, with which code can be made to read otherwise than it runs: CVE-2021-42574).
"""

import json
import re
import shlex
from typing import Final
from urllib.parse import quote

_REPLACEMENT: Final = "\N{REPLACEMENT CHARACTER}"
_ENDING: Final = re.compile(r'"(?=""|\Z)')
"""A quotation mark that would begin the end of a literal between three of them, or touch it."""
_NOT_IN_R: Final = re.compile("[\x00\ud800-\udfff]")
_ASCII: Final = 0x7F
_BASIC_PLANE: Final = 0xFFFF
_R_PIECE: Final = 300
"""Characters of a line of R, each of ten bytes at most: R 4 breaks an escape at the 4,096th byte of a line."""


def python_text(text: str) -> str:
    r"""Return the text as a literal of Python, on one line.

    >>> print(python_text('น้ำ "ดี"\n'))
    "น้ำ \"ดี\"\n"
    """
    return '"' + "".join(_visible(character) for character in text) + '"'


def python_lines(text: str) -> str:
    """Return the text as a literal of Python whose lines are lines."""
    # Backslashes are doubled first, so that what is found is a quotation mark and no escape.
    content = "\n".join(python_text(line)[1:-1].replace('\\"', '"') for line in text.split("\n"))
    return '"""' + _ENDING.sub('\\\\"', content) + '"""'


def javascript_text(text: str) -> str:
    r"""Return the text as a literal of JavaScript that is JSON too, and that may stand in the ``<script>`` of a page.

    >>> print(javascript_text("</script> น้ำ"))
    "\u003c/script> น้ำ"
    """
    return '"' + "".join(_json_visible(character) for character in text) + '"'


def r_text(text: str) -> str:
    r"""Return the text as a literal of R, in ASCII: R reads a program in the encoding of the machine it runs on.

    R has no strings with U+0000 or with half characters; they become U+FFFD. A long text is put together of lines.

    >>> print(r_text("น\\"))
    "\u0e19\\"
    """
    text = _NOT_IN_R.sub(_REPLACEMENT, text)
    pieces = [text[start : start + _R_PIECE] for start in range(0, len(text), _R_PIECE)] or [""]
    literals = ['"' + "".join(map(_r_visible, piece)) + '"' for piece in pieces]
    return literals[0] if len(literals) == 1 else "paste0(\n    " + ",\n    ".join(literals) + "\n  )"


def shell_word(text: str) -> str:
    """Return the text as one word of a POSIX shell."""
    return shlex.quote(text)


def shell_field(name: str, value: str) -> str:
    """Return the options of curl that send a field of a form.

    A value that a terminal would act on, or that has several lines, goes percent-encoded: pasted as it is, it could
    end the paste and run what follows.
    """
    if value.isprintable():
        return f"--data-urlencode {shell_word(f'{name}={value}')}"
    return f"--data {shell_word(f'{name}={percent_encoded(value)}')}"


def percent_encoded(text: str) -> str:
    """Return the text as it stands in the query of an address."""
    return quote(text, safe="", errors="replace")


def comment(text: str) -> str:
    """Return the text on one line, without characters that cannot be seen, so that a comment ends where it should."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def _visible(character: str) -> str:
    if character in '"\\':
        return f"\\{character}"
    # A character that cannot be printed is escaped by Python itself.
    return character if character.isprintable() else repr(character)[1:-1]


def _json_visible(character: str) -> str:
    if character == "<":
        return "\\u003c"
    return json.dumps(character, ensure_ascii=not character.isprintable())[1:-1]


def _r_visible(character: str) -> str:
    if character in '"\\':
        return f"\\{character}"
    code = ord(character)
    if character.isprintable() and code < _ASCII:
        return character
    return f"\\u{code:04x}" if code <= _BASIC_PLANE else f"\\U{code:08x}"
