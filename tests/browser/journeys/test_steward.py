"""A data steward: drops a folder of documents, sees what was understood, publishes, compares editions, judges links."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.journeys.journey import Journey
from tests.browser.journeys.own_service import TOKEN, own_service, phaen

FORMER = """องค์การบริหารส่วนตำบลบ้านกลาง อำเภอเมืองลำพูน จังหวัดลำพูน
แผนพัฒนาท้องถิ่น (พ.ศ. 2561 - 2565)

วิสัยทัศน์
ตำบลน่าอยู่ ผู้สูงอายุได้รับการดูแล

ยุทธศาสตร์ที่ 1 การพัฒนาคุณภาพชีวิต
แนวทางการพัฒนา
1.1 ส่งเสริมสุขภาพผู้สูงอายุ
1.2 ส่งเสริมอาชีพแก่ประชาชน

ติดต่อสอบถามได้ที่สำนักงานในวันและเวลาราชการ
"""
LATER = FORMER.replace("2561 - 2565", "2566 - 2570").replace("อาชีพแก่ประชาชน", "อาชีพและรายได้แก่ประชาชน")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path


@pytest.fixture
def site(sample_store: Path, home: Path) -> Iterator[str]:
    with own_service(sample_store, home) as address:
        yield address


def test_load_a_folder_and_see_what_was_understood(journey: Journey, home: Path) -> None:
    folder = home / "documents"
    folder.mkdir()
    (folder / "plan.txt").write_text(LATER, "utf-8")
    (folder / "broken.pdf").write_bytes(b"%PDF-1.7 and then nothing")
    done = phaen(home, "load", str(folder))
    assert done.returncode
    assert "broken.pdf" in done.stdout + done.stderr
    journey.begin("/organisations?province=51")
    journey.see("province")
    journey.follow("องค์การบริหารส่วนตำบลบ้านกลาง", "main")
    journey.press("main a[href*='/2566-2570']")
    assert "ส่งเสริมสุขภาพผู้สูงอายุ" in journey.find("main").text
    journey.see("plan")
    journey.follow("ส่งเสริมสุขภาพผู้สูงอายุ", "main")
    journey.press("figure.evidence figcaption a")
    assert "ติดต่อสอบถาม" in journey.find("main").text
    journey.see("document")


def test_compare_two_editions_and_judge_a_link(journey: Journey, home: Path) -> None:
    for name, text in (("former.txt", FORMER), ("later.txt", LATER)):
        (home / name).write_text(text, "utf-8")
    assert not phaen(home, "load", str(home / "former.txt"), str(home / "later.txt")).returncode
    journey.begin("/compare")
    journey.see("editions")
    journey.press("#offers ~ ul a")
    (inserted,) = journey.texts("main ins")
    assert "และรายได้" in inserted.split("\n")
    journey.see("comparison")
    journey.follow(journey.say("review.title"), "footer")
    before = len(journey.texts("main tbody tr"))
    journey.see("links")
    journey.find("input[name='verdict.1'][value=reject]").click()
    journey.find("input[name=reviewer]").send_keys("สมหญิง")
    journey.enter("input[name=token]", TOKEN)
    assert journey.find("main .answer").text == journey.say("review.judged", n=1)
    assert len(journey.texts("main tbody tr")) <= before
    journey.see("judged")
