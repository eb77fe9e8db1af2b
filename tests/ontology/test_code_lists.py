"""The code lists are sound SKOS and hold what they should."""

import pytest
from rdflib import DCAT, DCTERMS, OWL, RDF, SDO, SKOS, XSD, Graph, Literal, Namespace, URIRef

from phaen.ontology import assets

VOCAB = Namespace("https://w3id.org/phaen/vocab/")
SDG = Namespace("http://metadata.un.org/sdg/")
ADMS = Namespace("http://www.w3.org/ns/adms#")
STATUS = Namespace("http://purl.org/adms/status/")
SSSOM = Namespace("https://w3id.org/sssom/")
TYPES = {
    *("pao", "municipality-city", "municipality-town", "municipality-subdistrict", "sao", "bma", "pattaya"),
    *("province", "district", "other-agency", "hospital", "health-office", "university", "school"),
    "education-area-office",
}


LISTS = {
    "authority-type": 19,
    "budget-source": 10,
    "cofog": 10,
    "fiscal-year": 30,
    "master-plan": 23,
    "milestone": 13,
    "national-strategy": 6,
    "programme": 16,
    "province": 77,
    "region": 6,
    "sdg": 17,
    "unclaimed-reason": 20,
}


def concepts(graph: Graph, scheme: str) -> list[URIRef]:
    return [node for node in graph.subjects(SKOS.inScheme, VOCAB[scheme]) if isinstance(node, URIRef)]


def notations(graph: Graph, scheme: str) -> list[str]:
    """Give the plain notations of a list; those of another system have a datatype."""
    found = [code for concept in concepts(graph, scheme) for code in graph.objects(concept, SKOS.notation)]
    return [str(code) for code in found if isinstance(code, Literal) and code.datatype is None]


def thai(graph: Graph, concept: URIRef, predicate: URIRef) -> set[str]:
    values = graph.objects(concept, predicate)
    return {str(value) for value in values if isinstance(value, Literal) and value.language == "th"}


def test_there_is_one_scheme_a_file_and_its_graph_is_called_after_it() -> None:
    names = [local for local, _ in assets.code_lists()]
    assert names == [f"vocab/{name}" for name in LISTS]
    for local, text in assets.code_lists():
        graph = Graph().parse(data=text, format="turtle")
        scheme = URIRef(f"https://w3id.org/phaen/{local}")
        assert list(graph.subjects(RDF.type, SKOS.ConceptScheme)) == [scheme]
        assert set(graph.objects(None, SKOS.inScheme)) == {scheme}
        for predicate in (
            DCTERMS.source,
            DCTERMS.license,
            DCTERMS.issued,
            URIRef("http://www.w3.org/ns/dcat#version"),
            ADMS.status,
        ):
            assert graph.value(scheme, predicate, any=True) is not None
        for predicate in (DCTERMS.title, DCTERMS.description, SKOS.prefLabel):
            assert sorted(str(text.language) for text in graph.objects(scheme, predicate)) == ["en", "th"]  # type: ignore[attr-defined]


def test_every_concept_has_a_name_in_both_languages_and_a_place_in_its_scheme(code_lists: Graph) -> None:
    assert {name: len(concepts(code_lists, name)) for name in LISTS} == LISTS
    for concept in set(code_lists.subjects(RDF.type, SKOS.Concept)):
        languages = sorted(
            label.language or "" for label in code_lists.objects(concept, SKOS.prefLabel) if isinstance(label, Literal)
        )
        assert languages == ["en", "th"]
        scheme = code_lists.value(concept, SKOS.inScheme)
        assert scheme is not None
        assert str(concept).startswith(str(SDG if scheme == VOCAB.sdg else f"{scheme}/"))
        assert isinstance(code_lists.value(concept, SDO.position, any=False), Literal)
        is_top = (scheme, SKOS.hasTopConcept, concept) in code_lists
        assert is_top == ((concept, SKOS.topConceptOf, scheme) in code_lists)
        inside = [
            above for above in code_lists.objects(concept, SKOS.broader) if (above, SKOS.inScheme, scheme) in code_lists
        ]
        assert is_top != bool(inside)


def test_notations_are_unique_in_a_scheme_and_end_the_iri(code_lists: Graph) -> None:
    for scheme in LISTS:
        codes = notations(code_lists, scheme)
        assert len(codes) == len(set(codes))
    for concept, code in code_lists.subject_objects(SKOS.notation):
        assert isinstance(code, Literal)
        assert code.datatype or str(concept).endswith(f"/{code}")


def test_narrower_mirrors_broader(code_lists: Graph) -> None:
    narrower = set(code_lists.subject_objects(SKOS.narrower))
    assert len(narrower) > 77
    assert narrower == {(above, below) for below, above in code_lists.subject_objects(SKOS.broader)}


def test_no_label_stands_in_two_roles_or_for_two_concepts_of_a_scheme(code_lists: Graph) -> None:
    seen: set[tuple[object, object]] = set()
    for predicate in (SKOS.prefLabel, SKOS.altLabel, SKOS.hiddenLabel):
        for concept, label in code_lists.subject_objects(predicate):
            key = (code_lists.value(concept, SKOS.inScheme), label)
            assert key not in seen, label
            seen.add(key)


def test_the_authority_types_are_those_of_the_contract(code_lists: Graph) -> None:
    assert set(notations(code_lists, "authority-type")) == TYPES


@pytest.mark.parametrize(
    ("code", "abbreviation"),
    [
        ("pao", "อบจ."),
        ("municipality-city", "ทน."),
        ("municipality-town", "ทม."),
        ("municipality-subdistrict", "ทต."),
        ("sao", "อบต."),
        ("bma", "กทม."),
    ],
)
def test_the_usual_abbreviations_are_known(code_lists: Graph, code: str, abbreviation: str) -> None:
    assert abbreviation in thai(code_lists, VOCAB[f"authority-type/{code}"], SKOS.altLabel)


