"""Code lists that an operator brings: sound ones are stored, wrong ones refused with each row named."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad

from phaen.loaders.codelists import Titles, _faults, read_code_list, store_code_list
from phaen.loaders.errors import CodeListError, LoadError
from phaen.loaders.snapshot import current_snapshot
from phaen.loaders.validation import check
from phaen.ontology import terms as t

BASE = "https://w3id.org/phaen/"
HEAD = "notation,label_th,label_en,broader\n"
GOOD = HEAD + "1,สังคม,Society,\n1.1,ผู้สูงอายุ,Ageing,1\n"
TURTLE = """@prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix dct: <http://purl.org/dc/terms/> .
@prefix x: <http://example.org/themes/> .
<http://example.org/themes> a skos:ConceptScheme ; dct:title "หัวข้อ"@th .
x:1 a skos:Concept ; skos:inScheme <http://example.org/themes> ; skos:prefLabel "หนึ่ง"@th ; skos:broader x:2 .
x:2 a skos:Concept ; skos:inScheme <http://example.org/themes> ; skos:prefLabel "สอง"@th .
"""


def written(folder: Path, text: str, name: str = "themes.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_table_becomes_a_sound_code_list(tmp_path: Path) -> None:
    titles = Titles("หัวข้อ", "Themes", "our office", "https://creativecommons.org/licenses/by/4.0/")
    found = read_code_list(written(tmp_path, GOOD), BASE, titles=titles)
    assert found.scheme == NamedNode(f"{BASE}id/vocab/themes")
    assert check(Quad(q.subject, q.predicate, q.object) for q in found.triples) == []
    said = {(q.subject, q.predicate, q.object) for q in found.triples}
    ageing, society = (NamedNode(f"{found.scheme.value}/{code}") for code in ("1.1", "1"))
    assert {(ageing, t.SKOS_BROADER, society), (society, t.SKOS_NARROWER, ageing)} <= said
    assert (ageing, t.SKOS_PREF_LABEL, Literal("ผู้สูงอายุ", language="th")) in said


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ("1,,,\n", "row 2 (1): has no label"),
        ("1,ก,,\n,ข,,\n", "row 3 (without notation): has no notation"),
        ("1,ก,,\n1,ข,,\n", "row 3 (1): has the notation of row 2"),
        ("1,ก,,9\n", "row 2 (1): broader is '9'"),
        ("1,ก,,1\n", "row 2 (1): is broader than itself: 1 → 1"),
        ("1,ก,,2\n2,ข,,3\n3,ค,,1\n", "row 2 (1): is broader than itself: 1 → 2 → 3 → 1"),
        ("1,ก,,,ข\n", "row 2: has more cells"),
    ],
)
def test_a_wrong_row_is_named_and_nothing_is_stored(tmp_path: Path, rows: str, told: str) -> None:
    with pytest.raises(CodeListError) as caught:
        read_code_list(written(tmp_path, HEAD + rows), BASE)
    assert told in str(caught.value)


def test_a_column_that_is_not_known_is_named(tmp_path: Path) -> None:
    with pytest.raises(CodeListError, match=r"'name'.*notation, label_th"):
        read_code_list(written(tmp_path, "notation,name\n1,ก\n"), BASE)


@pytest.mark.parametrize("name", ["province", "subdistrict", "a b", ".."])
def test_a_list_may_not_take_the_name_of_one_that_every_store_has(tmp_path: Path, name: str) -> None:
    with pytest.raises(CodeListError, match="give another --name"):
        read_code_list(written(tmp_path, TURTLE, "x.ttl"), BASE, name)


def test_a_cycle_and_a_missing_label_in_rdf_are_refused_with_their_concepts(tmp_path: Path) -> None:
    cyclic = TURTLE + "x:2 skos:broader x:1 .\nx:3 a skos:Concept ; skos:inScheme <http://example.org/themes> .\n"
    with pytest.raises(CodeListError) as caught:
        read_code_list(written(tmp_path, cyclic, "x.ttl"), BASE)
    assert "cycle of skos:broader: http://example.org/themes/1" in str(caught.value)
    assert "http://example.org/themes/3: A concept needs a label" in str(caught.value)


def test_rdf_without_one_scheme_or_with_a_scheme_of_ours_is_refused(tmp_path: Path) -> None:
    ours = TURTLE.replace("http://example.org/themes", "https://w3id.org/phaen/vocab/region")
    for text, told in ((TURTLE + "x:y a skos:ConceptScheme .", "states 2"), (ours, "phaen's own lists")):
        with pytest.raises(CodeListError, match=told):
            read_code_list(written(tmp_path, text, "x.ttl"), BASE)


def test_a_list_is_published_replaced_and_left_alone_when_unchanged(tmp_path: Path) -> None:
    store = tmp_path / "store"
    assert store_code_list(read_code_list(written(tmp_path, GOOD), BASE), store, BASE)
    assert store_code_list(read_code_list(written(tmp_path, GOOD), BASE), store, BASE) is None
    assert store_code_list(read_code_list(written(tmp_path, HEAD + "1,สังคม,,\n"), BASE), store, BASE)
    snapshot = current_snapshot(store)
    graph = NamedNode(f"{BASE}id/graph/vocab/themes")
    database = snapshot.open()
    concepts = list(database.quads_for_pattern(None, t.RDF_TYPE, t.SKOS_CONCEPT, graph))
    snapshot.close()
    assert len(concepts) == 1


@given(st.lists(st.tuples(st.integers(1, 6), st.integers(0, 6)), max_size=6, unique_by=lambda pair: pair[0]))
def test_a_cycle_is_told_of_exactly_the_rows_that_stand_in_one(pairs: list[tuple[int, int]]) -> None:
    rows = [
        {"notation": str(code), "label_th": "ก", "label_en": "", "broader": str(above or "")} for code, above in pairs
    ]
    parent = {code: above for code, above in pairs if above}

    def returns(code: int) -> bool:
        at: int | None = parent.get(code)
        for _ in pairs:
            if at == code:
                return True
            at = parent.get(at) if at is not None else None
        return False

    told = [fault for fault in _faults(rows) if "broader than itself" in fault]
    assert len(told) == sum(returns(code) for code, _ in pairs)


def test_the_error_is_one_that_the_command_line_tells() -> None:
    assert issubclass(CodeListError, LoadError)
