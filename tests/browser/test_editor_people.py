"""The editor for people: in Thai, by keyboard, on a telephone."""

import re

import pytest
from selenium import webdriver
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from tests.browser.driving import DESK, TELEPHONE, find
from tests.browser.editing import NEEDS_EDITOR, PLANS, no_tabs_kept, open_editor, result, run, until

__all__ = ["no_tabs_kept"]
pytestmark = NEEDS_EDITOR


def words(browser: webdriver.Chrome) -> set[str]:
    """Give what the editor says now, in texts, attributes and styles; not what people or the data say."""
    return set(
        browser.execute_script(
            """const skipped = '.CodeMirror-line, .CodeMirror-measure, .result-table, .result-status a, textarea';
            const found = [];
            const walk = document.createTreeWalker(document.querySelector('.workbench'), NodeFilter.SHOW_ELEMENT);
            while (walk.nextNode()) {
              const node = walk.currentNode;
              if (node.closest(skipped) || node.closest('#saved-queries')) continue;
              for (const name of ['title', 'aria-label', 'placeholder']) found.push(node.getAttribute(name) ?? '');
              for (const child of node.childNodes) if (child.nodeType === 3) found.push(child.data);
              for (const part of ['::before', '::after']) found.push(getComputedStyle(node, part).content);
            }
            return found"""
        )
    )


def open_menus(browser: webdriver.Chrome) -> set[str]:
    """Open the menu of a tab, the settings and the address to pass on, one after the other; give their words."""
    ActionChains(browser).context_click(find(browser, ".tab.active a")).perform()
    said = words(browser)
    assert "ปิดแท็บอื่น" in said
    for button in (".tabPanel.active .tabContextButton", ".tabPanel.active .yasqe_share"):
        find(browser, "h1").click()
        find(browser, button).click()
        said |= words(browser)
    assert "ทำลิงก์ถาวร" in said
    ActionChains(browser).send_keys(Keys.ESCAPE).perform()
    return said


def test_no_word_of_english_is_left_on_the_thai_editor(browser: webdriver.Chrome, served: str) -> None:
    open_editor(browser, served, "th")
    said = open_menus(browser)
    for query, view, css in (
        (PLANS, "table", "tbody td"),
        (PLANS, "line", "tbody td"),
        (PLANS, "response", ".CodeMirror"),
        ("CONSTRUCT WHERE { ?s ?p ?o } LIMIT 99", "response", ".overlay"),
        ("ASK {}", "table", ".booleanResult"),
    ):
        run(browser, query, view)
        result(browser, css)
        said |= words(browser)
    browser.execute_script("phaenEditor.getTab().setQuery('SELECT * { ?s ?p }')")
    ActionChains(browser).move_to_element(find(browser, ".parseErrorIcon")).perform()
    until(browser, lambda b: b.find_elements(By.CSS_SELECTOR, ".yasqe_tooltip"))
    assert "บรรทัดนี้ผิด ควรเป็น: " in words(browser)
    allowed = re.compile(
        r"IRI|SPARQL|cURL|T\d{6}Z|ASK|SELECT|CONSTRUCT|DESCRIBE|POST|GET|JSON|XML|[CT]SV|Turtle|TriG|N-Triples|N-Quads|RDF"
        r"|^none$|https?://\S+|[\w/+.-]+/[\w/+.*;=,-]+"
    )
    assert {word for word in said if re.search("[A-Za-z]{2}", allowed.sub("", word))} == set()


@pytest.mark.parametrize(("lang", "said"), [("th", "ที่นี่ไม่เรียกบริการอื่น"), ("en", "this endpoint calls no other endpoint")])
def test_errors_are_told_in_the_language_of_the_page(
    browser: webdriver.Chrome, served: str, lang: str, said: str
) -> None:
    open_editor(browser, served, lang)
    run(browser, "SELECT * { SERVICE <http://example.org/> { ?s ?p ?o } }")
    (detail,) = result(browser, "pre")
    assert said in detail
    browser.get_log("browser")  # of an answer that is none, its status


def test_the_menu_of_a_tab_hangs_on_the_tab(browser: webdriver.Chrome, served: str) -> None:
    open_editor(browser, served)
    ActionChains(browser).context_click(find(browser, ".tab.active a")).perform()
    menu, tab = find(browser, ".context-menu").rect, find(browser, ".tab.active").rect
    assert menu["x"] == pytest.approx(tab["x"], abs=2)
    assert menu["y"] == pytest.approx(tab["y"] + tab["height"], abs=2)


