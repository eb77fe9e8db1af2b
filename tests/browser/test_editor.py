"""The SPARQL editor in a real Chromium, where npm has made it: what one who knows SPARQL does there."""

import re
import shutil
from collections.abc import Callable

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.support.wait import WebDriverWait

from phaen.endpoint.editor.bundle import find_bundle
from tests.browser.driving import DESK, TELEPHONE, find

pytestmark = pytest.mark.skipif(
    find_bundle() is None and shutil.which("npm") is None, reason="the editor was not made: install Node.js and npm"
)

PREFIXES = "PREFIX phaen: <https://w3id.org/phaen/ontology#>\nPREFIX skos: <http://www.w3.org/2004/02/skos/core#>\n"
PLANS = PREFIXES + "SELECT ?plan ?from { ?plan a phaen:Plan BIND(2566 AS ?from) } ORDER BY ?plan"


@pytest.fixture(autouse=True)
def no_tabs_kept(browser: webdriver.Chrome, served: str) -> None:
    browser.get(f"{served}/health")
    browser.execute_script("localStorage.clear()")


def until(browser: webdriver.Chrome, condition: Callable[[webdriver.Chrome], object]) -> None:
    WebDriverWait(browser, 20).until(condition)


def open_editor(browser: webdriver.Chrome, served: str, lang: str = "en") -> None:
    browser.get(f"{served}/sparql?lang={lang}")
    until(browser, lambda b: b.execute_script("return Boolean(window.phaenEditor?.getTab()?.getYasr())"))


def run(browser: webdriver.Chrome, query: str, view: str = "table") -> None:
    """Put a query into the tab and run it, as somebody does who types and presses the button."""
    browser.execute_script(
        "const tab = phaenEditor.getTab(); tab.setQuery(arguments[0]); tab.getYasr().selectPlugin(arguments[1])",
        query,
        view,
    )
    button = find(browser, ".tabPanel.active .yasqe_queryButton")
    browser.execute_script("arguments[0].scrollIntoView({block: 'center'})", button)
    button.click()


def result(browser: webdriver.Chrome, css: str) -> list[str]:
    selector = f".tabPanel.active .yasr_results {css}"
    until(browser, lambda b: b.find_elements(By.CSS_SELECTOR, selector))
    return [element.text for element in browser.find_elements(By.CSS_SELECTOR, selector)]


def test_a_result_is_a_table_with_names_that_can_be_sorted(browser: webdriver.Chrome, served: str) -> None:
    open_editor(browser, served)
    run(browser, PLANS)
    assert result(browser, "tbody td") == [
        "แผนพัฒนา องค์การบริหารส่วนจังหวัดลำพูน", "2566", "แผนพัฒนา องค์การบริหารส่วนจังหวัดลำปาง", "2566",
    ]  # fmt: skip
    find(browser, ".result-table thead button").click()
    find(browser, ".result-table thead button").click()
    assert find(browser, ".result-table th[aria-sort]:nth-child(2)").get_attribute("aria-sort") == "descending"
    find(browser, ".result-controls input[type=checkbox]").click()
    assert re.search(r"/id/plan/pao-5[12]/undated$", result(browser, "tbody td")[0])


def test_what_came_of_a_query_is_told_with_the_state_of_the_data(browser: webdriver.Chrome, served: str) -> None:
    open_editor(browser, served)
    run(browser, PLANS)
    result(browser, "tbody td")
    until(browser, lambda b: "2 rows" in find(b, ".result-status").text)
    assert re.search(r"[\d.]+ seconds · 2 rows · state of the data \d{8}T\d{6}Z", find(browser, ".result-status").text)
    formats = [link.text for link in browser.find_elements(By.CSS_SELECTOR, ".result-status a")]
    assert formats == ["csv", "tsv", "json", "xml"]


@pytest.mark.parametrize(
    ("view", "query", "css", "found"),
    [
        ("bar", 'SELECT * { VALUES (?x ?n) {("ก" 1) ("ข" 2)} }', ".bars td.number", ["1", "2"]),
        ("line", "SELECT * { VALUES (?year ?n) {(2566 1) (2567 2)} }", "circle title", ["", ""]),
        ("matrix", 'SELECT * { VALUES (?a ?b ?n) {("ก" "ข" 1) ("ก" "ค" 2)} }', "td.number", ["1", "2"]),
        ("map", 'SELECT * { VALUES (?place ?n) {("51" 1) ("52" 2)} }', "path.s5", [""]),
        ("tree", "SELECT * { VALUES (?node ?parent ?label) {(<x:1> UNDEF 'ก') (<x:2> <x:1> 'ข')} }", "li li", ["ข"]),
        (
            "graph",
            "CONSTRUCT { ?s phaen:parentElement ?o } { ?s phaen:parentElement ?o } LIMIT 3",
            "canvas",
            ["", "", ""],
        ),
    ],
)
def test_every_view_draws(
    browser: webdriver.Chrome, served: str, view: str, query: str, css: str, found: list[str]
) -> None:
    open_editor(browser, served)
    run(browser, PREFIXES + query, view)
    assert result(browser, css) == found


