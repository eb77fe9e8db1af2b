"""Thai and Arabic digits: documents and people write both, identifiers and codes only Arabic ones."""

from typing import Final

_THAI_TO_ARABIC: Final = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")


def arabic(text: str) -> str:
    """Return the text with Thai digits written as Arabic ones.

    >>> arabic("๑.๒")
    '1.2'
    """
    return text.translate(_THAI_TO_ARABIC)
