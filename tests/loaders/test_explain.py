"""An explanation: every line of a document, what it was read as, and why."""

import re
import tomllib
from dataclasses import replace
from importlib import resources
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import phaen.loaders
from phaen.loaders.documents import decode_document, read_document
from phaen.loaders.explanation import notes
from phaen.loaders.explanation.coverage import coverage
from phaen.loaders.explanation.explain import Explanation, Row, Share, explain
from phaen.loaders.explanation.findings import Finding, Role
from phaen.loaders.explanation.mended import repairs
from phaen.loaders.extract import explain_plan
from phaen.loaders.model import Context, Kind
from phaen.loaders.outline.grammar import load_grammar
from phaen.loaders.owners.organisations import parse_organisation
from phaen.loaders.sources import sample_folder
from phaen.loaders.text import clean

PLAN = """แผนพัฒนาท้องถิ่น (พ.ศ. ๒๕๖๖ - ๒๕๗๐)
เทศบาลตำบลบ้านสวน อำเภอเมือง จังหวัดลำปาง

วิสัยทัศน์
"บ้านสวนน่าอยู่ ผู้คนมีสุข"
พันธกิจ คือ สิ่งที่องค์กรต้องทำ
พันธกิจ
1. ส่งเสริมอาชีพและรายได้ของประชาชนในตำบล
2. พัฒนาแหล่งน้ำเพื่อการเกษตรและ
อุปโภคบริโภคอย่างทั่วถึง
ค่านิยมองค์กร
ซื่อสัตย์ สามัคคี
ยุทธศาสตร์การพัฒนา
ยุทธศาสตร์ที่ 1 ด้านโครงสร้างพื้นฐาน
แนวทางการพัฒนา
1.1 ก่อสร้างและปรับปรุงถนน
ยุทธศาสตร์ที่ 1 ด้านโครงสร้างพื้นฐาน
- 2 -
"""


def explained(text: str, path: str = "plan.txt") -> Explanation:
    return explain(*explain_plan(decode_document(text.encode(), path)))


def row_of(explanation: Explanation, words: str) -> Row:
    """Give the row in which words of the document stand."""
    return next(row for row in explanation.rows if words in row.text)


def finding_of(explanation: Explanation, words: str) -> Finding:
    (finding,) = row_of(explanation, words).findings
    return finding


@pytest.fixture(scope="module")
def plan() -> Explanation:
    return explained(PLAN)


def test_headings_name_the_kinds_that_follow(plan: Explanation) -> None:
    finding = finding_of(plan, "แนวทางการพัฒนา")
    assert (finding.role, finding.rule, finding.kinds) == (Role.HEADING, "heading", (Kind.GUIDELINE,))


def test_a_statement_shares_its_row_with_the_lines_that_go_on_with_it(plan: Explanation) -> None:
    row = row_of(plan, "2. พัฒนาแหล่งน้ำ")
    assert (row.first, row.last) == (9, 10)
    (finding,) = row.findings
    assert finding.role is Role.STATEMENT
    assert finding.entity is not None
    entity = plan.reading.entities[finding.entity]
    assert (entity.kind, entity.code, finding.rule) == (Kind.MISSION, "2", entity.rule)


def test_the_words_of_a_statement_are_told_from_its_mark(plan: Explanation) -> None:
    pieces = row_of(plan, "1.1 ก่อสร้าง").pieces
    assert [(piece.text.strip(), piece.words) for piece in pieces if piece.text.strip()] == [
        ("1.1", False),
        ("ก่อสร้างและปรับปรุงถนน", True),
    ]


@pytest.mark.parametrize(
    ("words", "reason", "understood"),
    [
        ("พันธกิจ คือ", "definition", True),
        ("ค่านิยมองค์กร", "not-of-this-plan", True),
        ("ซื่อสัตย์", "not-of-this-plan", True),
        ("- 2 -", "page-furniture", True),
    ],
)
def test_what_is_no_part_of_the_plan_is_left_with_its_reason(
    plan: Explanation, words: str, reason: str, *, understood: bool
) -> None:
    finding = finding_of(plan, words)
    assert (finding.role, finding.reason) == (Role.LEFT, reason)
    assert notes.reason(reason).understood is understood


