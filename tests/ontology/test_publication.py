"""The ontology as a publication: its head, versions, statuses, mappings, shapes, context, ready queries and picture."""

import hashlib
import json

import pytest
from pyoxigraph import RdfFormat, Store
from rdflib import DCTERMS, OWL, PROV, RDFS, SH, SKOS, VANN, Graph, Literal, Namespace, URIRef
from rdflib.compare import isomorphic

from phaen.ontology import assets
from phaen.ontology.errors import UnknownAssetError
from phaen.ontology.publication.catalogue import Term, classes_above, matches, terms
from phaen.ontology.publication.context import CONTEXT_IRI, context, names
from phaen.ontology.publication.picture import picture
from phaen.ontology.publication.questions import ready_query
from phaen.ontology.publication.uses import uses, uses_of_class, uses_of_property
from phaen.ontology.publication.versions import current, version_turtle, versions

HOME = URIRef("https://w3id.org/phaen/ontology")
OURS = Namespace(f"{HOME}#")
VS = Namespace("http://www.w3.org/2003/06/sw-vocab-status/ns#")
JSON_LD = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")  # rdflib's own reader
STRONG = {RDFS.subClassOf, RDFS.subPropertyOf}
WEAK = {SKOS.closeMatch, SKOS.relatedMatch, RDFS.seeAlso}
# What was released is never edited: who reads an old version IRI gets what was there.
RELEASED = {
    "1.0.0": "7f6fb3b6ae2de768ce0d72ccb1b451c9de6a009276667b7e139839c22fbe436c",
    "1.1.0": "2a315e174403e49b17c05e5466e73a8444ec6312eaf33d9592dbae16927134f2",
    "1.2.0": "99d75cbba5674cc0f2ca1ec8e54352b7d0b3ecdc322c9753bc4e95f6a438a81b",
    "1.3.0": "cacd841be0c817ae6d0f50b833bd8fd0eb480b815ce53a282e5c3e8b53621faa",
}


def languages(graph: Graph, subject: object, predicate: URIRef) -> list[str]:
    return sorted(text.language or "" for text in graph.objects(subject, predicate) if isinstance(text, Literal))  # type: ignore[arg-type]


def test_the_head_says_what_a_catalogue_of_vocabularies_asks_for(ontology: Graph) -> None:
    head = set(ontology.predicates(HOME))
    asked = {DCTERMS.title, DCTERMS.description, DCTERMS.created, DCTERMS.issued, DCTERMS.modified, DCTERMS.creator}
    asked |= {
        DCTERMS.license,
        OWL.versionIRI,
        OWL.versionInfo,
        OWL.priorVersion,
        URIRef("http://www.w3.org/ns/adms#status"),
    }
    asked |= {VANN.preferredNamespacePrefix, VANN.preferredNamespaceUri}
    assert asked - head == set()
    for predicate in (DCTERMS.title, DCTERMS.description):
        assert languages(ontology, HOME, predicate) == ["en", "th"]
    assert ontology.value(HOME, OWL.versionIRI) == URIRef(f"{HOME}/{current()}")
    assert ontology.value(HOME, DCTERMS.modified) >= ontology.value(HOME, DCTERMS.issued)  # type: ignore[operator]


def test_every_version_has_its_file_and_names_the_one_before(ontology: Graph) -> None:
    numbers = list(versions())
    assert numbers[0] == current()
    assert numbers[1:] == sorted(RELEASED, reverse=True)
    for number, before in zip(numbers, [*numbers[1:], None], strict=True):
        graph = Graph().parse(data=version_turtle(number), format="turtle")
        assert graph.value(HOME, OWL.versionIRI) == URIRef(versions()[number].iri)
        expected = URIRef(versions()[before].iri) if before else None
        assert graph.value(HOME, OWL.priorVersion) == expected


@pytest.mark.parametrize("number", RELEASED)
def test_a_released_version_is_never_edited(number: str) -> None:
    assert hashlib.sha256(assets.read_text(f"versions/{number}.ttl").encode()).hexdigest() == RELEASED[number]


def test_a_version_that_there_never_was_is_refused() -> None:
    with pytest.raises(UnknownAssetError, match=r"0\.9\.0"):
        version_turtle("0.9.0")


