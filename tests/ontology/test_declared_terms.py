"""Every term that the vocabulary uses exists, is declared where it is ours, and is explained in Thai and English."""

import re
import unicodedata
from collections.abc import Iterator

import pytest
from rdflib import DCTERMS, FOAF, ORG, OWL, PROV, QB, RDF, RDFS, SDO, SH, SKOS, VANN, XSD, Graph, Literal, URIRef
from rdflib.namespace import DefinedNamespace

from phaen.ontology import assets

OURS = "https://w3id.org/phaen/"
ONTOLOGY = f"{OURS}ontology#"
CLOSED: dict[str, type[DefinedNamespace]] = {
    str(namespace): namespace for namespace in (DCTERMS, FOAF, ORG, OWL, PROV, QB, RDF, RDFS, SDO, SH, SKOS, VANN, XSD)
}
# Vocabularies that rdflib does not have, or has in an older version: the terms we use, from the publisher's own file.
LISTED: dict[str, set[str]] = {
    # Core Public Organisation Vocabulary 2.1.2, SEMICeu/CPOV releases/2.1.2/voc
    "http://data.europa.eu/m8g/": {"PublicOrganisation"},
    # NIF core 2.1, persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core
    "http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#": {
        *("String", "Context", "OffsetBasedString"),
        *("isString", "referenceContext", "beginIndex", "endIndex", "anchorOf"),
    },
    # Web Annotation vocabulary, w3c/web-annotation admin/ns/oa.ttl
    "http://www.w3.org/ns/oa#": {
        *("SpecificResource", "TextPositionSelector", "TextQuoteSelector"),
        *("hasSource", "hasSelector", "start", "end", "exact", "prefix", "suffix"),
    },
    # DCAT 3, w3c/dxwg dcat/rdf/dcat3.ttl
    "http://www.w3.org/ns/dcat#": {
        *("Dataset", "Distribution", "startDate", "endDate", "mediaType", "byteSize", "version", "previousVersion"),
    },
    # Common Impact Data Standard 3.2.1, commonapproach/CIDS cids.ttl
    "https://ontology.commonapproach.org/cids#": {
        *("Activity", "FinancialInput", "Indicator", "Organization", "Outcome", "Program", "Target"),
        *("forTheme", "hasOutcome", "hasOutput"),
    },
    # SSSOM 1.0, mapping-commons/sssom src/sssom_schema/schema/sssom_schema.yaml; its terms of justification
    "https://w3id.org/sssom/": {
        *(
            "Mapping",
            "MappingSet",
            "subject_label",
            "review_date",
            "reviewer_label",
            "confidence",
            "mapping_justification",
            "match_string",
            "predicate_modifier",
        ),
    },
    "https://w3id.org/semapv/vocab/": {"LexicalMatching", "ManualMappingCuration", "MappingReview"},
    # SemWeb Vocab Status ontology, www.w3.org/2003/06/sw-vocab-status/ns
    "http://www.w3.org/2003/06/sw-vocab-status/ns#": {"term_status"},
    # Asset Description Metadata Schema, W3C Working Group Note of 1 August 2013, and its values for the status
    "http://www.w3.org/ns/adms#": {"status"},
    "http://purl.org/adms/status/": {"Completed", "UnderDevelopment"},
    # Statistics Division of the United Nations, UNStats/LOD4Stats sdg-data/sdg-kos-goals-targets-indicators.ttl
    "http://metadata.un.org/sdg/ontology#": {"Goal"},
    "http://metadata.un.org/": {"sdg"},
    # SPARQL 1.1 Service Description, section 3.4
    "http://www.w3.org/ns/sparql-service-description#": {"Service"},
    # OpenBudgets.eu data model, documentation of its core component properties
    "http://data.openbudgets.eu/ontology/dsd/": {"dimension/fiscalYear", "measure/amount", "attribute/currency"},
}
# IRIs that name documents, registers or single things, not terms of a vocabulary.
THINGS = (
    "http://www.wikidata.org/entity/Q",
    "https://sws.geonames.org/",
    "https://creativecommons.org/licenses/",
    "https://doi.org/",
    "https://github.com/",
    "https://www.geonames.org/",
    "https://www.wikidata.org/",
    "https://www.dla.go.th/",
    "http://tungsong.com/",
    "https://plan.bsru.ac.th/",
    "https://sto.go.th/",
    "https://pypi.org/project/cofog/",
    "http://publications.europa.eu/resource/authority/main-activity",
    "http://purl.unep.org/sdg/SDGIO_",
    *(f"http://metadata.un.org/sdg/{goal}" for goal in range(1, 10)),
    "https://www.omg.org/spec/BMM/",
    "urn:ISO:std:iso:17469:tech:xsd:",
)
THAI = re.compile("[ก-๛]")
FILES = ["phaen.ttl", "alignments.ttl", "shapes.ttl", "prefixes.ttl", "versions/changes.ttl"]


def iris(graph: Graph) -> Iterator[str]:
    for triple in graph:
        for term in triple:
            if isinstance(term, URIRef):
                yield str(term)
            elif isinstance(term, Literal) and term.datatype:
                yield str(term.datatype)


