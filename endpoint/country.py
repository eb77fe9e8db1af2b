"""The map of the country: outlines of the provinces, shaded by a number of each.

The outlines are those of Natural Earth, 1:10 million, in the public domain (``frontend/outlines.mjs`` makes the file).
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Final

SHADES: Final = 5
_FILE: Final = Path(__file__).resolve().parent / "static" / "provinces.json"


@dataclass(frozen=True)
class Outlines:
    """The paths of SVG of the provinces by their TIS 1099 codes, in a field of this width and height."""

    width: int
    height: int
    paths: Mapping[str, str]


@dataclass(frozen=True)
class Shape:
    """A province on a map; ``shade`` is 0 for none or zero, up to SHADES for the largest; ``value`` None for none."""

    code: str
    path: str
    value: float | None = None
    shade: int = 0


@cache
def outlines() -> Outlines:
    """Return the outlines of all provinces."""
    found = json.loads(_FILE.read_text(encoding="utf-8"))
    return Outlines(found["width"], found["height"], MappingProxyType(found["provinces"]))


def shaded(values: Mapping[str, float]) -> tuple[Shape, ...]:
    """Return all provinces in the order of their codes, shaded by the values of some of them."""
    most = max(map(abs, values.values()), default=0.0)
    return tuple(
        Shape(code, path, values.get(code), _shade(values.get(code, 0.0), most))
        for code, path in sorted(outlines().paths.items())
    )


def _shade(value: float, most: float) -> int:
    return max(1, -int(-SHADES * abs(value) // most)) if value and most else 0