def test_the_keyboard_gets_through_the_editor(browser: webdriver.Chrome, served: str) -> None:
    open_editor(browser, served)
    before = browser.execute_script(
        "document.querySelector('.tabContextButton').focus(); return phaenEditor.getTab().getQuery()"
    )
    passed = []
    for _ in range(4):
        ActionChains(browser).send_keys(Keys.TAB).perform()
        passed.append(
            browser.execute_script("return document.activeElement.className || document.activeElement.tagName")
        )
    assert passed[0] == "TEXTAREA"
    assert passed[1:3] == ["yasqe_share", "yasqe_queryButton query_valid"]
    assert browser.execute_script("return phaenEditor.getTab().getQuery()") == before
    ActionChains(browser).key_down(Keys.SHIFT).send_keys(Keys.TAB * 4).key_up(Keys.SHIFT).perform()
    assert find(browser, ".tabContextButton") == browser.switch_to.active_element


def test_arrows_go_round_the_tabs_and_delete_spares_a_tab_that_is_renamed(
    browser: webdriver.Chrome, served: str
) -> None:
    open_editor(browser, served)
    find(browser, ".addTab").click()
    browser.execute_script("document.querySelector('.tab.active a').focus()")
    started = browser.switch_to.active_element
    ActionChains(browser).send_keys(Keys.ARROW_RIGHT).perform()
    assert browser.switch_to.active_element != started
    ActionChains(browser).send_keys(Keys.ARROW_RIGHT).perform()
    assert browser.switch_to.active_element == started
    ActionChains(browser).double_click(started).send_keys(Keys.HOME, Keys.DELETE, Keys.ENTER).perform()
    assert [tab.text.split("\n")[0] for tab in browser.find_elements(By.CSS_SELECTOR, ".yasgui .tab")] == [
        "Query",
        "uery 1",
    ]


def test_the_editor_fits_a_telephone(browser: webdriver.Chrome, served: str) -> None:
    browser.set_window_size(*TELEPHONE)
    try:
        open_editor(browser, served)
        width = browser.execute_script("return document.documentElement.scrollWidth")
        assert width <= browser.execute_script("return window.innerWidth")
    finally:
        browser.set_window_size(*DESK)


def focused(browser: webdriver.Chrome) -> str:
    return str(browser.execute_script("return document.activeElement.innerText || document.activeElement.className"))


def test_the_menu_of_a_tab_is_used_by_keyboard(browser: webdriver.Chrome, served: str) -> None:
    open_editor(browser, served)
    browser.execute_script("document.querySelector('.tab.active a').focus()")
    tab = browser.switch_to.active_element
    ActionChains(browser).key_down(Keys.SHIFT).send_keys(Keys.F10).key_up(Keys.SHIFT).perform()
    assert focused(browser) == "New Tab"
    ActionChains(browser).send_keys(Keys.ARROW_UP).perform()
    assert focused(browser) == "Close Tab", "what cannot be done is passed over"
    ActionChains(browser).send_keys(Keys.ESCAPE).perform()
    assert browser.find_elements(By.CSS_SELECTOR, ".context-menu") == []
    assert browser.switch_to.active_element == tab
    ActionChains(browser).key_down(Keys.SHIFT).send_keys(Keys.F10).key_up(Keys.SHIFT).perform()
    ActionChains(browser).send_keys(Keys.ARROW_DOWN, Keys.ENTER).perform()
    ActionChains(browser).send_keys("2", Keys.ENTER).perform()
    assert find(browser, ".tab.active").text.split("\n")[0] == "Query2"


def test_escape_closes_the_settings_and_goes_back_to_the_wheel(browser: webdriver.Chrome, served: str) -> None:
    open_editor(browser, served)
    wheel = find(browser, ".tabPanel.active .tabContextButton")
    wheel.click()
    until(browser, lambda b: find(b, ".tabPanel.active .tabMenu").is_displayed())
    ActionChains(browser).send_keys(Keys.TAB).perform()
    assert focused(browser) == "GET"
    ActionChains(browser).send_keys(Keys.ESCAPE).perform()
    until(browser, lambda b: not find(b, ".tabPanel.active .tabMenu").is_displayed())  # it fades
    assert browser.switch_to.active_element == wheel
    assert wheel.get_attribute("aria-expanded") == "false"
