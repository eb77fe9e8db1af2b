"""Cells that no spreadsheet takes for a formula, however the text in them begins (OWASP, CSV injection)."""

import re
from typing import Final

_BLANK: Final = r"\s\x00-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff"
_SIGNS: Final = r"=+\-@＝＋－＠﹦﹢﹣﹫\u2212"
"""With what formulas begin; full-width and small forms too, which East Asian versions of Excel read as the others."""
_FORMULA: Final = re.compile(rf"'*(?:[{_BLANK}]*[{_SIGNS}]|[\t\r\n])")
"""Blanks, control characters and marks of text before it included, which programs may leave out as they read a file."""


def guarded(text: str) -> str:
    """Make a cell that a spreadsheet takes for text, however it begins.

    >>> guarded("=1+1"), guarded("＝1"), guarded("น้ำ")
    ("'=1+1", "'＝1", 'น้ำ')
    """
    # Most texts begin with a letter: one look at it saves most of the time.
    return f"'{text}" if not text[:1].isalnum() and _FORMULA.match(text) else text


def unguarded(cell: str) -> str:
    """Give the text that a cell was made of by ``guarded``."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell[1:]) else cell
