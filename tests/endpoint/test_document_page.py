"""The page of a document: its text with marks, how much was understood, what was not, and the text itself."""

import re
from collections.abc import Callable, Iterator
from html import unescape
from itertools import pairwise
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad

from phaen.endpoint.app import create_app
from phaen.endpoint.embedded import EmbeddedEngine
from phaen.endpoint.passages import PART, address_of_passage, part_of
from phaen.endpoint.settings import Settings
from phaen.endpoint.things import density
from phaen.endpoint.things.marks import Mark, pieces
from phaen.loaders.graph.vocabulary import vocabulary_graphs
from phaen.loaders.store import Writer
from phaen.ontology import terms as t
from phaen.ontology.assets import prefixes
from phaen.ontology.identifiers import Identifiers

HTML = {"Accept": "text/html", "Accept-Language": "en"}
ID = "https://w3id.org/phaen/id/"
GRAPH = NamedNode(f"{ID}graph/plan/sao-50-ก/undated")
TABLE = "แผน\n1 ซ่อมถนน เพื่อสัญจร 500,000\nข่าวสาร\nรวม 9\n"
HOSTILE = "<script>alert(1)</script> \u202eกลับ\u202c &amp; \"'\u0007\u200f\n</div><h1>ข</h1>"
Said = list[tuple[NamedNode, NamedNode | Literal]]
LONG = "".join(f"{number:07} ก\n" for number in range(2 * PART // 10 + 500))


# --- the text in pieces ---------------------------------------------------------------------------------------------


@st.composite
def marked(draw: st.DrawFn) -> tuple[str, int, int, list[Mark]]:
    """Give a text, a part of it, and marks that nest, overlap, adjoin, repeat or lie outside in any way."""
    text = draw(st.text(max_size=40))
    begin, end = sorted(draw(st.tuples(st.integers(0, len(text)), st.integers(0, len(text)))))
    places = st.tuples(st.integers(0, 45), st.integers(0, 45)).map(sorted)
    found = draw(st.lists(places, max_size=12))
    return text, begin, end, [Mark(a, b, "goal", str(number)) for number, (a, b) in enumerate(found)]


@given(marked())
def test_marks_and_gaps_are_the_text_itself_and_marks_nest(case: tuple[str, int, int, list[Mark]]) -> None:
    text, begin, end, marks = case
    place, open_, held = begin, list[Mark](), {mark: list[int]() for mark in marks}
    for piece in pieces(text, begin, end, marks):
        if piece.what == "open":
            assert piece.mark is not None
            open_.append(piece.mark)
        elif piece.what == "close":
            assert open_.pop() == piece.mark
        else:
            assert piece.text == text[place : place + len(piece.text)] != ""
            assert piece.mark == (open_[-1] if open_ else None)
            for mark in open_:
                held[mark] += range(place, place + len(piece.text))
            place += len(piece.text)
    assert (place, open_) == (end, [])
    for mark, places in held.items():
        assert places == list(range(max(begin, mark.begin), min(end, mark.end, len(text))))


@given(marked())
def test_a_mark_has_its_place_once_and_one_piece_of_text_that_is_its_first(
    case: tuple[str, int, int, list[Mark]],
) -> None:
    found = pieces(*case)
    opened = [piece for piece in found if piece.what == "open"]
    at_their_begin = [piece.mark for piece in opened if not piece.continued]
    assert len(at_their_begin) == len(set(at_their_begin))
    firsts = [piece for piece in found if piece.first]
    assert len(firsts) == sum(not piece.bare for piece in opened)


def test_a_budget_within_a_row_is_marked_and_the_row_goes_on_after_it() -> None:
    row, money = Mark(0, 9, "project", "p"), Mark(4, 6, "budget", "b")
    found = [(piece.what, piece.text, piece.first) for piece in pieces("aaaabbccc", 0, 9, [money, row])]
    assert found == [
        *(("open", "", False), ("text", "aaaa", True)),
        *(("open", "", False), ("text", "bb", True), ("close", "", False)),
        *(("text", "ccc", False), ("close", "", False)),
    ]


@given(st.text(alphabet="ก\n ", max_size=30).map(lambda text: text * (PART // 12)))
def test_every_passage_of_a_long_text_is_in_the_part_that_its_address_names(text: str) -> None:
    parts = [part_of(text, start) for start in range(0, max(1, len(text)), PART)]
    assert parts[0].begin == 0
    assert parts[-1].end == len(text)
    assert all(one.end >= other.begin for one, other in pairwise(parts)), "nothing lies between two parts"
    for offset in {0, PART - 1, PART, len(text) - 1} & set(range(len(text))):
        part = part_of(text, offset)
        assert part.begin <= offset < part.end
        assert part.end - part.begin <= PART + 4_001


@pytest.mark.parametrize(
    ("offset", "address"),
    [
        ("5_9", "/id/d#offset_5_9"),
        (f"{PART - 1}_{PART + 5}", f"/id/d#offset_{PART - 1}_{PART + 5}"),
        (f"{PART}_{PART + 5}", f"/id/d?from={PART}#offset_{PART}_{PART + 5}"),
        (f"{2 * PART + 7}_{3 * PART}", f"/id/d?from={2 * PART}#offset_{2 * PART + 7}_{3 * PART}"),
    ],
)
def test_the_address_of_a_passage_follows_from_its_offset(offset: str, address: str) -> None:
    assert address_of_passage(f"/id/d#offset_{offset}") == address


# --- the page -------------------------------------------------------------------------------------------------------


def document(name: str, text: str, coverage: str | None = None) -> Iterator[Quad]:
    node = NamedNode(f"{ID}document/{name}")
    said: Said = [
        (t.RDF_TYPE, t.SOURCE_DOCUMENT),
        (t.NIF_IS_STRING, Literal(text)),
        (t.FILE_NAME, Literal(f"{name}.txt")),
    ]
    if coverage is not None:
        said.append((t.COVERAGE, Literal(coverage, datatype=t.XSD_DECIMAL)))
    yield from (Quad(node, *one, GRAPH) for one in said)


def stretch(name: str, begin: int, end: int) -> tuple[NamedNode, Iterator[Quad]]:
    node, place = NamedNode(f"{ID}document/{name}#offset_{begin}_{end}"), NamedNode(f"{ID}document/{name}")
    said: Said = [
        (t.NIF_REFERENCE_CONTEXT, place),
        (t.NIF_BEGIN_INDEX, Literal(begin)),
        (t.NIF_END_INDEX, Literal(end)),
    ]
    return node, (Quad(node, *one, GRAPH) for one in said)


def statement(name: str, begin: int, end: int, class_: NamedNode, path: str, label: str) -> Iterator[Quad]:
    span, said = stretch(name, begin, end)
    yield from said
    node = NamedNode(f"{ID}plan/sao-50-ก/undated/{path}")
    yield from (Quad(node, t.RDF_TYPE, type_, GRAPH) for type_ in t.types_of(class_))
    yield Quad(node, t.SKOS_PREF_LABEL, Literal(label, language="th"), GRAPH)
    yield Quad(node, t.HAS_EVIDENCE, span, GRAPH)


def gap(name: str, begin: int, end: int, reason: str) -> Iterator[Quad]:
    span, said = stretch(name, begin, end)
    yield from said
    yield Quad(span, t.RDF_TYPE, t.UNCLAIMED_TEXT, GRAPH)
    yield Quad(span, t.UNCLAIMED_REASON, t.REASON_CODE[reason], GRAPH)


def documents() -> Iterator[Quad]:
    row, money, news = TABLE.index("ซ่อม"), TABLE.index("500"), TABLE.index("ข่าว")
    yield from document("table", TABLE, "0.756")
    yield from statement("table", row, money + 7, t.PROJECT, "project/1", 'ซ่อม "ถนน"')
    yield from statement("table", money, money + 7, t.TARGET, "target/1", "500,000")
    yield from gap("table", news, news + 7, "text-outside-a-statement")
    yield from gap("table", TABLE.index("รวม"), TABLE.index("รวม") + 5, "total")
    yield from document("nothing", "ข่าวของวันนี้", "0")
    yield from gap("nothing", 0, 13, "text-outside-a-statement")
    yield from document("old", "แผน")
    yield from document("empty", "", "1")
    yield from document("hostile", HOSTILE, "0.9999")
    yield from statement("hostile", 3, 30, t.GOAL, "goal/1", '"><img src=x onerror=alert(1)>')
    yield from gap("hostile", 20, len(HOSTILE), "unread-column")
    yield from document("long", LONG, "1")
    for begin in (0, PART - 5, PART + 10, 2 * PART):
        yield from statement("long", begin, begin + 20, t.GOAL, f"goal/long-{begin}", "ก")


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    store = tmp_path_factory.mktemp("documents") / "store"
    with Writer(store) as writer:
        writer.replace_graph(GRAPH, frozenset(documents()))
        for name, quads in vocabulary_graphs(Identifiers()):
            writer.replace_graph(name, quads)
        writer.publish()
    settings = Settings.from_environment({}, {"store": store, "query_workers": 1, "timeout": 20, "memory": 512})
    engine = EmbeddedEngine(settings, dict(prefixes()))
    yield create_app(settings, engine).test_client()
    engine.close()


@pytest.fixture
def page(client: FlaskClient) -> Callable[[str], str]:
    def get(address: str) -> str:
        response = client.get(f"/doc/document/{address}", headers=HTML, buffered=True)
        assert response.status_code == 200
        return response.text

    return get


def text_shown(page: str) -> str:
    """Return the text of a document as a browser has it."""
    start = page.index(">", page.index('<div class="document read"')) + 1
    return unescape(re.sub("<[^>]*>", "", page[start : page.index("</div>", start)]))


def test_the_text_stands_there_whole_with_marks_inside_marks(page: Callable[[str], str]) -> None:
    found = page("table")
    assert text_shown(found) == TABLE
    row, money = TABLE.index("ซ่อม"), TABLE.index("500")
    assert re.search(
        rf'<mark class="k-project"[^>]* id="offset_{row}_{money + 7}"><a href="/id/[^"]*/project/1" title="Project: '
        rf'ซ่อม &#34;ถนน&#34;">ซ่อมถนน เพื่อสัญจร </a><mark class="k-target"[^>]* id="offset_{money}_{money + 7}">',
        found,
    )


def test_it_says_how_much_was_understood_and_what_was_not_and_why(page: Callable[[str], str]) -> None:
    found = page("table")
    assert '<meter min="0" max="1" value="0.756"' in found
    assert "75.6 %" in found
    begin = TABLE.index("ข่าว")
    assert f'<li><a href="/doc/document/table#offset_{begin}_{begin + 7}"><bdi lang="th">ข่าวสาร</bdi></a>' in found
    assert f'<mark class="k-unknown" data-sign="?" id="offset_{begin}_{begin + 7}">' in found
    assert "Text that no rule takes" in found
    assert f'<mark class="k-left" data-sign="–" id="offset_{TABLE.index("รวม")}' in found
    assert '<a href="/vocab/unclaimed-reason/total">Total in a table</a> <span class="count">1</span>' in found.replace(
        ' title="https://w3id.org/phaen/vocab/unclaimed-reason/total"', ""
    )


def test_thai_pages_name_reasons_in_thai(client: FlaskClient) -> None:
    other = client.application.test_client()  # the language of the address is kept in a cookie
    found = other.get("/doc/document/table?lang=th", headers=HTML, buffered=True).text
    assert "ข้อความที่ไม่มีกฎใดรับ" in found
    assert "ยอดรวมในตาราง" in found


def test_a_document_with_nothing_recognised_says_so(page: Callable[[str], str]) -> None:
    found = page("nothing")
    assert "No statement of a plan was recognised" in found
    assert text_shown(found) == "ข่าวของวันนี้"
    assert "0 %" in found


def test_a_document_loaded_before_says_that_nothing_was_recorded(page: Callable[[str], str]) -> None:
    found = page("old")
    assert "Not recorded" in found
    assert "<meter" not in found
    assert 'id="unknown"' not in found


def test_an_empty_document_has_a_page(page: Callable[[str], str]) -> None:
    assert "The document has no text." in page("empty")


def test_nearly_all_is_not_shown_as_all(page: Callable[[str], str]) -> None:
    assert "99.9 %" in page("hostile")


def test_a_hostile_text_is_text_and_nothing_else(page: Callable[[str], str]) -> None:
    found = page("hostile")
    assert text_shown(found) == HOSTILE
    for bad in ("<script>alert", "</div><h1>ข", "<img src=x"):
        assert bad not in found


def test_a_long_text_is_shown_in_parts_and_none_of_it_is_lost(page: Callable[[str], str]) -> None:
    parts = [page("long"), page(f"long?from={PART}"), page(f"long?from={2 * PART}")]
    shown = [text_shown(part) for part in parts]
    assert shown[0] == LONG[: len(shown[0])]
    assert LONG.endswith(shown[2])
    assert shown[0] in LONG
    assert all(text.endswith("\n") and re.match("[0-9]{7} ", text) for text in shown), "lines are whole"
    assert sum(map(len, shown)) >= len(LONG)
    assert f'id="offset_{PART - 5}_{PART + 15}"' in parts[0]
    assert f'id="offset_{PART + 10}_{PART + 30}"' in parts[1]
    assert f'href="/doc/document/long?from={2 * PART}#text"' in parts[0]
    assert '<strong aria-current="page">2</strong>' in parts[1]


def test_a_text_with_dense_marks_comes_in_stretches_that_lead_to_each_other(
    page: Callable[[str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(density, "MOST_OPENED", 1)
    monkeypatch.setattr(density, "DEEPEST", 1)
    address, pages = "table", list[str]()
    while address:
        found = page(address)
        pages.append(found)
        following = re.search(r'href="/doc/document/(table\?from=[0-9]+)#text" rel="next"', found)
        address = following[1] if following else ""
        assert "This part has so many marks" in found
        assert "data-dense" in found
    assert len(pages) > 1
    assert "".join(map(text_shown, pages)) == TABLE
    assert all('rel="prev"' in found for found in pages[1:])
    listed = r'<h3 id="beyond">[^<]*\(1\)</h3>\s*<ul class="reasons"><li><a href="/id/[^"]*/target/1">[^<]*500,000</a>'
    assert any(re.search(listed, found) for found in pages)
    monkeypatch.undo()
    assert "data-dense" not in page("table")


def test_the_evidence_of_a_statement_leads_to_the_part_that_has_it(client: FlaskClient) -> None:
    found = client.get(f"/doc/document/long?from={PART + 77}", headers=HTML, buffered=True).text
    assert f'id="offset_{PART + 10}_{PART + 30}"' in found
    moved = client.get(f"/id/document/long?from={PART}", headers=HTML)
    assert moved.headers["Location"].endswith(f"/doc/document/long?from={PART}")


@pytest.mark.parametrize("offset", ["-1", "x", "1.5", "", "9" * 40, "๑", "9999999"])
def test_an_offset_that_is_none_is_refused_with_the_ones_that_are(client: FlaskClient, offset: str) -> None:
    response = client.get(f"/doc/document/table?from={offset}", headers=HTML, buffered=True)
    assert response.status_code == 400
    assert "give a" in response.text


def test_an_offset_that_is_given_twice_is_refused(client: FlaskClient) -> None:
    response = client.get("/doc/document/table?from=0&from=1", headers=HTML, buffered=True)
    assert response.status_code == 400
    assert "from" in response.text


def test_the_text_itself_is_there_as_it_is_stored(client: FlaskClient) -> None:
    response = client.get("/doc/document/hostile.txt", buffered=True)
    assert response.content_type == "text/plain; charset=utf-8"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.data.decode() == HOSTILE
    assert client.get("/id/document/hostile.txt").headers["Location"].endswith("/doc/document/hostile.txt")
    assert 'href="/doc/document/hostile.txt"' in client.get("/doc/document/hostile", headers=HTML, buffered=True).text


def test_what_has_no_text_says_so(client: FlaskClient) -> None:
    response = client.get("/doc/plan/sao-50-ก/undated/project/1.txt", buffered=True)
    assert response.status_code == 404
    assert "no text of" in response.text


def test_the_passages_are_a_table_too(client: FlaskClient) -> None:
    found = client.get("/doc/document/table", headers=HTML, buffered=True).text
    [address] = {unescape(one) for one in re.findall(r'href="(/sparql\?[^"]*format=csv)"', found)}
    rows = client.get(address, buffered=True).text.splitlines()
    assert rows[0] == "begin,end,text,class,thing,property,reason"
    assert len(rows) == 5
    assert [row for row in rows if "ข่าวสาร" in row and row.endswith("/text-outside-a-statement")]


@pytest.mark.parametrize("name", ["document.css", "document.js"])
def test_what_the_page_needs_is_served(client: FlaskClient, name: str) -> None:
    assert client.get(f"/static/{name}", buffered=True).status_code == 200
    assert (Path(__file__).parents[2] / "endpoint" / "static" / name).is_file()
