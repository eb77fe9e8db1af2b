"""The SPARQL editor in a real Chromium, where npm has made it: what one who knows SPARQL does there."""

import re

import pytest
from selenium import webdriver
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from tests.browser.driving import find
from tests.browser.editing import NEEDS_EDITOR, PLANS, PREFIXES, no_tabs_kept, open_editor, result, run, until

__all__ = ["no_tabs_kept"]
pytestmark = NEEDS_EDITOR


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
    assert result(browser, ".errorResult h2") == ["The query has a syntax error"]
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


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("SELECT * {{\n  ?s a phaen:Project ;\n{}\n}}", {"phaen:partOfPlan", "skos:prefLabel"}),
        ("SELECT * {{ ?s {} }}", {"skos:prefLabel", "rdf:type"}),
        ("SELECT * {{ ?s a {} }}", {"skos:Concept", "phaen:Plan"}),
    ],
)
def test_where_nothing_is_typed_what_fits_is_offered_most_used_first(
    browser: webdriver.Chrome, served: str, query: str, expected: set[str]
) -> None:
    open_editor(browser, served)
    before = (PREFIXES + query).format("\0").split("\0")[0]
    browser.execute_script(
        "const editor = phaenEditor.getTab().getYasqe(); editor.setValue(arguments[0]); editor.focus();"
        "editor.getDoc().setCursor(arguments[1])",
        (PREFIXES + query).format(""),
        {"line": before.count("\n"), "ch": len(before.split("\n")[-1])},
    )
    if "?s a {}" not in query:  # classes are offered unasked
        assert browser.find_elements(By.CSS_SELECTOR, ".CodeMirror-hint") == []
    ActionChains(browser).key_down(Keys.CONTROL).send_keys(Keys.SPACE).key_up(Keys.CONTROL).perform()
    until(browser, lambda b: b.find_elements(By.CSS_SELECTOR, ".CodeMirror-hint"))
    hints = "[...document.querySelectorAll('.CodeMirror-hint')]"
    read = f"return {hints}.map(hint => [...hint.children].map(child => child.innerText))"
    offered = browser.execute_script(read)
    assert expected <= {hint[0] for hint in offered}
    counts = [
        int(hint[-1].replace(",", "")) for hint in offered if len(hint) > 1 and hint[-1].replace(",", "").isdigit()
    ]
    assert counts == sorted(counts, reverse=True)


def test_one_row_is_a_row(browser: webdriver.Chrome, served: str) -> None:
    open_editor(browser, served)
    run(browser, "SELECT (1 AS ?x) {}")
    until(browser, lambda b: "1 row ·" in find(b, ".result-status").text)


@pytest.mark.parametrize(
    ("lang", "said"), [("en", "cannot be reached (status 503)"), ("th", "ติดต่อบริการไม่ได้ (สถานะ 503)")]
)
def test_the_page_of_a_proxy_is_told_as_a_sentence(
    browser: webdriver.Chrome, served: str, lang: str, said: str
) -> None:
    proxy = """const plain = fetch, html = {status: 503, headers: {"Content-Type": "text/html"}};
      window.fetch = (what, options) => what instanceof Request
        ? Promise.resolve(new Response("<html><h1>503</h1>nginx</html>", html)) : plain(what, options);"""
    added = browser.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": proxy})
    try:
        open_editor(browser, served, lang)
        run(browser, PLANS)
        assert said in result(browser, ".errorResult h2")[0]
        assert "nginx" not in find(browser, ".tabPanel.active .errorResult").text
    finally:
        browser.execute_cdp_cmd("Page.removeScriptToEvaluateOnNewDocument", added)


def test_a_result_that_was_not_kept_is_told_of_and_asked_again(browser: webdriver.Chrome, served: str) -> None:
    open_editor(browser, served)
    run(browser, "SELECT * { ?s ?p ?o } LIMIT 1500")
    until(browser, lambda b: "1,500 rows" in find(b, ".result-status").text)
    open_editor(browser, served)
    assert "has not kept the result" in find(browser, ".result-status").text
    find(browser, ".unkept button").click()
    until(browser, lambda b: "1,500 rows" in find(b, ".result-status").text)
    run(browser, PLANS)
    until(browser, lambda b: "2 rows" in find(b, ".result-status").text)
    open_editor(browser, served)
    assert find(browser, ".result-status").text == ""
