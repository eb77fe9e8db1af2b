"""The site in a real Chromium: a researcher's ways through it, in both languages, on a desk and on a telephone."""

from pathlib import Path

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.wait import WebDriverWait

from tests.browser.driving import DESK, TELEPHONE, find, follow, new_page, submit


def test_from_the_search_box_to_the_evidence_of_a_statement(browser: webdriver.Chrome, served: str) -> None:
    browser.get(f"{served}/?lang=th")
    field = find(browser, "main form input[type=search], main form input[type=text]")
    field.send_keys("ท่องเที่ยว")
    submit(browser, field)
    hit = browser.find_element(By.XPATH, "//main//li[contains(., 'ส่งเสริมและพัฒนาการท่องเที่ยวทั้งระบบ')]")
    assert hit.find_element(By.CSS_SELECTOR, "mark").text == "ท่องเที่ยว"
    with new_page(browser):
        hit.find_element(By.CSS_SELECTOR, ".source a").click()
    place = find(browser, "main mark:target")
    assert place.text == "ส่งเสริมและพัฒนาการท่องเที่ยวทั้งระบบ"
    with new_page(browser):
        place.find_element(By.TAG_NAME, "a").click()
    assert "/guideline/2.5" in browser.current_url


def test_suggestions_are_chosen_with_the_keyboard_alone(browser: webdriver.Chrome, served: str) -> None:
    browser.get(f"{served}/queries?lang=th")
    field = find(browser, "header input[role=combobox]")
    assert field.get_attribute("aria-expanded") == "false"
    field.send_keys("องค์การบริหารส่วนจังหวัดลำ")
    WebDriverWait(browser, 20).until(lambda _: field.get_attribute("aria-expanded") == "true")
    field.send_keys(Keys.ARROW_DOWN)
    chosen = browser.find_element(By.ID, field.get_attribute("aria-activedescendant"))
    name = chosen.get_attribute("data-name")
    assert (chosen.get_attribute("role"), chosen.get_attribute("aria-selected")) == ("option", "true")
    field.send_keys(Keys.ESCAPE)
    assert field.get_attribute("aria-expanded") == "false"
    field.send_keys(Keys.ARROW_DOWN)
    WebDriverWait(browser, 20).until(lambda _: field.get_attribute("aria-expanded") == "true")
    field.send_keys(Keys.ARROW_DOWN)
    with new_page(browser):
        field.send_keys(Keys.ENTER)
    assert find(browser, "main input[type=search]").get_attribute("value") == name
    assert find(browser, "main .hit h3").text == name


def test_the_results_are_narrowed_and_widened_again(browser: webdriver.Chrome, served: str) -> None:
    browser.get(f"{served}/search?q=%E0%B8%81%E0%B8%B2%E0%B8%A3%E0%B8%A8%E0%B8%B6%E0%B8%81%E0%B8%A9%E0%B8%B2&lang=en")
    everything = find(browser, "main [role=status]").text
    with new_page(browser):
        find(browser, ".facets a[href*='kind=guideline']").click()
    assert {kind.text for kind in browser.find_elements(By.CSS_SELECTOR, ".hit .kind")} == {"Guideline or tactic"}
    with new_page(browser):
        find(browser, ".filters a").click()
    assert find(browser, "main [role=status]").text == everything


def test_from_an_organisation_over_its_plan_to_the_document(browser: webdriver.Chrome, served: str) -> None:
    browser.get(f"{served}/?lang=en")
    follow(browser, "องค์การบริหารส่วนจังหวัดลำปาง")
    follow(browser, "แผนพัฒนา")
    assert browser.find_element(By.TAG_NAME, "h1").text == "แผนพัฒนา องค์การบริหารส่วนจังหวัดลำปาง"
    follow(browser, "การส่งเสริมการท่องเที่ยว")
    follow(browser, "ยุทธศาสตร์และกลยุทธ์")
    marks = browser.find_elements(By.CSS_SELECTOR, "main mark")
    assert len(marks) == 21


