"""A drawing as SVG 1.1: elements with attributes alone, so that word processors read it as browsers do."""

import xml.etree.ElementTree as ET
from dataclasses import dataclass, field
from typing import Final

from phaen.endpoint.embedding.drawing.writing import shortened, sound, wrapped

SPACE: Final = "http://www.w3.org/2000/svg"
FONTS: Final = "'Noto Sans Thai', Sarabun, 'Leelawadee UI', Thonburi, Loma, 'Noto Sans', sans-serif"
INK, SOFT, LINE, PAPER, ACCENT, ACCENT_INK = "#1b2426", "#536065", "#d7dedd", "#ffffff", "#0b5d5b", "#ffffff"
FAINT: Final = "#8a979b"
SERIES: Final = ("#0b5d5b", "#b3541e", "#2a56b5", "#8a2f6b", "#7a6410", "#4b7a1f", "#566070", "#b3261e")
DASHES: Final = ("", "8 3", "2 3", "10 3 2 3", "5 5", "14 4", "1 5", "6 2 2 2 2 2")
SHADES: Final = ("#ffffff", "#d9e5e4", "#b0cac9", "#84adac", "#558c8a", "#2a7371")
"""By shade; the ink on the last two is white."""
DARK: Final = 4
"""The first shade that is too dark for black ink."""
COLUMN: Final = 0.64
"""The width of a letter, by the size of the type: what most letters of the fonts above are under."""
MARGIN: Final = 16.0
_LEADING: Final = 1.6
_TITLE: Final = 18.0
_SMALL: Final = 12.0
_MOST_TITLE_LINES: Final = 3
_ROLES: Final = {
    INK: "ink", SOFT: "soft", FAINT: "faint", LINE: "rule", PAPER: "paper",
    **{colour: f"c{number}" for number, colour in enumerate(SERIES)},
}  # fmt: skip


@dataclass(frozen=True)
class Caption:
    """What is said of a drawing: its title above, and below it what it shows and where it is from; its language."""

    title: str
    about: str
    source: str
    language: str


@dataclass
class Canvas:
    """A drawing that grows downwards; ``top`` is the next free line, in units of CSS pixels."""

    width: float
    caption: Caption | None = None
    top: float = MARGIN
    root: ET.Element = field(default_factory=lambda: ET.Element("svg"))

    def begin(self) -> None:
        """Write the title, which a drawing within a page has outside of it."""
        if self.caption is None:
            self.top = 4.0
            return
        most = int((self.width - 2 * MARGIN) / (_TITLE * COLUMN))
        for line in wrapped(self.caption.title, most, _MOST_TITLE_LINES):
            self.top += _TITLE
            self.text(MARGIN, self.top, line, size=_TITLE, bold=True)
            self.top += _TITLE * (_LEADING - 1)
        self.top += 6

    def room(self, width: float, size: float) -> int:
        """Return how many columns of text have room."""
        return max(int(width / (size * COLUMN)), 4)

    def add(self, tag: str, **attributes: float | str) -> ET.Element:
        """Add an element; underscores in the names of attributes stand for hyphens."""
        element = ET.SubElement(self.root, tag)
        for name, value in attributes.items():
            element.set(name.replace("_", "-"), sound(value) if isinstance(value, str) else _number(value))
        for name in ("fill", "stroke"):
            role = _ROLES.get(str(attributes.get(name)))
            if role is not None:  # so that a page in the dark has other colours
                element.set("class", f"{name}-{role}")
        return element

    def text(  # noqa: PLR0913 - what a line of text needs to be set
        self, x: float, y: float, text: str, *, size: float = 14, anchor: str = "start", fill: str = INK,
        bold: bool = False, most: int | None = None, turn: float = 0,
    ) -> None:  # fmt: skip
        """Write a line; of more than ``most`` columns the beginning, with the whole as its title."""
        element = self.add("text", x=x, y=y, fill=fill, font_size=size, text_anchor=anchor)
        if bold:
            element.set("font-weight", "700")
        if turn:
            element.set("transform", f"rotate({_number(turn)} {_number(x)} {_number(y)})")
        line = text if most is None else shortened(text, most)
        element.text = sound(line)
        if most is not None and line != " ".join(text.split()):
            self.say(element, text)

    def say(self, element: ET.Element, text: str) -> None:
        """Give an element a title, which is shown while a pointer rests on it."""
        ET.SubElement(element, "title").text = sound(text)

    def end(self) -> ET.Element:
        """Write where the drawing is from, and return the whole with its size."""
        if self.caption is not None:
            self._close(self.caption)
        height = self.top + (MARGIN if self.caption is not None else 4)
        self.root.set("xmlns", SPACE)
        self.root.set("viewBox", f"0 0 {_number(self.width)} {_number(height)}")
        self.root.set("font-family", FONTS)
        if self.caption is not None:
            self.root.set("width", _number(self.width))
            self.root.set("height", _number(height))
            paper = ET.Element("rect", width="100%", height="100%", fill=PAPER)
            self.root.insert(2, paper)
        return self.root

    def _close(self, caption: Caption) -> None:
        self.top += 10
        most = self.room(self.width - 2 * MARGIN, _SMALL)
        for text in (caption.about, caption.source):
            for line in wrapped(text, most, 2) if text else ():
                self.top += _SMALL * _LEADING
                self.text(MARGIN, self.top, line, size=_SMALL, fill=SOFT)
        self._describe(caption)

    def _describe(self, caption: Caption) -> None:
        """Say in words what the drawing is, for who cannot see it (SVG 1.1, section 5.4)."""
        self.root.set("xml:lang", caption.language)
        self.root.set("role", "img")
        self.root.set("aria-labelledby", "title desc")
        title, desc = ET.Element("title", id="title"), ET.Element("desc", id="desc")
        title.text = sound(caption.title)
        desc.text = sound(" · ".join(filter(None, (caption.about, caption.source))))
        self.root.insert(0, title)
        self.root.insert(1, desc)


def document(root: ET.Element) -> bytes:
    """Return a drawing as a file."""
    text = ET.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{text}\n'.encode()


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")
