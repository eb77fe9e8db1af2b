"""IRIs come from keys alone: equal keys give equal IRIs, different keys different ones, and hostile keys no harm."""

import unicodedata

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from pyoxigraph import NamedNode

from phaen.ontology.errors import IdentifierError, OntologyError
from phaen.ontology.identifiers import (
    ElementPaths,
    Identifiers,
    bare_name,
    element_key,
    element_path,
    is_segment,
    normal_code,
    organisation_key,
    segment,
    software,
    without_district,
)

IDS = Identifiers()
SHA = "0123456789abcdef" * 4
KINDS = ("vision", "mission", "strategy", "guideline", "project")
HOSTILE = [
    "../../etc/passwd",
    "..",
    ".",
    "a/b?c#d",
    '"><script>',
    "%2F",
    "a b\u00a0c",
    "\u202eabc",
    "{x}|\\^`",
    "\ud800",
]
printed = st.none() | st.text("0123456789๐๑๒.-~ /item#?%ก", max_size=6) | st.text(max_size=4)
names = st.text(st.characters(codec="utf-8"), min_size=1, max_size=20)


def value(node: NamedNode) -> str:
    return node.value.removeprefix("https://w3id.org/phaen/id/")


def test_the_iris_are_those_of_the_documentation() -> None:
    plan = IDS.plan("pao-51", "2566-2570")
    document = IDS.document(IDS.plan("pao-51"), SHA)
    assert value(IDS.organisation("pao-51")) == "organisation/pao-51"
    assert value(plan) == "plan/pao-51/2566-2570"
    assert value(IDS.plan("pao-51")) == "plan/pao-51/undated"
    assert value(IDS.period(plan)) == "plan/pao-51/2566-2570/period"
    assert value(IDS.element(plan, "strategy/1/guideline/1.1")) == "plan/pao-51/2566-2570/strategy/1/guideline/1.1"
    assert value(IDS.attribution("pao-52")) == "attribution/pao-52/undated"
    assert value(document) == "plan/pao-51/undated/document/0123456789abcdef"
    assert value(IDS.span(document, 10, 90)) == "plan/pao-51/undated/document/0123456789abcdef#offset_10_90"
    assert (
        value(IDS.selector(IDS.span(document, 10, 90), "quote"))
        == "plan/pao-51/undated/document/0123456789abcdef#offset_10_90;quote"
    )
    assert value(IDS.run("0011223344556677")) == "run/0011223344556677"
    assert value(IDS.graph("vocab/province")) == "graph/vocab/province"
    assert value(IDS.plan_graph("pao-51")) == "graph/plan/pao-51/undated" == value(IDS.graph("plan/pao-51/undated"))
    assert value(software("0.1.0")) == "software/phaen/0.1.0"


@pytest.mark.parametrize(
    ("type_", "province", "name", "key"),
    [
        ("pao", "51", "องค์การบริหารส่วนจังหวัดลำพูน", "pao-51"),
        ("pao", "51", "", "pao-51"),
        ("sao", "51", "บ้านกลาง", "sao-51-บ้านกลาง"),
        ("sao", "51", "อบต.บ้านกลาง", "sao-51-บ้านกลาง"),
        ("sao", "51", "องค์การบริหารส่วนตำบล  บ้านกลาง ", "sao-51-บ้านกลาง"),
        ("sao", None, "บ้านกลาง", "sao-บ้านกลาง"),
        ("municipality-town", "51", "เทศบาลเมืองลำพูน", "municipality-town-51-ลำพูน"),
        ("bma", "10", "กรุงเทพมหานคร", "bma-10"),
        ("bma", None, "กรุงเทพมหานคร", "bma"),
        ("pattaya", "20", "เมืองพัทยา", "pattaya-20"),
        ("province", "52", "จังหวัดลำปาง", "province-52"),
        ("hospital", "51", "โรงพยาบาล A / B", "hospital-51-A-%2F-B"),
        ("other-agency", None, "51-สำนัก", "other-agency-~51-สำนัก"),
    ],
)
def test_organisation_keys(type_: str, province: str | None, name: str, key: str) -> None:
    assert organisation_key(type_, province, name) == key
    assert IDS.organisation(key).value.endswith(f"/organisation/{key}")


@pytest.mark.parametrize(
    ("type_", "province", "name", "said"),
    [
        ("castle", "51", "x", "'castle'"),
        ("sao", "5", "x", "'5'"),
        ("sao", "๕๑", "x", "'๕๑'"),
        ("sao", "51\n", "x", "51"),
        ("sao", "51", "อบต.", "'อบต.'"),
        ("pao", None, " ", "' '"),
    ],
)
def test_an_organisation_without_a_proper_key_is_refused(type_: str, province: str, name: str, said: str) -> None:
    with pytest.raises(IdentifierError, match=r"(use|give) ") as caught:
        organisation_key(type_, province, name)
    assert said in str(caught.value)


