"""The register of local authorities: all 76 provincial administrative organisations, with a plan here or without.

It is a graph of its own beside those of the owners of plans. What an owner's own graph says of it, the register leaves
out, so that no triple stands in two graphs; when an owner's last plan goes, and its graph with it, the register says it
again.
"""

import csv
from collections.abc import Iterator
from functools import cache

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, parse

from phaen.loaders.graph.evidence import Triple
from phaen.loaders.graph.mapping import organisation_iri, organisation_triples
from phaen.loaders.owners.organisations import parse_organisation
from phaen.loaders.shelf import Graphs
from phaen.ontology import terms as t
from phaen.ontology.assets import read_text
from phaen.ontology.identifiers import Identifiers
from phaen.ontology.provinces import Province, all_provinces

GRAPH = "authorities"
"""The path of the register's graph below ``id/graph/``."""


def register_graph(identifiers: Identifiers, writer: Graphs) -> tuple[NamedNode, frozenset[Quad]]:
    """Give the register's graph, without what other graphs of a database already say."""
    name = identifiers.graph(GRAPH)
    said = set(_said(writer, name))
    return name, frozenset(Quad(*triple, name) for triple in _register(identifiers) if _what(*triple) not in said)


def _what(subject: object, predicate: object, value: object) -> tuple[object, ...]:
    """Give what a triple is about: a property of a thing, of a label also the language."""
    return subject, predicate, value.language if isinstance(value, Literal) else None


def _said(writer: Graphs, register: NamedNode) -> Iterator[tuple[object, ...]]:
    """Give what the graphs of owners say of organisations of this kind."""
    kind = t.AUTHORITY_TYPE["pao"]
    for quad in writer.database.quads_for_pattern(None, t.ORG_CLASSIFICATION, kind, None):
        if quad.graph_name != register and isinstance(quad.graph_name, NamedNode):
            yield from (_what(q.subject, q.predicate, q.object) for q in writer.graph(quad.graph_name))


@cache
def _register(identifiers: Identifiers) -> frozenset[Triple]:
    graph = identifiers.graph(GRAPH)
    head = parse(read_text("codelists/large/authorities.ttl"), RdfFormat.TURTLE, base_iri=graph.value)
    found: set[Triple] = {(quad.subject, quad.predicate, quad.object) for quad in head}
    for row in csv.DictReader(read_text("codelists/pao.csv").splitlines()):
        found.update(_authority(row, all_provinces()[row["province"]], identifiers))
    return frozenset(found)


def _authority(row: dict[str, str], province: Province, identifiers: Identifiers) -> Iterator[Triple]:
    organisation = parse_organisation(f"องค์การบริหารส่วนจังหวัด{province.name_th}")
    node = organisation_iri(organisation, identifiers)
    yield from organisation_triples(organisation, identifiers)
    yield node, t.SKOS_ALT_LABEL, Literal(f"อบจ.{province.name_th}", language="th")
    yield node, t.SKOS_ALT_LABEL, Literal(f"{province.name_en} Provincial Administrative Organization", language="en")
    # One source, not compared with the live item: a pointer, not a statement that both are the same.
    yield node, t.RDFS_SEE_ALSO, NamedNode(f"http://www.wikidata.org/entity/{row['wikidata']}")
    if row["homepage"]:
        homepage = NamedNode(row["homepage"])
        yield node, t.FOAF_HOMEPAGE, homepage
        yield homepage, t.RDF_TYPE, t.FOAF_DOCUMENT
        yield homepage, t.DCT_VALID, Literal(row["homepage_checked"], datatype=t.XSD_DATE)
