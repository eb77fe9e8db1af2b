"""The code lists are sound SKOS and hold what they should."""

import pytest
from rdflib import DCTERMS, RDF, SKOS, Graph, Literal, Namespace, URIRef

from phaen.ontology import assets

VOCAB = Namespace("https://w3id.org/phaen/vocab/")
TYPES = {
    *("pao", "municipality-city", "municipality-town", "municipality-subdistrict", "sao", "bma", "pattaya"),
    *("province", "district", "other-agency", "hospital", "health-office", "university", "school"),
    "education-area-office",
}


def notations(graph: Graph, scheme: str) -> list[str]:
    concepts = graph.subjects(SKOS.inScheme, VOCAB[scheme])
    return [str(code) for concept in concepts for code in graph.objects(concept, SKOS.notation)]


def thai(graph: Graph, concept: URIRef, predicate: URIRef) -> set[str]:
    values = graph.objects(concept, predicate)
    return {str(value) for value in values if isinstance(value, Literal) and value.language == "th"}


def test_there_is_one_scheme_a_file_and_its_graph_is_called_after_it() -> None:
    names = [local for local, _ in assets.code_lists()]
    assert names == ["vocab/authority-type", "vocab/programme", "vocab/province", "vocab/region"]
    for local, text in assets.code_lists():
        graph = Graph().parse(data=text, format="turtle")
        scheme = URIRef(f"https://w3id.org/phaen/{local}")
        assert list(graph.subjects(RDF.type, SKOS.ConceptScheme)) == [scheme]
        assert set(graph.objects(None, SKOS.inScheme)) == {scheme}
        for predicate in (DCTERMS.title, DCTERMS.description, DCTERMS.source, DCTERMS.license):
            assert graph.value(scheme, predicate, any=True) is not None


def test_every_concept_has_a_name_in_both_languages_and_a_place_in_its_scheme(code_lists: Graph) -> None:
    concepts = list(code_lists.subjects(RDF.type, SKOS.Concept))
    assert len(concepts) == len(set(concepts)) == 77 + 6 + 16 + 19
    for concept in concepts:
        languages = sorted(
            label.language or "" for label in code_lists.objects(concept, SKOS.prefLabel) if isinstance(label, Literal)
        )
        assert languages == ["en", "th"]
        scheme = code_lists.value(concept, SKOS.inScheme)
        assert scheme is not None
        assert str(concept).startswith(f"{scheme}/")
        is_top = (scheme, SKOS.hasTopConcept, concept) in code_lists
        assert is_top == ((concept, SKOS.topConceptOf, scheme) in code_lists)
        inside = [
            above for above in code_lists.objects(concept, SKOS.broader) if (above, SKOS.inScheme, scheme) in code_lists
        ]
        assert is_top != bool(inside)


def test_notations_are_unique_in_a_scheme_and_end_the_iri(code_lists: Graph) -> None:
    for scheme in ("authority-type", "province", "programme", "region"):
        codes = notations(code_lists, scheme)
        assert len(codes) == len(set(codes))
    for concept, code in code_lists.subject_objects(SKOS.notation):
        assert str(concept).endswith(f"/{code}")


def test_narrower_inside_a_scheme_mirrors_broader(code_lists: Graph) -> None:
    narrower = set(code_lists.subject_objects(SKOS.narrower))
    assert narrower
    for above, below in narrower:
        assert (below, SKOS.broader, above) in code_lists
    for below, above in code_lists.subject_objects(SKOS.broader):
        same_scheme = code_lists.value(below, SKOS.inScheme) == code_lists.value(above, SKOS.inScheme)
        assert ((above, below) in narrower) == same_scheme


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
        places = [place for _, place in pairs if str(place).startswith(start)]
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
