"""What people say of links wins over what is computed, and stays."""

import csv
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad, Store

from phaen.loaders.errors import LinkTableError
from phaen.loaders.mappings.judgement_sheet import Choice, write_sheet
from phaen.loaders.mappings.judging import Judge, read_judgements
from phaen.loaders.mappings.model import Verdict
from phaen.loaders.mappings.people import day_of, reviewer_of
from phaen.loaders.mappings.rdf import read_links, read_reviews
from phaen.loaders.mappings.relinking import relink
from phaen.loaders.mappings.sssom import write_tables
from phaen.loaders.mappings.taking import Taken, take_file
from phaen.loaders.mappings.vocabularies import REVIEWED, link_set_graph
from phaen.loaders.store import Writer
from phaen.ontology import terms as t
from tests.loaders.mappings.conftest import Load
from tests.loaders.mappings.small import BASE, PLAN, WORDS, direct, element, graph_of, opened, set_version

SOMBAT = Judge("https://orcid.org/0000-0002-1825-0097", "2026-11-20")
MALI = Judge("มะลิ ใจดี", "2026-11-21")
ROAD = "plan:pao-51/2566-2570/strategy/2/guideline/2.1"
HEALTH = "plan:pao-51/2566-2570/strategy/1/guideline/1.2"
SCHOOL = "plan:pao-51/2566-2570/strategy/1/guideline/1.1"
HEAD = "subject_id,statement,object_id,verdict,comment"

Say = Callable[..., Taken]


@pytest.fixture
def say(store: Path, tmp_path: Path) -> Say:
    """Give a function that writes rows as a table and has it taken."""

    def written(*rows: str, judge: Judge | None = SOMBAT) -> Taken:
        path = tmp_path / "judged.csv"
        path.write_text("\r\n".join([HEAD, *rows, ""]), encoding="utf-8-sig")
        return take_file(path, store, BASE, judge)

    return written


def reviews_of(store: Path) -> dict[tuple[str, str], tuple[Verdict, str, str]]:
    found = read_reviews(graph_of(store, link_set_graph(REVIEWED, BASE)), BASE)
    return {(r.element, r.concept): (r.verdict, r.reviewer, r.date) for r in found}


ROWS = (f"{ROAD},,sdg:9,reject,ถนนเป็นเพียงที่ตั้ง", f"{HEALTH},,sdg:3,accept,", f"{HEALTH},,sdg:10,add,ลดความเหลื่อมล้ำ")


def holds(store: Path) -> None:
    found = direct(store)
    assert ("strategy/2/guideline/2.1", "9") not in found
    assert {("strategy/1/guideline/1.2", "3"), ("strategy/1/guideline/1.2", "10")} <= found
    links = {(link.element, link.concept): link for link in read_links(graph_of(store), BASE)}
    assert (element("strategy/2/guideline/2.1"), "http://metadata.un.org/sdg/9") not in links
    accepted = links[element("strategy/1/guideline/1.2"), "http://metadata.un.org/sdg/3"]
    assert (accepted.confidence, accepted.because) == (0.88, ("สุขภาพ",))
    assert accepted.review is not None
    assert (accepted.review.reviewer, accepted.review.date) == (SOMBAT.reviewer, SOMBAT.date)
    added = links[element("strategy/1/guideline/1.2"), "http://metadata.un.org/sdg/10"]
    assert (added.confidence, added.because) == (None, ())
    assert added.review is not None
    assert (added.review.verdict, added.review.comment) == (Verdict.ADDED, "ลดความเหลื่อมล้ำ")
    justified = opened(store).quads_for_pattern(added.node, t.SSSOM_MAPPING_JUSTIFICATION, None, None)
    assert [quad.object for quad in justified] == [t.SEMAPV_MANUAL_MAPPING_CURATION]


def test_a_rejected_link_goes_an_accepted_one_is_marked_and_an_added_one_comes(store: Path, say: Say) -> None:
    assert say(*ROWS).verdicts == {"accepted": 1, "rejected": 1, "added": 1}
    holds(store)


def test_reviews_outlast_reloads_relinks_and_the_plan_itself(
    store: Path, plan: Path, say: Say, load_here: Load, monkeypatch: pytest.MonkeyPatch
) -> None:
    say(*ROWS)
    assert load_here(store, plan, force=True).snapshot is None
    holds(store)
    with Writer(store) as writer:
        relink(writer, BASE)
        assert writer.publish() is None
    set_version(monkeypatch, "few-words-2")
    load_here(store, plan)
    holds(store)
    plan.write_text(PLAN.replace("ด้านการศึกษา", "ด้านการศึกษาและกีฬา"), encoding="utf-8")
    load_here(store, plan)
    holds(store)


