"""The ontology, its code lists and data in its terms contradict neither themselves nor the vocabularies they build on.

The OWL 2 RL rules (OWL 2 Profiles §4.3) derive every contradiction that the facts here can lead to; owlrl reports each
as an error message, and an individual of owl:Nothing would be one more.
"""

from pathlib import Path

import owlrl
import pytest
from rdflib import OWL, RDF, SKOS, Graph, Namespace

EXTERNAL_FACTS = Path(__file__).with_name("external_facts.ttl")
ERRORS = Namespace("http://www.daml.org/2002/03/agents/agent-ont#")
PREFIXES = """
@prefix phaen: <https://w3id.org/phaen/ontology#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix qb: <http://purl.org/linked-data/cube#> .
@prefix province: <https://w3id.org/phaen/vocab/province/> .
@base <https://w3id.org/phaen/id/> .
"""
CONTRADICTIONS = {
    "a mission that is also a strategy": "<plan/pao-51/undated/mission/1> a phaen:Strategy .",
    "a project that is also a tactic": "<x> a phaen:Project, phaen:Tactic .",
    "a plan element that is a concept": "<plan/pao-51/undated/mission/1> a skos:Concept .",
    "a plan element in a tree of concepts": "<plan/pao-51/undated/mission/1> skos:broader province:51 .",
    "an organisation that is its plan": "<organisation/pao-51> owl:sameAs <plan/pao-51/undated> .",
    "an organisation inside a plan": "<organisation/pao-51> phaen:partOfPlan <plan/pao-51/undated> .",
    "an organisation that is its web page": "<organisation/pao-51> a foaf:Document .",
    "a document that is a span": "<document/aaaaaaaaaaaaaaaa> a phaen:TextSpan .",
    "a plan that is an activity": "<plan/pao-51/undated> a prov:Activity .",
    "a document that used another": "<document/aaaaaaaaaaaaaaaa> prov:used <document/bbbbbbbbbbbbbbbb> .",
    "a concept that is a scheme": "<x> skos:inScheme province:51 .",
    "a name that is also another name": 'province:51 skos:altLabel "ลำพูน"@th .',
    "a measure that is a dimension": "phaen:amount a qb:DimensionProperty .",
    "a programme that is a project": "<plan/pao-51/undated/strategy/1/programme/1.1> a phaen:Project .",
    "an amount that is the element it is for": (
        "<plan/pao-51/undated/strategy/1/programme/1.1/project/1/budget/2566> a phaen:Project ."
    ),
    "a cluster that is one of its statements": "<cluster/1> phaen:inCluster <cluster/1> .",
    "a judged link that is a change": '<change/1> phaen:verdict "accepted" .',
    "a confidence that is no number": "<plan/pao-51/undated/mission/1> phaen:confidence true .",
}


def contradictions(graph: Graph) -> list[str]:
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(graph)
    messages = [
        str(text) for node in graph.subjects(RDF.type, ERRORS.ErrorMessage) for text in graph[node : ERRORS.error]
    ]
    nothings = [f"{node.n3()} is in owl:Nothing" for node in graph.subjects(RDF.type, OWL.Nothing)]
    return messages + nothings


@pytest.fixture(scope="session")
def external_facts() -> Graph:
    return Graph().parse(data=EXTERNAL_FACTS.read_text(encoding="utf-8"), format="turtle")


def test_the_vocabulary_and_a_sample_are_consistent(
    ontology: Graph, alignments: Graph, code_lists: Graph, sample: Graph, external_facts: Graph
) -> None:
    everything = ontology + alignments + code_lists + sample + external_facts
    assert contradictions(everything) == []
    # The closure did run: a super-class that only other vocabularies state has come out.
    foaf_agent = Namespace("http://xmlns.com/foaf/0.1/").Agent
    assert len(set(everything.subjects(RDF.type, foaf_agent))) >= 2


@pytest.fixture(scope="module")
def derived(ontology: Graph, code_lists: Graph, sample: Graph, external_facts: Graph) -> Graph:
    """Give the vocabulary, a sample and a province with all that follows; what is planted need only add its own."""
    graph = (
        ontology + sample + external_facts + code_lists.cbd(Namespace("https://w3id.org/phaen/vocab/province/")["51"])
    )
    assert contradictions(graph) == []
    return graph


@pytest.mark.parametrize("planted", CONTRADICTIONS.values(), ids=CONTRADICTIONS.keys())
def test_a_planted_contradiction_is_found(planted: str, derived: Graph) -> None:
    graph = Graph() + derived
    graph.parse(data=PREFIXES + planted, format="turtle")
    assert contradictions(graph) != []


def test_the_sample_uses_every_class_but_goals(ontology: Graph, sample: Graph) -> None:
    later = {"Goal"}
    declared = {str(cls).rpartition("#")[2] for cls in ontology.subjects(RDF.type, OWL.Class)}
    used = {str(cls).rpartition("#")[2] for cls in sample.objects(None, RDF.type) if cls in set(ontology.subjects())}
    assert declared - used == later
    assert not set(sample.subjects(RDF.type, SKOS.Concept))
