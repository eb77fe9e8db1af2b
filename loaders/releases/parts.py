"""What the parts of a release share: what they are made from, and what they say of the files that they have written."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from pyoxigraph import Store

from phaen.loaders.releases.manifest import Manifest
from phaen.loaders.snapshot import Snapshot
from phaen.ontology.identifiers import Identifiers


@dataclass(frozen=True)
class Source:
    """What a release is made from; ``previous`` is the folder of the release before, None for the first.

    ``licence`` is the IRI of that of the whole data set, "" where each document has its own.
    """

    database: Store
    snapshot: Snapshot
    base: str
    date: str
    previous: Path | None = None
    licence: str = ""

    @property
    def identifiers(self) -> Identifiers:
        """Return the maker of the IRIs of the things published."""
        return Identifiers(self.base)


@dataclass(frozen=True)
class Written:
    """A file of data that a part has written; the same fields as in the manifest. ``note`` says what was left out.

    A part that leaves something out, and writes no file for it, says so with an empty ``path``.
    """

    path: str
    quads: int | None = None
    rows: int | None = None
    graph: str = ""
    compressed: bool = True
    note: str = ""


Part: TypeAlias = Callable[[Source, Path], Iterable[Written]]
"""Writes files of data into the folder of a release; later parts may read what earlier ones wrote."""

Description: TypeAlias = Callable[[Source, Path, Manifest], Mapping[str, str]]
"""Gives documents about the release, by their paths in it, once its files of data are known with sizes and digests."""