def test_the_change_log_says_in_both_languages_what_the_files_show() -> None:
    for version in versions().values():
        assert set(version.note) == {"th", "en"}
        assert version.added
        assert not version.removed, "a withdrawn term would break who uses it; make it archaic"
    log = Graph().parse(data=assets.read_text("versions/changes.ttl"), format="turtle")
    assert {str(node) for node in log.objects(HOME, DCTERMS.hasVersion)} == {item.iri for item in versions().values()}
    days = [version.issued for version in versions().values()]
    assert days == sorted(days, reverse=True)


def test_every_term_has_a_status_and_a_version_that_brought_it(ontology: Graph) -> None:
    for term in terms().values():
        assert term.status in {"stable", "testing", "archaic"}, term.name
        assert term.since in versions(), term.name
        assert term.status == "testing" or term.since != current(), f"{term.name} is new: testing until a version later"
        assert len(list(ontology.objects(URIRef(term.iri), VS.term_status))) == 1


def test_every_property_is_constrained_by_a_shape(shapes: Graph) -> None:
    paths = {str(path) for predicate in (SH.path, SH.inversePath) for path in shapes.objects(None, predicate)}
    assert {term.name for term in terms().values() if term.is_property and term.iri not in paths} == set()


def test_every_class_shows_what_is_asked_of_it_and_every_property_where_it_is_used() -> None:
    for term in terms().values():
        if term.is_class:
            assert uses_of_class(term.iri), term.name
        if term.is_property:
            assert uses_of_property(term.iri), term.name


def test_what_is_asked_is_what_the_shapes_say() -> None:
    (part,) = [use for use in uses_of_class(str(OURS.Vision)) if use.path == str(OURS.partOfPlan)]
    assert (part.least, part.most, part.values, part.inverse) == (1, 1, (str(OURS.Plan),), False)
    (owner,) = [use for use in uses_of_class(str(OURS.Plan)) if use.path == str(OURS.planOf)]
    assert (owner.least, owner.most, owner.advised) == (0, 1, True)
    (year,) = [use for use in uses_of_class(str(OURS.Plan)) if use.path == str(OURS.periodTo)]
    assert year.bounds == ("≥ 2400", "≤ 2700")
    (kind,) = uses_of_property(str(OURS.amendmentKind))
    assert kind.words == ("amendment", "addition", "change", "review")
    (code,) = uses_of_property(str(OURS.programme))
    assert code.scheme == "https://w3id.org/phaen/vocab/programme"
    assert all(set(message) == {"th", "en"} for use in uses() for message in use.messages)


def test_a_class_inherits_what_is_asked_of_those_above(ontology: Graph) -> None:
    for term in terms().values():
        if term.is_class:
            above = {str(cls) for cls in ontology.transitive_objects(URIRef(term.iri), RDFS.subClassOf)} - {term.iri}
            assert set(classes_above(term.iri)) == above
            for cls in above:
                inherited = {use.path for use in uses() if use.target == cls}
                assert inherited <= {use.path for use in uses_of_class(term.iri)}


def test_every_mapping_is_stated_once_with_its_reason_in_both_languages(ontology: Graph, alignments: Graph) -> None:
    explained = [(match.term, match.relation, match.target) for match in matches()]
    assert len(explained) == len(set(explained)) > 60
    for match in matches():
        assert set(match.reason) == {"th", "en"}
        relation, triple = URIRef(match.relation), (URIRef(match.term), URIRef(match.relation), URIRef(match.target))
        assert relation in STRONG | WEAK
        assert triple in (ontology if relation in STRONG else alignments), match
    for graph, relations in ((ontology, STRONG), (alignments, WEAK)):
        for relation in relations:
            for subject, target in graph.subject_objects(relation):
                if str(subject).startswith(str(OURS)) and not str(target).startswith(str(OURS)):
                    assert (str(subject), str(relation), str(target)) in explained


def test_what_is_not_strictly_true_is_not_reasoned_with(ontology: Graph) -> None:
    """The traps: a project is no organisation, an element no concept, StratML and BMM have no RDF to build on."""
    strong = {str(target) for relation in STRONG for target in ontology.objects(None, relation)}
    weak_only = (
        "https://schema.org/",
        "https://ontology.commonapproach.org/",
        "http://www.w3.org/2004/02/skos/",
        "urn:",
    )
    assert not [target for target in strong if target.startswith((*weak_only, "https://www.omg.org/"))]
    assert (OURS.Plan, RDFS.subClassOf, PROV.Plan) in ontology


