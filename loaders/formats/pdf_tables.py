"""Ruled tables of a page: the grid that its lines draw, and the text in each cell.

Lines are snapped and joined; those that touch make one grid. Neighbouring fields of the grid without a line between
them are one merged cell. What is framed but no table (one box, a form of single fields) stays running text.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from phaen.loaders.formats.pdf_glyphs import Glyph, Rule, Sheet
from phaen.loaders.formats.pdf_lines import rows_of, text_of

SNAP = 3.0
"""Points within which lines are at one place: both edges of a thick or double line, corners that do not quite meet."""

COVERED = 0.6
"""Share of a field's side that a line must cover to part it from its neighbour."""

MOST_COLUMNS, MOST_ROWS = 60, 400
"""Lines of a grid down and across, over which it is a drawing, not a table."""

MOST_RULES = 4_000
"""Joined lines of a page, over which no tables are looked for."""

OPEN = 6.0
"""Points by which lines go on past the last line across them, where a table is open."""

FEWEST_EDGES = 3
"""Two columns have three edges."""

LEAST_FILLED_ROWS, LEAST_FILLED_CELLS = 2, 3
"""A table has two rows of two filled cells, or one row of three."""


@dataclass(slots=True)
class Grid:
    """Where a table's lines stand: ``xs`` and ``ys`` are its edges.

    A table is open at the top or at the bottom where its lines go on and no line closes them: a page ends inside a row.
    """

    across: list[Rule]
    down: list[Rule]
    xs: list[float] = field(default_factory=list)
    ys: list[float] = field(default_factory=list)
    open_top: bool = False
    open_bottom: bool = False


@dataclass(frozen=True, slots=True)
class RuledTable:
    """A table: its rows of cells (a merged cell stands where it begins, the rest is empty), and its place.

    ``xs`` are the edges of its columns; rows without text are left out, columns without text are not.
    """

    rows: list[list[str]]
    xs: tuple[float, ...]
    top: float
    bottom: float
    open_top: bool = False
    open_bottom: bool = False


def take_tables(sheet: Sheet) -> tuple[list[RuledTable], list[Glyph]]:
    """Give the tables of a page from top to bottom, and the glyphs that are in none."""
    tables: list[RuledTable] = []
    rest = sheet.glyphs
    for grid in _grids(_joined(sheet.across), _joined(sheet.down)):
        inside, outside = _part(rest, grid)
        table = _table(grid, inside) if inside else None
        if table:
            tables.append(table)
            rest = outside
    tables.sort(key=lambda table: table.top)
    return tables, rest


# --- grids ------------------------------------------------------------------------------------------------------------


def _joined(rules: Iterable[Rule]) -> list[Rule]:
    """Snap rules to common places, and join those that touch end to end."""
    joined: list[Rule] = []
    for group in _near(sorted(rules, key=lambda rule: rule.at)):
        at = sum(rule.at for rule in group) / len(group)
        start, end = None, 0.0
        for rule in sorted(group, key=lambda rule: rule.start):
            if start is not None and rule.start <= end + SNAP:
                end = max(end, rule.end)
                continue
            if start is not None:
                joined.append(Rule(at, start, end))
            start, end = rule.start, rule.end
        if start is not None:
            joined.append(Rule(at, start, end))
    return joined


def _near(rules: Sequence[Rule]) -> list[list[Rule]]:
    groups: list[list[Rule]] = []
    for rule in rules:
        if not groups or rule.at - groups[-1][0].at > SNAP:
            groups.append([])
        groups[-1].append(rule)
    return groups


def _grids(across: list[Rule], down: list[Rule]) -> list[Grid]:
    """Group the rules that touch each other; each group is one grid."""
    if not across or not down or len(across) + len(down) > MOST_RULES:
        return []
    parents = list(range(len(across) + len(down)))
    for i, h in enumerate(across):
        for j, v in enumerate(down, len(across)):
            if _touch(h, v):
                parents[_root(parents, i)] = _root(parents, j)
    groups: dict[int, Grid] = {}
    for i, rule in enumerate([*across, *down]):
        grid = groups.setdefault(_root(parents, i), Grid([], []))
        (grid.across if i < len(across) else grid.down).append(rule)
    return [grid for grid in groups.values() if _measure(grid)]