def test_all_three_municipalities_are_below_municipality(code_lists: Graph) -> None:
    below = set(code_lists.subjects(SKOS.broader, VOCAB["authority-type/municipality"]))
    assert below == {VOCAB[f"authority-type/municipality-{rank}"] for rank in ("city", "town", "subdistrict")}


def test_there_are_77_provinces_each_in_one_region_with_its_iso_code(code_lists: Graph) -> None:
    codes = notations(code_lists, "province")
    assert len(codes) == 77
    counts: dict[str, int] = {}
    for code in codes:
        concept = VOCAB[f"province/{code}"]
        assert code_lists.value(concept, DCTERMS.identifier, any=False) == Literal(f"TH-{code}")
        region = str(code_lists.value(concept, SKOS.broader, any=False)).rpartition("/")[2]
        counts[region] = counts.get(region, 0) + 1
    assert counts == {"central": 22, "northeast": 20, "south": 14, "north": 9, "east": 7, "west": 5}


def test_no_two_provinces_are_matched_to_one_place_and_all_are_matched(code_lists: Graph) -> None:
    for start in ("http://www.wikidata.org/entity/Q", "https://sws.geonames.org/"):
        pairs = [*code_lists.subject_objects(SKOS.exactMatch), *code_lists.subject_objects(SKOS.closeMatch)]
        places = [place for area, place in pairs if str(place).startswith(start) and "/province/" in str(area)]
        assert len(places) == len(set(places)) == 77


def test_lamphun_is_matched_as_a_province_and_not_as_its_organisation(code_lists: Graph) -> None:
    matches = set(code_lists.objects(VOCAB["province/51"], SKOS.exactMatch))
    assert matches == {URIRef("http://www.wikidata.org/entity/Q240540")}


def test_there_are_twelve_programmes_in_four_groups_and_no_account_codes(code_lists: Graph) -> None:
    assert sorted(map(int, notations(code_lists, "programme"))) == list(range(1, 13))
    groups = list(code_lists.objects(VOCAB.programme, SKOS.hasTopConcept))
    sizes = sorted(len(list(code_lists.objects(group, SKOS.narrower))) for group in groups)
    assert sizes == [1, 2, 3, 6]
    assert not set(code_lists.objects(VOCAB["programme/2"], DCTERMS.identifier))


def test_a_common_misspelling_of_a_programme_is_a_hidden_label(code_lists: Graph) -> None:
    assert "แผนงานการพานิชย์" in thai(code_lists, VOCAB["programme/11"], SKOS.hiddenLabel)


def test_what_relates_programmes_to_cofog_is_marked_as_a_proposal(code_lists: Graph) -> None:
    related = set(code_lists.subject_objects(SKOS.relatedMatch))
    assert len(related) == 14
    mappings = set(code_lists.subjects(RDF.type, SSSOM.Mapping))
    assert {code_lists.value(mapping, ADMS.status) for mapping in mappings} == {STATUS.UnderDevelopment}
    ends = (OWL.annotatedSource, OWL.annotatedTarget)
    assert {tuple(code_lists.value(mapping, end) for end in ends) for mapping in mappings} == related


def test_the_goals_are_the_united_nations_own_concepts(code_lists: Graph) -> None:
    assert set(concepts(code_lists, "sdg")) == {SDG[str(number)] for number in range(1, 18)}
    matches = [
        str(match) for goal in concepts(code_lists, "sdg") for match in code_lists.objects(goal, SKOS.exactMatch)
    ]
    assert len(matches) == len(set(matches)) == 34
    assert not set(code_lists.subject_objects(SKOS.exactMatch)) & {(SDG["3"], VOCAB["cofog/07"])}


def test_a_fiscal_year_has_its_number_in_both_eras_and_its_days(code_lists: Graph) -> None:
    year = VOCAB["fiscal-year/2566"]
    assert set(code_lists.objects(year, SKOS.notation)) == {Literal("2566"), Literal("2023", datatype=XSD.gYear)}
    assert code_lists.value(year, DCAT.startDate) == Literal("2022-10-01", datatype=XSD.date)
    assert code_lists.value(year, DCAT.endDate) == Literal("2023-09-30", datatype=XSD.date)
    assert sorted(map(int, notations(code_lists, "fiscal-year"))) == list(range(2561, 2591))


@pytest.mark.parametrize("scheme", ["master-plan", "milestone", "programme", "cofog", "budget-source"])
def test_a_name_of_our_own_making_says_so_in_both_languages(scheme: str, code_lists: Graph) -> None:
    for code in notations(code_lists, scheme):
        notes = list(code_lists.objects(VOCAB[f"{scheme}/{code}"], SKOS.editorialNote))
        assert {note.language for note in notes if isinstance(note, Literal)} == {"th", "en"}


def test_levels_of_national_plans_are_not_tied_together_without_a_source(code_lists: Graph) -> None:
    for scheme in ("national-strategy", "master-plan", "milestone"):
        for concept in concepts(code_lists, scheme):
            assert not set(code_lists.objects(concept, SKOS.broader)) | set(code_lists.objects(concept, SKOS.related))


def test_only_checked_budget_sources_are_complete(code_lists: Graph) -> None:
    complete = {str(source).rpartition("/")[2] for source in code_lists.subjects(ADMS.status, STATUS.Completed)}
    assert complete & set(notations(code_lists, "budget-source")) == {
        *("ordinance", "specific-grant", "pao-grant", "reserve", "transfer", "other-agency"),
    }
