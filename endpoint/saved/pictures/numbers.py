"""Read numbers out of terms, and lay out a scale for them."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from pyoxigraph import Literal

from phaen.endpoint.tables import Term

_XSD: Final = "http://www.w3.org/2001/XMLSchema#"
_WIDTHS: Final = ("byte", "short", "int", "long")
_SIGNS: Final = ("nonNegative", "nonPositive", "positive", "negative")
_NUMERIC: Final = frozenset(
    _XSD + name
    for name in (
        *("integer", "decimal", "double", "float"),
        *_WIDTHS,
        *(f"unsigned{width.title()}" for width in _WIDTHS),
        *(f"{sign}Integer" for sign in _SIGNS),
    )
)
_STEPS: Final = (1, 2, 2.5, 5, 10)
_LEAST: Final = 1e-300
_MOST: Final = 1e300
_WHOLE: Final = 1e15
"""From here on, not every whole number is a float."""
_WANTED: Final = 5
"""Steps of a scale, about."""


@dataclass(frozen=True)
class Scale:
    """From ``low`` to ``high``, with round numbers to write beside it."""

    low: float
    high: float
    ticks: tuple[float, ...]

    def share(self, number: float) -> float:
        """Return where a number stands: 0 at the low end, 1 at the high one."""
        return (number - self.low) / (self.high - self.low)


def number_of(term: Term | None) -> float | None:
    """Return the number that a literal with a numeric datatype stands for; None for all else.

    None too for what no scale holds: infinity, and numbers near the ends of what a float can be.
    """
    if not isinstance(term, Literal) or term.datatype.value not in _NUMERIC:
        return None
    try:
        number = float(term.value)
    except ValueError:  # the lexical form is not one of the datatype
        return None
    return number if number == 0 or _LEAST <= abs(number) <= _MOST else None


def scale_of(numbers: Iterable[float]) -> Scale:
    """Return a scale that begins at zero, or ends there, and holds all of these numbers.

    >>> scale_of([3, 17]).ticks
    (0.0, 5.0, 10.0, 15.0, 20.0)
    """
    found = [0.0, *numbers]
    low, high = min(found), max(found)
    step = _step((high - low) or 1.0)
    first, last = math.floor(low / step), math.ceil(high / step)
    last = max(last, first + 1)
    return Scale(first * step, last * step, tuple(_round(count * step) for count in range(first, last + 1)))


def written(number: float) -> str:
    """Return a number for people.

    >>> written(1234567.0), written(1234.5), written(0.25), written(-0.0)
    ('1,234,567', '1,234.50', '0.25', '0')
    """
    if not number:
        return "0"
    if abs(number) >= _WHOLE or abs(number) < 1:
        return f"{number:.4g}"
    return f"{number:,.0f}" if number == int(number) else f"{number:,.2f}"


def _step(extent: float) -> float:
    size = 10.0 ** math.floor(math.log10(extent / _WANTED))
    return next(factor * size for factor in _STEPS if factor * size * _WANTED >= extent * 0.999)


def _round(number: float) -> float:
    """Take off what arithmetic in binary has left behind the twelfth digit."""
    return float(f"{number:.12g}")