def test_an_accepted_link_stays_when_the_linker_no_longer_finds_it(
    store: Path, plan: Path, say: Say, load_here: Load, monkeypatch: pytest.MonkeyPatch
) -> None:
    say(*ROWS)
    monkeypatch.setitem(WORDS, "สุขภาพ", [])
    load_here(store, plan, force=True)
    assert ("strategy/1/guideline/1.2", "3") in direct(store)


def test_a_review_of_words_that_have_changed_says_nothing(store: Path, plan: Path, say: Say, load_here: Load) -> None:
    say(*ROWS)
    plan.write_text(PLAN.replace("ก่อสร้างถนนในจังหวัดเชียงใหม่", "ก่อสร้างถนนปลอดฝุ่น"), encoding="utf-8")
    load_here(store, plan)
    assert ("strategy/2/guideline/2.1", "9") in direct(store)
    assert len(reviews_of(store)) == 3


def test_what_this_version_cannot_read_in_the_graph_of_reviews_stays_there(store: Path, say: Say) -> None:
    graph = link_set_graph(REVIEWED, BASE)
    node, concept = NamedNode("https://example.org/review"), NamedNode("https://example.org/vocab/unknown/1")
    said = ((t.RDF_TYPE, t.LINK_REVIEW), (t.OWL_ANNOTATED_TARGET, concept), (t.VERDICT, Literal("accepted")))
    others = {Quad(node, name, value, graph) for name, value in said}
    with Writer(store) as writer:
        writer.change(lambda database: database.extend(others))
        writer.publish()
    say(*ROWS)
    assert others <= graph_of(store, graph)
    assert len(reviews_of(store)) == 3


def test_a_rejected_link_can_be_taken_back_later(store: Path, say: Say) -> None:
    say(*ROWS)
    say(f"{ROAD},,sdg:9,accept,", judge=MALI)
    assert ("strategy/2/guideline/2.1", "9") in direct(store)
    assert reviews_of(store)[element("strategy/2/guideline/2.1"), "http://metadata.un.org/sdg/9"] == (
        Verdict.ACCEPTED,
        MALI.reviewer,
        MALI.date,
    )


def test_the_same_table_again_changes_nothing(store: Path, say: Say) -> None:
    say(*ROWS)
    again = say(*ROWS)
    assert (again.known, again.name) == (3, None)


def test_two_people_may_disagree_only_on_different_days(store: Path, say: Say) -> None:
    say(*ROWS)
    with pytest.raises(LinkTableError, match=r"sdg/9: accepted by มะลิ .*contradicts rejected by https://orcid.org"):
        say(f"{ROAD},,sdg:9,accept,", judge=Judge(MALI.reviewer, SOMBAT.date))
    say(f"{ROAD},,sdg:9,accept,", judge=MALI)
    with pytest.raises(LinkTableError, match="contradicts accepted by มะลิ"):
        say(f"{ROAD},,sdg:9,reject,", judge=SOMBAT)


BAD_ROWS = [
    (f"{SCHOOL},,sdg:4,perhaps,", "line 2: 'perhaps' is no verdict"),
    (f"{SCHOOL},,sdg:99,add,", "line 2: there is no concept 'sdg:99'"),
    (f"{SCHOOL},,http://example.org/x,add,", "line 2: 'http://example.org/x' is a concept of no vocabulary"),
    (f"{SCHOOL},,sgd:4,accept,", "line 2: 'sgd:4' has a prefix that nobody declares"),
    (f"{SCHOOL},,4,accept,", "line 2: '4' is no CURIE"),
    (
        "plan:pao-51/2566-2570/strategy/9,,sdg:4,add,",
        "line 2: there is no statement 'plan:pao-51/2566-2570/strategy/9'",
    ),
    ("plan:pao-99/undated/strategy/9,,sdg:4,add,", "line 2: there is no statement"),
    ("https://example.org/1,,sdg:4,add,", "line 2: there is no statement"),
    (f"{SCHOOL},คำอื่น,sdg:4,accept,", "line 2: the statement is now 'ส่งเสริมการศึกษาของเด็กและเยาวชน', not 'คำอื่น'"),
    (f"{SCHOOL},,,accept,", "line 2: the cell 'object_id' is empty"),
    (f"{SCHOOL},,sdg:4,accept,\r\n{SCHOOL},,sdg:4,reject,", "line 3: contradicts line 2 of the same link"),
    (f"{SCHOOL},,sdg:4,accept,\r\n{SCHOOL},,sdg:4,accept,", "line 3: says the same as line 2"),
    (f"{SCHOOL},,sdg:4,accept,,more", "line 2: has more cells than there are columns"),
    (f'{SCHOOL},,sdg:4,accept,"', "is no sound table"),
]


