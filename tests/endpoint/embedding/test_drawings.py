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


@pytest.mark.parametrize("name", ["branches", "rows"])
def test_what_is_text_is_no_drawing(site: FlaskClient, name: str) -> None:
    answer = site.get(f"/embed/queries/{name}.svg")
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
