"""Running heads, running feet and page numbers: lines at the edges of pages that come again on other pages.

They are left out of the text, where they would stand in the middle of statements. A running line is written once, at
the top of the first page that bears it, since it often names the plan or its owner; page numbers, and the address and
the time that browsers print, are not written at all.
"""

import re
from collections import defaultdict
from dataclasses import dataclass

from phaen.loaders.formats.pdf_items import Item, PageItems

EDGE = 0.12
"""Share of a page's height, at the top and at the bottom, in which running lines are looked for."""

FEWEST = 3
"""Pages on which a line must come again; in a document of two pages, both."""

DENSITY = 0.5
"""Share of the pages from its first to its last on which a running line stands: heads of odd pages have half."""

SAME_HEIGHT = 0.02
"""Share of the page's height by which the places of a running line differ at most."""

NUMBER = r"(?:[\d๐-๙]{1,4}|[ivxlc]{1,6}|[ก-ฮ])"
PAGE_NUMBER = re.compile(
    rf"(?:[-–—(\[\s]*)(?:(?:หน้า(?:ที่)?|page|p\.)\s*)?{NUMBER}(?:\s*(?:/|จาก|of)\s*{NUMBER})?[-–—)\]\s.]*", re.IGNORECASE
)
DECORATED = re.compile(rf"[-–—]\s*{NUMBER}\s*[-–—]|(?:หน้า(?:ที่)?|page)\s*{NUMBER}.*", re.IGNORECASE)
BROWSER = re.compile(
    r"\S*(?:https?|file)://\S*(?:\s+\d+\s*/\s*\d+)?|\d{1,2}/\d{1,2}/\d{2,4},?\s+\d{1,2}:\d\d(?:\s*[AP]M)?(?:\s.*)?"
)
DIGITS = re.compile(r"[\d๐-๙]+")
BLANKS = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a line stands: the index of its page and of its item, and its height as a share of the page's."""

    page: int
    item: int
    height: float


def without_running_lines(pages: list[PageItems]) -> list[list[Item]]:
    """Give the items of each page without its running lines and page numbers."""
    places: dict[str, list[_Place]] = defaultdict(list)
    numbers: list[_Place] = []
    printed: set[tuple[int, int]] = set()
    for page, items in enumerate(pages):
        for place, text in _edge_lines(page, items):
            if PAGE_NUMBER.fullmatch(text):
                numbers.append(place)
            if BROWSER.fullmatch(text):
                printed.add((place.page, place.item))
            places[BLANKS.sub("", DIGITS.sub("#", text))].append(place)
    dropped = printed | {(place.page, place.item) for place in _page_numbers(pages, numbers)}
    first: dict[int, list[_Place]] = defaultdict(list)
    for found in places.values():
        if not _is_running(found, len(pages)):
            continue
        dropped |= {(place.page, place.item) for place in found}
        text = pages[found[0].page]["items"][found[0].item]["text"]
        if not PAGE_NUMBER.fullmatch(text) and not BROWSER.fullmatch(text):
            first[found[0].page].append(found[0])
    return [_kept(page, items["items"], dropped, first[page]) for page, items in enumerate(pages)]


def _kept(page: int, items: list[Item], dropped: set[tuple[int, int]], first: list[_Place]) -> list[Item]:
    heads = [items[place.item] for place in sorted(first, key=lambda place: place.height)]
    body = [item for i, item in enumerate(items) if (page, i) not in dropped]
    if heads and body:
        body[0] = {**body[0], "gap": True}
    return [*heads, *body]


def _edge_lines(page: int, items: PageItems) -> list[tuple[_Place, str]]:
    """Give the lines at the edges of a page."""
    height = items["height"] or 1.0
    found = []
    for i, item in enumerate(items["items"]):
        if "text" in item and (item["top"] < EDGE * height or item["bottom"] > (1 - EDGE) * height):
            found.append((_Place(page, i, item["top"] / height), item["text"].strip()))
    return found


def _is_running(places: list[_Place], pages: int) -> bool:
    """Tell whether a line comes again on enough pages, at one height."""
    on = sorted({place.page for place in places})
    if len(on) < min(FEWEST, max(pages, 2)):
        return False
    heights = sorted(place.height for place in places)
    middle = heights[len(heights) // 2]
    level = sum(abs(height - middle) <= SAME_HEIGHT for height in heights)
    return level >= DENSITY * len(heights) and len(on) >= DENSITY * (on[-1] - on[0] + 1)


def _page_numbers(pages: list[PageItems], numbers: list[_Place]) -> list[_Place]:
    """Tell page numbers from other numbers at an edge: they are decorated, or they count with the pages."""
    offsets: dict[int, int] = defaultdict(int)
    values: list[tuple[_Place, str, int | None]] = []
    for place in numbers:
        text = pages[place.page]["items"][place.item]["text"].strip()
        digits = DIGITS.search(text)
        value = int(digits[0]) - place.page if digits else None
        values.append((place, text, value))
        if value is not None:
            offsets[value] += 1
    counted = {value for value, count in offsets.items() if count > 1}
    return [place for place, text, value in values if value in counted or DECORATED.fullmatch(text)]
