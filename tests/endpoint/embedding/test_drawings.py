"""Pictures as files: sound XML of SVG that stands alone, with correct Thai and where it is from."""

import xml.etree.ElementTree as ET

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import settings as limits
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode

from phaen.endpoint.embedding.drawing.canvas import Caption
from phaen.endpoint.embedding.drawing.svg import DRAWN, drawing, inline
from phaen.endpoint.embedding.drawing.writing import clusters, namer, shortened, width, wrapped
from phaen.endpoint.saved.pictures.series import Undrawn
from phaen.endpoint.saved.pictures.views import picture_of
from phaen.endpoint.tables import Table
from phaen.queries.model import View

SVG = "{http://www.w3.org/2000/svg}"
NAME = namer(lambda iri: iri, "–", {})
VIEWS = {
    "bar": View("bar", x="a", y="n", series="b"),
    "line": View("line", x="a", y="n", series="b"),
    "matrix": View("matrix", rows="a", columns="b", value="n"),
    "map": View("map", place="a", value="n", label="b"),
    "tree": View("tree", node="a", parent="b", label="n"),
    "graph": View("graph", source="a", target="b", value="n"),
}


def drawn(site: FlaskClient, name: str) -> ET.Element:
    answer = site.get(f"/embed/queries/{name}.svg?lang=th")
    assert answer.status_code == 200
    assert answer.content_type == "image/svg+xml; charset=utf-8"
    assert answer.headers["Content-Disposition"] == f'inline; filename="{name}.svg"'
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors *"
    return ET.fromstring(answer.data)


def texts(root: ET.Element) -> list[str]:
    return [element.text or "" for element in root.iter(f"{SVG}text")]


@pytest.mark.parametrize(
    ("name", "seen"),
    [
        ("bars", {"ที่ดิน", "-1", "3"}),
        ("lines", {"2566", "2567", "ก", "ข"}),
        ("grid", {"ลำพูน", "ลำปาง", "5"}),
        ("country", {"≤ 4"}),
        ("branches", {"ราก", "ใบ"}),
        ("net", {"x:b"}),
    ],
)
def test_a_drawing_has_its_title_its_source_and_all_values(site: FlaskClient, name: str, seen: set[str]) -> None:
    root = drawn(site, name)
    title, desc = root.findtext(f"{SVG}title"), root.findtext(f"{SVG}desc") or ""
    assert title == "ชื่อ <i>ไทย</i>"
    assert f"http://localhost/queries/{name}" in desc
    assert "ข้อมูล ณ วันที่" in desc
    assert seen <= set(texts(root))
    assert {element.tag.removeprefix(SVG) for element in root.iter()} <= {
        "svg", "title", "desc", "rect", "text", "line", "circle", "path",
    }  # fmt: skip
    width, height = (float(root.attrib[side]) for side in ("width", "height"))
    assert root.attrib["viewBox"] == f"0 0 {root.attrib['width']} {root.attrib['height']}"
    assert width >= 800
    assert height > 100


def test_a_tree_is_drawn_further_in_by_each_level_and_led_to_by_rules() -> None:
    rows = [(1, None), (2, 1), (3, 2), (4, 1), (5, None)]
    terms = tuple((Literal(a), None if b is None else Literal(b), Literal(f"ใบ {a}")) for a, b in rows)
    root = ET.fromstring(inline(picture_of(VIEWS["tree"], Table(("a", "b", "n"), terms, more=False), "th"), NAME))
    lines = [(line.text, float(line.attrib["x"]), float(line.attrib["y"])) for line in root.iter(f"{SVG}text")]
    assert [text for text, _, _ in lines] == [f"ใบ {number}" for number in range(1, 6)]
    left = lines[0][1]
    assert [(x - left) / 20 for _, x, _ in lines] == [0, 1, 2, 1, 0]
    assert [y for _, _, y in lines] == sorted({y for _, _, y in lines})
    assert len(list(root.iter(f"{SVG}path"))) == 3


def test_a_table_is_text_and_no_drawing(site: FlaskClient) -> None:
    answer = site.get("/embed/queries/rows.svg")
    assert answer.status_code == 400
    assert "is no drawing" in answer.text


def test_a_result_that_cannot_be_drawn_says_why(site: FlaskClient) -> None:
    address = "/embed/queries/lines.svg?view=matrix&rows=name&columns=name&value=n"
    answer = site.get(address, headers={"Accept-Language": "en"})
    assert answer.status_code == 400
    assert "Several values fall on the same place" in answer.text
    thai = site.get(address, headers={"Accept": "text/html", "Accept-Language": "th"}).text
    assert "<p>มีหลายค่าในตำแหน่งเดียวกัน" in thai, "it is not said to be English"


words = st.text(max_size=30) | st.text("กขคเแโ่้ำี ุ็์", max_size=60)
terms = st.one_of(words.map(Literal), st.integers(-5, 5).map(Literal), st.just(NamedNode("x:y")), st.none())


@limits(max_examples=60)
@given(
    st.lists(st.tuples(terms, terms, st.integers(-(10**12), 10**12).map(Literal)), max_size=8),
    st.sampled_from([*VIEWS]),
)
def test_whatever_the_data_says_the_file_is_sound(rows: list[tuple[object, ...]], kind: str) -> None:
    table = Table(("a", "b", "n"), tuple(rows), more=False)  # type: ignore[arg-type]  # terms of the three columns
    picture = picture_of(VIEWS[kind], table, "th")
    if isinstance(picture, Undrawn):
        return
    assert picture.kind in DRAWN
    root = ET.fromstring(drawing(picture, NAME, Caption("ก" * 300, "x & y", "<http://x/>", "th")))
    assert root.findtext(f"{SVG}title") == "ก" * 300
    ET.fromstring(inline(picture, NAME))


@limits(max_examples=60)
@given(words, st.integers(4, 40))
def test_a_text_is_cut_between_letters_and_never_too_wide(text: str, most: int) -> None:
    short = shortened(text, most)
    assert width(short) <= most
    if short != " ".join(text.split()):
        assert short.endswith("…")
        kept = list(clusters(short.removesuffix("…")))
        assert kept == list(clusters(" ".join(text.split())))[: len(kept)]
        assert not kept or kept[-1] not in "เแโใไ"
    assert all(width(line) <= most for line in wrapped(text, most, 3))
    assert len(wrapped(text, most, 3)) <= 3
