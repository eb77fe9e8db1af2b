"""Describe the data in VoID (W3C Interest Group Note of 3 March 2011), from what was counted."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final

from pyoxigraph import Literal, NamedNode

from phaen.endpoint.description.counting import Class, Links, Property, Statistics, namespaces
from phaen.endpoint.description.rdf import (
    FOAF,
    SD,
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
from phaen.endpoint.formats import GRAPH_FORMATS
from phaen.ontology.terms import DCT, XSD

Texts = Mapping[str, Mapping[str, str]]
_TIME: Final = re.compile(r"\d{8}T\d{6}Z")


class Void:
    """Writes the description of one snapshot of the data.

    ``texts`` gives the sentences ``title``, ``description``, ``rights`` and ``document`` by language.
    """

    def __init__(self, root: str, base: str, texts: Texts) -> None:
        """Keep the root of the site, the base of the things published, and the sentences."""
        self._root = root
        self._space = f"{base}id/"
        self._dataset = NamedNode(f"{base}id/dataset")
        self._texts = texts

    def describe(self, snapshot: str, found: Statistics) -> Statements:
        """Return the description of the document and of the data, as counted on the snapshot."""
        said = Statements()
        self._document(said)
        self._general(said, snapshot)
        self._access(said, found)
        self._structure(said, found)
        for links in found.links:
            self._linkset(said, links)
        self._graphs(said, found)
        return said

    def _document(self, said: Statements) -> None:
        document = NamedNode(f"{self._root}.well-known/void")
        said.say(document, TYPE, VOID["DatasetDescription"], FOAF["Document"])
        said.say(document, TITLE, *in_languages(self._texts["document"]))
        said.say(document, FOAF["primaryTopic"], self._dataset)

    def _general(self, said: Statements, snapshot: str) -> None:
        said.say(self._dataset, TYPE, VOID["Dataset"])
        said.say(self._dataset, TITLE, *in_languages(self._texts["title"]))
        said.say(self._dataset, DCT["description"], *in_languages(self._texts["description"]))
        said.say(self._dataset, DCT["rights"], *in_languages(self._texts["rights"]))
        said.say(self._dataset, DCT["modified"], _published(snapshot))
        said.say(self._dataset, FOAF["homepage"], NamedNode(self._root))

    def _access(self, said: Statements, found: Statistics) -> None:
        said.say(self._dataset, VOID["sparqlEndpoint"], NamedNode(f"{self._root}sparql"))
        said.say(self._dataset, VOID["dataDump"], NamedNode(f"{self._root}graphs?format=nquads"))
        said.say(self._dataset, VOID["feature"], *map(format_iri, GRAPH_FORMATS))
        said.say(self._dataset, VOID["uriSpace"], Literal(self._space))
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
            content = graph_address(self._root, graph.iri)
            said.say(self._dataset, VOID["subset"], content)
            said.say(content, TYPE, VOID["Dataset"], SD["Graph"])
            said.say(content, DCT["identifier"], Literal(graph.iri, datatype=XSD["anyURI"]))
            said.say(content, VOID["triples"], whole(graph.triples))
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


def _published(snapshot: str) -> Literal | None:
    """Return when the snapshot was published, which its name begins with."""
    found = _TIME.match(snapshot)
    if found is None:
        return None
    moment = datetime.strptime(found[0], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    return Literal(moment.strftime("%Y-%m-%dT%H:%M:%SZ"), datatype=XSD["dateTime"])
