"""Which parts of a web page are its furniture: menus, headers and footers, counters, share buttons.

Only what is surely furniture is left out. An element is suspect by its tag, its role, the words of its class or id, or
because nearly all in it is links; it stays all the same where words of plans stand in it outside links, where numbered
lines do, or much prose. From suspects that name the body whose page it is, that line is kept: it says whose plan it is.
"""

import re
from collections.abc import Iterator

from phaen.loaders.formats.html_tree import Element
from phaen.loaders.formats.html_words import words

PLAN_WORD = re.compile(
    "วิสัยทัศน|พันธกิจ|ยุทธศาสตร์|เป้าประสงค์|จุดมุ่งหมาย|กลยุทธ์|แนวทางการพัฒนา|แนวทางที่|ตัวชี้วัด|เป้าหมาย|แผนงาน|โครงการ|ภารกิจ"
)
SUSPECT_TAGS, SUSPECT_ROLES = words("furniture", "tags"), words("furniture", "roles")
SUSPECT_WORDS = words("furniture", "words")
LINKED_TAGS, LINKED_WORDS = words("furniture", "linked_tags"), words("furniture", "linked_words")
HEAD_WORDS = words("furniture", "head_words")
TAB_WORDS = words("furniture", "tab_words")
CONTAINERS = words("tags", "containers")
HEADINGS = frozenset({"h1", "h2", "h3"})
PROSE = 400
"""Unlinked code points, blanks left out, from which a suspect is kept without words of plans: no menu is so long."""

SENTENCE = 40
"""Unlinked code points from which a word of plans keeps a suspect with links; the title of a menu is shorter."""

FEW_LINKS = 4
"""A menu has at least so many links."""

LINKED = 0.85
"""Share of linked text from which a list of links is a menu."""

MARKED = re.compile(r"\s*(?:[ก-๎]{2,20}ที่\s*[\d๐-๙]|[(]?[\d๐-๙]{1,2}\s?[.)])")
"""How items of a plan begin."""

WORD = re.compile("[a-z]+")
CAMEL = re.compile("(?<=[a-z])(?=[A-Z])")
BODY_NAME = re.compile(
    "(?:องค์การบริหารส่วน(?:จังหวัด|ตำบล)|เทศบาล(?:นคร|เมือง|ตำบล)|อบต\\.|อบจ\\.|สำนักงานสาธารณสุข|โรงพยาบาล|โรงเรียน|มหาวิทยาลัย)"
    "\\s*[\u0e01-\u0e4e]{2}"
)
LONGEST_IMPRINT = 300
"""Code points of a line that is kept because it names the body."""


def is_furniture(element: Element) -> bool:
    """Tell whether an element is surely no part of what the page says."""
    suspect = element.is_hidden or _is_suspect(element)
    if not suspect and (element.tag not in CONTAINERS or not _is_list_of_links(element)):
        return False
    return not _says_something(element)


def imprint(element: Element) -> list[str]:
    """Give the lines of a piece of furniture that name a body: the name of the site, or its address."""
    if element.is_hidden:
        return []
    heads = element.tag == "header" or bool(HEAD_WORDS & _names(element))
    lines = (" ".join(line.split()) for line in _lines(element, linked=heads))
    return [line for line in dict.fromkeys(lines) if len(line) <= LONGEST_IMPRINT and BODY_NAME.search(line)][:2]


def is_tabs(element: Element) -> bool:
    """Tell whether an element is a list of tabs that open panels of this page."""
    return element.get("role") == "tablist" or bool(_names(element) & TAB_WORDS)


def _is_suspect(element: Element) -> bool:
    if element.tag in SUSPECT_TAGS or element.get("role") in SUSPECT_ROLES:
        return True
    names = _names(element)
    if names & SUSPECT_WORDS:
        return True
    return 2 * element.linked >= element.text and (element.tag in LINKED_TAGS or bool(names & LINKED_WORDS))


def _names(element: Element) -> set[str]:
    names = f"{element.attributes.get('class') or ''} {element.attributes.get('id') or ''}"
    return set(WORD.findall(CAMEL.sub(" ", names).lower()))


def _is_list_of_links(element: Element) -> bool:
    if element.links < FEW_LINKS or element.linked < LINKED * element.text:
        return False
    return element.text - element.linked <= 3 * element.links + 20


def _says_something(element: Element) -> bool:
    """Tell whether a suspect must be kept."""
    unlinked = element.text - element.linked
    if unlinked >= PROSE:
        return True
    if (unlinked >= SENTENCE or not (element.links or element.is_hidden)) and PLAN_WORD.search(element.unlinked()):
        return True
    parts = list(element.walk())
    if element.tag != "nav" and any(part.tag in HEADINGS and PLAN_WORD.search(part.string()) for part in parts):
        return True
    marked = [line for line in _lines(element) if MARKED.match(line)]
    return len(marked) + sum(bool(MARKED.match(part.string())) for part in parts if part.is_link) > 1


def _lines(element: Element, *, linked: bool = False) -> Iterator[str]:
    """Give the text of an element, broken wherever an element begins or ends that is no part of a line.

    Links are left out; or, with ``linked``, only those that stand in lists.
    """
    line = ""
    for child in element.children:
        if isinstance(child, str):
            line += child
        elif child.tag in ("span", "b", "strong", "font", "i", "em", "u"):
            line += child.string() if linked else child.unlinked()
        else:
            yield line
            line = ""
            if not child.is_link or linked:
                yield from _lines(child, linked=linked and child.tag not in ("ul", "ol", "table"))
    yield line
