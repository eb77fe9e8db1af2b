"""The standard programmes are found by the words of a plan, and nothing else is."""

import pytest
from rdflib import SKOS, Graph, Literal, URIRef

from phaen.ontology.programmes import programme
from phaen.ontology.terms import PROGRAMME_CODE


@pytest.mark.parametrize(
    ("label", "notation"),
    [
        ("แผนงานบริหารงานทั่วไป", "1"),
        ("แผนงานบริหารทั่วไป", "1"),
        ("แผนงาน : การรักษาความสงบภายใน", "2"),
        ("แผนงานการศึกษา (ต่อ)", "3"),
        ("แผนงานการศาสนา วัฒนธรรม และนันทนาการ", "8"),
        ("แผนงานเกษตร", "10"),
        ("แผนงานการพานิชย์", "11"),
        ("งบกลาง", "12"),
    ],
)
def test_a_programme_is_found_however_its_name_is_written(label: str, notation: str) -> None:
    assert programme(label) == PROGRAMME_CODE[notation]


@pytest.mark.parametrize("label", ["", "แผนงาน", "แผนงานวิจัย", "แผนงานการศึกษาและสาธารณสุข", "ด้านเศรษฐกิจ", "การเศรษฐกิจ"])
def test_other_names_are_no_standard_programme(label: str) -> None:
    assert programme(label) is None


def test_every_thai_label_of_the_list_leads_to_its_own_programme(code_lists: Graph) -> None:
    for concept in code_lists.subjects(SKOS.inScheme, URIRef(PROGRAMME_CODE.iri.rstrip("/"))):
        if (concept, SKOS.notation, None) in code_lists:
            for predicate in (SKOS.prefLabel, SKOS.altLabel, SKOS.hiddenLabel):
                for label in code_lists.objects(concept, predicate):
                    assert isinstance(label, Literal)
                    found = programme(str(label))
                    assert label.language != "th" or (found is not None and found.value == str(concept))
