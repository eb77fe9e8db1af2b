"""The whole data set with its named graphs as TriG and as JSON-LD."""

from collections.abc import Iterator
from pathlib import Path
from typing import IO, Final, cast

from pyoxigraph import RdfFormat, serialize

from phaen.loaders.releases.grouping import Grouped
from phaen.loaders.releases.lines import terms_of
from phaen.loaders.releases.parts import Written
from phaen.loaders.releases.statements import Counted, parsed
from phaen.loaders.releases.turtle import write_turtle
from phaen.ontology.assets import prefixes
from phaen.ontology.publication.compaction import ContextWriter

TRIG: Final = "phaen.trig"
JSON_LD: Final = "phaen.jsonld"
_TRIPLE_TERM: Final = b"<<("


def write_trig(grouped: Grouped, folder: Path) -> Iterator[Written]:
    """Write all graphs as TriG."""
    lines = Counted(grouped.quads())
    write_turtle(parsed(lines), folder / TRIG, grouped.work, RdfFormat.TRIG)
    yield Written(TRIG, quads=lines.count)


def write_jsonld(grouped: Grouped, folder: Path) -> Iterator[Written]:
    """Write all graphs as one JSON-LD document with our context.

    JSON-LD cannot say what has a statement for its object (a triple term of RDF 1.2): such quads are left out.
    """
    lines = Counted(line for line in grouped.quads() if not _has_triple_term(line))
    with (folder / JSON_LD).open("wb") as file:
        writer = ContextWriter(file, prefixes())
        serialize(parsed(lines), cast("IO[bytes]", writer), RdfFormat.JSON_LD)
        writer.finish()
        file.write(b"\n")
    left_out = sum(extent.quads for extent in grouped.extents) - lines.count
    note = f"{JSON_LD} lacks {left_out} quads with triple terms, which JSON-LD cannot hold" if left_out else ""
    yield Written(JSON_LD, quads=lines.count, note=note)


def _has_triple_term(line: bytes) -> bool:
    return _TRIPLE_TERM in line and terms_of(line)[2].startswith(_TRIPLE_TERM)
