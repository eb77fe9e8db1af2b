"""What Word and Excel files (Office Open XML, ECMA-376) have in common: names, relationships, properties, macros.

Relationships to other files or to web addresses are never followed; only parts of the same archive are read.
"""

from dataclasses import dataclass
from posixpath import dirname, join, normpath
from xml.etree.ElementTree import Element

from phaen.loaders.errors import BrokenDocumentError
from phaen.loaders.formats.archive import Archive
from phaen.loaders.formats.safe_xml import parse

TRANSITIONAL = "http://schemas.openxmlformats.org/"
STRICT = "http://purl.oclc.org/ooxml/"
WORD = (f"{TRANSITIONAL}wordprocessingml/2006/main", f"{STRICT}wordprocessingml/main")
SHEET = (f"{TRANSITIONAL}spreadsheetml/2006/main", f"{STRICT}spreadsheetml/main")
RELATIONSHIPS = (f"{TRANSITIONAL}officeDocument/2006/relationships", f"{STRICT}officeDocument/relationships")
MATHEMATICS = (f"{TRANSITIONAL}officeDocument/2006/math", f"{STRICT}officeDocument/math")
PREFIXES = {
    **dict.fromkeys(WORD, "w"),
    **dict.fromkeys(SHEET, ""),
    **dict.fromkeys(RELATIONSHIPS, "r"),
    **dict.fromkeys(MATHEMATICS, "m"),
    "http://schemas.openxmlformats.org/package/2006/relationships": "p",
    "http://schemas.openxmlformats.org/markup-compatibility/2006": "mc",
    "http://purl.org/dc/elements/1.1/": "dc",
}
PROPERTIES = "docProps/core.xml"
MACROS = "vbaProject.bin"


@dataclass(frozen=True, slots=True)
class Relationship:
    """A link from one part of a file to another: its kind (the last word of its type) and the part's name."""

    kind: str
    part: str


class OfficeFile:
    """An Office Open XML file: parts as trees, and which part is related to which."""

    def __init__(self, data: bytes, path: str) -> None:
        """Open a file's bytes; raises what Archive raises."""
        self.path = path
        self.archive = Archive(data, path)
        self.warnings: list[str] = []
        if any(name.endswith(MACROS) for name in self.archive.names):
            self.warnings.append("the document holds macros; they were not run")

    @property
    def title(self) -> str | None:
        """The title that its properties state."""
        if PROPERTIES not in self.archive:
            return None
        text = self.tree(PROPERTIES).findtext("dc|title") if PROPERTIES in self.archive else None
        return text.strip() or None if text else None

    def main_part(self) -> str:
        """Name the part with the document itself; raises BrokenDocumentError."""
        for found in self.relationships("").values():
            if found.kind == "officeDocument":
                return found.part
        raise BrokenDocumentError(f"{self.path}: names no main part; save the document again")

    def tree(self, part: str, skipped: frozenset[str] = frozenset()) -> Element:
        """Parse a part; raises BrokenDocumentError, HostileDocumentError or DocumentTooLargeError."""
        return parse(self.archive.read(part), self.where(part), PREFIXES, skipped)

    def related_tree(self, part: str, kind: str, skipped: frozenset[str] = frozenset()) -> Element | None:
        """Parse the first part of a kind that a part is related to; None where there is none."""
        for found in self.relationships(part).values():
            if found.kind == kind and found.part in self.archive:
                return self.tree(found.part, skipped)
        return None

    def relationships(self, part: str) -> dict[str, Relationship]:
        """Give the relationships of a part (of the whole file: "") to other parts, by their identifiers."""
        folder, name = dirname(part), part.rpartition("/")[2]
        described = join(folder, "_rels", f"{name}.rels")
        if described not in self.archive:
            return {}
        return {
            found.get("Id", ""): Relationship(
                found.get("Type", "").rpartition("/")[2],
                normpath(join("/", folder, found.get("Target", ""))).lstrip("/"),
            )
            for found in self.tree(described)
            if found.get("TargetMode") != "External"
        }

    def where(self, part: str) -> str:
        """Name a part in an error."""
        return f"{self.path} ({part})"


def is_on(element: Element | None) -> bool:
    """Tell whether a switch of Word, an element that may carry w:val, is there and on."""
    return element is not None and element.get("w|val", "true") not in ("0", "false", "off")
