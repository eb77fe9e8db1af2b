"""Describe the data in VoID (W3C Interest Group Note of 3 March 2011), from what was counted."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from pyoxigraph import Literal, NamedNode

from phaen.endpoint.description.places import dataset_iri
from phaen.endpoint.description.rdf import (
    FOAF,
    SD,
    SEE_ALSO,
    TITLE,
    TYPE,
    VOID,
    Node,
    Statements,
    format_iri,
    graph_address,
    in_languages,
    whole,
)
from phaen.endpoint.formats import GRAPH_FORMATS, Format
from phaen.loaders.statistics import Class, Links, Property, Statistics, namespaces
from phaen.ontology.terms import DCT, XSD

Texts = Mapping[str, Mapping[str, str]]
_TIME: Final = re.compile(r"\d{8}T\d{6}Z")


@dataclass(frozen=True)
class Place:
    """What is described, and where it is found.

    ``texts`` gives the sentences ``title``, ``description``, ``rights`` and ``document`` by language; ``graph`` gives
    what stands for the content of a graph, by its IRI, and the addresses of its dumps. A release is a version of the
    data set that it was made from (``version_of``), and no endpoint answers for it alone.
    """

    document: NamedNode
    dataset: NamedNode
    homepage: NamedNode
    space: str
    texts: Texts
    snapshot: str
    dumps: tuple[NamedNode, ...]
    graph: Callable[[str], tuple[NamedNode | None, tuple[NamedNode, ...]]]
    endpoint: NamedNode | None = None
    version_of: NamedNode | None = None
    licence: str = ""
    see_also: NamedNode | None = None
    formats: tuple[Format, ...] = GRAPH_FORMATS


def live_place(root: str, base: str, texts: Texts, snapshot: str, licence: str = "") -> Place:
    """Return where the data that is published now is found on a site."""
    return Place(
        document=NamedNode(f"{root}.well-known/void"),
        dataset=dataset_iri(base),
        homepage=NamedNode(root),
        space=f"{base}id/",
        texts=texts,
        snapshot=snapshot,
        dumps=(NamedNode(f"{root}graphs?format=nquads"),),
        graph=lambda iri: (graph_address(root, iri), ()),
        endpoint=NamedNode(f"{root}sparql"),
        licence=licence,
        see_also=NamedNode(f"{root}catalog"),
    )


class Void:
    """Writes the description of one state of the data."""

    def __init__(self, place: Place) -> None:
        """Keep what is described, and where."""
        self._place = place
        self._dataset = place.dataset

    def describe(self, found: Statistics) -> Statements:
        """Return the description of the document and of the data, as counted."""
        said = Statements()
        self._document(said)
        self._general(said)
        self._access(said, found)
        self._structure(said, found)
        for links in found.links:
            self._linkset(said, links)
        self._graphs(said, found)
        return said

    def _document(self, said: Statements) -> None:
        document = self._place.document
        said.say(document, TYPE, VOID["DatasetDescription"], FOAF["Document"])
        said.say(document, TITLE, *in_languages(self._place.texts["document"]))
        said.say(document, FOAF["primaryTopic"], self._dataset)

    def _general(self, said: Statements) -> None:
        texts, licence = self._place.texts, self._place.licence
        said.say(self._dataset, TYPE, VOID["Dataset"])
        said.say(self._dataset, TITLE, *in_languages(texts["title"]))
        said.say(self._dataset, DCT["description"], *in_languages(texts["description"]))
        said.say(self._dataset, DCT["rights"], *in_languages(texts["rights"]))
        said.say(self._dataset, DCT["license"], NamedNode(licence) if licence else None)
        said.say(self._dataset, DCT["modified"], published(self._place.snapshot))
        said.say(self._dataset, DCT["isVersionOf"], self._place.version_of)
        said.say(self._dataset, FOAF["homepage"], self._place.homepage)
        said.say(self._dataset, SEE_ALSO, self._place.see_also)

    def _access(self, said: Statements, found: Statistics) -> None:
        said.say(self._dataset, VOID["sparqlEndpoint"], self._place.endpoint)
        said.say(self._dataset, VOID["dataDump"], *self._place.dumps)
        said.say(self._dataset, VOID["feature"], *map(format_iri, self._place.formats))
        said.say(self._dataset, VOID["uriSpace"], Literal(self._place.space))
        said.say(self._dataset, VOID["vocabulary"], *map(NamedNode, namespaces(found)))
        said.say(self._dataset, VOID["rootResource"], *map(NamedNode, found.roots))
        said.say(self._dataset, VOID["exampleResource"], *map(NamedNode, found.examples))

    def _structure(self, said: Statements, found: Statistics) -> None:
        said.say(self._dataset, VOID["triples"], whole(found.graphs.union))
        said.say(self._dataset, VOID["entities"], whole(found.entities))
        said.say(self._dataset, VOID["distinctSubjects"], whole(found.subjects))
        said.say(self._dataset, VOID["distinctObjects"], whole(found.objects))
        said.say(self._dataset, VOID["properties"], whole(found.property_count))
        said.say(self._dataset, VOID["classes"], whole(found.class_count))
        for use in found.properties:
            _property(said, self._dataset, use)
        for cls in found.classes:
            _class(said, self._dataset, cls)

    def _linkset(self, said: Statements, links: Links) -> None:
        linkset, target = said.blank(VOID["Linkset"]), said.blank(VOID["Dataset"])
        said.say(self._dataset, VOID["subset"], linkset)
        said.say(linkset, VOID["linkPredicate"], NamedNode(links.property))
        said.say(linkset, VOID["subjectsTarget"], self._dataset)
        said.say(linkset, VOID["objectsTarget"], target)
        said.say(linkset, VOID["triples"], whole(links.triples))
        said.say(target, VOID["uriSpace"], Literal(links.space))

    def _graphs(self, said: Statements, found: Statistics) -> None:
        for graph in found.graphs.named:
            name, dumps = self._place.graph(graph.iri)
            content = name or said.blank()
            said.say(self._dataset, VOID["subset"], content)
            said.say(content, TYPE, VOID["Dataset"], SD["Graph"])
            said.say(content, DCT["identifier"], Literal(graph.iri, datatype=XSD["anyURI"]))
            said.say(content, VOID["triples"], whole(graph.triples))
            said.say(content, VOID["dataDump"], *dumps)
            said.say(content, DCT["license"], *map(NamedNode, found.licences.get(graph.iri, ())))


def _property(said: Statements, of: Node, use: Property) -> None:
    partition = said.blank()
    said.say(of, VOID["propertyPartition"], partition)
    said.say(partition, TYPE, VOID["Dataset"])
    said.say(partition, VOID["property"], NamedNode(use.iri))
    said.say(partition, VOID["triples"], whole(use.triples))
    said.say(partition, VOID["distinctSubjects"], whole(use.subjects))
    said.say(partition, VOID["distinctObjects"], whole(use.objects))


def _class(said: Statements, of: Node, cls: Class) -> None:
    partition = said.blank()
    said.say(of, VOID["classPartition"], partition)
    said.say(partition, TYPE, VOID["Dataset"])
    said.say(partition, VOID["class"], NamedNode(cls.iri))
    said.say(partition, VOID["entities"], whole(cls.entities))
    for use in cls.properties:
        _property(said, partition, use)


def published(snapshot: str) -> Literal | None:
    """Return when the snapshot was published, which its name begins with."""
    found = _TIME.match(snapshot)
    if found is None:
        return None
    moment = datetime.strptime(found[0], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    return Literal(moment.strftime("%Y-%m-%dT%H:%M:%SZ"), datatype=XSD["dateTime"])
