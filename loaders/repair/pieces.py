"""From how a stretch was read to its characters, each with where it came from."""

from collections.abc import Iterator

from phaen.loaders.repair.clusters import Clusters
from phaen.loaders.repair.decode import Step
from phaen.loaders.repair.signs import AM
from phaen.loaders.repair.view import Piece, View


def written(view: View, c: Clusters, steps: list[Step]) -> list[Piece]:
    """Write the steps of a stretch of the view."""
    found: list[Piece] = []
    for step in steps:
        found += _unknown(view, c, step) if step.marks is None else _word(view, c, step, step.marks)
        found += _blanks(view, c, step)
    return found


def _unknown(view: View, c: Clusters, step: Step) -> Iterator[Piece]:
    """Write a letter outside all words, without the marks that the letter before has taken."""
    at = step.start
    if not step.taken:
        yield from view.pieces(c.at[at], c.ends[at])
        return
    for place in (c.at[at], *_own(c, at, taken=True)):
        yield from view.pieces(place, place + 1)


def _word(view: View, c: Clusters, step: Step, marks: tuple[str, ...]) -> Iterator[Piece]:
    taken = step.taken
    for at, want, letter in zip(range(step.start, step.end), marks, step.letters(c), strict=True):
        place = c.at[at]
        start, end = view.starts[place], view.ends[place]
        guessed = step.guess.character if step.guess and step.guess.at == at else None
        yield guessed or (AM if AM in want else c.bare[at]), start, end
        places = _own(c, at, taken=taken) + (_lent(c, at + 1) if letter.takes else [])
        printed = {view.text[place]: place for place in places}
        for mark in want.replace(AM, ""):
            source = printed.get(mark)
            # A mark that was not printed comes from its letter.
            yield (mark, start, end) if source is None else view.pieces(source, source + 1)[0]
        taken = letter.takes


def _blanks(view: View, c: Clusters, step: Step) -> list[Piece]:
    """Write the blanks after a step, without the one that followed a moved mark or a letter typed by itself."""
    last = step.end - 1
    blanks = c.gap[last]
    after_moved = _last_is_taken(c, step, last) and not c.inner[last]
    if after_moved or (c.loose and blanks == 1 and step.end < len(c.bare)):
        blanks -= 1
    return view.pieces(c.ends[last], c.ends[last] + max(blanks, 0))


def _last_is_taken(c: Clusters, step: Step, last: int) -> bool:
    """Tell whether the marks of a step's last letter belong to the letter before."""
    if last == step.start:
        return step.taken
    return step.letters(c)[-2].takes


def _own(c: Clusters, at: int, *, taken: bool) -> list[int]:
    """Give the places of the marks that belong to a letter itself."""
    return c.marks_at[at][len(c.lent[at]) :] if taken else c.marks_at[at]


def _lent(c: Clusters, at: int) -> list[int]:
    """Give the places of the marks on a letter that belong to the letter before."""
    return c.marks_at[at][: len(c.lent[at])]
