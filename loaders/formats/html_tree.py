"""The elements of a web page as light objects, and what can be counted in each: text, linked text, links.

selectolax (lexbor) builds the tree as a browser does, whatever the mistakes in the markup. Deeper elements than
MAX_DEPTH are taken as standing at that depth, so that functions may walk the tree recursively.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import accumulate

from selectolax.lexbor import LexborHTMLParser, LexborNode

from phaen.loaders.errors import DocumentTooLargeError
from phaen.loaders.formats import eightbit
from phaen.loaders.formats.html_words import words

MAX_DEPTH = 150
"""Elements inside one another; layout tables nested ten times reach about 60."""

MAX_NODES = 1_000_000
"""Elements and pieces of text in a page; 20 MB of dense markup."""

MOST_OPEN = 50
"""Bold, italic, coloured … text begun and not ended, inside one another; a page with more has forgotten to end it."""

# Formatting elements but <a> (https://html.spec.whatwg.org/multipage/parsing.html#formatting): a start or an end.
FORMATTING = re.compile(
    r"<(/?)(?:b|big|code|em|font|i|nobr|s|small|strike|strong|tt|u)(?=[\s/>])[^<>]*>?", re.IGNORECASE
)

DROPPED = words("tags", "dropped")

BLANKS = " \n\t\r\u00a0"
HIDDEN_STYLE = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all)", re.IGNORECASE)


@dataclass(slots=True)
class Element:
    """An element; ``text`` and ``linked`` count the code points in it, blanks left out, ``links`` its links."""

    tag: str
    attributes: dict[str, str | None]
    children: list["Element | str"] = field(default_factory=list)
    text: int = 0
    linked: int = 0
    links: int = 0

    def get(self, name: str) -> str:
        """Give an attribute in small letters, "" where it is missing."""
        return (self.attributes.get(name) or "").strip().lower()

    def elements(self) -> Iterator["Element"]:
        """Give the child elements."""
        return (child for child in self.children if isinstance(child, Element))

    def walk(self) -> Iterator["Element"]:
        """Give this element and all in it, in document order."""
        yield self
        for child in self.elements():
            yield from child.walk()

    def string(self) -> str:
        """Give all text in it, as written."""
        return "".join(child if isinstance(child, str) else child.string() for child in self.children)

    def unlinked(self) -> str:
        """Give its text without that of links."""
        if self.is_link:
            return " "
        return "".join(child if isinstance(child, str) else child.unlinked() for child in self.children)

    @property
    def is_link(self) -> bool:
        """Tell whether it leads to another page; what unfolds a part of this one does not."""
        return self.tag == "a" and "href" in self.attributes and not self.target

    @property
    def target(self) -> str:
        """Return the id of the part of this page that it leads to or unfolds, "" if none."""
        for name in ("href", "data-bs-target", "data-target"):
            found = (self.attributes.get(name) or "").strip()
            if found.startswith("#") and len(found) > 1:
                return found[1:]
        return ""

    @property
    def is_hidden(self) -> bool:
        """Tell whether its own markup hides it."""
        return "hidden" in self.attributes or bool(HIDDEN_STYLE.search(self.get("style")))


@dataclass(frozen=True, slots=True)
class Page:
    """A parsed page: its body, the titles that its head gives, and the number of its frames."""

    body: Element
    titles: tuple[str, ...]
    frames: int


def parse(markup: str, path: str) -> Page:
    """Parse a page; raises DocumentTooLargeError for one of over MAX_NODES nodes."""
    parser = LexborHTMLParser(without_endless_formatting(markup))
    body = Element("body", {})
    if parser.body is not None:
        _copy(body, parser.body, path)
    if eightbit.is_shown_as_western(body.string()):
        for element in body.walk():
            element.children = [eightbit.as_thai(c) if isinstance(c, str) else c for c in element.children]
    return Page(body, tuple(map(eightbit.mend, _titles(parser))), len(parser.css("frame, iframe")))


def without_endless_formatting(markup: str) -> str:
    """Leave out all bold, italic, coloured … markup of a page in which over MOST_OPEN of it is never ended.

    A parser begins anew in each paragraph whatever was not ended in the one before it, so that a page of 60 kB makes
    millions of elements. They say nothing of the text.
    """
    steps = (-1 if found[1] else 1 for found in FORMATTING.finditer(markup))
    if max(accumulate(steps, lambda count, step: max(0, count + step), initial=0)) <= MOST_OPEN:
        return markup
    return FORMATTING.sub("", markup)


def _titles(parser: LexborHTMLParser) -> Iterator[str]:
    for node in parser.css("title")[:1]:
        yield node.text()
    for node in parser.css("meta[property='og:title']")[:1]:
        yield node.attributes.get("content") or ""


def _copy(body: Element, root: LexborNode, path: str) -> None:
    """Copy the tree, without recursion, and count each element when all in it is copied."""
    waiting: list[tuple[Element, LexborNode | None, bool]] = [(body, root.first_child, True)]
    count = 0
    while waiting:
        parent, node, own = waiting.pop()
        if node is None:
            if own:
                _count(parent)
            continue
        count += 1
        if count > MAX_NODES:
            raise DocumentTooLargeError(f"{path}: over {MAX_NODES:,} elements; save the plan's own part of the page")
        waiting.append((parent, node.next, own))
        child = _take(parent, node)
        if child is not None:
            shallow = len(waiting) < MAX_DEPTH
            waiting.append((child if shallow else parent, node.first_child, shallow))


def _take(parent: Element, node: LexborNode) -> Element | None:
    """Copy one node; gives the element whose children are to be copied too."""
    if node.is_text_node:
        parent.children.append(node.text_content or "")
    elif node.is_element_node and node.tag not in DROPPED:
        child = Element(node.tag or "", node.attributes)
        parent.children.append(child)
        return child
    return None


def _count(element: Element) -> None:
    """Add up an element whose children are complete."""
    for child in element.children:
        if isinstance(child, str):
            element.text += len(child) - sum(map(child.count, BLANKS))
        else:
            element.text += child.text
            element.linked += child.linked
            element.links += child.links
    if element.is_link:
        element.linked, element.links = element.text, 1
