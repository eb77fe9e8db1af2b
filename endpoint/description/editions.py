"""What releases say of themselves in DCAT, each read once from its own file and kept as long as that stays the same.

The file is small, even where a release has 100,000 files; its manifest is not.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pyoxigraph import Literal, NamedNode, RdfFormat, parse, serialize

from phaen.endpoint.cache.memory import Recent
from phaen.endpoint.description.places import DCAT_TURTLE
from phaen.endpoint.description.rdf import VOID
from phaen.loaders.releases.layout import dates
from phaen.loaders.releases.lines import terms_of
from phaen.ontology.terms import DCAT, DCT, XSD

READ: Final = 50
"""Releases that are read, the newest ones; an operator may keep thousands."""

_MOST: Final = 32 * 1024 * 1024
"""Bytes of what is kept, in all."""


def _term(node: NamedNode) -> bytes:
    return str(node).encode()


_VERSION, _ISSUED, _TRIPLES = map(_term, (DCAT["version"], DCT["issued"], VOID["triples"]))
_DISTRIBUTION, _DOWNLOAD, _SIZE = map(_term, (DCAT["distribution"], DCAT["downloadURL"], DCAT["byteSize"]))
_OTHERS: Final = frozenset(
    map(_term, (DCAT["isVersionOf"], DCAT["inSeries"], DCAT["prev"], DCAT["previousVersion"])),
)
"""Lead away from a release to what a catalogue describes anew."""

Statement = tuple[bytes, bytes]
"""Property and value, as N-Triples write them."""


@dataclass(frozen=True)
class WholeFile:
    """A file of a release that holds the whole data set: its name, as in its address, and its size in bytes."""

    name: str
    bytes: int


@dataclass(frozen=True)
class Edition:
    """A release as its own description has it: ``said`` is N-Triples, ``base`` what the addresses in it begin with."""

    date: str
    iri: NamedNode
    base: str
    issued: Literal | None
    triples: int | None
    files: tuple[WholeFile, ...]
    said: bytes

    def at(self, root: str) -> bytes:
        """Return what is said of the release, for a site at ``root``."""
        return self.said.replace(f"<{self.base}releases/".encode(), f"<{root}releases/".encode())


class Editions:
    """The releases in a folder that describe themselves, which may be written and removed at any time."""

    def __init__(self, folder: Path) -> None:
        """Take the folder, which need not be there."""
        self._folder = folder
        self._read = Recent[Edition](_MOST)

    def dates(self) -> list[str]:
        """Return the dates of all releases, the newest first."""
        try:
            return dates(self._folder)
        except OSError:  # the folder went while it was read, or is not ours to read
            return []

    def newest(self) -> tuple[list[Edition], list[str]]:
        """Return the newest releases, and the dates of all older ones; the newest first.

        The first has all that it says of itself, the others only the files of the whole data set. One whose
        description is missing or broken is left out.
        """
        found = self.dates()
        editions: list[Edition] = []
        for date in found[:READ]:
            edition = self._edition(date, whole=not editions)
            if edition is not None:
                editions.append(edition)
        return editions, found[READ:]

    def _edition(self, date: str, *, whole: bool) -> Edition | None:
        path = self._folder / date / DCAT_TURTLE
        try:
            status = path.stat()
            identity = date, whole, status.st_ino, status.st_mtime_ns, status.st_size
            known = self._read.get(identity)
            if known is not None:
                return known
            plain = serialize(parse(path=path, format=RdfFormat.TURTLE), format=RdfFormat.N_TRIPLES) or b""
        except (OSError, SyntaxError, ValueError):
            return None
        edition = _Description(date, plain).edition(whole=whole)
        if edition is not None:
            self._read.put(identity, edition, len(edition.said))
        return edition


class _Description:
    """The statements of a description by their subjects. Blank nodes are left out: their names mean nothing outside."""

    def __init__(self, date: str, plain: bytes) -> None:
        self._date = date
        self._about: defaultdict[bytes, list[Statement]] = defaultdict(list)
        for line in plain.splitlines(keepends=True):
            subject, predicate, value, _ = terms_of(line)
            if not subject.startswith(b"_:") and not value.startswith(b"_:"):
                self._about[subject].append((predicate, value))

    def edition(self, *, whole: bool) -> Edition | None:
        """Make out which of the things described is the release; None if none is, or several are."""
        version = (_VERSION, f'"{self._date}"'.encode())
        found = [subject for subject, statements in self._about.items() if version in statements]
        if len(found) != 1:
            return None
        release = found[0]
        issued = self._value(release, _ISSUED)
        iri = NamedNode(release[1:-1].decode())
        return Edition(
            date=self._date,
            iri=iri,
            base=iri.value.removesuffix(f"id/dataset/{self._date}"),
            issued=Literal(issued, datatype=XSD["dateTime"]) if issued else None,
            triples=_number(self._value(release, _TRIPLES)),
            files=tuple(self._files(release)),
            said=b"".join(self._reached(release, whole=whole)),
        )

    def _value(self, subject: bytes, predicate: bytes) -> str:
        """Return a number or a date that is stated, "" if there is none."""
        found = next((value for name, value in self._about[subject] if name == predicate), b"")
        return found[1 : found.rfind(b'"')].decode() if found.startswith(b'"') else ""

    def _files(self, release: bytes) -> Iterator[WholeFile]:
        for predicate, node in self._about[release]:
            if predicate == _DISTRIBUTION and _is_whole(release, node):
                addresses = [value for name, value in self._about[node] if name == _DOWNLOAD]
                size = _number(self._value(node, _SIZE))
                if size is not None and len(addresses) == 1:
                    yield WholeFile(addresses[0][1:-1].decode().rpartition("/")[2], size)

    def _reached(self, release: bytes, *, whole: bool) -> Iterator[bytes]:
        """Give all statements that are reached from a release without passing to another one, to the series, or up."""
        seen, waiting = {release}, [release]
        while waiting:
            subject = waiting.pop()
            for predicate, value in self._about.get(subject, ()):
                if not whole and predicate == _DISTRIBUTION and not _is_whole(release, value):
                    continue
                yield b"%s %s %s .\n" % (subject, predicate, value)
                if predicate not in _OTHERS and value not in seen:
                    seen.add(value)
                    waiting.append(value)


def _is_whole(release: bytes, distribution: bytes) -> bool:
    return b"/" not in distribution.removeprefix(release[:-1])


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() else None
