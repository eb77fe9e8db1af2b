"""Districts and subdistricts: the register, and the lists that are written from it."""

from collections import Counter

import pytest
from pyoxigraph import NamedNode, Quad, RdfFormat, Store, parse

from phaen.ontology import terms as t
from phaen.ontology.area_lists import AREA_LISTS
from phaen.ontology.areas import all_areas, districts, subdistricts
from phaen.ontology.assets import code_lists, triples
from phaen.ontology.provinces import all_provinces

GRAPH = NamedNode("https://example.org/graph")


@pytest.fixture(scope="module")
def lists() -> dict[str, list[Quad]]:
    return {areas.name: list(parse(areas.n_quads(GRAPH), RdfFormat.N_QUADS)) for areas in AREA_LISTS}


@pytest.fixture(scope="module")
def store(lists: dict[str, list[Quad]]) -> Store:
    store = Store()
    store.bulk_extend(quad for quads in lists.values() for quad in quads)
    return store


def test_there_are_928_districts_and_7436_subdistricts_each_inside_the_area_that_its_code_begins_with() -> None:
    assert len(list(districts())) == 928
    assert len(list(subdistricts())) == 7436
    assert {area.above for area in districts()} == set(all_provinces())
    assert {area.above for area in subdistricts()} <= {area.code for area in districts()}


def test_names_are_bare_and_titles_are_those_of_the_level_and_of_bangkok() -> None:
    assert not [area for area in districts() if area.name_th.startswith(("อำเภอ", "เขต"))]
    titles = [all_areas()[code].title_th for code in ("5106", "510604", "1001", "100101")]
    assert titles == ["อำเภอป่าซาง", "ตำบลม่วงน้อย", "เขตพระนคร", "แขวงพระบรมมหาราชวัง"]


@pytest.mark.parametrize(("name", "rows"), [("district", 928), ("subdistrict", 7436)])
def test_every_area_is_a_concept_with_its_code_names_and_place_above(
    name: str, rows: int, lists: dict[str, list[Quad]]
) -> None:
    said = Counter(quad.predicate for quad in lists[name] if quad.subject in t.VOCABULARY)
    for predicate in (t.SKOS_NOTATION, t.SKOS_BROADER, t.SKOS_NARROWER, t.SKOS_IN_SCHEME, t.SKOS_HAS_TOP_CONCEPT):
        assert said[predicate] == rows, predicate
    assert said[t.SKOS_PREF_LABEL] == 2 * rows + 2
    assert {quad.graph_name for quad in lists[name]} == {GRAPH}
    assert len(set(lists[name])) == len(lists[name])


def test_the_way_from_a_subdistrict_leads_to_its_province(store: Store) -> None:
    for _, turtle in code_lists():
        store.extend(Quad(q.subject, q.predicate, q.object, GRAPH) for q in triples(turtle))
    query = f"SELECT ?a {{ {t.SUBDISTRICT['510604']} {t.SKOS_BROADER}+ ?a }}"
    above = {row["a"] for row in store.query(query, use_default_graph_as_union=True)}  # type: ignore[union-attr]
    north = NamedNode("https://w3id.org/phaen/vocab/region/north")
    assert above == {t.DISTRICT["5106"], t.PROVINCE["51"], north}


def test_postal_codes_stand_with_subdistricts(store: Store) -> None:
    found = store.quads_for_pattern(t.SUBDISTRICT["510101"], t.SCHEMA_POSTAL_CODE, None, None)
    assert [quad.object.value for quad in found] == ["51000"]  # type: ignore[union-attr]
