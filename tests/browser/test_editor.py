"""The SPARQL editor in a real Chromium, where npm has made it: what one who knows SPARQL does there."""

import json
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import pytest
from selenium import webdriver
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.select import Select
from selenium.webdriver.support.wait import WebDriverWait

from phaen.endpoint.editor.bundle import FOLDER, find_bundle
from tests.browser.driving import DESK, TELEPHONE, find

LIBRARIES = FOLDER.parents[1] / "frontend" / "node_modules" / "esbuild"
# Where npm and its registry could be reached, the editor must be there.
pytestmark = pytest.mark.skipif(
    find_bundle() is None and not LIBRARIES.exists(),
    reason="the editor was not made: install Node.js and npm, and run 'make editor' where its registry can be reached",
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


@pytest.mark.parametrize("typed", ["", "ประเด็นยุทธ", "StrategicIss", "phaen:StrategicI"])
def test_what_is_chosen_takes_the_place_of_what_was_typed(browser: webdriver.Chrome, served: str, typed: str) -> None:
    open_editor(browser, served, "th")
    browser.execute_script(
        "const editor = phaenEditor.getTab().getYasqe(); editor.setValue(`ASK {\\n ?s a ${arguments[0]}\\n}`);"
        "editor.focus(); editor.getDoc().setCursor({line: 1, ch: 99}); editor.autocomplete()",
        typed,
    )
    until(browser, lambda b: b.find_elements(By.CSS_SELECTOR, ".CodeMirror-hint-active"))
    name = find(browser, ".CodeMirror-hint-active .hint-name").text
    assert name == "phaen:StrategicIssue" or not typed
    ActionChains(browser).send_keys(Keys.ENTER).perform()
    until(browser, lambda b: b.execute_script("return phaenEditor.getTab().getQuery()").startswith("PREFIX"))
    query = browser.execute_script("return phaenEditor.getTab().getQuery()")
    assert query.split("\n")[1:] == ["ASK {", f" ?s a {name}", "}"]


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
    find(browser, "h1").click()
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


def test_the_menu_of_a_tab_hangs_on_the_tab(browser: webdriver.Chrome, served: str) -> None:
    open_editor(browser, served)
    ActionChains(browser).context_click(find(browser, ".tab.active a")).perform()
    menu, tab = find(browser, ".context-menu").rect, find(browser, ".tab.active").rect
    assert menu["x"] == pytest.approx(tab["x"], abs=2)
    assert menu["y"] == pytest.approx(tab["y"] + tab["height"], abs=2)


def posted(browser: webdriver.Chrome, served: str) -> list[dict[str, Any]]:
    """Give the requests other than GET that the page has made, all to this service; and leave the page."""
    messages = [json.loads(entry["message"])["message"] for entry in browser.get_log("performance")]
    sent = [m["params"]["request"] for m in messages if m["method"] == "Network.requestWillBeSent"]
    assert {request["url"] for request in sent if not request["url"].startswith((f"{served}/", "data:"))} == set()
    browser.get(f"{served}/health")
    return [request for request in sent if request["method"] != "GET"]


EVIL = {
    "endpoint": "https://evil.example/sparql",
    "headers": '{"X-Evil": "1"}',
    "requestMethod": "DELETE",
    "update": "CLEAR ALL",
    "format": "html",
    "tabTitle": "<img src=x onerror=alert(1)>",
    "outputFormat": "constructor",
}


@pytest.mark.parametrize(
    "fields", [EVIL, {"endpoint": "/update"}, {"headers": "{"}, {"outputFormat": "bar", "outputSettings": "{"}]
)
def test_an_address_of_anybody_asks_this_service_alone(
    browser: webdriver.Chrome, served: str, fields: dict[str, str]
) -> None:
    browser.get(f"{served}/sparql?lang=en#{urlencode({'query': 'SELECT (1 AS ?x) {}', **fields})}")
    assert "1" in result(browser, "td")
    (request,) = [sent for sent in posted(browser, served) if "query=" in sent.get("postData", "")]
    assert (request["url"], request["method"]) == (f"{served}/sparql", "POST")
    assert request["postData"] == urlencode({"query": "SELECT (1 AS ?x) {}"})
    assert "X-Evil" not in request["headers"]


def test_a_tab_kept_from_elsewhere_asks_this_service_alone(browser: webdriver.Chrome, served: str) -> None:
    kept = {"endpoint": "https://evil.example/", "headers": {"X-Evil": "1"}}
    tab = {"id": "z", "name": "z", "yasqe": {"value": "ASK {}"}, "yasr": {"settings": {}}, "requestConfig": kept}
    keep(browser, {"tabs": ["z"], "active": "z", "tabConfig": {"z": tab}, "endpointHistory": []})
    open_editor(browser, served)
    find(browser, ".tabPanel.active .yasqe_queryButton").click()
    assert result(browser, ".booleanResult") == ["True"]
    (request,) = posted(browser, served)
    assert request["url"] == f"{served}/sparql"
    assert "X-Evil" not in request["headers"]


def keep(browser: webdriver.Chrome, tabs: dict[str, Any]) -> None:
    stored = {"namespace": "triply", "exp": 10**8, "time": 4 * 10**9, "val": tabs}
    browser.execute_script("localStorage.setItem('phaen-editor-1_config', arguments[0])", json.dumps(stored))


def test_tabs_that_cannot_be_read_are_left(browser: webdriver.Chrome, served: str) -> None:
    keep(browser, {"tabs": ["z"], "active": "z", "tabConfig": {}, "endpointHistory": []})
    open_editor(browser, served)
    assert [entry["level"] for entry in browser.get_log("browser")] == ["INFO"]
    open_editor(browser, served)


def test_a_browser_without_room_still_shows_results(browser: webdriver.Chrome, served: str) -> None:
    open_editor(browser, served)
    browser.execute_script(
        "for (let size = 2 ** 20; size; size >>= 1)"
        " try { for (let i = 0; ; i++) localStorage.setItem(`${size} ${i}`, 'x'.repeat(size)) } catch { continue }"
    )
    run(browser, PLANS)
    assert len(result(browser, "tbody td")) == 4
    find(browser, ".addTab").click()
    assert len(browser.find_elements(By.CSS_SELECTOR, ".yasgui .tab")) == 2


def test_an_address_passed_on_keeps_the_view_and_its_columns(browser: webdriver.Chrome, served: str) -> None:
    open_editor(browser, served)
    run(browser, "SELECT * { VALUES (?x ?n ?m) { ('ก' 1 5) ('ข' 2 7) } }", "bar")
    result(browser, ".bars td.number")
    column = browser.find_elements(By.CSS_SELECTOR, ".tabPanel.active .result-controls select")[1]
    Select(column).select_by_value("m")
    address = browser.execute_script("return phaenEditor.getTab().getYasqe().config.createShareableLink()")
    assert address.startswith(f"{served}/sparql#")
    browser.execute_script("localStorage.clear()")
    browser.get("about:blank")
    browser.get(address)
    assert result(browser, ".bars td.number") == ["5", "7"]


def test_a_link_of_the_site_opens_one_tab_and_asks_once(browser: webdriver.Chrome, served: str) -> None:
    query = "SELECT (1 AS ?x) {}"
    browser.get(f"{served}/sparql?{urlencode({'lang': 'en', 'query': query, 'format': 'html'})}")
    assert result(browser, "tbody td") == ["1"]
    tabs = [tab.text.split("\n")[0] for tab in browser.find_elements(By.CSS_SELECTOR, ".yasgui .tab")]
    assert tabs == ["Query", "From a link"]
    assert [sent["postData"] for sent in posted(browser, served)] == [urlencode({"query": query})]


def test_default_graphs_of_the_settings_are_asked(browser: webdriver.Chrome, served: str) -> None:
    open_editor(browser, served)
    browser.execute_script("phaenEditor.getTab().setRequestConfig({defaultGraphs: ['https://example.org/none']})")
    run(browser, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
    assert result(browser, "tbody td") == ["0"]
    until(browser, lambda b: b.find_elements(By.CSS_SELECTOR, ".result-status a"))
    assert "example.org%2Fnone" in str(find(browser, ".result-status a").get_attribute("href"))


def test_an_update_is_told_where_it_belongs(browser: webdriver.Chrome, served: str) -> None:
    open_editor(browser, served)
    run(browser, "INSERT DATA { <x:a> <x:b> 1 }")
    assert "send it to /update" in result(browser, ".errorResult pre")[0]
    assert all("400" in entry["message"] for entry in browser.get_log("browser"))


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
