"""A researcher of public policy, who may never have heard of SPARQL: finds, browses, asks, compares, cites."""

import csv
import hashlib
import io
import re

from selenium.webdriver.common.by import By

from tests.browser.editing import NEEDS_EDITOR, PREFIXES, result, run
from tests.browser.journeys.journey import Journey

KINDS = (
    PREFIXES
    + """SELECT ?kind (COUNT(?element) AS ?statements) {
  VALUES ?kind { phaen:Mission phaen:Strategy phaen:Guideline } ?element a ?kind
} GROUP BY ?kind"""
)
TOURISM = "ส่งเสริมและพัฒนาการท่องเที่ยวทั้งระบบ"


def test_find_a_statement_and_see_its_evidence(journey: Journey) -> None:
    journey.begin()
    journey.see("home")
    journey.enter("main form input[type=search]", "ท่องเที่ยว")
    assert journey.find("main .hit mark").text == "ท่องเที่ยว"
    journey.see("hits")
    journey.follow(TOURISM, "main")
    assert journey.find("figure.evidence mark").text == TOURISM
    assert journey.find(".linked").text
    journey.see("statement")
    journey.press("figure.evidence figcaption a")
    assert TOURISM in journey.find("main mark:target").text
    journey.see("document")


def test_browse_from_the_map_to_the_tree_of_a_plan(journey: Journey) -> None:
    journey.begin()
    journey.follow(journey.say("nav.organisations"), "header")
    journey.see("country")
    journey.press("main svg a[href='/organisations?province=52']")
    journey.see("province")
    journey.follow("องค์การบริหารส่วนจังหวัดลำปาง", "main")
    journey.see("organisation")
    journey.press("main a[href*='/plan/pao-52/']")
    assert len(journey.texts(".tree li")) > 20
    journey.see("plan")
    journey.follow("การส่งเสริมการท่องเที่ยว", "main .tree")
    journey.see("statement")


def test_ask_a_saved_question_and_take_its_table(journey: Journey) -> None:
    journey.begin()
    journey.follow(journey.say("nav.queries"), "header")
    journey.see("questions")
    journey.press("main a[href='/queries/strategies-and-guidelines']")
    assert len(journey.texts("main tbody tr")) == 46
    journey.enter("input[name=province]", "Lampang")
    rows = journey.texts("main tbody tr")
    assert len(rows) == 16
    journey.see("answer")
    found = [*csv.reader(io.StringIO(journey.fetch("ul.downloads a[href*='.csv']").decode("utf-8-sig")))]
    assert len(found) == 1 + len(rows)
    assert found[1][0] in rows[0]


@NEEDS_EDITOR
def test_change_a_question_in_the_editor_and_pass_it_on(journey: Journey) -> None:
    browser = journey.browser
    journey.begin("/queries/statements-by-kind")
    journey.follow(journey.say("query.open"), "main")
    assert result(browser, "tbody td")
    run(browser, KINDS, "bar")
    assert result(browser, ".bars td.number")
    journey.see("chart")
    journey.find(".tabPanel.active .yasqe_share").click()
    journey.until(".shorten").click()
    address = str(journey.until(".permanent input").get_attribute("value"))
    journey.see("passed-on")
    assert address.startswith(f"{journey.site}/q/")
    browser.execute_script("localStorage.clear()")
    journey.open(address.removeprefix(journey.site))
    journey.see("permanent-link")
    journey.press("main form[action='/sparql'] button")
    assert result(browser, ".bars td.number")


def test_compare_what_plans_say_on_a_theme(journey: Journey) -> None:
    journey.begin()
    journey.follow(journey.say("nav.themes"), "header")
    journey.see("themes")
    journey.press("main a[href='/vocab/sdg']")
    journey.see("list")
    journey.press("main a[href='/vocab/sdg/4']")
    journey.see("theme")
    journey.follow(journey.say("themes.compare_plans"), "main")
    journey.see("choose-plans")
    for box in journey.browser.find_elements(By.CSS_SELECTOR, "main input[type=checkbox][name=plan]:not(:checked)"):
        journey.click(box)
    journey.press("main button[name=do][value=compare]")
    assert len(journey.texts(".side-by-side thead th")) == 3
    assert [*map(int, numbers(journey.texts(".side-by-side tbody tr:nth-child(4) td")))] == [5, 1]
    journey.see("side-by-side")


def numbers(texts: list[str]) -> list[str]:
    return [text.split()[0] for text in texts]


def test_cite_a_dated_release(journey: Journey) -> None:
    journey.begin()
    journey.press("main a[href^='/releases/2']")
    date = re.search(r"\d{4}-\d{2}-\d{2}[^ ]*", journey.find("h1").text)
    assert date
    journey.see("release")
    sums = journey.fetch("main a[href$='/SHA256SUMS']").decode()
    data = journey.fetch("main a[href$='/phaen.nq.gz']")
    assert f"{hashlib.sha256(data).hexdigest()}  phaen.nq.gz" in sums
    journey.open(f"/doc/plan/pao-51/undated?release={date[0]}")
    assert date[0] in journey.find("main .dated").text
    journey.see("plan-of-the-release")
    journey.press("main .dated a")
    assert not journey.texts("main .dated")
