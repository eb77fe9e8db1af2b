"""The files of a release as distributions (DCAT 3, section 6.8): those of the whole data set, and its great parts.

A graph or a plan has no distribution of its own, since there may be many thousands: VoID leads to their files.
"""

from collections.abc import Iterable
from pathlib import PurePosixPath
from typing import Final

from pyoxigraph import Literal, NamedNode

from phaen.endpoint.description.authorities import (
    PUBLIC,
    STABLE,
    Authorities,
    file_type,
    media_type,
)
from phaen.endpoint.description.places import part_of, release_address
from phaen.endpoint.description.publication import Publication
from phaen.endpoint.description.rdf import DCATAP, SPDX, TITLE, TYPE, Statements, in_languages
from phaen.endpoint.language import LANGUAGES
from phaen.loaders.releases.manifest import ReleaseFile
from phaen.ontology.provinces import all_provinces
from phaen.ontology.terms import DCAT, DCT, ONTOLOGY, RDFS, XSD

_COMPRESSIONS: Final = {"gzip": "application/gzip", "zstd": "application/zstd"}
_WHOLE: Final = "whole"
_PARTS: Final = ("tables", "provinces", "changes", "links")
_SHA256: Final = SPDX["checksumAlgorithm_sha256"]


def kind_of(path: str) -> str | None:
    """Return what a distribution is of, by its path; None for a file that has none of its own."""
    folder, _, name = path.rpartition("/")
    if not folder:
        return _WHOLE if name.startswith("phaen.") else None
    return folder if folder in _PARTS else None


class Distributions:
    """States the files of one release."""

    def __init__(self, said: Statements, by: Publication, release: NamedNode, date: str) -> None:
        """Keep the release, and the terms that all its files have."""
        self._said, self._by, self._release, self._date = said, by, release, date

    def state(self, files: Iterable[ReleaseFile], terms: NamedNode, issued: Literal) -> None:
        """State all that have distributions; ``terms`` is the licence, or what says so in words."""
        self._shared()
        known = Authorities(self._said, self._by.say)
        for file in sorted(files, key=lambda file: file.path):
            if kind := kind_of(file.path):
                self._file(file, kind, issued)
                self._terms(file, terms)
                self._format(file)
        known.concept(STABLE, "dcat.stable")

    def _shared(self) -> None:
        page = release_address(self._by.root, self._date)
        self._said.say(page, TYPE, RDFS["Resource"])
        self._said.say(_SHA256, TYPE, SPDX["ChecksumAlgorithm"])
        self._said.say(PUBLIC, TYPE, DCT["RightsStatement"])

    def _file(self, file: ReleaseFile, kind: str, issued: Literal) -> None:
        node, said = part_of(self._release, file.path), self._said
        address = release_address(self._by.root, self._date, file.path)
        said.say(self._release, DCAT["distribution"], node)
        said.say(node, TYPE, DCAT["Distribution"])
        said.say(node, TITLE, *in_languages(self._title(file, kind)))
        said.say(node, DCT["description"], *in_languages(self._by.say(f"dcat.{kind}_description")))
        said.say(node, DCT["issued"], issued)
        said.say(node, DCAT["accessURL"], release_address(self._by.root, self._date))
        said.say(node, DCAT["downloadURL"], address)
        said.say(address, TYPE, RDFS["Resource"])
        said.say(node, DCAT["byteSize"], Literal(str(file.bytes), datatype=XSD["nonNegativeInteger"]))
        said.say(node, DCATAP["availability"], STABLE)
        checksum = part_of(self._release, f"sha256/{file.path}")
        said.say(node, SPDX["checksum"], checksum)
        said.say(checksum, TYPE, SPDX["Checksum"])
        said.say(checksum, SPDX["algorithm"], _SHA256)
        said.say(checksum, SPDX["checksumValue"], Literal(file.sha256, datatype=XSD["hexBinary"]))

    def _terms(self, file: ReleaseFile, terms: NamedNode) -> None:
        node = part_of(self._release, file.path)
        self._said.say(node, DCT["license" if self._by.licence else "rights"], terms)
        if file.quads is not None and file.media_type != "application/json":
            self._said.say(node, DCT["conformsTo"], ONTOLOGY)

    def _format(self, file: ReleaseFile) -> None:
        node, said = part_of(self._release, file.path), self._said
        media = media_type(file.media_type)
        said.say(node, DCAT["mediaType"], media)
        said.say(media, TYPE, DCT["MediaType"])
        if kind := file_type(file.media_type):
            said.say(node, DCT["format"], kind)
            said.say(kind, TYPE, DCT["MediaTypeOrExtent"])
        if compression := _COMPRESSIONS.get(file.encoding):
            packed = media_type(compression)
            said.say(node, DCAT["compressFormat"], packed)
            said.say(packed, TYPE, DCT["MediaType"])

    def _title(self, file: ReleaseFile, kind: str) -> dict[str, str]:
        name = PurePosixPath(file.path).name
        if kind != "provinces":
            return self._by.say(f"dcat.{kind}", name=name)
        province = all_provinces().get(name.partition(".")[0])
        names = {"th": province.name_th, "en": province.name_en} if province else dict.fromkeys(LANGUAGES, "")
        say = self._by.translations.say
        return {language: say(language, "dcat.provinces", province=names[language], name=name) for language in names}
