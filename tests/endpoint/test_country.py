"""The map: a coarser one has the same provinces in fewer points, and stays within its field."""

import re

from phaen.endpoint.country import MEDIUM, SHADES, SMALL, outlines, shaded


def corners(path: str) -> list[tuple[int, int]]:
    """Give the points of a path of SVG in whole units."""
    found = []
    for start, steps in re.findall(r"M(\d+ \d+)l([^z]*)z", path):
        x, y = map(int, start.split())
        found.append((x, y))
        numbers = iter(map(int, re.findall(r"-?\d+", steps)))
        for right, down in zip(numbers, numbers, strict=True):
            x, y = x + right, y + down
            found.append((x, y))
    return found


def test_a_coarser_map_has_every_province_in_fewer_points() -> None:
    sizes = [sum(map(len, outlines(grid).paths.values())) for grid in (1, MEDIUM, SMALL)]
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[-1] < 16_000
    for grid in (MEDIUM, SMALL):
        coarse = outlines(grid)
        assert coarse.paths.keys() == outlines().paths.keys()
        assert all(len(corners(path)) >= 3 for path in coarse.paths.values())


def test_a_coarser_map_lies_where_the_other_does() -> None:
    fine, coarse = outlines(), outlines(SMALL)
    assert (coarse.width, coarse.height) == (-(-fine.width // SMALL), -(-fine.height // SMALL))
    for code, path in fine.paths.items():
        known = {(round(x / SMALL), round(y / SMALL)) for x, y in corners(path)}
        assert set(corners(coarse.paths[code])) <= known
        assert all(0 <= x <= coarse.width and 0 <= y <= coarse.height for x, y in corners(coarse.paths[code]))


def test_shades_are_the_same_on_every_map() -> None:
    values = {"51": 1, "52": 5, "10": 0}
    found = [{shape.code: shape.shade for shape in shaded(values, grid) if shape.shade} for grid in (1, MEDIUM, SMALL)]
    assert found == [{"51": 1, "52": SHADES}] * 3