def test_a_district_stands_in_a_key_in_the_place_of_its_province() -> None:
    assert organisation_key("sao", "30", "อบต.หนองบัว", "3011") == "sao-3011-หนองบัว"
    assert without_district("sao-3011-หนองบัว") == organisation_key("sao", "30", "อบต.หนองบัว")
    assert organisation_key("pao", "30", "อบจ.นครราชสีมา", None) == without_district("pao-30") == "pao-30"
    assert organisation_key("sao", None, "3011-หนองบัว") == "sao-~3011-หนองบัว"


@pytest.mark.parametrize("district", ["4011", "30", "301101", "๓๐๑๑"])
def test_a_district_of_another_province_is_refused(district: str) -> None:
    with pytest.raises(IdentifierError, match="district code"):
        organisation_key("sao", "30", "อบต.หนองบัว", district)


def test_only_the_words_of_its_own_type_leave_a_name() -> None:
    assert bare_name("municipality-town", "เทศบาลเมืองลำพูน") == "ลำพูน"
    assert bare_name("sao", "เทศบาลเมืองลำพูน") == "เทศบาลเมืองลำพูน"


@pytest.mark.parametrize(
    "base",
    [
        *("", "x", "/relative/", "w3id.org/phaen/", "ftp://x.org/", "urn:x:", "https://", "https:///path/"),
        *("https://x.org", "https://x.org/a", "https://x.org/?q=/", "https://x.org/#a/", "https://x.org/a b/"),
        *("https://[x/", "https://x.org/<>/", "javascript:alert(1)/", "https://x.org/##"),
    ],
)
def test_a_bad_base_is_refused_by_name_and_with_a_remedy(base: str) -> None:
    with pytest.raises(ValueError, match="give an absolute http or https IRI") as caught:
        Identifiers(base)
    assert repr(base) in str(caught.value)
    assert isinstance(caught.value, OntologyError)


@pytest.mark.parametrize(
    "base", ["http://localhost:8000/", "https://x.org/a#", "https://แผน.ไทย/ข้อมูล/", "http://[::1]/"]
)
def test_any_other_base_carries_every_kind_of_iri(base: str) -> None:
    ids = Identifiers(base)
    document = ids.document(ids.plan("pao-51"), SHA)
    span = ids.span(document, 0, 5)
    for node in (
        ids.organisation("pao-51"),
        ids.element(ids.plan("pao-51"), "vision"),
        span,
        ids.selector(span, "quote"),
    ):
        assert node.value.startswith(f"{base}id/")
        assert node.value.count("#") <= 1
        assert NamedNode(node.value) == node


@pytest.mark.parametrize(("start", "end"), [(-1, 2), (3, 2)])
def test_a_span_out_of_order_is_refused(start: int, end: int) -> None:
    with pytest.raises(IdentifierError, match=f"{start},{end}"):
        IDS.span(IDS.document(IDS.plan("pao-51"), SHA), start, end)


@pytest.mark.parametrize("digest", ["", "abc", SHA + "0", "g" * 64, SHA + "\n"])
def test_a_document_needs_a_whole_sha256(digest: str) -> None:
    with pytest.raises(IdentifierError, match="64 hexadecimal digits"):
        IDS.document(IDS.plan("pao-51"), digest)


def test_upper_and_lower_case_digests_name_one_document() -> None:
    assert IDS.document(IDS.plan("pao-51"), SHA.upper()) == IDS.document(IDS.plan("pao-51"), SHA)


@pytest.mark.parametrize("key", ["", *HOSTILE[:5], "a b", "e\u0301", "%zz", "ก\u0e4d\u200b"])
def test_a_key_that_is_no_segment_is_refused(key: str) -> None:
    with pytest.raises(IdentifierError, match="segment"):
        IDS.organisation(key)
    with pytest.raises(IdentifierError, match="segment"):
        IDS.plan("pao-51", key)


@pytest.mark.parametrize("local", ["", "/", "a//b", "../x", "a/.."])
def test_a_graph_path_cannot_climb(local: str) -> None:
    with pytest.raises(IdentifierError):
        IDS.graph(local)


@given(st.text() | st.sampled_from(HOSTILE))
@example("..")
@example("\U0001fffe")
@example("\ue000\ufdd0\ufffd")
def test_any_text_makes_one_valid_segment(text: str) -> None:
    made = segment(text)
    assert not set(made) & set('/?#<>"{}|\\^` \t\n')
    assert unicodedata.is_normalized("NFC", made)
    assert (made == "") == ("".join(c for c in text if unicodedata.category(c) != "Cf").strip() == "")
    if made:
        assert is_segment(made)
        assert IDS.organisation(made).value.endswith(f"/{made}")


