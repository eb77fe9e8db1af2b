"""The documents of a release that catalogues, search engines and readers take: CKAN, schema.org, citation, README."""

from collections.abc import Mapping
from pathlib import Path

from phaen.endpoint.description import citation, ckan, readme, schemaorg
from phaen.endpoint.description.publication import Publication
from phaen.loaders.releases.coverage import coverage
from phaen.loaders.releases.manifest import Manifest
from phaen.loaders.releases.parts import Description, Source


def catalogued(said: Publication) -> Description:
    """Return the maker of these documents; they are few and short, so one makes them all."""

    def describe(source: Source, _: Path, manifest: Manifest) -> Mapping[str, str]:
        covered = coverage(source.database)
        return {
            ckan.PATH: ckan.as_json(ckan.record(said, manifest, covered)),
            schemaorg.PATH: schemaorg.as_json(schemaorg.dataset(said, manifest, covered)),
            citation.CFF: citation.cff(said, manifest),
            citation.BIBTEX: citation.bibtex(said, manifest),
            readme.README: readme.readme(said, manifest, covered),
            readme.LICENCE: readme.licence(said, manifest, covered),
        }

    return describe
