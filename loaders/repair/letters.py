"""Read one letter of a stretch as one letter of a word, and say what damage that supposes."""

from functools import lru_cache
from typing import NamedTuple

from phaen.loaders.repair.clusters import Clusters
from phaen.loaders.repair.damage import REMEMBERED, Damage, explain
from phaen.loaders.repair.signs import AA, AM

NOTHING: tuple[Damage, ...] = ()


class Letter(NamedTuple):
    """What reading a letter supposes; ``takes`` the next letter's marks, ``spaced``: its blank is a part of SARA AM."""

    damages: tuple[Damage, ...]
    takes: bool = False
    spaced: bool = False


SOUND = Letter(NOTHING)
SHIFTED = Letter((Damage.SHIFTED,), takes=True)


def read_letter(c: Clusters, at: int, want: str, following: str | None, before: Letter) -> Letter | None:
    """Read the letter at a place as one with the marks ``want``; None where no damage explains it.

    ``following`` are the marks that the word has on its next letter, None at its end; ``before`` is how the letter
    before was read.
    """
    have = c.left[at] if before.takes else c.marks[at]
    if before.spaced:
        have = AM + have
    letter = SOUND if have == want else _explained(have, want)
    moved = "" if letter is SOUND else c.movable(at)
    if moved and want in (have + moved, moved + have):
        return SHIFTED
    if letter is None or not c.blank[at]:
        return letter
    return _blank(c, at, following, letter.damages, consumed=before.takes)


@lru_cache(maxsize=REMEMBERED)
def _explained(have: str, want: str) -> Letter | None:
    damages = explain(have, want)
    return None if damages is None else Letter(damages)


def _blank(
    c: Clusters, at: int, following: str | None, damages: tuple[Damage, ...], *, consumed: bool
) -> Letter | None:
    """Say what the blank is that follows a letter or stands before its marks; ``consumed``: the first was explained."""
    inner = c.inner[at] and not consumed
    gap = c.gap[at] if c.inner[at] or not consumed else 0
    if c.loose:
        return Letter((*damages, Damage.LOOSE))
    if (inner or gap) and following is not None and _is_spaced_am(c, at + 1, following):
        return Letter((*damages, Damage.SPACED_AM), spaced=True)
    if inner:
        damages = (*damages, Damage.BLANK_BEFORE_SIGN)
    if not gap or following is None:
        return Letter(damages)
    kind = _blank_in_word(c, at, gap)
    return Letter((*damages, kind)) if kind else None


def _is_spaced_am(c: Clusters, at: int, want: str) -> bool:
    return AM in want and AM not in c.marks[at] and c.bare[at] == AA


def _blank_in_word(c: Clusters, at: int, gap: int) -> Damage | None:
    """Say what a blank between two letters of a word is; None where it is too wide for one."""
    if c.bare[at + 1] in "\u0e30\u0e32":
        return Damage.BLANK_BEFORE_SIGN
    if gap > 1:
        return None
    return Damage.BLANK_ALONE if c.alone(at) or c.alone(at + 1) else Damage.BLANK
