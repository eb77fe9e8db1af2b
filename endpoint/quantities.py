"""Numbers of the data, which whoever writes it may have called anything."""

import re
from decimal import Decimal, InvalidOperation
from typing import Final

_YEAR: Final = re.compile("[0-9]{4}").fullmatch
_PLACE: Final = re.compile("[0-9]{1,12}").fullmatch
_MOST_DIGITS: Final = 18
"""Before the point: a hundred thousand times the baht that the whole country spends in a year."""


def amount_of(text: str | None) -> Decimal | None:
    """Read an amount of money; None for what is none, and for one that no plan can have.

    >>> [amount_of(text) for text in ("1500.5", "-3", "NaN", "INF", "1e99999999", "much", None)]
    [Decimal('1500.5'), Decimal('-3'), None, None, None, None, None]
    """
    try:
        amount = Decimal(text or "")
    except InvalidOperation:
        return None
    return amount if amount.is_finite() and amount.adjusted() < _MOST_DIGITS else None


def place_of(text: str) -> int | None:
    """Read the number of a character in a text; None for what is none.

    >>> [place_of(text) for text in ("12", "-3", "7x", "1e308")]
    [12, None, None, None]
    """
    return int(text) if _PLACE(text) else None


def share_of(text: str | None) -> float | None:
    """Read a share of 1, such as a confidence; None for what is none.

    >>> [share_of(text) for text in ("0.85", "1", "2", "-1", "NaN", "sure", None)]
    [0.85, 1.0, None, None, None, None, None]
    """
    share = amount_of(text)
    return float(share) if share is not None and 0 <= share <= 1 else None


def year_of(text: str) -> int | None:
    """Read a year; None for what is none.

    >>> [year_of(text) for text in ("2566", "-1", "99999", "1e308", "")]
    [2566, None, None, None, None]
    """
    return int(text) if _YEAR(text) else None