@pytest.mark.parametrize(("rows", "said"), BAD_ROWS, ids=[said for _, said in BAD_ROWS])
def test_a_wrong_row_is_named(database: Store, tmp_path: Path, rows: str, said: str) -> None:
    path = tmp_path / "judged.csv"
    path.write_text("\r\n".join([HEAD, rows, f"{HEALTH},,sdg:3,reject,"]), encoding="utf-8")
    with pytest.raises(LinkTableError) as error:
        read_judgements(path, database, BASE, SOMBAT)
    assert said in str(error.value)


def test_nothing_is_taken_of_a_table_with_a_wrong_row(store: Path, say: Say) -> None:
    before = graph_of(store)
    with pytest.raises(LinkTableError, match="a row is wrong, so nothing was taken\n  line 3: 'perhaps'"):
        say(f"{HEALTH},,sdg:3,reject,", f"{SCHOOL},,sdg:4,perhaps,")
    assert graph_of(store) == before
    assert reviews_of(store) == {}


@pytest.mark.parametrize(
    ("head", "said"),
    [
        (HEAD, "judges no link"),
        ("subject_id,object_id,comment", "no column 'verdict'"),
        ("subject_id,verdict", "no column 'object_id'"),
        ("statement,object_id,verdict", "no column 'subject_id'"),
        ("subject_id,object_id,verdict,verdict", "names the column 'verdict' twice"),
    ],
)
def test_a_table_needs_its_columns_and_verdicts(database: Store, tmp_path: Path, head: str, said: str) -> None:
    (tmp_path / "judged.csv").write_text(f"{head}\nx\n", encoding="utf-8")
    with pytest.raises(LinkTableError, match=said):
        read_judgements(tmp_path / "judged.csv", database, BASE, SOMBAT)


ENCODINGS = [("utf-8", ","), ("utf-8-sig", ","), ("utf-16", ","), ("cp874", ","), ("utf-8", ";"), ("utf-8", "\t")]


@pytest.mark.parametrize(("encoding", "delimiter"), ENCODINGS)
def test_a_table_may_come_as_any_spreadsheet_saves_it(
    database: Store, tmp_path: Path, encoding: str, delimiter: str
) -> None:
    text = f"{HEAD}\r\n{SCHOOL},ส่งเสริมการศึกษาของเด็กและเยาวชน,sdg:4,ไม่ยอมรับ,ไม่ใช่\r\n"
    (tmp_path / "judged.csv").write_bytes(text.replace(",", delimiter).encode(encoding))
    review = read_judgements(tmp_path / "judged.csv", database, BASE, SOMBAT)[0]
    assert (review.verdict, review.comment) == (Verdict.REJECTED, "ไม่ใช่")


def test_what_was_saved_in_a_wrong_encoding_is_refused(database: Store, tmp_path: Path) -> None:
    mistaken = "ส่งเสริมการศึกษาของเด็กและเยาวชน".encode("cp874").decode("latin-1")
    (tmp_path / "judged.csv").write_text(f"{HEAD}\n{SCHOOL},{mistaken},sdg:4,accept,\n", encoding="utf-8")
    with pytest.raises(LinkTableError, match=r"line 2: the statement is now 'ส่งเสริม"):
        read_judgements(tmp_path / "judged.csv", database, BASE, SOMBAT)


def test_a_sheet_for_people_comes_back_as_it_was_written(store: Path, tmp_path: Path) -> None:
    path = tmp_path / "sheet.csv"
    assert write_sheet(opened(store), BASE, path, Choice()) == 10
    assert write_sheet(opened(store), BASE, tmp_path / "roads.csv", Choice(frozenset({"sdg"}), below=0.9)) == 3
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert rows[0]["statement"] == "ด้านการศึกษา"
    assert {row["concept"] for row in rows if row["object_id"] == "programme:3"} == {"แผนงานการศึกษา"}
    for row in rows:
        row["verdict"] = "reject" if row["vocabulary"] == "จังหวัด" else ""
    with path.open("w", encoding="cp874", newline="") as file:
        table = csv.DictWriter(file, list(rows[0]))
        table.writeheader()
        table.writerows(rows)
    assert take_file(path, store, BASE, SOMBAT).verdicts == {"accepted": 0, "rejected": 1, "added": 0}
    assert "50" not in {concept for _, concept in direct(store)}
    assert write_sheet(opened(store), BASE, path, Choice()) == 9


SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"