def test_properties_are_offered_that_the_class_of_the_subject_has(browser: webdriver.Chrome, served: str) -> None:
    open_editor(browser, served, "th")
    query = f"{PREFIXES}SELECT * {{\n  ?s a phaen:Project ;\n    phaen:\n}}"
    browser.execute_script(
        "const editor = phaenEditor.getTab().getYasqe(); editor.setValue(arguments[0]); editor.focus();"
        "editor.getDoc().setCursor({line: 4, ch: 10}); editor.autocomplete()",
        query,
    )
    until(browser, lambda b: b.find_elements(By.CSS_SELECTOR, ".CodeMirror-hint"))
    offered = [hint.text.split("\n") for hint in browser.find_elements(By.CSS_SELECTOR, ".CodeMirror-hint")]
    names = {hint[0]: hint[1:] for hint in offered}
    assert names["phaen:partOfPlan"][0] == "เป็นส่วนหนึ่งของแผน"
    assert "phaen:planOf" not in names


def test_a_saved_question_opens_in_a_tab_of_its_own_once(browser: webdriver.Chrome, served: str) -> None:
    open_editor(browser, served)
    until(browser, lambda b: b.find_elements(By.CSS_SELECTOR, "#saved-queries summary"))
    find(browser, "#saved-queries summary").click()
    for _ in range(2):
        find(browser, "#saved-queries details[open] button").click()
    assert len(browser.find_elements(By.CSS_SELECTOR, ".yasgui .tab")) == 2
    assert "SELECT" in browser.execute_script("return phaenEditor.getTab().getQuery()")


def test_a_mistake_is_told_as_the_service_tells_it(browser: webdriver.Chrome, served: str) -> None:
    open_editor(browser, served)
    run(browser, "SELECT * { ?s ?p }")
    assert result(browser, ".errorResult h3") == ["The query has a syntax error"]
    assert "line 1, column 18" in result(browser, ".errorResult pre")[0]
    assert all("400" in entry["message"] for entry in browser.get_log("browser"))


def test_a_query_that_is_cancelled_runs_no_longer(browser: webdriver.Chrome, served: str, token: str) -> None:
    open_editor(browser, served)
    run(browser, "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }")
    asked = (
        "const done = arguments[1]; fetch('/running', {headers: {Authorization: 'Bearer ' + arguments[0],"
        " Accept: 'application/json'}}).then(r => r.text()).then(done)"
    )
    until(browser, lambda b: "?g ?h ?i" in b.execute_async_script(asked, token))
    find(browser, ".tabPanel.active .yasqe_queryButton").click()
    until(browser, lambda b: "?g ?h ?i" not in b.execute_async_script(asked, token))
    assert find(browser, ".result-status").text == "The query was cancelled."


def test_an_address_with_a_query_opens_it_and_shows_its_result(browser: webdriver.Chrome, served: str) -> None:
    browser.get(f"{served}/sparql?lang=en&query=SELECT+%3Fx+%7B+BIND(%22%E0%B8%81%22+AS+%3Fx)+%7D")
    assert result(browser, "tbody td") == ["ก"]


def test_no_word_of_english_is_left_on_the_thai_editor(browser: webdriver.Chrome, served: str) -> None:
    open_editor(browser, served, "th")
    run(browser, PLANS)
    result(browser, "tbody td")
    words = browser.execute_script(
        """const skipped = '.CodeMirror, .result-table, textarea, .result-status a';
        const found = [];
        const walk = document.createTreeWalker(document.querySelector('.workbench'), NodeFilter.SHOW_ELEMENT);
        while (walk.nextNode()) {
          const node = walk.currentNode;
          if (node.closest(skipped) || node.closest('#saved-queries') || node.closest('[hidden]')) continue;
          for (const name of ['title', 'aria-label', 'placeholder']) found.push(node.getAttribute(name) ?? '');
          for (const child of node.childNodes) if (child.nodeType === 3) found.push(child.data);
        }
        return found"""
    )
    allowed = re.compile(
        r"IRI|SPARQL|T\d{6}Z|ASK|SELECT|CONSTRUCT|DESCRIBE|POST|GET|https?://\S+|[\w/+.-]+/[\w/+.*;=,-]+"
    )
    left = {word for word in words if re.search("[A-Za-z]{2}", allowed.sub("", word))}
    assert left == set()


def test_the_editor_fits_a_telephone(browser: webdriver.Chrome, served: str) -> None:
    browser.set_window_size(*TELEPHONE)
    try:
        open_editor(browser, served)
        width = browser.execute_script("return document.documentElement.scrollWidth")
        assert width <= browser.execute_script("return window.innerWidth")
    finally:
        browser.set_window_size(*DESK)
