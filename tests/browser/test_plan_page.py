"""The page of a plan in a browser: narrowed down without script, and whole on paper."""

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.support.select import Select
from selenium.webdriver.support.wait import WebDriverWait

from tests.browser.driving import find

SEEN = "return [...document.querySelectorAll(arguments[0])].map(element => element.checkVisibility())"
PLAN = "/en/doc/plan/pao-51/undated"


def statements(browser: webdriver.Chrome) -> list[str]:
    return [found.text for found in browser.find_elements(By.CSS_SELECTOR, ".tree li:not(.context) > .said > .name")]


def test_a_reader_narrows_a_plan_down_and_comes_back_without_script(browser: webdriver.Chrome, served: str) -> None:
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        browser.get(served + PLAN)
        whole = statements(browser)
        find(browser, "#f-q").send_keys("ท่องเที่ยว")
        Select(find(browser, "#f-kind")).select_by_value("Guideline")
        find(browser, ".narrow button").click()
        WebDriverWait(browser, 20).until(lambda b: "kind=Guideline" in b.current_url)
        found = statements(browser)
        assert 0 < len(found) < len(whole)
        assert all("ท่องเที่ยว" in statement for statement in found)
        assert find(browser, "#f-q").get_attribute("value") == "ท่องเที่ยว"
        browser.find_element(By.LINK_TEXT, "Show the whole plan").click()
        WebDriverWait(browser, 20).until(lambda b: "kind=" not in b.current_url)
        assert statements(browser) == whole
    finally:
        browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})


@pytest.mark.parametrize("medium", ["screen", "print"])
def test_what_is_folded_on_the_screen_is_whole_on_paper(browser: webdriver.Chrome, served: str, medium: str) -> None:
    browser.get(served + PLAN)
    browser.execute_script("document.querySelectorAll('.tree details').forEach(part => part.open = false)")
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": medium})
    try:
        seen = browser.execute_script(SEEN, ".tree .tree .name")
        assert len(seen) > 20
        assert set(seen) == {medium == "print"}
        assert set(browser.execute_script(SEEN, "details.raw table")) == {False}
        assert browser.execute_script(SEEN, ".narrow") == [medium == "screen"]
    finally:
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})
