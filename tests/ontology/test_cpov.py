"""Our organisations pass what the EU's Core Public Organisation Vocabulary asks of a public organisation.

The table holds every constraint of the shape for ``cv:PublicOrganisation`` in CPOV 2.1.2 (SEMICeu/CPOV, file
releases/2.1.2/shacl/core-public-organisation-ap-SHACL.ttl), in our own form; the shapes themselves are not ours to
ship. That shape asks for no cardinality but one value a language, and is open: other properties are allowed.
"""

from pathlib import Path

import pyshacl
import pytest
from pyoxigraph import QueryTriples, RdfFormat, serialize
from rdflib import RDF, SH, Graph, Literal, Namespace, URIRef

from phaen.loaders.snapshot import current_snapshot

CV = Namespace("http://data.europa.eu/m8g/")
ORG = "http://www.w3.org/ns/org#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
DCT = "http://purl.org/dc/terms/"
FOAF = "http://xmlns.com/foaf/0.1/"
XHV = "http://www.w3.org/1999/xhtml/vocab#"
OURS = "https://w3id.org/phaen/id/organisation/"


TEXTS = (f"{SKOS}prefLabel", f"{SKOS}altLabel", f"{DCT}description")
THINGS = {
    "http://www.w3.org/ns/adms#identifier": "http://www.w3.org/ns/adms#Identifier",
    f"{ORG}classification": f"{SKOS}Concept",
    f"{ORG}purpose": f"{SKOS}Concept",
    f"{DCT}spatial": f"{DCT}Location",
    f"{FOAF}homepage": f"{FOAF}Document",
    f"{CV}logo": f"{CV}ImageObject",
    f"{CV}contactPoint": f"{CV}ContactPoint",
    "http://www.w3.org/ns/locn#address": "http://www.w3.org/ns/locn#Address",
    f"{ORG}hasUnit": f"{ORG}OrganizationalUnit",
    f"{ORG}memberOf": f"{CV}PublicOrganisation",
    f"{ORG}hasMember": f"{CV}PublicOrganisation",
    f"{ORG}changedBy": f"{ORG}ChangeEvent",
    f"{ORG}resultedFrom": f"{ORG}ChangeEvent",
    f"{XHV}next": f"{CV}PublicOrganisation",
    f"{XHV}prev": f"{CV}PublicOrganisation",
}


@pytest.fixture(scope="module")
def cpov() -> Graph:
    parts = [
        f"sh:property [ sh:path <{path}> ; sh:nodeKind sh:Literal ; sh:datatype rdf:langString ; sh:uniqueLang true ]"
        for path in TEXTS
    ]
    parts += [
        f"sh:property [ sh:path <{path}> ; sh:nodeKind sh:BlankNodeOrIRI ; sh:class <{cls}> ]"
        for path, cls in THINGS.items()
    ]
    head = (
        f"PREFIX sh: <{SH}> PREFIX rdf: <{RDF}> <urn:x:shape> a sh:NodeShape ; sh:targetClass <{CV.PublicOrganisation}>"
    )
    return Graph().parse(data=" ;\n".join([head, *parts]) + " .", format="turtle")


@pytest.fixture(scope="module")
def organisations(sample_store: Path) -> Graph:
    """Take all organisations of a loaded store, with the types of their values: owners of plans and the register."""
    snapshot = current_snapshot(sample_store)
    query = f"""CONSTRUCT {{ ?organisation ?path ?value . ?value a ?type }} WHERE {{
        ?organisation a <{CV.PublicOrganisation}> ; ?path ?value . OPTIONAL {{ ?value a ?type }} }}"""
    found = snapshot.open().query(query, use_default_graph_as_union=True)
    assert isinstance(found, QueryTriples)
    graph = Graph().parse(data=serialize(found, format=RdfFormat.N_TRIPLES), format="nt")
    snapshot.close()
    return graph


@pytest.fixture(scope="module")
def lamphun(organisations: Graph) -> Graph:
    """Take one organisation with the types of its values."""
    graph = organisations.cbd(URIRef(f"{OURS}pao-51"))
    for value in set(graph.objects()):
        graph += organisations.cbd(value)
    return graph


def faults(graph: Graph, shapes: Graph) -> set[str]:
    _, report, _ = pyshacl.validate(graph, shacl_graph=shapes, inference="none", advanced=False)
    assert isinstance(report, Graph)
    return {str(path) for path in report.objects(None, SH.resultPath)}


def test_our_organisations_conform(organisations: Graph, cpov: Graph) -> None:
    assert len(set(organisations.subjects(RDF.type, CV.PublicOrganisation))) >= 76
    used = {str(path) for path in organisations.predicates()}
    assert {f"{SKOS}prefLabel", f"{ORG}classification", f"{DCT}spatial"} <= used
    assert faults(organisations, cpov) == set()


@pytest.mark.parametrize("path", TEXTS)
@pytest.mark.parametrize("wrong", [[Literal("ชื่อ")], [URIRef("urn:x")], [Literal("ก", "th"), Literal("ข", "th")]])
def test_a_text_without_language_or_twice_in_one_is_found(
    path: str, wrong: list[Literal | URIRef], lamphun: Graph, cpov: Graph
) -> None:
    graph = Graph() + lamphun
    for value in wrong:
        graph.add((URIRef(f"{OURS}pao-51"), URIRef(path), value))
    assert faults(graph, cpov) == {path}


@pytest.mark.parametrize("path", THINGS)
def test_a_value_of_another_kind_is_found(path: str, lamphun: Graph, cpov: Graph) -> None:
    for wrong in (Literal("51"), URIRef("urn:x:untyped")):
        graph = Graph() + lamphun
        graph.add((URIRef(f"{OURS}pao-51"), URIRef(path), wrong))
        assert faults(graph, cpov) == {path}


def test_our_own_shape_and_that_of_cpov_meet_in_three_properties(shapes: Graph) -> None:
    ours = {
        str(shapes.value(part, SH.path))
        for shape in shapes.subjects(SH.targetClass, URIRef(f"{ORG}FormalOrganization"))
        for part in shapes.objects(shape, SH.property)
    }
    assert {path for path in ours if path in {*TEXTS, *THINGS}} == {
        f"{SKOS}prefLabel",
        f"{ORG}classification",
        f"{DCT}spatial",
    }
