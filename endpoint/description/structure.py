"""Describe in VoID how the data is built: which properties the things of each class have, and what these lead to.

This is what the shapes ask for, without numbers: it holds for every store, and costs nothing. What a store really holds
is counted for ``/.well-known/void``. Editors take from it what they offer while a query is typed.
"""

from collections.abc import Iterator
from typing import Final

from pyoxigraph import NamedNode

from phaen.endpoint.description.rdf import TYPE, VOID, Node, Statements
from phaen.ontology.publication.catalogue import terms
from phaen.ontology.publication.uses import Use, uses, uses_of_class
from phaen.ontology.terms import PHAEN, RDF, XSD, Namespace

VOID_EXT: Final = Namespace("http://ldf.fi/void-ext#")
_LANG_STRING: Final = RDF["langString"].value


def structure(dataset: NamedNode, endpoint: NamedNode) -> Statements:
    """Return a class partition of the data set for each class that the shapes look at, with its properties."""
    said = Statements()
    said.say(dataset, TYPE, VOID["Dataset"])
    said.say(dataset, VOID["sparqlEndpoint"], endpoint)
    for cls in _classes():
        partition = said.blank()
        said.say(dataset, VOID["classPartition"], partition)
        said.say(partition, VOID["class"], NamedNode(cls))
        for use in uses_of_class(cls):
            if not use.inverse:
                _property(said, partition, use)
    return said


def _classes() -> list[str]:
    """Give the classes of the ontology, then those of others that it takes up."""
    ours = [term.iri for term in terms().values() if term.is_class]
    return list(dict.fromkeys([*ours, *(use.target for use in uses() if use.target)]))


def _property(said: Statements, of: Node, use: Use) -> None:
    partition = said.blank()
    said.say(of, VOID["propertyPartition"], partition)
    said.say(partition, VOID["property"], NamedNode(use.path))
    for value in _kinds(use):
        inner = said.blank()
        if value == _LANG_STRING or value.startswith(XSD.iri):
            said.say(partition, VOID_EXT["datatypePartition"], inner)
            said.say(inner, VOID_EXT["datatype"], NamedNode(value))
        else:
            said.say(partition, VOID["classPartition"], inner)
            said.say(inner, VOID["class"], NamedNode(value))


def _kinds(use: Use) -> Iterator[str]:
    """Give the classes and datatypes of the values, without what is a value itself."""
    known = terms()
    for value in use.values:
        term = known.get(value.removeprefix(PHAEN.iri))
        if term is None or term.is_class:
            yield value
