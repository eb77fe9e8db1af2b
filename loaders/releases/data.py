"""All files of RDF of a release: the data are taken out of the store once, as text, and the rest is made from that."""

import shutil
from collections.abc import Iterator
from pathlib import Path

from phaen.loaders.releases.datasets import write_jsonld, write_trig
from phaen.loaders.releases.graphs import write_graphs
from phaen.loaders.releases.grouping import group
from phaen.loaders.releases.layout import QUADS, WORK
from phaen.loaders.releases.parts import Source, Written
from phaen.loaders.releases.plans import write_plans, write_provinces
from phaen.loaders.releases.vocabularies import write_vocabularies
from phaen.loaders.releases.whole import write_whole


def write_data(source: Source, folder: Path) -> Iterator[Written]:
    """Write the whole data set, each graph, each plan, each province, and the vocabulary."""
    work = folder / WORK
    work.mkdir()
    yield from write_whole(source, folder, work)
    grouped = group(folder / QUADS, source.base, work)
    yield from write_trig(grouped, folder)
    yield from write_jsonld(grouped, folder)
    yield from write_graphs(grouped, folder, source.base)
    yield from write_plans(grouped, folder, source.base)
    yield from write_provinces(grouped, folder, source.base)
    yield from write_vocabularies(grouped, folder, source.base)
    shutil.rmtree(work)
