"""What is known of each set of links: its tool and version, its vocabulary, its licence."""

from collections.abc import Iterator
from typing import Final

from pyoxigraph import Literal, NamedNode, Quad

from phaen.loaders.linking.linker import LINKER_VERSION
from phaen.loaders.mappings.rdf import Triple
from phaen.loaders.mappings.vocabularies import VOCABULARIES, link_set, link_set_graph
from phaen.ontology import terms as t

TOOL: Final = "phaen link"
LICENCE: Final = "https://creativecommons.org/licenses/by/4.0/"


def link_set_quads(key: str, base: str) -> set[Quad]:
    """Describe the set of links to a vocabulary: the same linker gives the same description."""
    graph = link_set_graph(key, base)
    return {Quad(*triple, graph) for triple in _triples(key, base)}


def _triples(key: str, base: str) -> Iterator[Triple]:
    vocabulary, node = VOCABULARIES[key], link_set(key, base)
    yield node, t.RDF_TYPE, t.SSSOM_MAPPING_SET
    yield node, t.RDF_TYPE, t.VOID_LINKSET
    yield node, t.DCT_TITLE, Literal(f"การเชื่อมโยงข้อความในแผนกับ{vocabulary.thai}", language="th")
    yield node, t.DCT_TITLE, Literal(title(key), language="en")
    yield node, t.DCT_LICENSE, NamedNode(LICENCE)
    yield node, t.OWL_VERSION_INFO, Literal(LINKER_VERSION)
    yield node, t.SSSOM_MAPPING_TOOL, Literal(TOOL)
    yield node, t.SSSOM_MAPPING_TOOL_VERSION, Literal(LINKER_VERSION)
    yield node, t.SSSOM_SUBJECT_SOURCE, NamedNode(plans(base))
    yield node, t.SSSOM_OBJECT_SOURCE, NamedNode(source(key, base))
    yield node, t.VOID_LINK_PREDICATE, vocabulary.property
    yield node, t.VOID_SUBJECTS_TARGET, NamedNode(plans(base))
    yield node, t.VOID_OBJECTS_TARGET, NamedNode(source(key, base))


def title(key: str) -> str:
    """Name a link set in English."""
    return f"Links of plan statements to {VOCABULARIES[key].english}"


def plans(base: str) -> str:
    """Return the IRI of what the statements are of: the data of the store."""
    return f"{base}id/dataset"


def source(key: str, base: str) -> str:
    """Return the IRI of the scheme of a vocabulary's concepts; organisations are things of the store."""
    vocabulary = VOCABULARIES[key]
    return vocabulary.scheme or plans(base)