def test_a_saved_question_is_narrowed_in_its_form(browser: webdriver.Chrome, served: str) -> None:
    browser.get(f"{served}/queries/strategies-and-guidelines?lang=en")
    assert len(browser.find_elements(By.CSS_SELECTOR, "main tbody tr")) == 46
    field = find(browser, "input[name=province]")
    field.clear()
    field.send_keys("Lampang")
    submit(browser, field)
    rows = browser.find_elements(By.CSS_SELECTOR, "main tbody tr")
    assert len(rows) == 16
    link = browser.find_element(By.LINK_TEXT, "CSV for programs")
    assert link.get_attribute("href").endswith(".csv?province=Lampang")


def test_a_query_is_written_and_its_mistake_explained_without_script(browser: webdriver.Chrome, served: str) -> None:
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        _write_queries(browser, served)
    finally:
        browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})


def _write_queries(browser: webdriver.Chrome, served: str) -> None:
    browser.get(f"{served}/sparql?lang=en")
    area = find(browser, "textarea[name=query]")
    area.clear()
    area.send_keys("SELECT (COUNT(*) AS ?plans) { ?p a <https://w3id.org/phaen/ontology#Plan> }")
    submit(browser, area)
    assert find(browser, "main tbody td").text == "2"
    area = find(browser, "textarea[name=query]")
    area.clear()
    area.send_keys("SELECT * { ?s ?p }")
    submit(browser, area)
    assert "line 1, column 18" in find(browser, "main .error").text
    # Chromium itself writes a failed status on the console; it is the only word there.
    assert all("400" in entry["message"] for entry in browser.get_log("browser"))


def test_the_language_is_chosen_once_and_kept(browser: webdriver.Chrome, served: str) -> None:
    browser.get(f"{served}/?lang=en")
    assert find(browser, "html").get_attribute("lang") == "en"
    browser.get(f"{served}/queries")
    assert find(browser, "html").get_attribute("lang") == "en"
    follow(browser, "ไทย")
    assert find(browser, "html").get_attribute("lang") == "th"


PAGES = (
    "/", "/queries", "/queries/theme-matrix", "/sparql", "/id/plan/pao-51/undated", "/id/organisation/pao-52",
    "/id/plan/pao-52/undated/strategy/3/guideline/2", "/ontology", "/vocab/province", "/search", "/api",
)  # fmt: skip


@pytest.mark.parametrize("lang", ["th", "en"])
@pytest.mark.parametrize("path", PAGES)
def test_no_page_is_wider_than_a_telephone(browser: webdriver.Chrome, served: str, path: str, lang: str) -> None:
    browser.set_window_size(*TELEPHONE)
    try:
        browser.get(f"{served}{path}?lang={lang}")
        width = browser.execute_script("return document.documentElement.scrollWidth")
        assert width <= browser.execute_script("return window.innerWidth")
        assert find(browser, "h1").is_displayed()
    finally:
        browser.set_window_size(*DESK)


@pytest.mark.parametrize("path", ["/api", "/queries/visions"])
def test_links_in_a_row_have_no_bullets_upon_them(browser: webdriver.Chrome, served: str, path: str) -> None:
    browser.get(f"{served}{path}")
    styles = "return [...document.querySelectorAll('ul.downloads')].map(list => getComputedStyle(list).listStyleType)"
    assert set(browser.execute_script(styles)) == {"none"}


def test_every_field_has_a_label_and_the_keyboard_reaches_the_content(browser: webdriver.Chrome, served: str) -> None:
    for path in ("/", "/queries/statements-mentioning", "/sparql", "/search"):
        browser.get(f"{served}{path}?lang=en")
        for field in browser.find_elements(By.CSS_SELECTOR, "input:not([type=hidden]), textarea, select"):
            # What is shown to nobody, such as the form that the editor takes the place of, has no name to anybody.
            assert field.accessible_name or not field.is_displayed(), (path, field.get_attribute("name"))
        first = browser.find_elements(By.CSS_SELECTOR, "a[href^='#']")[0]
        assert first.get_attribute("href").split("#")[1] == find(browser, "main").get_attribute("id")


def test_a_screenshot_of_the_plan_is_not_blank(browser: webdriver.Chrome, served: str, tmp_path: Path) -> None:
    browser.get(f"{served}/id/plan/pao-51/undated")
    path = tmp_path / "plan.png"
    assert browser.save_screenshot(str(path))
    assert path.stat().st_size > 50_000