def _touch(across: Rule, down: Rule) -> bool:
    return across.start - SNAP <= down.at <= across.end + SNAP and down.start - SNAP <= across.at <= down.end + SNAP


def _root(parents: list[int], place: int) -> int:
    while parents[place] != place:
        parents[place] = parents[parents[place]]
        place = parents[place]
    return place


def _measure(grid: Grid) -> bool:
    """Find the edges, also those where lines only end; tells whether there are enough, and not too many."""
    grid.xs, _, _ = _edges(grid.down, grid.across)
    grid.ys, grid.open_top, grid.open_bottom = _edges(grid.across, grid.down)
    return FEWEST_EDGES <= len(grid.xs) <= MOST_COLUMNS and FEWEST_EDGES - 1 <= len(grid.ys) <= MOST_ROWS


def _edges(rules: list[Rule], others: list[Rule]) -> tuple[list[float], bool, bool]:
    """Give the places of rules, and of the ends of those that cross them; tells whether the first and last are such."""
    places = sorted({rule.at for rule in rules})
    first, last = min(rule.start for rule in others), max(rule.end for rule in others)
    opens, closes = first < places[0] - OPEN, last > places[-1] + OPEN
    return [*([first] if opens else []), *places, *([last] if closes else [])], opens, closes


def _part(glyphs: list[Glyph], grid: Grid) -> tuple[list[Glyph], list[Glyph]]:
    inside: list[Glyph] = []
    outside: list[Glyph] = []
    for glyph in glyphs:
        x, y = (glyph.x0 + glyph.x1) / 2, _middle(glyph)
        within = grid.xs[0] <= x <= grid.xs[-1] and grid.ys[0] <= y <= grid.ys[-1]
        (inside if within else outside).append(glyph)
    return inside, outside


def _middle(glyph: Glyph) -> float:
    """Give the height at which a glyph belongs to a row: over its baseline, so that marks go with their letters."""
    return glyph.baseline - 0.25 * glyph.size


# --- cells ------------------------------------------------------------------------------------------------------------


def _table(grid: Grid, glyphs: list[Glyph]) -> RuledTable | None:
    """Make the table of a grid, or nothing if it is none."""
    width, height = len(grid.xs) - 1, len(grid.ys) - 1
    cells = _cells(grid, width, height)
    gathered: dict[int, list[Glyph]] = {}
    for glyph in glyphs:
        x = min(max(bisect_right(grid.xs, (glyph.x0 + glyph.x1) / 2) - 1, 0), width - 1)
        y = min(max(bisect_right(grid.ys, _middle(glyph)) - 1, 0), height - 1)
        gathered.setdefault(cells[y * width + x], []).append(glyph)
    texts = {place: "\n".join(text_of(row).rstrip() for row in rows_of(found)) for place, found in gathered.items()}
    rows = [[texts.get(y * width + x, "") for x in range(width)] for y in range(height)]
    filled = [sum(map(bool, row)) for row in rows]
    if sum(count > 1 for count in filled) < LEAST_FILLED_ROWS and max(filled) < LEAST_FILLED_CELLS:
        return None
    kept = [row for row in rows if any(row)]
    return RuledTable(kept, tuple(grid.xs), grid.ys[0], grid.ys[-1], grid.open_top, grid.open_bottom)


def _cells(grid: Grid, width: int, height: int) -> list[int]:
    """Give for each field of the grid the first field of its cell: fields with no line between them are one cell."""
    parents = list(range(width * height))
    for y in range(height):
        for x in range(width):
            place = y * width + x
            if x and not _is_ruled(grid.down, grid.xs[x], grid.ys[y], grid.ys[y + 1]):
                _join(parents, place - 1, place)
            if y and not _is_ruled(grid.across, grid.ys[y], grid.xs[x], grid.xs[x + 1]):
                _join(parents, place - width, place)
    return [_root(parents, place) for place in range(width * height)]


def _join(parents: list[int], a: int, b: int) -> None:
    a, b = _root(parents, a), _root(parents, b)
    parents[max(a, b)] = min(a, b)


def _is_ruled(rules: list[Rule], at: float, start: float, end: float) -> bool:
    return any(
        rule.at == at and min(rule.end, end) - max(rule.start, start) >= COVERED * (end - start) for rule in rules
    )
