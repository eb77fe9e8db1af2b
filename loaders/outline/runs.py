"""Lines without marks under a heading: a list of statements, one line each, or statements wrapped over lines."""

from itertools import pairwise

from phaen.loaders.outline.grammar import Grammar
from phaen.loaders.outline.lines import Line
from phaen.loaders.text import breaks_a_word

FULL = 0.85
"""Share of the longest line's length from which a line is taken for full, so that its sentence may go on."""

LINES_OF_A_PARAGRAPH = 3
SIBLING = 4
"""Code points with which siblings of a list may begin alike; no line goes on with one that begins so."""

SHORTEST_WRAPPED = 40
"""Code points; a list whose lines are all shorter was hardly wrapped by a page's edge."""


def split_run(lines: list[Line], grammar: Grammar) -> list[list[Line]]:
    """Group the lines of a run into statements."""
    if _is_paragraph(lines, grammar):
        return [lines]
    longest = max(len(line.text) for line in lines)
    groups: list[list[Line]] = []
    for line in lines:
        if groups and _goes_on(groups[-1][-1], line, longest, grammar):
            groups[-1].append(line)
        else:
            groups.append([line])
    return groups


def _goes_on(before: Line, line: Line, longest: int, grammar: Grammar) -> bool:
    """Tell whether a line goes on with the one before: by its words, else by how full the line before is."""
    if line.cell or grammar.announces(before.text) or line.text[:SIBLING] == before.text[:SIBLING]:
        return False
    if grammar.goes_on(before.text, line.text):
        return not (line.gap and grammar.sounds_like_a_statement(line.text))
    if line.gap or grammar.sounds_like_a_statement(line.text):
        return False
    if breaks_a_word(before.text, line.text):
        return True
    return longest >= SHORTEST_WRAPPED and len(before.text) >= FULL * longest


def _is_paragraph(lines: list[Line], grammar: Grammar) -> bool:
    """Tell whether all lines are one sentence: more than half of them go on with the line before by their words."""
    if len(lines) < LINES_OF_A_PARAGRAPH or any(line.gap or line.cell for line in lines[1:]):
        return False
    going_on = sum(grammar.goes_on(before.text, line.text) for before, line in pairwise(lines))
    return going_on > (len(lines) - 1) / 2