def test_text_under_no_heading_counts_as_not_understood() -> None:
    explanation = explained(PLAN + "\nผู้มาติดต่อราชการโปรดแต่งกายสุภาพเรียบร้อยทุกครั้ง\n")
    finding = finding_of(explanation, "ผู้มาติดต่อ")
    assert (finding.role, finding.reason) == (Role.LEFT, "text-outside-a-statement")
    assert explanation.shares[Share.UNKNOWN] == len("ผู้มาติดต่อราชการโปรดแต่งกายสุภาพเรียบร้อยทุกครั้ง")


def test_a_statement_printed_again_points_to_the_first(plan: Explanation) -> None:
    first, again = (row for row in plan.rows if "ด้านโครงสร้างพื้นฐาน" in row.text)
    assert first.findings[0].role is Role.STATEMENT
    assert again.findings[0].role is Role.REPEATED
    assert again.findings[0].entity == first.findings[0].entity


def test_title_owner_and_years_are_shown_where_they_stand(plan: Explanation) -> None:
    assert [(fact.name, fact.value, fact.line) for fact in plan.facts] == [
        ("title", "แผนพัฒนาท้องถิ่น (พ.ศ. ๒๕๖๖ - ๒๕๗๐)", 1),
        ("organisation", "เทศบาลตำบลบ้านสวน (ลำปาง)", 2),
        ("period", "2566–2570", 1),
    ]
    assert [row.facts for row in plan.rows[:2]] == [("title", "period"), ("organisation",)]


def test_what_was_given_beside_the_text_stands_in_no_line() -> None:
    document = decode_document("วิสัยทัศน์\nบ้านสวนน่าอยู่ ผู้คนมีสุข".encode(), "plan.txt")
    context = Context(organisation=parse_organisation("อบจ.ลำปาง"))
    owner = explain(*explain_plan(document, context)).facts[1]
    assert (owner.value, owner.source, owner.line) == ("องค์การบริหารส่วนจังหวัดลำปาง", "manifest", None)


def test_a_number_alone_on_its_line_goes_with_the_statement_on_the_next() -> None:
    explanation = explained("พันธกิจ\n1\nส่งเสริมอาชีพของประชาชน\n2\nพัฒนาแหล่งน้ำเพื่อการเกษตร\n")
    row = row_of(explanation, "ส่งเสริมอาชีพ")
    assert (row.first, row.last, len(row.findings)) == (2, 3, 1)


TABLE = (
    "ยุทธศาสตร์ที่ 1 ด้านโครงสร้างพื้นฐาน\n"
    "ที่\tโครงการ\tวัตถุประสงค์\t2566 (บาท)\t2567 (บาท)\tหน่วยงานรับผิดชอบหลัก\n"
    "1\tโครงการก่อสร้างถนนคอนกรีต สายบ้านนายมี\tเพื่อให้สัญจรสะดวก\t450,000\t-\tกองช่าง\n"
)


def test_the_fields_of_a_project_are_shown_as_its_details() -> None:
    explanation = explained(TABLE)
    row = row_of(explanation, "สายบ้านนายมี")
    (project,) = (finding for finding in row.findings if finding.role is Role.STATEMENT)
    details = {f.field: (f.value, f.entity) for f in row.findings if f.role is Role.DETAIL}
    assert details == {
        "objective": ("เพื่อให้สัญจรสะดวก", project.entity),
        "allocation": ("2566: 450,000", project.entity),
        "unit": ("กองช่าง", project.entity),
    }
    assert finding_of(explanation, "วัตถุประสงค์\t").role is Role.FRAME


def test_what_was_mended_is_shown_as_printed_and_as_read() -> None:
    explanation = explained("พันธกิจ\n1. พัฒนาตําบลให้น่าอยู่\n2. พัฒนาคุณภาพชีวิตด\nังนี้ต่อไป\n")
    assert explanation.recoded == 1
    (repair,) = row_of(explanation, "ตําบล").repairs
    assert ("ตําบล" in repair.printed, "ตำบล" in repair.read, repair.looks_alike) == (True, True, True)
    (broken,) = row_of(explanation, "ังนี้").repairs
    assert ("ด\nังนี้" in broken.printed, "ดังนี้" in broken.read, broken.looks_alike) == (True, True, False)


def test_blanks_and_unseen_characters_are_no_repairs_but_are_counted() -> None:
    raw = "พันธกิจ\n1.\u00a0พัฒนา\u200bคน\r\n"
    assert repairs(raw, clean(raw)) == []
    assert explained("พันธกิจ\n1.\u00a0พัฒนา\u200bคน\n").unseen == 1


