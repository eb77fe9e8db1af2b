"""Which statement that was found is which statement of the annotation: one to one, the surest pairs first.

Labels are compared on a key without blanks, punctuation and the marks that damaged Thai loses, so that neither damage
nor its repair decides whether a statement was found; how exact its label is, is measured apart.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from phaen.loaders.model import Entity
from tests.corpus.gold import GoldEntity

ALIKE = 0.82
"""Likeness of two keys, 0 to 1, from which they are the same statement, whatever its number."""

ALIKE_WITH_CODE = 0.6
"""The same for statements that bear the same number under parents of the same number."""

SHARED_START = 8
"""Letters of a key from which one that begins the other is the same statement: only its extent was read wrongly."""

EXTENT_WRONG = 0.5
"""What the likeness of such a pair counts."""

CODE_BONUS = 0.3
PARENT_BONUS = 0.3
EXEMPT_MALUS = 0.4
PLACE_MALUS = 0.15
"""What decides between equal labels: numbers, then what must be found before what may be, then their places."""

_DIGITS = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")
_MARKS = re.compile("[\u0e47-\u0e4e]")
_NO_LETTER = re.compile(r"[^0-9a-z\u0e01-\u0e3a\u0e40-\u0e46]+")
_WORDS = "ประเดนยทธศาสตร|ยทธศาสตร|แนวทาง|กลยทธ|โครงการ|แผนงาน|พนธกจ|เปาประสงค|ดาน|การพฒนา|ท(?=[0-9])"
_LEAD = re.compile(f"(?:[0-9]+)?(?:{_WORDS})")
_ABOVE_OR_BELOW = re.compile("[\u0e31\u0e34-\u0e3a]")


def key(label: str) -> str:
    """Give what of a label is compared.

    >>> key("๑. ตาบลน่าอยู่") == key("1 ตำบลน่าอยู่")
    True
    """
    text = unicodedata.normalize("NFC", label).translate(_DIGITS).lower()
    text = text.replace("\u0e4d\u0e32", "\u0e32").replace("\u0e33", "\u0e32")
    return _NO_LETTER.sub("", _MARKS.sub("", text))


def bare(label: str) -> str:
    """Give the key without the number and words of the kind that may stand before the label's own words."""
    text = _ABOVE_OR_BELOW.sub("", key(label))
    while (match := _LEAD.match(text)) and match.end() < len(text):
        text = text[match.end() :]
    return text


@dataclass(frozen=True, slots=True)
class Matches:
    """Pairs of found and annotated statements, as indices into both lists."""

    gold_of: dict[int, int]
    found_of: dict[int, int]


def match(gold: Sequence[GoldEntity], found: Sequence[Entity]) -> Matches:
    """Pair the statements found in a document with those of its annotation."""
    gold_keys, found_keys = (
        [(key(g.label), bare(g.label)) for g in gold],
        [(key(f.label), bare(f.label)) for f in found],
    )
    candidates = []
    for g, annotated in enumerate(gold):
        for f, read in enumerate(found):
            if read.kind not in annotated.kinds:
                continue
            codes = _same_code(gold, found, g, f)
            likeness = _likeness(gold_keys[g], found_keys[f], annotated, sure=codes == CODE_BONUS + PARENT_BONUS)
            if likeness:
                place = abs(g / len(gold) - f / len(found)) * PLACE_MALUS
                candidates.append((likeness + codes - place - EXEMPT_MALUS * annotated.exempt, -g, -f))
    gold_of: dict[int, int] = {}
    found_of: dict[int, int] = {}
    for _, g, f in sorted(candidates, reverse=True):
        if -g not in found_of and -f not in gold_of:
            gold_of[-f], found_of[-g] = -g, -f
    return Matches(gold_of, found_of)


def _same_code(gold: Sequence[GoldEntity], found: Sequence[Entity], g: int, f: int) -> float:
    """Give the bonus for equal numbers, and for equal numbers of the parents."""
    if gold[g].code is None or gold[g].code != found[f].code:
        return 0.0
    return CODE_BONUS + PARENT_BONUS * (_parent_code(gold, g) == _parent_code(found, f))


def _parent_code(entities: Sequence[GoldEntity] | Sequence[Entity], index: int) -> str | None:
    parent = entities[index].parent
    return entities[parent].code if parent is not None else None


def _likeness(gold: tuple[str, str], found: tuple[str, str], annotated: GoldEntity, *, sure: bool) -> float:
    """Say how alike two labels are, 0 where they are not; ``sure`` says that number and parent's number agree."""
    if gold[0] == found[0]:
        return 1.0
    if annotated.open_end and found[0] and gold[0].startswith(found[0]):
        return 0.95
    bound = ALIKE_WITH_CODE if sure else ALIKE
    best = max(_ratio(*pair, bound) for pair in zip(gold, found, strict=True))
    if best >= bound:
        return best
    return EXTENT_WRONG if any(_begins(*pair) for pair in zip(gold, found, strict=True)) else 0.0


def _begins(one: str, other: str) -> bool:
    """Tell whether the shorter key is the beginning of the longer one."""
    short, long = sorted((one, other), key=len)
    return len(short) >= SHARED_START and long.startswith(short)


def _ratio(one: str, other: str, bound: float) -> float:
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    if matcher.real_quick_ratio() < bound or matcher.quick_ratio() < bound:
        return 0.0
    return matcher.ratio()
