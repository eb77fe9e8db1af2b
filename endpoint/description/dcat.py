"""Describe the data set and its releases in DCAT 3 (W3C Recommendation of 22 August 2024), as DCAT-AP 3 asks for it.

The data set that changes, and each release of it, are data sets; a release is a version of the first, and a member of
the series of releases. Whatever is named by others is stated with its class, since shapes look for it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from urllib.parse import quote

from pyoxigraph import Literal, NamedNode

from phaen.endpoint.description.authorities import (
    AVAILABLE,
    IRREGULAR,
    LANGUAGES,
    NEVER,
    PUBLIC,
    TAXONOMY,
    THAILAND,
    THEMES,
    Authorities,
)
from phaen.endpoint.description.distributions import Distributions
from phaen.endpoint.description.headlines import KEYWORDS
from phaen.endpoint.description.places import (
    VOID_FILE,
    catalog_iri,
    dataset_iri,
    part_of,
    release_address,
    release_iri,
    series_iri,
)
from phaen.endpoint.description.publication import Publication
from phaen.endpoint.description.rdf import (
    DCATAP,
    FOAF,
    LABEL,
    SEE_ALSO,
    TITLE,
    TYPE,
    VCARD,
    VOID,
    Node,
    Statements,
    in_languages,
    whole,
)
from phaen.loaders.releases.manifest import Manifest
from phaen.ontology.terms import DCAT, DCT, ONTOLOGY, RDFS, XSD

_PROVENANCE: Final = "metadata/provenance.ttl"
_CHANGES: Final = "CHANGES.md"


@dataclass(frozen=True)
class Period:
    """From the first day to the last, as ISO 8601 writes them."""

    first: str
    last: str


class Dcat:
    """Writes a catalogue: first the common things, then whatever is stated in it."""

    def __init__(self, by: Publication, owner: NamedNode) -> None:
        """Begin; what describes the publisher and the terms is named as part of ``owner``."""
        self.said = Statements()
        self._by, self._owner = by, owner
        self._catalog = catalog_iri(by.base)

    def catalog(self, issued: Literal | None, modified: Literal | None) -> None:
        """State the catalogue itself, and the terms that all in it shares."""
        said, node = self.said, self._catalog
        said.say(node, TYPE, DCAT["Catalog"])
        self._named(node, "dcat.catalog")
        self._published(node)
        self._dated(node, issued, modified)
        said.say(node, DCT["language"], *LANGUAGES)
        said.say(node, DCT["spatial"], THAILAND)
        said.say(node, DCAT["themeTaxonomy"], TAXONOMY)
        self._document(node, FOAF["homepage"], NamedNode(self._by.root))
        Authorities(said, self._by.say).common()
        self._publisher()
        self._terms_in_words()
        said.say(ONTOLOGY, TYPE, DCT["Standard"])
        said.say(ONTOLOGY, LABEL, *in_languages(self._by.say("dcat.ontology")))

    def series(self, releases: Sequence[NamedNode] = (), modified: Literal | None = None) -> None:
        """State the series, and where it begins and ends if all its releases are known, newest first."""
        node, said = series_iri(self._by.base), self.said
        said.say(self._catalog, DCAT["resource"], node)
        said.say(node, TYPE, DCAT["DatasetSeries"])
        self._named(node, "dcat.series")
        self._described(node, IRREGULAR)
        self._dated(node, None, modified)
        said.say(node, DCAT["first"], *releases[-1:])
        said.say(node, DCAT["last"], *releases[:1])

    def live(self, releases: Sequence[NamedNode], modified: Literal | None, period: Period | None) -> NamedNode:
        """State the data set that changes, and the releases that are versions of it, newest first."""
        node, said = dataset_iri(self._by.base), self.said
        said.say(self._catalog, DCAT["dataset"], node, *releases)
        said.say(node, TYPE, DCAT["Dataset"])
        said.say(node, TITLE, *in_languages(self._by.say("void.dataset")))
        said.say(node, DCT["description"], *in_languages(self._by.say("void.description")))
        self._described(node, IRREGULAR)
        self._data(node, period)
        self._dated(node, None, modified)
        self._document(node, DCAT["landingPage"], NamedNode(self._by.root))
        said.say(node, SEE_ALSO, NamedNode(f"{self._by.root}.well-known/void"))
        said.say(node, DCAT["hasVersion"], *releases)
        said.say(node, DCAT["hasCurrentVersion"], *releases[:1])
        return node

    def release(self, manifest: Manifest, period: Period | None) -> None:
        """State a release with its distributions."""
        said, date = self.said, manifest.release
        node = self.named_release(date)
        self._described(node, NEVER)
        self._data(node, period)
        issued = moment(manifest.moment)
        self._dated(node, issued, issued)
        self._versioned(node, manifest)
        self._documents(node, manifest)
        said.say(node, VOID["triples"], whole(manifest.quads))
        Distributions(said, self._by, node, date).state(manifest.files, self._terms(), issued)

    def service(self, node: NamedNode, key: str, endpoint: NamedNode, descriptions: Sequence[NamedNode]) -> None:
        """State a service for the data set that changes."""
        said = self.said
        said.say(self._catalog, DCAT["service"], node)
        said.say(node, TYPE, DCAT["DataService"])
        self._named(node, key)
        self._published(node)
        if self._by.contact:
            said.say(node, DCAT["contactPoint"], self._contact())
        said.say(node, DCAT["endpointURL"], endpoint)
        said.say(node, DCAT["endpointDescription"], *descriptions)
        for address in (endpoint, *descriptions):
            said.say(address, TYPE, RDFS["Resource"])
        said.say(node, DCAT["servesDataset"], dataset_iri(self._by.base))
        said.say(node, DCAT["theme"], *THEMES.values())
        said.say(node, DCT["accessRights"], PUBLIC)

    def access(self, part: str, key: str, address: NamedNode) -> NamedNode:
        """State a distribution of the data set that changes, which is made when it is asked for."""
        dataset, said = dataset_iri(self._by.base), self.said
        node = part_of(dataset, part)
        said.say(dataset, DCAT["distribution"], node)
        said.say(node, TYPE, DCAT["Distribution"])
        self._named(node, key)
        said.say(node, DCT["license" if self._by.licence else "rights"], self._terms())
        said.say(node, DCAT["accessURL"], address)
        said.say(address, TYPE, RDFS["Resource"])
        said.say(node, DCATAP["availability"], AVAILABLE)
        Authorities(said, self._by.say).concept(AVAILABLE, "dcat.available")
        return node

    def named_release(self, date: str) -> NamedNode:
        """State a release in short: all that its date tells."""
        node, said = release_iri(self._by.base, date), self.said
        said.say(self._catalog, DCAT["dataset"], node)
        said.say(node, TYPE, DCAT["Dataset"])
        said.say(node, TITLE, *in_languages(self._by.say("dcat.release", date=date)))
        said.say(node, DCT["description"], *in_languages(self._by.say("dcat.release_description", date=date)))
        said.say(node, DCAT["version"], Literal(date))
        said.say(node, DCAT["isVersionOf"], dataset_iri(self._by.base))
        said.say(node, DCAT["inSeries"], series_iri(self._by.base))
        self._document(node, DCAT["landingPage"], release_address(self._by.root, date))
        return node

    def _versioned(self, node: NamedNode, manifest: Manifest) -> None:
        base, said = self._by.base, self.said
        if manifest.previous:
            said.say(node, DCAT["prev"], release_iri(base, manifest.previous))
            said.say(node, DCAT["previousVersion"], release_iri(base, manifest.previous))

    def _documents(self, node: NamedNode, manifest: Manifest) -> None:
        """Lead to the page of the release, to what has changed, and to what else describes it."""
        root, date, said = self._by.root, manifest.release, self.said
        said.say(node, SEE_ALSO, release_address(root, date, VOID_FILE))
        if manifest.file(_CHANGES):
            self._document(node, FOAF["page"], release_address(root, date, _CHANGES))
        if manifest.file(_PROVENANCE):
            provenance = release_address(root, date, _PROVENANCE)
            said.say(node, DCT["provenance"], provenance)
            said.say(provenance, TYPE, DCT["ProvenanceStatement"])
            said.say(provenance, LABEL, *in_languages(self._by.say("dcat.provenance")))

    def _named(self, node: NamedNode, key: str) -> None:
        self.said.say(node, TITLE, *in_languages(self._by.say(key)))
        self.said.say(node, DCT["description"], *in_languages(self._by.say(f"{key}_description")))

    def _described(self, node: NamedNode, frequency: NamedNode) -> None:
        """State what data sets and their series have in common."""
        said = self.said
        self._published(node)
        said.say(node, DCT["spatial"], THAILAND)
        said.say(node, DCT["accrualPeriodicity"], frequency)
        if self._by.contact:
            said.say(node, DCAT["contactPoint"], self._contact())

    def _data(self, node: NamedNode, period: Period | None) -> None:
        """State what all data sets of ours have in common."""
        said = self.said
        said.say(node, DCT["identifier"], Literal(node.value, datatype=XSD["anyURI"]))
        said.say(node, DCT["language"], *LANGUAGES)
        said.say(node, DCAT["theme"], *THEMES.values())
        for language, words in KEYWORDS.items():
            said.say(node, DCAT["keyword"], *(Literal(word, language=language) for word in words))
        said.say(node, DCT["accessRights"], PUBLIC)
        said.say(node, DCT["conformsTo"], ONTOLOGY)
        if period:
            interval = part_of(node, "period")
            said.say(node, DCT["temporal"], interval)
            said.say(interval, TYPE, DCT["PeriodOfTime"])
            said.say(interval, DCAT["startDate"], Literal(period.first, datatype=XSD["date"]))
            said.say(interval, DCAT["endDate"], Literal(period.last, datatype=XSD["date"]))

    def _published(self, node: NamedNode) -> None:
        self.said.say(node, DCT["publisher"], part_of(self._owner, "publisher"))
        self.said.say(node, DCT["license" if self._by.licence else "rights"], self._terms())

    def _dated(self, node: NamedNode, issued: Literal | None, modified: Literal | None) -> None:
        self.said.say(node, DCT["issued"], issued)
        self.said.say(node, DCT["modified"], modified)

    def _document(self, node: NamedNode, relation: NamedNode, address: NamedNode) -> None:
        self.said.say(node, relation, address)
        self.said.say(address, TYPE, FOAF["Document"])

    def _terms(self) -> NamedNode:
        return NamedNode(self._by.licence) if self._by.licence else part_of(self._owner, "rights")

    def _terms_in_words(self) -> None:
        terms: Node = self._terms()
        if self._by.licence:
            self.said.say(terms, TYPE, DCT["LicenseDocument"])
            return
        self.said.say(terms, TYPE, DCT["RightsStatement"])
        self.said.say(terms, LABEL, *in_languages(self._by.say("void.rights")))

    def _publisher(self) -> None:
        said, node = self.said, part_of(self._owner, "publisher")
        said.say(node, TYPE, FOAF["Agent"])
        said.say(node, FOAF["name"], Literal(self._by.publisher))
        if self._by.contact:
            contact = self._contact()
            said.say(contact, TYPE, VCARD["Kind"])
            said.say(contact, VCARD["fn"], Literal(self._by.publisher))
            said.say(contact, VCARD["hasEmail"], NamedNode(f"mailto:{quote(self._by.contact, safe='@+')}"))

    def _contact(self) -> NamedNode:
        return part_of(self._owner, "contact")


def moment(time: datetime) -> Literal:
    """Return a moment in UTC as an xsd:dateTime."""
    return Literal(time.strftime("%Y-%m-%dT%H:%M:%SZ"), datatype=XSD["dateTime"])
