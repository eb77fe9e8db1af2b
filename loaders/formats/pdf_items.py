"""What is found on the pages of a document, as it goes from one process to another: plain JSON."""

from typing import TypedDict


class Item(TypedDict, total=False):
    """A line (``text``) or a table (``rows``, ``xs``) and its place on the page.

    ``gap``: an empty line goes before it; ``open_top``, ``open_bottom``: a row goes on over the page's edge.
    """

    text: str
    rows: list[list[str]]
    xs: list[float]
    top: float
    bottom: float
    gap: bool
    open_top: bool
    open_bottom: bool


class PageItems(TypedDict):
    """A page: its items in reading order, top and height of the page, and whether OCR must read it."""

    items: list[Item]
    height: float
    scanned: bool


class Pages(TypedDict):
    """All pages, the title of the document, and what was found in it and not read."""

    pages: list[PageItems]
    title: str
    scripts: int
    attachments: int