def workbook(path: Path, rows: dict[int, list[str]]) -> None:
    """Write the least that is an Excel workbook."""
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    related = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    cells = {
        number: "".join(f'<c t="inlineStr"><is><t>{text}</t></is></c>' for text in row) for number, row in rows.items()
    }
    sheet = "".join(f'<row r="{number}">{row}</row>' for number, row in cells.items())
    with zipfile.ZipFile(path, "w") as file:
        override = f'<Override PartName="/xl/workbook.xml" ContentType="{SHEET}.main+xml"/>'
        file.writestr("[Content_Types].xml", f'<Types xmlns="{TYPES}">{override}</Types>')
        target = f'<Relationship Id="r1" Type="{kind}/%s" Target="%s"/></Relationships>'
        file.writestr("_rels/.rels", related + target % ("officeDocument", "xl/workbook.xml"))
        file.writestr("xl/_rels/workbook.xml.rels", related + target % ("worksheet", "sheet.xml"))
        sheets = '<sheets><sheet name="a" sheetId="1" r:id="r1"/></sheets>'
        file.writestr("xl/workbook.xml", f'<workbook xmlns="{main}" xmlns:r="{kind}">{sheets}</workbook>')
        file.writestr("xl/sheet.xml", f'<worksheet xmlns="{main}"><sheetData>{sheet}</sheetData></worksheet>')


def test_a_workbook_is_read_and_its_own_rows_are_named(database: Store, tmp_path: Path) -> None:
    good = {1: HEAD.split(","), 4: [SCHOOL, "", "sdg:4", "reject", ""]}
    workbook(tmp_path / "judged.xlsx", good)
    assert read_judgements(tmp_path / "judged.xlsx", database, BASE, SOMBAT)[0].verdict is Verdict.REJECTED
    workbook(tmp_path / "judged.xlsx", {**good, 9: [SCHOOL, "", "sdg:77", "add"]})
    with pytest.raises(LinkTableError, match="line 9: there is no concept 'sdg:77'"):
        read_judgements(tmp_path / "judged.xlsx", database, BASE, SOMBAT)


def test_no_cell_for_a_spreadsheet_is_a_formula(tmp_path: Path, load_here: Load) -> None:
    path = tmp_path / "hostile.txt"
    path.write_text(PLAN.replace("ส่งเสริมสุขภาพ", '=HYPERLINK("http://evil.example","สุขภาพ") สุขภาพ'), encoding="utf-8")
    store = tmp_path / "store"
    load_here(store, path)
    write_sheet(opened(store), BASE, tmp_path / "sheet.csv", Choice())
    write_tables(opened(store), BASE, tmp_path / "tables")
    for file, delimiter in ((tmp_path / "sheet.csv", ","), (tmp_path / "tables" / "sdg.sssom.tsv", "\t")):
        lines = [line for line in file.read_text(encoding="utf-8-sig").splitlines() if not line.startswith("#")]
        cells = [cell for row in csv.reader(lines, delimiter=delimiter) for cell in row]
        assert any("HYPERLINK" in cell for cell in cells)
        assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in cells)


def test_reviews_move_to_another_store_as_a_table(
    store: Path, plan: Path, say: Say, tmp_path: Path, load_here: Load
) -> None:
    say(*ROWS)
    say(f"{SCHOOL},,sdg:4,accept,", judge=MALI)
    write_tables(opened(store), BASE, tmp_path / "tables")
    other = tmp_path / "other"
    load_here(other, plan)
    taken = take_file(tmp_path / "tables" / "reviewed.sssom.tsv", other, BASE, None)
    assert taken.verdicts == {"accepted": 2, "rejected": 1, "added": 1}
    assert reviews_of(other) == reviews_of(store)
    assert graph_of(other) == graph_of(store)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("0000-0002-1825-0097", "https://orcid.org/0000-0002-1825-0097"),
        ("orcid:0000-0001-5109-3700", "https://orcid.org/0000-0001-5109-3700"),
        ("https://orcid.org/0000-0002-1694-233x", "https://orcid.org/0000-0002-1694-233X"),
        ("  สมบัติ   ใจดี ", "สมบัติ ใจดี"),
    ],
)
def test_a_reviewer_is_an_orcid_or_a_name(given: str, expected: str) -> None:
    assert reviewer_of(given) == expected


@pytest.mark.parametrize("given", ["0000-0002-1825-0098", "", "a\x1bb", "orcid:1234", "x" * 201])
def test_what_is_no_reviewer_is_refused(given: str) -> None:
    with pytest.raises(ValueError, match=r"wrong check digit|is no reviewer"):
        reviewer_of(given)


@pytest.mark.parametrize("given", ["2569-11-20", "20 พ.ย. 2569", "2199-01-01", ""])
def test_a_wrong_day_is_refused(given: str) -> None:
    with pytest.raises(ValueError, match=r"Buddhist year|is no date|still to come"):
        day_of(given)
