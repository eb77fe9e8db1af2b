"""What stands on a page of a PDF, by pdfium: its characters with their places, its ruling lines, its pictures.

Coordinates are in points (1/72 inch), x to the right and y down, turned so that most of the page's text is upright;
how the page itself is rotated makes no difference then. Only the process that isolated.py starts comes here.
"""

import ctypes
import math
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

import pypdfium2.raw as pdfium

MAX_CHARACTERS = 100_000
"""Characters read of one page; a page full of small print has about 15,000."""

MAX_OBJECTS = 50_000
MAX_SEGMENTS = 100_000
"""Objects, and segments of paths, looked at on one page for ruling lines; a large table has about 2,000."""

FORM_DEPTH = 4
"""Forms (groups of objects) inside one another that are looked into for ruling lines."""

THICK = 4.0
"""Points over which a filled bar is no ruling line."""

SHORT = 5.0
"""Points under which a line rules nothing."""

ASKEW = 1.5
QUARTER = math.pi / 2
SPACING = re.compile("[^\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]")
"""A character that takes up room of its own, unlike the marks over and under Thai letters."""

BEARING = 0.1
"""Most room between the ink of a letter and the next letter's, in sizes of the type, that is taken for granted."""

HYPHEN_AT_LINE_END = "\x02"


@dataclass(slots=True)
class Glyph:
    """Text drawn in one place, mostly one character: the box of its ink, and its room on the baseline, and its size.

    The file itself may give the text (ActualText, ISO 32000-1, 14.9.4); that may be several characters.
    """

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    start: float
    end: float
    baseline: float
    size: float


@dataclass(frozen=True, slots=True)
class Rule:
    """A ruling line, from ``start`` to ``end`` along its direction, at ``at`` across it."""

    at: float
    start: float
    end: float


@dataclass(slots=True)
class Sheet:
    """A page: its glyphs in the order in which they are drawn, its rules, and the share of it that pictures cover."""

    width: float
    height: float
    left: float
    top: float
    glyphs: list[Glyph] = field(default_factory=list)
    across: list[Rule] = field(default_factory=list)
    down: list[Rule] = field(default_factory=list)
    pictures: float = 0.0
    shapes: int = 0


@dataclass(frozen=True, slots=True)
class _Run:
    """What all characters of one text object share."""

    size: float
    angle: float
    actual: int | None


def read_sheet(page: "pdfium.FPDF_PAGE") -> Sheet:
    """Read a loaded page."""
    text_page = pdfium.FPDFText_LoadPage(page)
    try:
        marked: dict[int, Glyph] = {}
        found = list(_characters(text_page, marked)) if text_page else []
    finally:
        if text_page:
            pdfium.FPDFText_ClosePage(text_page)
    if any(len(SPACING.findall(glyph.text)) > 1 for glyph in marked.values()):
        _widen_marked(page, marked)
    turn = _dominant_turn(found)
    sheet = _empty_sheet(page, turn)
    sheet.glyphs = [_turned(glyph, turn) for glyph, angle in found if _quarter(angle) == turn]
    _give_room(sheet.glyphs)
    _Ruling(sheet, turn).read(page)
    return sheet


# --- characters -------------------------------------------------------------------------------------------------------


def _characters(text_page: "pdfium.FPDF_TEXTPAGE", marked: dict[int, Glyph]) -> Iterator[tuple[Glyph, float]]:
    """Give the glyphs, not yet turned (y is up), with the angle of each; those made up by pdfium are left out.

    ``marked`` receives those whose text the file gives, by the number of their mark.
    """
    left, right, bottom, top, x, y = (ctypes.c_double() for _ in range(6))
    box = [ctypes.byref(value) for value in (left, right, bottom, top)]
    origin = [ctypes.byref(value) for value in (x, y)]
    room = pdfium.FS_RECTF()
    address, run, current = 0, None, 0
    for i in range(min(pdfium.FPDFText_CountChars(text_page), MAX_CHARACTERS)):
        code = pdfium.FPDFText_GetUnicode(text_page, i)
        if code in (0, 10, 13, 0xFFFE, 0xFFFF) or pdfium.FPDFText_IsGenerated(text_page, i) == 1:
            continue
        item = pdfium.FPDFText_GetTextObject(text_page, i)
        found = ctypes.cast(item, ctypes.c_void_p).value or 0
        if found != address or run is None:
            address, run = found, _run_of(text_page, i, item)
        pdfium.FPDFText_GetCharBox(text_page, i, *box)
        pdfium.FPDFText_GetCharOrigin(text_page, i, *origin)
        character = "-" if chr(code) == HYPHEN_AT_LINE_END else chr(code)
        end = math.nan
        if run.actual is None:
            pdfium.FPDFText_GetLooseCharBox(text_page, i, room)
            end = _end_of(room, run.angle)
        glyph = Glyph(character, left.value, right.value, top.value, bottom.value, x.value, end, y.value, run.size)
        if run.actual is None:
            yield glyph, run.angle
        elif run.actual not in marked:
            marked[run.actual], current = glyph, address
            yield glyph, run.angle
        elif address == current:
            # The text of one mark comes once for each object that it covers; only the first time counts.
            marked[run.actual].text += glyph.text
            _widen(marked[run.actual], glyph.x0, glyph.x1, glyph.bottom, glyph.top)


