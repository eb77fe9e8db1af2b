"""Code and ontology name the same terms."""

import re

import pytest
from pyoxigraph import NamedNode
from rdflib import RDF, RDFS, SKOS, Graph, URIRef

from phaen.ontology import terms

CONSTANTS = {name: value for name, value in vars(terms).items() if isinstance(value, NamedNode)}


def constant_name(local_name: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", local_name).upper()


def names_of(prefix: str, local_name: str) -> set[str]:
    """Give the names that a constant may have: a property that differs from a class only in case says so."""
    name = f"{prefix}{constant_name(local_name)}"
    return {name, f"{name}_PROPERTY"} if local_name[0].islower() else {name}


def ours(ontology: Graph) -> set[str]:
    return {str(subject) for subject in ontology.subjects(RDF.type) if str(subject).startswith(terms.PHAEN.iri)}


def test_the_code_names_exactly_the_terms_of_the_ontology(ontology: Graph) -> None:
    named = {value.value for value in CONSTANTS.values() if value in terms.PHAEN}
    assert named == ours(ontology)


def test_each_constant_of_ours_is_called_after_its_term() -> None:
    for name, value in CONSTANTS.items():
        if value in terms.PHAEN:
            assert name in names_of("", value.value.removeprefix(terms.PHAEN.iri))


def test_each_constant_of_others_is_called_after_its_vocabulary_and_term() -> None:
    spaces = {name: value for name, value in vars(terms).items() if isinstance(value, terms.Namespace)}
    others = {name: value for name, value in CONSTANTS.items() if value not in terms.PHAEN and name != "ONTOLOGY"}
    assert len(others) > 50
    for name, value in others.items():
        prefix = name.partition("_")[0]
        assert name in names_of(f"{prefix}_", value.value.removeprefix(spaces[prefix].iri))


def test_the_namespaces_are_those_of_the_prefix_table() -> None:
    from phaen.ontology.assets import prefixes

    spaces = {value.iri for value in vars(terms).values() if isinstance(value, terms.Namespace)}
    assert spaces <= set(prefixes().values())


def test_types_are_the_class_and_all_above_it(ontology: Graph) -> None:
    for iri in ours(ontology):
        expected = {str(cls) for cls in ontology.transitive_objects(URIRef(iri), RDFS.subClassOf)}
        types = terms.types_of(NamedNode(iri))
        assert types[0].value == iri
        assert {cls.value for cls in types} == expected
        assert len(types) == len(set(types))


@pytest.mark.parametrize(
    ("cls", "expected"),
    [
        (
            terms.LOCAL_AUTHORITY,
            {
                terms.LOCAL_AUTHORITY,
                terms.ORG_FORMAL_ORGANIZATION,
                terms.ORG_ORGANIZATION,
                terms.CV_PUBLIC_ORGANISATION,
            },
        ),
        (terms.STRATEGIC_ISSUE, {terms.STRATEGIC_ISSUE, terms.STRATEGY, terms.PLAN_ELEMENT, terms.PROV_ENTITY}),
        (terms.TACTIC, {terms.TACTIC, terms.APPROACH, terms.PLAN_ELEMENT, terms.PROV_ENTITY}),
        (terms.SOURCE_DOCUMENT, {terms.SOURCE_DOCUMENT, terms.NIF_CONTEXT, terms.NIF_STRING, terms.PROV_ENTITY}),
        (
            terms.TEXT_SPAN,
            {terms.TEXT_SPAN, terms.NIF_OFFSET_BASED_STRING, terms.NIF_STRING, terms.OA_SPECIFIC_RESOURCE},
        ),
        (terms.PLAN, {terms.PLAN, terms.PROV_PLAN, terms.PROV_ENTITY}),
        (terms.ATTRIBUTION, {terms.ATTRIBUTION}),
    ],
)
def test_the_types_to_write_are_those_of_the_contract(cls: NamedNode, expected: set[NamedNode]) -> None:
    assert set(terms.types_of(cls)) == expected


def test_a_hospital_is_a_public_organisation_but_no_local_authority() -> None:
    assert set(terms.organisation_types("hospital")) == {
        terms.ORG_FORMAL_ORGANIZATION,
        terms.ORG_ORGANIZATION,
        terms.CV_PUBLIC_ORGANISATION,
    }
    assert terms.LOCAL_AUTHORITY in terms.organisation_types("sao")


def test_the_local_government_types_are_those_below_local_government_in_the_code_list(code_lists: Graph) -> None:
    top = URIRef(terms.AUTHORITY_TYPE["local-government"].value)
    below = {
        str(code)
        for concept in code_lists.transitive_subjects(SKOS.broader, top)
        for code in code_lists[concept : SKOS.notation]
    }
    assert below == terms.LOCAL_GOVERNMENT_TYPES


def test_every_kind_of_the_contract_has_a_class(ontology: Graph) -> None:
    kinds = {"vision", "mission", "goal", "strategy", "guideline", "indicator", "programme", "project"}
    assert set(terms.CLASS_OF_KIND) == kinds
    assert {cls.value for cls in terms.CLASS_OF_KIND.values()} <= ours(ontology)


def test_a_namespace_knows_its_own() -> None:
    assert terms.PHAEN["Plan"] in terms.PHAEN
    assert terms.PHAEN["Plan"] not in terms.SKOS
    assert "https://w3id.org/phaen/ontology#Plan" not in terms.PHAEN