def test_super_classes_and_super_properties_of_others_are_among_what_a_load_writes(sample_database: Store) -> None:
    """The store infers nothing: a super-term that is not written out answers no query."""
    for match in matches():
        above, term = match.target, match.term
        if match.relation == str(RDFS.subClassOf):
            query = f"ASK {{ ?x a <{term}> FILTER NOT EXISTS {{ ?x a <{above}> }} }}"
        elif match.relation == str(RDFS.subPropertyOf):
            query = f"ASK {{ ?x <{term}> ?y FILTER NOT EXISTS {{ ?x <{above}> ?y }} }}"
        else:
            continue
        assert not sample_database.query(query, use_default_graph_as_union=True), match


def test_the_context_names_every_term_and_every_prefix() -> None:
    known = context()
    assert dict(assets.prefixes()).items() <= known.items()
    assert {name for name, _ in names().values()} | set(assets.prefixes()) == set(known)
    assert len(known) == len(terms()) + len(assets.prefixes())
    assert CONTEXT_IRI == "https://w3id.org/phaen/ontology/context.jsonld"
    assert known["planOf"] == {"@id": "phaen:planOf", "@type": "@id"}
    assert known["periodFrom"] == {"@id": "phaen:periodFrom", "@type": "xsd:integer"}
    assert known["phaen:programme"] == {"@id": "https://w3id.org/phaen/ontology#programme", "@type": "@id"}


@JSON_LD
def test_rdflib_reads_each_name_of_the_context_as_its_term() -> None:
    values: dict[str, object] = {}
    for name, type_ in names().values():
        values[name] = {None: "x", "@id": "http://example.org/o"}.get(type_, "1")
    graph = Graph().parse(data=json.dumps({"@context": context(), "@id": "urn:s", **values}), format="json-ld")
    assert {str(path) for path in graph.predicates()} == set(names())
    types = {str(path): value for path, value in graph.predicate_objects()}
    for iri, (_, type_) in names().items():
        value = types[iri]
        assert isinstance(value, URIRef) == (type_ == "@id"), iri
        if type_ not in {None, "@id"}:
            assert isinstance(value, Literal)
            assert str(value.datatype) == type_


@JSON_LD
def test_the_ontology_comes_back_from_json_ld_as_the_same_graph(ontology: Graph) -> None:
    text = ontology.serialize(format="json-ld", context=context(), auto_compact=False)
    assert isomorphic(Graph().parse(data=text, format="json-ld"), ontology)


@pytest.mark.parametrize("term", terms().values(), ids=lambda term: term.name)
def test_the_ready_query_of_a_term_gives_rows_where_there_is_something(term: Term, everything: Store) -> None:
    rows = list(everything.query(ready_query(term)))  # type: ignore[arg-type]
    pattern = {"class": f"?s a <{term.iri}>", "thing": f"<{term.iri}> ?p ?o"}.get(term.kind, f"?s <{term.iri}> ?o")
    assert bool(rows) == bool(everything.query(f"ASK {{ {pattern} }}")), ready_query(term)


@pytest.fixture(scope="module")
def everything(sample_turtle: str) -> Store:
    store = Store()
    for text in (sample_turtle, assets.ontology_turtle()):
        store.load(text.encode(), format=RdfFormat.TURTLE, base_iri="https://w3id.org/phaen/id/")
    return store


def test_every_class_is_in_the_picture_once_and_no_box_covers_another() -> None:
    drawn = [box.term.name for box in picture().boxes] + [
        line.term.name for box in picture().boxes for line in box.lines
    ]
    assert sorted(drawn) == sorted(term.name for term in terms().values() if term.is_class)
    boxes = picture().boxes
    for one in boxes:
        assert one.x + one.width <= picture().width
        assert one.y + one.height <= picture().height
        for other in boxes:
            apart = one.x != other.x or one.y >= other.y + other.height or other.y >= one.y + one.height
            assert apart or one is other


def test_every_arrow_of_the_picture_is_in_the_shapes() -> None:
    assert len(picture().arrows) >= 7
    for arrow in picture().arrows:
        asked = [use for use in uses() if use.path == arrow.path]
        assert asked
        assert any(value for use in asked for value in use.values)