def _end_of(room: "pdfium.FS_RECTF", angle: float) -> float:
    """Give where the room of a character ends, along the line when it is turned upright."""
    match _quarter(angle):
        case 1:
            return float(room.top)
        case 2:
            return -float(room.left)
        case 3:
            return -float(room.bottom)
        case _:
            return float(room.right)


def _widen(glyph: Glyph, left: float, right: float, bottom: float, top: float) -> None:
    glyph.x0, glyph.x1 = min(glyph.x0, left), max(glyph.x1, right)
    glyph.bottom, glyph.top = min(glyph.bottom, bottom), max(glyph.top, top)


def _widen_marked(page: "pdfium.FPDF_PAGE", marked: dict[int, Glyph]) -> None:
    """Give marked text the room of all objects that it stands for; pdfium gives only that of the first."""
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    for i in range(min(pdfium.FPDFPage_CountObjects(page), MAX_OBJECTS)):
        item = pdfium.FPDFPage_GetObject(page, i)
        if pdfium.FPDFPageObj_GetType(item) != pdfium.FPDF_PAGEOBJ_TEXT:
            continue
        glyph = marked.get(_actual_text(item) or 0)
        if glyph is not None and pdfium.FPDFPageObj_GetBounds(item, left, bottom, right, top):
            _widen(glyph, left.value, right.value, bottom.value, top.value)


def _run_of(text_page: "pdfium.FPDF_TEXTPAGE", i: int, item: "pdfium.FPDF_PAGEOBJECT") -> _Run:
    matrix = pdfium.FS_MATRIX()
    pdfium.FPDFText_GetMatrix(text_page, i, matrix)
    scale = math.hypot(matrix.c, matrix.d) or 1.0
    size = pdfium.FPDFText_GetFontSize(text_page, i) * scale
    return _Run(max(size, 1.0), math.atan2(matrix.b, matrix.a), _actual_text(item) if item else None)


def _actual_text(item: "pdfium.FPDF_PAGEOBJECT") -> int | None:
    """Give a number that stands for the mark that gives an object's text, None if none does."""
    length = ctypes.c_ulong()
    for place in range(pdfium.FPDFPageObj_CountMarks(item)):
        mark = pdfium.FPDFPageObj_GetMark(item, place)
        if pdfium.FPDFPageObjMark_GetParamStringValue(mark, b"ActualText", None, 0, length):
            return ctypes.cast(mark, ctypes.c_void_p).value
    return None


def _give_room(glyphs: list[Glyph]) -> None:
    """Give marked text its room, of which pdfium tells only the ink: as much as the same letter has elsewhere."""
    known = {(glyph.text, round(glyph.size)): glyph.end - glyph.start for glyph in glyphs if not math.isnan(glyph.end)}
    for glyph in glyphs:
        if math.isnan(glyph.end):
            letters = SPACING.findall(glyph.text)
            room = known.get((letters[0], round(glyph.size))) if len(letters) == 1 else None
            bearing = min(max(glyph.x0 - glyph.start, 0.0), BEARING * glyph.size)
            glyph.end = glyph.start + room if room is not None else glyph.x1 + bearing


# --- which way is up --------------------------------------------------------------------------------------------------


def _quarter(angle: float) -> int | None:
    """Give the quarter turns of an angle in radians; None for text askew, such as a watermark."""
    turns = angle / QUARTER
    nearest = round(turns)
    return nearest % 4 if abs(turns - nearest) < 0.1 else None  # noqa: PLR2004 - a tenth of a quarter: 9 degrees


def _dominant_turn(found: list[tuple[Glyph, float]]) -> int:
    counts = Counter(turn for _, angle in found if (turn := _quarter(angle)) is not None)
    return max(counts, key=lambda turn: counts[turn]) if counts else 0


def _point(x: float, y: float, turn: int) -> tuple[float, float]:
    """Turn a point of the page (y up) so that text turned by quarters is upright and y is down."""
    match turn:
        case 1:
            return y, x
        case 2:
            return -x, y
        case 3:
            return -y, -x
        case _:
            return x, -y


def _turned(glyph: Glyph, turn: int) -> Glyph:
    xs, ys = zip(_point(glyph.x0, glyph.top, turn), _point(glyph.x1, glyph.bottom, turn), strict=True)
    glyph.x0, glyph.x1, glyph.top, glyph.bottom = min(xs), max(xs), min(ys), max(ys)
    glyph.start, glyph.baseline = _point(glyph.start, glyph.baseline, turn)
    return glyph


def _empty_sheet(page: "pdfium.FPDF_PAGE", turn: int) -> Sheet:
    bounds = pdfium.FS_RECTF()
    pdfium.FPDF_GetPageBoundingBox(page, bounds)
    xs, ys = zip(_point(bounds.left, bounds.top, turn), _point(bounds.right, bounds.bottom, turn), strict=True)
    return Sheet(max(xs) - min(xs), max(ys) - min(ys), min(xs), min(ys))