def exists(iri: str) -> bool:
    for start, namespace in CLOSED.items():
        if iri.startswith(start):
            return URIRef(iri) in namespace
    return any(iri.startswith(start) and iri.removeprefix(start) in terms for start, terms in LISTED.items())


def declared_terms(ontology: Graph) -> set[URIRef]:
    subjects = {subject for subject in ontology.subjects(RDF.type) if str(subject).startswith(ONTOLOGY)}
    return {subject for subject in subjects if isinstance(subject, URIRef)}


@pytest.fixture(scope="session")
def everything(ontology: Graph, alignments: Graph, changes: Graph, shapes: Graph, code_lists: Graph) -> Graph:
    return ontology + alignments + changes + shapes + code_lists


def test_every_iri_of_ours_is_declared_with_a_type(everything: Graph, sample: Graph) -> None:
    used = {iri for iri in iris(everything) if iri.startswith(OURS)}
    used |= {iri for iri in iris(sample) if iri.startswith((ONTOLOGY, f"{OURS}vocab/"))}
    undeclared = {iri for iri in used if (URIRef(iri), RDF.type, None) not in everything}
    assert undeclared == set()


def test_every_external_term_exists(everything: Graph, sample: Graph) -> None:
    external = {iri for iri in iris(everything + sample) if not iri.startswith((OURS, "http://example.org/", *THINGS))}
    assert len(external) > 60
    assert sorted(iri for iri in external if not exists(iri)) == []


@pytest.mark.parametrize(
    "slip", ["http://www.w3.org/2004/02/skos/core#preferredLabel", "http://www.w3.org/ns/oa#begin", "http://x/y"]
)
def test_a_term_that_does_not_exist_would_be_found(slip: str) -> None:
    assert not exists(slip)


def test_every_language_tag_is_thai_or_english(everything: Graph) -> None:
    tags = {term.language for term in everything.objects() if isinstance(term, Literal) and term.language}
    assert tags == {"th", "en"}


def test_every_class_and_property_has_one_label_and_one_definition_in_both_languages(ontology: Graph) -> None:
    terms = declared_terms(ontology)
    assert len(terms) > 40
    for term in terms:
        for predicate in (RDFS.label, SKOS.definition):
            languages = sorted(
                text.language or "" for text in ontology.objects(term, predicate) if isinstance(text, Literal)
            )
            assert languages == ["en", "th"], f"{term} {predicate}"


def test_no_two_terms_share_a_label(ontology: Graph) -> None:
    for language in ("th", "en"):
        for kinds in ({OWL.Class}, {OWL.ObjectProperty, OWL.DatatypeProperty}):
            terms = {term for kind in kinds for term in ontology.subjects(RDF.type, kind)}
            labels = [
                str(text)
                for term in terms
                for text in ontology.objects(term, RDFS.label)
                if isinstance(text, Literal) and text.language == language
            ]
            assert len(labels) == len(set(labels)) == len(terms)


def test_every_term_says_where_it_is_defined(ontology: Graph) -> None:
    home = URIRef(ONTOLOGY.removesuffix("#"))
    assert {term for term in declared_terms(ontology) if (term, RDFS.isDefinedBy, home) not in ontology} == set()


def test_thai_texts_are_nfc_and_thai_and_english_texts_are_not(everything: Graph) -> None:
    texts = [text for text in everything.objects() if isinstance(text, Literal) and text.language]
    assert len(texts) > 400
    for text in texts:
        assert unicodedata.is_normalized("NFC", text)
        assert str(text) == " ".join(text.split())
        if text.language == "th":
            assert THAI.search(text), text
        else:
            assert not THAI.search(re.sub(r"\(.*?\)|such as \S+", "", text)), text


def test_no_text_carries_a_word_of_sara_am_taken_apart(everything: Graph) -> None:
    assert [text for text in everything.objects() if isinstance(text, Literal) and "\u0e4d" in text] == []


def test_plan_elements_are_no_concepts_and_projects_no_organisations(ontology: Graph, alignments: Graph) -> None:
    both = ontology + alignments
    above = set(both.transitive_objects(URIRef(f"{ONTOLOGY}Project"), RDFS.subClassOf))
    assert PROV.Entity in above
    assert not above & {SKOS.Concept, SDO.Project, ORG.Organization}
    assert not set(alignments.predicates()) & {OWL.equivalentClass, OWL.sameAs, RDFS.subClassOf, SKOS.exactMatch}


@pytest.mark.parametrize(
    "name", [*FILES, *(f"codelists/{local.partition('/')[2]}.ttl" for local, _ in assets.code_lists())]
)
def test_no_file_disagrees_with_the_prefix_table_or_declares_what_it_does_not_use(name: str) -> None:
    text = assets.read_text(name)
    lines = dict(re.findall(r"^@prefix ([\w-]*): <([^>]*)> \.$", text, flags=re.MULTILINE))
    assert lines
    assert len(lines) == len(re.findall(r"(?i)^\s*@?(?:prefix|base)\b", text, flags=re.MULTILINE))
    body = re.sub(r"(?m)^(@prefix|#).*$", "", text)
    for prefix, namespace in lines.items():
        assert assets.prefixes()[prefix] == namespace
        assert re.search(rf"(?<![\w:/]){prefix}:", body), f"{name} does not use {prefix}:"
