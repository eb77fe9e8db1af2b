"""What addresses and kept tabs may make the editor do, and what it passes on."""

import json
from typing import Any
from urllib.parse import urlencode

import pytest
from selenium import webdriver
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.select import Select

from tests.browser.driving import find
from tests.browser.editing import NEEDS_EDITOR, PLANS, no_tabs_kept, open_editor, result, run, until

__all__ = ["no_tabs_kept"]
pytestmark = NEEDS_EDITOR


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


TWO = "SELECT ?x ?n ?m { VALUES (?x ?n ?m) { ('ก' 1 5) ('ข' 2 7) } }"


def share(browser: webdriver.Chrome, label: str) -> str:
    """Give what a field of the dialog has to copy."""
    path = f"//dialog//label[starts-with(normalize-space(.), '{label}')]/*"
    until(browser, lambda b: b.find_elements(By.XPATH, path))
    return str(browser.find_element(By.XPATH, path).get_attribute("value"))


def test_a_permanent_link_keeps_the_view_and_its_graphs(browser: webdriver.Chrome, served: str) -> None:
    open_editor(browser, served)
    run(browser, TWO, "bar")
    result(browser, ".bars td.number")
    column = browser.find_elements(By.CSS_SELECTOR, ".tabPanel.active .result-controls select")[1]
    Select(column).select_by_value("m")
    browser.execute_script("phaenEditor.getTab().setRequestConfig({defaultGraphs: ['https://example.org/none']})")
    find(browser, ".tabPanel.active .yasqe_share").click()
    assert "/embed/sparql?query=" in share(browser, "Code to embed")
    find(browser, "dialog .shorten").click()
    address = share(browser, "Permanent link")
    assert share(browser, "Code to embed").startswith(f'<iframe src="{address.replace("/q/", "/embed/q/")}?lang=en"')
    browser.get(f"{address}?lang=en")
    assert "bar chart · Along: x · Value: m" in find(browser, "main").text
    browser.switch_to.frame(find(browser, ".framed-result"))
    until(browser, lambda b: [n.text for n in b.find_elements(By.CSS_SELECTOR, ".bars .number")] == ["5", "7"])
    browser.switch_to.default_content()
    browser.execute_script("localStorage.clear()")
    find(browser, "form[action='/sparql'] button").click()
    assert result(browser, ".bars td.number") == ["5", "7"]
    assert "example.org%2Fnone" in str(find(browser, ".result-status a").get_attribute("href"))


def test_the_view_that_is_shown_is_had_as_a_picture(browser: webdriver.Chrome, served: str) -> None:
    open_editor(browser, served)
    run(browser, TWO, "bar")
    result(browser, ".bars td.number")
    until(browser, lambda b: b.find_elements(By.CSS_SELECTOR, ".result-status .picture a"))
    address = str(find(browser, ".result-status .picture a").get_attribute("href"))
    find(browser, ".tabPanel.active .yasqe_share").click()
    assert find(browser, "dialog a[download]").get_attribute("href") == address
    browser.get(address)
    assert browser.execute_script("return [...document.querySelectorAll('text')].map(t => t.textContent)")[1:5] == [
        "ก", "1", "ข", "2",
    ]  # fmt: skip


def test_the_dialog_to_pass_it_on_gives_the_focus_back(browser: webdriver.Chrome, served: str) -> None:
    open_editor(browser, served)
    button = find(browser, ".tabPanel.active .yasqe_share")
    button.send_keys(Keys.ENTER)
    assert len(browser.find_elements(By.CSS_SELECTOR, "dialog.share, .yasqe_sharePopup")) == 1
    ActionChains(browser).send_keys(Keys.ESCAPE).perform()
    until(browser, lambda b: not b.find_elements(By.CSS_SELECTOR, "dialog"))  # the browser tells of it a little later
    assert browser.switch_to.active_element == button


def test_a_query_in_a_release_has_no_permanent_link(browser: webdriver.Chrome, served: str) -> None:
    open_editor(browser, served)
    browser.execute_script("phaenEditor.getTab().setRequestConfig({args: [{name: 'release', value: 'latest'}]})")
    find(browser, ".tabPanel.active .yasqe_share").click()
    find(browser, "dialog .shorten").click()
    assert "always leads to the current data" in find(browser, "dialog .error").text
