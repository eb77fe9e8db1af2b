"""Steps in the editor of /sparql that its tests share."""

from collections.abc import Callable

import pytest
from selenium import webdriver
from selenium.common.exceptions import StaleElementReferenceException
from selenium.webdriver.common.by import By
from selenium.webdriver.support.wait import WebDriverWait

from phaen.endpoint.editor.bundle import FOLDER, find_bundle
from tests.browser.driving import find

LIBRARIES = FOLDER.parents[1] / "frontend" / "node_modules" / "esbuild"
# Where npm and its registry could be reached, the editor must be there.
NEEDS_EDITOR = pytest.mark.skipif(
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
    """Return the texts of a part of the result; read again where another one takes its place just then."""
    selector = f".tabPanel.active .yasr_results {css}"
    until(browser, lambda b: b.find_elements(By.CSS_SELECTOR, selector))
    try:
        return [element.text for element in browser.find_elements(By.CSS_SELECTOR, selector)]
    except StaleElementReferenceException:
        return result(browser, css)
