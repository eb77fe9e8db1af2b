"""All of a plan edition, of an organisation or of a province in one file."""

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from phaen.loaders.mappings.sssom import write_tables
from phaen.loaders.releases.graphs import write_union
from phaen.loaders.releases.grouping import Extent, Grouped
from phaen.loaders.releases.naming import joined
from phaen.loaders.releases.owners import owners, provinces_of
from phaen.loaders.releases.parts import Source, Written
from phaen.loaders.releases.sorting import ordered

PLANS: Final = "plans"
PROVINCES: Final = "provinces"


def write_plans(grouped: Grouped, folder: Path, base: str) -> Iterator[Written]:
    """Write ``plans/ORG_EDITION.ttl``: all graphs of a plan edition, and that of its owner."""
    (folder / PLANS).mkdir()
    for key, owner in owners(grouped, base).items():
        for edition, extents in owner.editions.items():
            path = f"{PLANS}/{joined(key, edition)}.ttl"
            yield Written(path, quads=write_union(grouped, [*owner.own, *extents], folder / path))


def write_provinces(grouped: Grouped, folder: Path, base: str) -> Iterator[Written]:
    """Write ``provinces/CODE.ttl`` and ``.nt``: all graphs of the organisations that are in a province."""
    found: dict[str, list[Extent]] = defaultdict(list)
    for owner in owners(grouped, base).values():
        for code in provinces_of(owner, grouped):
            found[code] += owner.extents
    (folder / PROVINCES).mkdir()
    for code, extents in sorted(found.items()):
        path = f"{PROVINCES}/{code}"
        triples = write_union(grouped, extents, folder / f"{path}.ttl")
        yield Written(f"{path}.ttl", quads=triples)
        with (folder / f"{path}.nt").open("wb") as file:
            file.writelines(ordered((line for extent in extents for line in grouped.triples(extent)), grouped.work))
        yield Written(f"{path}.nt", quads=triples)


def write_links(source: Source, folder: Path) -> Iterator[Written]:
    """Write ``links/VOCABULARY.sssom.tsv``: the links of each vocabulary, and what people have said of links."""
    for name, rows in write_tables(source.database, source.base, folder / "links").items():
        yield Written(f"links/{name}", rows=rows)