def test_pages_are_numbered_where_they_begin() -> None:
    document = decode_document(PLAN.encode(), "plan.txt")
    second = document.text.index("ยุทธศาสตร์การพัฒนา")
    paged = explain(*explain_plan(replace(document, pages=(0, second))))
    assert [(row.page, row.first) for row in paged.rows if row.page] == [(1, 1), (2, 13)]


@pytest.mark.parametrize("name", ["lamphun-pao.txt", "lampang-pao.txt"])
def test_the_samples_are_explained_whole(name: str) -> None:
    explanation = explain(*explain_plan(read_document(sample_folder() / name)))
    assert explanation.share(Share.PLAN) > 0.9
    assert sum(explanation.shares.values()) == len("".join(explanation.reading.document.text.split()))
    assert 1 - explanation.share(Share.UNKNOWN) == pytest.approx(coverage(explanation.reading), abs=0.01)


def test_statements_that_a_format_states_itself_need_no_readings_of_lines(plan: Explanation) -> None:
    stated = explain(plan.reading, [])
    made = [finding.entity for row in stated.rows for finding in row.findings if finding.role is Role.STATEMENT]
    assert sorted(index for index in made if index is not None) == list(range(len(plan.reading.entities)))
    assert {finding.reason for row in stated.rows for finding in row.findings if finding.role is Role.LEFT} == {
        "definition",
        "not-of-this-plan",
        "page-furniture",
    }


OTHER = ["", "1", "๒.", "ข้อความอื่น", "งบประมาณ 80,000 บาท", "| ก | ข |"]
LINES = st.one_of(
    st.sampled_from([*PLAN.split("\n"), *TABLE.split("\n"), *OTHER]),
    st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=30),
)


@given(st.lists(LINES, min_size=1, max_size=30).map("\n".join).filter(str.strip))
def test_every_line_of_any_text_stands_in_one_row_and_every_statement_in_one_finding(text: str) -> None:
    explanation = explained(text)
    raw = explanation.reading.document.text
    numbers = [number for row in explanation.rows for number in range(row.first, row.last + 1)]
    assert numbers == sorted(set(numbers))
    assert {number for number, line in enumerate(raw.split("\n"), 1) if line.strip()} <= set(numbers)
    for row in explanation.rows:
        assert row.text == raw[row.span.start : row.span.end]
        assert row.findings
    made = [f.entity for row in explanation.rows for f in row.findings if f.role is Role.STATEMENT]
    assert sorted(made, key=lambda entity: entity or 0) == list(range(len(explanation.reading.entities)))


# --- notes ------------------------------------------------------------------------------------------------------------


def test_every_rule_is_described_in_thai_and_english() -> None:
    sources = [path.read_text(encoding="utf-8") for path in Path(phaen.loaders.__file__).parent.rglob("*.py")]
    in_code = [name for source in sources for name in re.findall(r'\bParsed\("([a-z-]+)"', source)]
    assert "text" in in_code
    named = [notes.line_rule(name) for name in (*in_code, *(rule.name for rule in load_grammar().rules))]
    named += [notes.statement_rule(f"strategy-{way}") for way in load_grammar().confidence]
    assert [rule.name for rule in named if not (rule.note.th and rule.note.en)] == []


def test_no_note_is_left_of_a_rule_that_is_gone() -> None:
    folder = resources.files("phaen.loaders.explanation")
    written = tomllib.loads(folder.joinpath("notes.toml").read_text(encoding="utf-8"))
    known = {rule.name for rule in load_grammar().rules} | set(load_grammar().confidence)
    only_here = {name: note for table in ("rule", "way") for name, note in written[table].items() if name not in known}
    assert [name for name, note in only_here.items() if "en" not in note] == []


def test_every_reason_is_a_sentence_in_both_languages() -> None:
    for reason in notes.reasons():
        assert reason.note.en.endswith("."), reason.name
        assert any("\u0e01" <= character <= "\u0e2e" for character in reason.note.th), reason.name


def test_a_rule_that_nobody_has_described_has_an_empty_note() -> None:
    assert notes.line_rule("no-such-rule").note == notes.statement_rule("strategy-no-such-way").note == notes.NOTHING
    assert notes.reason("no-such-reason").understood is False