@given(st.text())
def test_a_segment_does_not_depend_on_the_normal_form_of_the_text(text: str) -> None:
    assert segment(unicodedata.normalize("NFD", text)) == segment(unicodedata.normalize("NFC", text))


@given(st.text("ab/%#? .~2F-ก่า", min_size=1), st.text("ab/%#? .~2F-ก่า", min_size=1))
def test_texts_that_differ_in_more_than_white_space_and_hyphens_get_different_segments(one: str, other: str) -> None:
    def plain(text: str) -> str:
        return "-".join(text.split())

    assume(plain(one) != plain(other))
    assume(not {plain(one), plain(other)} & {"~.", "~.."})
    assert segment(one) != segment(other)


@given(names, names, st.sampled_from([None, "51", "52"]), st.sampled_from([None, "51", "52"]))
@example("51-บ้าน", "บ้าน", None, "51")
@example("~51", "51", None, None)
def test_different_bodies_of_one_type_get_different_keys(
    one: str, other: str, here: str | None, there: str | None
) -> None:
    first, second = segment(bare_name("sao", one)), segment(bare_name("sao", other))
    assume(first and second and (first, here) != (second, there))
    assert organisation_key("sao", here, one) != organisation_key("sao", there, other)


@pytest.mark.parametrize(
    ("code", "place", "occurrence", "key"),
    [
        ("1", 1, 1, "1"),
        ("๑.๒", 1, 1, "1.2"),
        ("1", 4, 2, "1-2"),
        (None, 3, 1, "item-3"),
        (" ", 3, 3, "item-3"),
        ("1-2", 1, 1, "1~-2"),
        ("item", 1, 2, "~item-2"),
        ("1/2", 1, 1, "1%2F2"),
        ("..", 1, 1, "~.."),
    ],
)
def test_element_keys(code: str | None, place: int, occurrence: int, key: str) -> None:
    assert element_key(code, place=place, occurrence=occurrence) == key


def test_paths_follow_the_tree_and_the_numbers_as_printed() -> None:
    paths = ElementPaths()
    vision = paths.path("vision", None)
    strategy = paths.path("strategy", "๑")
    assert (vision, strategy) == ("vision", "strategy/1")
    assert paths.path("guideline", "1.1", strategy) == "strategy/1/guideline/1.1"
    assert paths.path("guideline", "1.1", strategy) == "strategy/1/guideline/1.1-2"
    assert paths.path("guideline", None, strategy) == "strategy/1/guideline/item-3"
    assert paths.path("vision", None) == "vision/item-2"
    assert paths.path("vision", "1") == "vision/1"
    second = paths.path("strategy", "2")
    assert paths.path("guideline", "1.1", second) == "strategy/2/guideline/1.1"
    assert element_path("guideline", "1.1", parent=second) == "strategy/2/guideline/1.1"


@settings(max_examples=200)
@given(st.lists(st.tuples(st.sampled_from(KINDS), printed, st.integers(-1, 8)), max_size=12))
@example([("strategy", "1-2", -1), ("strategy", "1", -1), ("strategy", "1", -1)])
@example([("strategy", "item", -1), ("strategy", "item", -1), ("strategy", None, -1), ("strategy", "~item", -1)])
@example([("vision", None, -1), ("mission", "1", 0), ("vision", "mission", -1), ("mission", "1", 2)])
@example([("strategy", ".", -1), ("strategy", "~.", -1), ("strategy", "..", -1)])
def test_no_two_elements_of_a_plan_share_an_iri(elements: list[tuple[str, str | None, int]]) -> None:
    paths = ElementPaths()
    made: list[str] = []
    for kind, code, parent in elements:
        made.append(paths.path(kind, code, made[parent] if 0 <= parent < len(made) else ""))
    nodes = {IDS.element(IDS.plan("pao-51"), path) for path in made}
    assert len(nodes) == len(made)
    assert all(is_segment(part) for path in made for part in path.split("/"))


@given(st.lists(printed, max_size=6))
def test_the_same_reading_gives_the_same_paths(codes: list[str | None]) -> None:
    first, second = ElementPaths(), ElementPaths()
    assert [first.path("goal", code) for code in codes] == [second.path("goal", code) for code in codes]


@given(st.text())
def test_a_normal_code_is_stable(code: str) -> None:
    assert normal_code(normal_code(code)) == normal_code(code)
    assert not set(normal_code(code)) & set("๐๑๒๓๔๕๖๗๘๙")
