"""Plans of projects are read whole, from the text to linked data: each project under its programme, with its money."""

from datetime import UTC, datetime
from typing import Any

import pytest

from phaen.loaders.documents import decode_document
from phaen.loaders.extract import read_plan
from phaen.loaders.graph.mapping import Run, map_reading
from phaen.loaders.model import Reading
from phaen.loaders.report import reading_object
from phaen.loaders.validation import Severity, validate
from phaen.ontology.identifiers import Identifiers

FORM = """แบบ ผ.02
รายละเอียดโครงการพัฒนา
แผนพัฒนาท้องถิ่น (พ.ศ. 2566 - 2570)
เทศบาลตำบลหนองแสงทอง จังหวัดลำพูน

ยุทธศาสตร์ที่ 1 การพัฒนาด้านโครงสร้างพื้นฐาน
1.1 แผนงานอุตสาหกรรมและการโยธา
ที่\tโครงการ\tวัตถุประสงค์\tเป้าหมาย\tงบประมาณ\t\tตัวชี้วัด (KPI)\tหน่วยงานรับผิดชอบ
\t\t\t\t2566\t2567\t\t
1\tก่อสร้างถนนสายบ้านหนองแสง\tเพื่อให้สัญจรสะดวก\tยาว 250 เมตร\t480,000\t-\tร้อยละของถนนที่ได้มาตรฐาน\tกองช่าง
2\tวางท่อระบายน้ำ\tเพื่อระบายน้ำ\tท่อ 90 ท่อน\t-\t๑,๒๕๐,๐๐๐\t\tกองช่าง
รวม\t2 โครงการ\t\t\t480,000\t1,250,000\t\t

ยุทธศาสตร์ที่ 2 การพัฒนาด้านคุณภาพชีวิต
2.1 แผนงานสาธารณสุข
ที่\tโครงการ\tวัตถุประสงค์\tเป้าหมาย\tงบประมาณ\t\tตัวชี้วัด (KPI)\tหน่วยงานรับผิดชอบ
\t\t\t\t2566\t2567\t\t
1\tสัตว์ปลอดโรค คนปลอดภัย\tเพื่อป้องกันโรค\tสุนัข 900 ตัว\t45,000\t45,000\tจำนวนสุนัข\tสำนักปลัด
"""

CARDS = """แผนพัฒนาท้องถิ่น (พ.ศ. 2566 - 2570) อบต.บ้านดอน จังหวัดลำพูน
ยุทธศาสตร์ที่ 1 ด้านโครงสร้างพื้นฐาน

แผนงาน : แผนงานเคหะและชุมชน
1. โครงการขยายเขตประปา หมู่ที่ 4
วัตถุประสงค์ : เพื่อให้มีน้ำสะอาด
เป้าหมาย : ท่อยาว 800 เมตร
งบประมาณรวม 500,000 บาท
ปี 2566 300,000
ปี 2567 200,000
หน่วยงานรับผิดชอบ : กองช่าง

แผนงาน : แผนงานเคหะและชุมชน
2. โครงการติดตั้งไฟกิ่ง
เป้าหมาย : 30 จุด
งบประมาณรวม 90,000 บาท
"""

BUDGET = """ยุทธศาสตร์ที่ 1 ด้านการศึกษา
รายจ่ายตามแผนงาน ประจำปีงบประมาณ พ.ศ. 2567 เทศบาลตำบลหนองแสงทอง จังหวัดลำพูน
แผนงานการศึกษา
งบดำเนินงาน รวม 120,000 บาท
ค่าใช้สอย
(1) ค่าเช่าบ้าน จำนวน 50,000 บาท
1) โครงการวันเด็กแห่งชาติ ตั้งไว้ 20,000 บาท
2) โครงการค่ายคณิตศาสตร์ ตั้งไว้ 45,000 บาท
"""


def read(text: str) -> Reading:
    return read_plan(decode_document(text.encode(), "plan.txt"))


