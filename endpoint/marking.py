"""Mark the Thai words of an English page as Thai, so that they are read aloud and broken as such (WCAG 2.2, 3.1.2).

The data is Thai wherever it stands: names, statements, examples within a sentence. Its script tells it from English,
so no template has to. The other way round it does not: Latin letters on a Thai page may be of any language, or the
name of a column, so there the templates say it.
"""

import re
from typing import Final

_THAI: Final = "\u0e00-\u0e7f"
_TOKEN: Final = re.compile(r"<(?P<end>/?)(?P<name>[A-Za-z][A-Za-z0-9-]*)[^>]*>|(?P<text>[^<]+)|<")
_RUN: Final = re.compile(f"[{_THAI}](?:[^A-Za-z<&]*[{_THAI}])?")
"""Thai words and what stands between them."""
_LANG: Final = re.compile(r'\slang="([^"]*)"')
_BARE: Final = frozenset({"script", "style", "title", "textarea", "option", "head"})
"""Elements in whose text no element may stand."""
_TEXTS: Final = frozenset({"option", "text", "tspan", "title"})
"""Elements that hold nothing but text, and may themselves be of a language."""
_VOID: Final = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"})


def mark_thai(page: str) -> str:
    """Return a page, whose text is escaped, with its Thai words in elements of that language.

    >>> mark_thai('<body>such as แผน or เป้าหมาย<p lang="th">แผน</p></body>')
    '<body>such as <span lang="th">แผน</span> or <span lang="th">เป้าหมาย</span><p lang="th">แผน</p></body>'
    >>> mark_thai('<option value="51">ลำพูน</option>')
    '<option value="51" lang="th">ลำพูน</option>'
    """
    marked: list[str] = []
    place = _Place()
    for token in _TOKEN.finditer(page):
        text = token["text"]
        if text is None:
            place.pass_by(token)
        elif place.takes_spans and not place.thai:
            text = _RUN.sub(r'<span lang="th">\g<0></span>', text)
        elif place.element in _TEXTS and not place.thai and _RUN.match(text) and not _names_us(place, text):
            marked[-1] = marked[-1][:-1] + ' lang="th">'
        marked.append(token[0] if text is None else text)
    return "".join(marked)


def script_of(text: str) -> str:
    """Return the language of a text by its script: th, or en.

    >>> script_of("แผน"), script_of("plan")
    ('th', 'en')
    """
    return "th" if re.search(f"[{_THAI}]", text) else "en"


def _names_us(place: "_Place", text: str) -> bool:
    """Tell whether a text is the title of the page, which ends in our name, and not that of a part of a picture."""
    return place.element == "title" and re.search("[A-Za-z]", text) is not None


class _Place:
    """Where in a page something stands: the elements that are open, each with whether it is Thai."""

    def __init__(self) -> None:
        self._open: list[tuple[str, bool, bool]] = [("", False, False)]

    @property
    def element(self) -> str:
        return self._open[-1][0]

    @property
    def thai(self) -> bool:
        return self._open[-1][1]

    @property
    def takes_spans(self) -> bool:
        return self._open[-1][2]

    def pass_by(self, token: re.Match[str]) -> None:
        name = (token["name"] or "").lower()
        if not name or name in _VOID or token[0].endswith("/>"):
            return
        if token["end"]:
            self._close(name)
            return
        language = _LANG.search(token[0])
        thai = language[1] == "th" if language else self.thai
        takes = name == "body" or (self.takes_spans and name not in _BARE and name != "svg")
        self._open.append((name, thai, takes))

    def _close(self, name: str) -> None:
        """Leave the innermost element of this name; those within it end with it, as ``li`` and ``p`` may."""
        for index in range(len(self._open) - 1, 0, -1):
            if self._open[index][0] == name:
                del self._open[index:]
                return
