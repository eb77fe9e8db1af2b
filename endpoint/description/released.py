"""The documents that describe a release, written into it: what ``phaen release`` adds to the files of data."""

from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath

from pyoxigraph import NamedNode

from phaen.endpoint.description.catalogued import catalogued
from phaen.endpoint.description.dcat import Dcat, Period, moment
from phaen.endpoint.description.places import (
    DCAT_JSON,
    DCAT_TURTLE,
    VOID_FILE,
    dataset_iri,
    part_of,
    release_address,
    release_iri,
)
from phaen.endpoint.description.publication import Publication, publication
from phaen.endpoint.description.rdf import Statements, serialised
from phaen.endpoint.description.void import Place, Void
from phaen.endpoint.formats import GRAPH_FORMATS, by_name
from phaen.endpoint.settings import Settings
from phaen.loaders.releases.coverage import coverage
from phaen.loaders.releases.manifest import Manifest, ReleaseFile
from phaen.loaders.releases.parts import Description, Source
from phaen.loaders.releases.statistics import statistics
from phaen.ontology.assets import prefixes


def descriptions(settings: Settings) -> tuple[Description, ...]:
    """Give the makers of all documents of a release, in the order in which they are written."""
    said = publication(settings, settings.base)
    return _described_in_void(said), _described_in_dcat(said), catalogued(said)


def _described_in_void(said: Publication) -> Description:
    def describe(source: Source, folder: Path, manifest: Manifest) -> Mapping[str, str]:
        found = statistics(folder, source.base)
        return {VOID_FILE: written(Void(release_place(said, manifest)).describe(found), "turtle")}

    return describe


def _described_in_dcat(said: Publication) -> Description:
    def describe(source: Source, _: Path, manifest: Manifest) -> Mapping[str, str]:
        covered = coverage(source.database)
        period = Period(covered.first, covered.last) if covered.first and covered.last else None
        catalogue = release_catalogue(said, manifest, period)
        return {DCAT_TURTLE: written(catalogue, "turtle"), DCAT_JSON: written(catalogue, "jsonld")}

    return describe


def release_catalogue(said: Publication, manifest: Manifest, period: Period | None) -> Statements:
    """Return the catalogue that has one release."""
    catalogue = Dcat(said, release_iri(said.base, manifest.release))
    catalogue.catalog(moment(manifest.moment), moment(manifest.moment))
    catalogue.series()
    catalogue.release(manifest, period)
    return catalogue.said


def release_place(said: Publication, manifest: Manifest) -> Place:
    """Return where the data of a release is found: in its files."""
    date, graphs = manifest.release, _graph_files(manifest)
    release = release_iri(said.base, date)
    keys = {"title": "dcat.release", "description": "dcat.release_description", "document": "dcat.void_document"}

    def graph(iri: str) -> tuple[NamedNode | None, tuple[NamedNode, ...]]:
        files = graphs.get(iri, ())
        name = part_of(release, PurePosixPath(files[0].path).with_suffix("").as_posix()) if files else None
        return name, tuple(release_address(said.root, date, file.path) for file in files)

    return Place(
        document=release_address(said.root, date, VOID_FILE),
        dataset=release,
        homepage=release_address(said.root, date),
        space=f"{said.base}id/",
        texts={name: said.say(key, date=date) for name, key in keys.items()} | {"rights": said.say("void.rights")},
        snapshot=manifest.snapshot,
        dumps=tuple(release_address(said.root, date, path) for path in sorted(_whole(manifest))),
        graph=graph,
        version_of=dataset_iri(said.base),
        licence=said.licence,
        see_also=release_address(said.root, date, DCAT_TURTLE),
        formats=tuple(format_ for format_ in GRAPH_FORMATS if format_.suffix in _suffixes(manifest)),
    )


def _whole(manifest: Manifest) -> Iterator[str]:
    """Give the paths of the files that hold all quads, in whatever form."""
    return (file.path for file in manifest.files if file.quads is not None and "/" not in file.path)


def _suffixes(manifest: Manifest) -> set[str]:
    return {PurePosixPath(file.path).suffix.removeprefix(".") for file in manifest.files if file.quads is not None}


def _graph_files(manifest: Manifest) -> dict[str, list[ReleaseFile]]:
    """Return the files of each graph, without their compressed forms, which have the same names with a suffix."""
    found: dict[str, list[ReleaseFile]] = {}
    for file in sorted(manifest.files, key=lambda file: file.path):
        if file.graph and not file.content:
            found.setdefault(file.graph, []).append(file)
    return found


def written(said: Statements, format_: str) -> str:
    """Write statements down in a format of graphs, by its name: the same text for the same statements."""
    return serialised(said.plain(), by_name(format_), prefixes()).decode()
