"""Repair of single characters that no sound Thai text contains, whatever its words."""

import re
from collections.abc import Iterator

from phaen.loaders.repair.signs import AA, AM, CONSONANT, LEADING, MARK, NIKHAHIT, THANTHAKHAT, TONE, TONES, VOWEL_MARK
from phaen.loaders.repair.view import Edit, Piece, View, rewrite, substitute

INVISIBLE = "[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]"
# A tab stays: it parts the cells of a table. A carriage return before a line feed is a part of it.
ODD = re.compile(
    f"(?P<unseen>{INVISIBLE}++|\r(?={INVISIBLE}*+\n))|(?P<line_end>[\r\u0085\u2028\u2029])"
    "|(?P<blank>[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000])|(?P<private>[\uf000-\uf8ff]++)"
)
ODD_CHARACTER = re.compile(
    "[\u00a0\u00ad\u1680\u2000-\u200f\u2028-\u202f\u205f-\u2064\u3000\ufeff\r\u0085\uf000-\uf8ff]"
)
"""What ODD looks for, or might: a quick look that spares most texts the thorough one. So with the other pairs."""

# A sign that follows a consonant cannot begin a line, nor a vowel that leads one end it: a syllable was broken.
BROKEN_SYLLABLE = re.compile(
    f"(?<=[{CONSONANT}{MARK}]) *+\n[ \n]*+(?=[\u0e30{AA}{AM}{MARK}])|(?<=[{LEADING}]) *+\n[ \n]*+(?=[{CONSONANT}])"
)
BROKEN_LINE = re.compile(f"[ \n][\u0e30{AA}{AM}{MARK}]|[{LEADING}] *+\n")
# SARA AE typed as two SARA E, or doubled.
DOUBLE_E = re.compile("[\u0e40\u0e41]{2,}+")
# A tone or THANTHAKHAT before the vowel of the same letter, or a mark typed twice.
DISORDERLY = re.compile(
    f"(?<![{MARK}])[{MARK}]*(?:[{TONE}{THANTHAKHAT}][{VOWEL_MARK}]|(?P<mark>[{MARK}])(?P=mark))[{MARK}]*+"
)
DISORDER = re.compile(f"[{TONE}{THANTHAKHAT}][{VOWEL_MARK}]|(?P<mark>[{MARK}])(?P=mark)")
# What keyboards, fonts and PDF writers make of SARA AM: NIKHAHIT + SARA AA with or without a tone between, before or
# a blank between; NIKHAHIT after SARA AA; SARA AM followed by a tone, by SARA AA or by itself.
SPLIT_AM = re.compile(
    f"(?<=[{CONSONANT}])(?:[{TONE}]? ?{NIKHAHIT}[{TONE}]? ?[{AA}{AM}]|[{TONE}]?{AA}{NIKHAHIT}"
    f"|[{TONE}]?{AM}(?=[{TONE}{AA}{AM}{NIKHAHIT}]))[{TONE}{AA}{AM}{NIKHAHIT}]*+"
)
AM_PART = re.compile(f"{NIKHAHIT}|{AM}[{TONE}{AA}{AM}]")
VOWELS = re.compile(f"[{VOWEL_MARK}]")

# Old Thai fonts for Windows and Mac keep shifted and lowered marks, and two letters without their tails, in the
# private use area. The numbers are those of HarfBuzz's thai_pua_shape and of the fonts themselves.
WINDOWS_GLYPHS = bytes.fromhex("10 34353637 48494A4B4C 48494A4B4C 0D 31 4D 47 48494A4B4C 38 39 3A")
MAC_GLYPHS = bytes.fromhex("31 34353637 47 484848 494949 4A4A4A 4B4B4B 4C4C4C 4D 0D 38 39 3A 10")
GLYPHS = {
    **{0xF700 + place: chr(0x0E00 + low) for place, low in enumerate(WINDOWS_GLYPHS)},
    **{0xF884 + place: chr(0x0E00 + low) for place, low in enumerate(MAC_GLYPHS)},
}
SYMBOL_BULLETS = frozenset("\uf0a7\uf0a8\uf0b7\uf0d8\uf0e0\uf0e8\uf0fc\uf06c\uf06e\uf076\uf077")
"""Bullets of Symbol and Wingdings, as word processors write them."""

SYMBOL_THAI = range(0xF0A1, 0xF0FC)
"""Thai in a font that calls itself a symbol font: 0xF000 and the TIS-620 byte."""


def mend_characters(view: View) -> View:
    """Mend characters and their order; nothing here looks at words."""
    if ODD_CHARACTER.search(view.text):
        view = rewrite(view, _odd(view))
    if BROKEN_LINE.search(view.text):
        view = substitute(view, BROKEN_SYLLABLE, lambda _: [])
    view = substitute(view, DOUBLE_E, lambda found: [("\u0e41", found[0][1], found[-1][2])])
    if DISORDER.search(view.text):
        view = substitute(view, DISORDERLY, _in_order)
    return substitute(view, SPLIT_AM, _joined_am) if AM_PART.search(view.text) else view


def _odd(view: View) -> Iterator[Edit]:
    """Take out what is not seen, and give odd blanks, line ends and private characters their common form."""
    for match in ODD.finditer(view.text):
        found = view.pieces(*match.span())
        if match.lastgroup == "private":
            yield (*match.span(), _public(found))
        else:
            common = {"line_end": "\n", "blank": " "}.get(match.lastgroup or "")
            yield (*match.span(), [(common, start, end) for _, start, end in found] if common else [])


def _in_order(found: list[Piece]) -> list[Piece]:
    """Put vowels before tones, and each mark once."""
    ordered = sorted(found, key=lambda piece: not VOWELS.match(piece[0]))
    kept: list[Piece] = []
    for character, start, end in ordered:
        if kept and kept[-1][0] == character:
            kept[-1] = character, min(kept[-1][1], start), max(kept[-1][2], end)
        else:
            kept.append((character, start, end))
    return kept


def _joined_am(found: list[Piece]) -> list[Piece]:
    """Put one tone, if there is any, before one SARA AM."""
    tones = [piece for piece in found if piece[0] in TONES]
    return [*tones[:1], (AM, min(start for _, start, _ in found), max(end for _, _, end in found))]


def _public(found: list[Piece]) -> list[Piece]:
    """Give private glyphs their characters; those of a symbol font are letters only where several stand together."""
    together = sum(ord(piece[0]) in SYMBOL_THAI for piece in found) > 1
    return [(_public_character(piece[0], together=together), piece[1], piece[2]) for piece in found]


def _public_character(character: str, *, together: bool) -> str:
    code = ord(character)
    if together and code in SYMBOL_THAI:
        return chr(code - 0xF0A1 + 0x0E01)
    return "•" if character in SYMBOL_BULLETS else GLYPHS.get(code, character)