def told(text: str, *kinds: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = reading_object(read(text), Identifiers())["entities"]
    parents = [found[e["parent"]]["label"] if e["parent"] is not None else None for e in found]
    return [{**e, "above": above} for e, above in zip(found, parents, strict=True) if not kinds or e["kind"] in kinds]


def test_a_form_in_a_text_gives_each_project_under_its_programme() -> None:
    projects = told(FORM, "project")
    assert [(p["code"], p["label"], p["above"], p["budget"]) for p in projects] == [
        ("1", "ก่อสร้างถนนสายบ้านหนองแสง", "แผนงานอุตสาหกรรมและการโยธา", {"2566": 480000}),
        ("2", "วางท่อระบายน้ำ", "แผนงานอุตสาหกรรมและการโยธา", {"2567": 1250000}),
        ("1", "สัตว์ปลอดโรค คนปลอดภัย", "แผนงานสาธารณสุข", {"2566": 45000, "2567": 45000}),
    ]
    assert [projects[0][name] for name in ("objective", "output", "unit")] == [
        "เพื่อให้สัญจรสะดวก",
        "ยาว 250 เมตร",
        "กองช่าง",
    ]
    assert [(i["label"], i["above"]) for i in told(FORM, "indicator")] == [
        ("ร้อยละของถนนที่ได้มาตรฐาน", "ก่อสร้างถนนสายบ้านหนองแสง"),
        ("จำนวนสุนัข", "สัตว์ปลอดโรค คนปลอดภัย"),
    ]
    assert [(p["label"], p["above"]) for p in told(FORM, "programme")] == [
        ("แผนงานอุตสาหกรรมและการโยธา", "การพัฒนาด้านโครงสร้างพื้นฐาน"),
        ("แผนงานสาธารณสุข", "การพัฒนาด้านคุณภาพชีวิต"),
    ]


def test_cards_under_a_programme_printed_again_are_projects_of_the_one_programme() -> None:
    assert [p["label"] for p in told(CARDS, "programme")] == ["แผนงานเคหะและชุมชน"]
    water, lamps = told(CARDS, "project")
    assert (water["above"], water["budget"]) == ("แผนงานเคหะและชุมชน", {"2566": 300000, "2567": 200000})
    assert (water["objective"], water["output"], water["unit"]) == ("เพื่อให้มีน้ำสะอาด", "ท่อยาว 800 เมตร", "กองช่าง")
    assert (lamps["above"], lamps["budget"]) == ("แผนงานเคหะและชุมชน", {"total": 90000})


def test_the_budget_of_one_year_dates_its_projects_and_leaves_its_expenses() -> None:
    assert [(p["label"], p["budget"]) for p in told(BUDGET, "project")] == [
        ("โครงการวันเด็กแห่งชาติ", {"2567": 20000}),
        ("โครงการค่ายคณิตศาสตร์", {"2567": 45000}),
    ]


@pytest.mark.parametrize("text", [FORM, CARDS, BUDGET], ids=["form", "cards", "budget"])
def test_the_graph_of_a_plan_of_projects_is_valid(text: str) -> None:
    now = datetime(2026, 11, 21, tzinfo=UTC)
    graphs = map_reading(read(text), Run("0123456789abcdef", "place", now, now), Identifiers())
    findings = validate(quad for quads in graphs.quads.values() for quad in quads)
    assert [finding.message for finding in findings if finding.severity is Severity.VIOLATION] == []


@pytest.mark.parametrize("text", [FORM, CARDS, BUDGET], ids=["form", "cards", "budget"])
def test_every_amount_and_every_detail_is_where_its_span_says(text: str) -> None:
    reading = read(text)
    raw = reading.document.text
    for entity in reading.entities:
        for detail in (entity.objective, entity.output, entity.outcome, entity.unit):
            assert detail is None or raw[detail.span.start : detail.span.end] == detail.text
        for allocation in entity.allocations:
            printed = raw[allocation.span.start : allocation.span.end]
            digits = printed.translate(str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")).replace(",", "")
            assert digits == str(allocation.amount)