# --- ruling lines and pictures ----------------------------------------------------------------------------------------

Matrix = tuple[float, float, float, float, float, float]
IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


class _Ruling:
    """Gathers the ruling lines and the area of pictures of one page."""

    def __init__(self, sheet: Sheet, turn: int) -> None:
        self._sheet = sheet
        self._turn = turn
        self._segments = MAX_SEGMENTS
        self._objects = MAX_OBJECTS

    def read(self, page: "pdfium.FPDF_PAGE") -> None:
        """Look at all objects of a page."""
        for i in range(min(pdfium.FPDFPage_CountObjects(page), MAX_OBJECTS)):
            self._object(pdfium.FPDFPage_GetObject(page, i), IDENTITY, 0)

    def _object(self, item: "pdfium.FPDF_PAGEOBJECT", outer: Matrix, depth: int) -> None:
        self._objects -= 1
        if self._objects < 0:
            return
        match pdfium.FPDFPageObj_GetType(item):
            case pdfium.FPDF_PAGEOBJ_PATH:
                self._path(item, outer)
            case pdfium.FPDF_PAGEOBJ_IMAGE:
                self._picture(item, outer)
            case pdfium.FPDF_PAGEOBJ_FORM if depth < FORM_DEPTH:
                inner = _times(_matrix(item), outer)
                for i in range(min(pdfium.FPDFFormObj_CountObjects(item), max(self._objects, 0))):
                    self._object(pdfium.FPDFFormObj_GetObject(item, i), inner, depth + 1)

    def _picture(self, item: "pdfium.FPDF_PAGEOBJECT", outer: Matrix) -> None:
        matrix = _times(_matrix(item), outer)
        area = abs(matrix[0] * matrix[3] - matrix[1] * matrix[2])
        self._sheet.pictures += min(1.0, area / max(self._sheet.width * self._sheet.height, 1.0))

    def _path(self, item: "pdfium.FPDF_PAGEOBJECT", outer: Matrix) -> None:
        self._sheet.shapes += 1
        fill, stroke = ctypes.c_int(), ctypes.c_int()
        pdfium.FPDFPath_GetDrawMode(item, fill, stroke)
        if not (fill.value or stroke.value):
            return
        matrix = _times(_matrix(item), outer)
        for points in self._subpaths(item, matrix):
            if stroke.value:
                for a, b in pairwise(points):
                    self._rule(a, b)
            else:
                self._bar(points)

    def _subpaths(self, item: "pdfium.FPDF_PAGEOBJECT", matrix: Matrix) -> Iterator[list[tuple[float, float]]]:
        """Give the corners of each part of a path; curves count as lines to their ends."""
        points: list[tuple[float, float]] = []
        x, y = ctypes.c_float(), ctypes.c_float()
        for i in range(pdfium.FPDFPath_CountSegments(item)):
            self._segments -= 1
            if self._segments < 0:
                break
            segment = pdfium.FPDFPath_GetPathSegment(item, i)
            pdfium.FPDFPathSegment_GetPoint(segment, x, y)
            if pdfium.FPDFPathSegment_GetType(segment) == pdfium.FPDF_SEGMENT_MOVETO and points:
                yield points
                points = []
            points.append(_point(*_apply(matrix, x.value, y.value), self._turn))
            if pdfium.FPDFPathSegment_GetClose(segment):
                points.append(points[0])
        if points:
            yield points

    def _rule(self, a: tuple[float, float], b: tuple[float, float]) -> None:
        (x0, x1), (y0, y1) = sorted((a[0], b[0])), sorted((a[1], b[1]))
        if y1 - y0 <= ASKEW and x1 - x0 >= SHORT:
            self._sheet.across.append(Rule((y0 + y1) / 2, x0, x1))
        elif x1 - x0 <= ASKEW and y1 - y0 >= SHORT:
            self._sheet.down.append(Rule((x0 + x1) / 2, y0, y1))

    def _bar(self, points: list[tuple[float, float]]) -> None:
        """Take a filled shape for a line if it is thin; word processors draw borders so."""
        xs, ys = [x for x, _ in points], [y for _, y in points]
        (x0, x1), (y0, y1) = (min(xs), max(xs)), (min(ys), max(ys))
        if y1 - y0 <= THICK and x1 - x0 >= SHORT:
            self._sheet.across.append(Rule((y0 + y1) / 2, x0, x1))
        elif x1 - x0 <= THICK and y1 - y0 >= SHORT:
            self._sheet.down.append(Rule((x0 + x1) / 2, y0, y1))


def _matrix(item: "pdfium.FPDF_PAGEOBJECT") -> Matrix:
    found = pdfium.FS_MATRIX()
    if not pdfium.FPDFPageObj_GetMatrix(item, found):
        return IDENTITY
    return found.a, found.b, found.c, found.d, found.e, found.f


def _times(inner: Matrix, outer: Matrix) -> Matrix:
    """Give the matrix that does ``inner`` first (ISO 32000-1, 8.3.4)."""
    a, b, c, d, e, f = inner
    g, h, i, j, k, l = outer  # noqa: E741 - letters of the standard go on
    return a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + l


def _apply(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f
