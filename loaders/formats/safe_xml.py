"""XML that may come from anybody: no document types and so no entities, bounded depth and size, nothing fetched.

The expat of the standard library reads it. A document type is refused where it begins, before an entity is declared:
neither billion laughs nor external entities (XXE) are possible, and no office format or StratML plan needs one.
Namespaces become the prefixes that a caller names, written as in CSS, so that "w|p" means one thing in strict and in
transitional Word files.
"""

from collections.abc import Collection, Mapping
from typing import NoReturn, Protocol
from xml.etree.ElementTree import Element, ParseError, TreeBuilder, XMLParser

from phaen.loaders.errors import BrokenDocumentError, HostileDocumentError

MAX_DEPTH = 128
"""Elements inside one another; deep tables in text boxes reach about 60."""

MAX_ELEMENTS = 3_000_000
"""Elements of one part; a sheet of 100,000 rows has about 2 million."""

MAX_KEPT = 600_000
"""Elements of one part that are held in memory at a time."""

EDITING = "w|rsid"
"""How the attributes begin by which Word tells who edited what; they take more memory than the text."""

Attributes = dict[str, str]
NO_NAMESPACES: Mapping[str, str] = {}


class Handler(Protocol):
    """What takes the elements of a document one by one."""

    def start(self, tag: str, attributes: Attributes, /) -> object:
        """Take the start of an element."""

    def end(self, tag: str, /) -> object:
        """Take the end of an element."""

    def data(self, text: str, /) -> object:
        """Take text."""


def parse(
    data: bytes, where: str, prefixes: Mapping[str, str] = NO_NAMESPACES, skipped: Collection[str] = ()
) -> Element:
    """Parse a whole document into a tree, without the elements named in ``skipped`` and what is in them.

    ``where`` names the document in errors; ``prefixes`` maps namespaces to prefixes. Raises BrokenDocumentError or
    HostileDocumentError.
    """
    builder = TreeBuilder()
    stream(data, where, builder, prefixes, skipped, most=MAX_KEPT)
    return builder.close()


def stream(
    data: bytes,
    where: str,
    handler: Handler,
    prefixes: Mapping[str, str] = NO_NAMESPACES,
    skipped: Collection[str] = (),
    *,
    most: int = MAX_ELEMENTS,
) -> None:
    """Parse a document into a handler, one element after the other; raises as ``parse`` does."""
    try:
        parser = XMLParser(target=_Guard(handler, where, prefixes, frozenset(skipped), most))  # noqa: S314 - guarded
        parser.feed(data)
        parser.close()
    except (ParseError, LookupError, ValueError) as error:
        raise BrokenDocumentError(
            f"{where}: is not well-formed XML ({error}); save the document again with the program that made it"
        ) from error


class _Names(dict[str, str]):
    """Gives ``{namespace}name`` as ``prefix|name``, each worked out once; other namespaces stay written out."""

    def __init__(self, prefixes: Mapping[str, str]) -> None:
        super().__init__()
        self._prefixes = prefixes

    def __missing__(self, name: str) -> str:
        namespace, bracket, local = name[1:].partition("}") if name[:1] == "{" else ("", "", name)
        prefix = self._prefixes.get(namespace)
        self[name] = f"{prefix}|{local}" if prefix and bracket else (local if prefix == "" else name)
        return self[name]


class _Attributes(_Names):
    """Names of attributes; those of other namespaces, and Word's marks of editing sessions, become nothing."""

    def __missing__(self, name: str) -> str:
        known = super().__missing__(name)
        self[name] = "" if known[:1] == "{" or known.startswith(EDITING) else known
        return self[name]


class _Guard:
    """Stands between the parser and a handler, and holds the limits."""

    def __init__(
        self, handler: Handler, where: str, prefixes: Mapping[str, str], skipped: frozenset[str], most: int
    ) -> None:
        self._handler = handler
        self._where = where
        self._names = _Names(prefixes)
        self._attributes = _Attributes(prefixes)
        self._skipped = skipped
        self._most = most
        self._depth = self._skipping = self._count = self._seen = 0

    def doctype(self, name: str, _public: str | None, _system: str | None) -> NoReturn:
        raise HostileDocumentError(
            f"{self._where}: declares a document type ({name[:40]}), which could hide entities; save it without DOCTYPE"
        )

    def start(self, tag: str, attributes: Attributes) -> None:
        self._depth += 1
        self._seen += 1
        if self._depth > MAX_DEPTH or self._seen > MAX_ELEMENTS:
            self._refuse()
        tag = self._names[tag]
        if self._skipping or tag in self._skipped:
            self._skipping += 1
            return
        self._count += 1
        if self._count > self._most:
            self._refuse()
        if attributes:
            names = self._attributes
            attributes = {name: value for key, value in attributes.items() if (name := names[key])}
        self._handler.start(tag, attributes)

    def end(self, tag: str) -> None:
        self._depth -= 1
        if self._skipping:
            self._skipping -= 1
        else:
            self._handler.end(self._names[tag])

    def data(self, text: str) -> None:
        if not self._skipping:
            self._handler.data(text)

    def close(self) -> None:
        """Nothing is left to do; the parser calls it."""

    def _refuse(self) -> NoReturn:
        raise HostileDocumentError(
            f"{self._where}: over {MAX_DEPTH} elements inside one another or {self._most:,} in all; split the document"
        )
