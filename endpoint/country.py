"""The map of the country: outlines of the provinces, shaded by a number of each.

The outlines are those of Natural Earth, 1:10 million, in the public domain (``frontend/outlines.mjs`` makes the file).
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType
from typing import Final

SHADES: Final = 5
MEDIUM: Final = 2
SMALL: Final = 5
"""Units of the file in one of a smaller map: it has fewer points, and looks the same in 300 pixels, or in 150."""
_RING: Final = re.compile(r"M(\d+) (\d+)l([^z]*)z")
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
def outlines(grid: int = 1) -> Outlines:
    """Return the outlines of all provinces, on a grid of so many units of the file."""
    found = json.loads(_FILE.read_text(encoding="utf-8"))
    paths = {code: _coarser(path, grid) if grid > 1 else path for code, path in found["provinces"].items()}
    return Outlines(-(-found["width"] // grid), -(-found["height"] // grid), MappingProxyType(paths))


def shaded(values: Mapping[str, float], grid: int = 1) -> tuple[Shape, ...]:
    """Return all provinces in the order of their codes, shaded by the values of some of them."""
    most = max(map(abs, values.values()), default=0.0)
    return tuple(
        Shape(code, path, values.get(code), _shade(values.get(code, 0.0), most))
        for code, path in sorted(outlines(grid).paths.items())
    )


def _shade(value: float, most: float) -> int:
    return max(1, -int(-SHADES * abs(value) // most)) if value and most else 0


def _coarser(path: str, grid: int) -> str:
    """Put the points of a path on a coarser grid: neighbours share theirs, so their borders stay shared."""
    return "".join(_drawn(_corners(_snapped(_points(ring), grid))) for ring in _RING.finditer(path))


def _points(ring: re.Match[str]) -> Iterator[tuple[int, int]]:
    x, y = int(ring[1]), int(ring[2])
    yield x, y
    steps = iter(map(int, ring[3].split()))
    for right, down in zip(steps, steps, strict=True):
        x, y = x + right, y + down
        yield x, y


def _snapped(points: Iterable[tuple[int, int]], grid: int) -> list[tuple[int, int]]:
    kept: list[tuple[int, int]] = []
    for x, y in points:
        point = (round(x / grid), round(y / grid))
        if kept[-2:-1] == [point]:  # there and back again
            kept.pop()
        elif kept[-1:] != [point]:
            kept.append(point)
    return kept


def _corners(points: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Leave the points out at which a line goes straight on: nothing looks different, and a coarse grid has many."""
    inner = (
        there
        for before, there, after in zip(points, points[1:], points[2:], strict=False)
        if _turns(before, there, after)
    )
    return [*points[:1], *inner, *points[-1:]]


def _turns(before: tuple[int, int], there: tuple[int, int], after: tuple[int, int]) -> bool:
    return (there[0] - before[0]) * (after[1] - there[1]) != (there[1] - before[1]) * (after[0] - there[0])


def _drawn(points: Sequence[tuple[int, int]]) -> str:
    if len(points) < 3:  # noqa: PLR2004 - an islet below the size of a unit
        return ""
    steps = " ".join(f"{x - before_x} {y - before_y}" for (before_x, before_y), (x, y) in pairwise(points))
    return f"M{points[0][0]} {points[0][1]}l{steps.replace(' -', '-')}z"
