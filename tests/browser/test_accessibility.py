"""No page kind has what axe-core finds wrong by WCAG 2.2 AA, in light and dark; every other one in English."""

from itertools import cycle
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.webdriver.support.wait import WebDriverWait

AXE = Path(__file__).parents[2] / "endpoint" / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
PAGES = (
    "/", "/about", "/organisations", "/organisations?q=ลำปาง", "/queries", "/queries/theme-matrix", "/queries/visions",
    "/sparql", "/search?q=การศึกษา",
    "/id/organisation/pao-51", "/id/plan/pao-51/undated", "/id/plan/pao-52/undated/strategy/3/guideline/2",
    "/doc/plan/pao-51/undated/document/e0a3339b2d818f7b",
    "/ontology", "/ontology/Plan", "/vocab", "/vocab/province", "/vocab/sdg/3", "/.well-known/void", "/api", "/compare",
    "/themes",
    "/vocab/sdg", "/vocab/programme", "/compare/themes", "/compare/themes?plan=pao-51/undated&plan=pao-52/undated",
    "/graphs", "/review", "/reconcile", "/id/nothing", "/releases/", "/releases/latest/", "/releases/latest/tables/",
    "/releases/latest/graphs/vocab/", "/releases/latest/nothing", "/catalog", "/graphs?release=latest",
    "/doc/plan/pao-51/undated?kind=Guideline&q=การ",
    "/doc/plan/pao-51/undated?release=latest", "/queries/visions?release=latest", "/sparql?release=latest",
    "/embed/queries/organisations", "/embed/queries/theme-matrix", "/embed/queries/provinces-planning-for",
    "/embed/queries/plan-outline?province=51", "/embed/queries/planned-together", "/embed/queries/budgets-per-year",
    "/embed/queries/visions", "/embed/nothing", "/queries/planned-together", "/queries/provinces-planning-for",
)  # fmt: skip
MADE = """return !document.querySelector('script[src^="/static/editor/"]')
  || Boolean(window.phaenEditor?.getTab()?.getYasr())"""
"""Tells that the editor, on a page that has it, has been made."""
ALL = "['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']"
COLOURS = "{type: 'rule', values: ['color-contrast']}"
RUN = """
const done = arguments[0];
axe.run({runOnly: %s}).then(found => done(
  found.violations.flatMap(rule => rule.nodes.map(node => rule.id + ': ' + node.target.join(' ')))
));
"""

pytestmark = pytest.mark.skipif(
    not AXE.exists(), reason="no axe-core here: 'make editor' brings it, where there is npm"
)


def shade(browser: webdriver.Chrome, theme: str) -> None:
    feature = {"name": "prefers-color-scheme", "value": theme}
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [feature]})


@pytest.mark.parametrize(("path", "lang"), [*zip(PAGES, cycle(["th", "en"]), strict=False)])
def test_axe_finds_nothing(browser: webdriver.Chrome, served: str, path: str, lang: str) -> None:
    """Look at all in the light, and in the dark at what differs there: the colours."""
    try:
        shade(browser, "light")
        browser.get(f"{served}{path}{'&' if '?' in path else '?'}lang={lang}")
        WebDriverWait(browser, 20).until(lambda b: b.execute_script(MADE))
        browser.execute_script(AXE.read_text(encoding="utf-8"))
        assert browser.execute_async_script(RUN % ALL) == []
        shade(browser, "dark")
        assert browser.execute_async_script(RUN % COLOURS) == []
        browser.get_log("browser")
    finally:
        shade(browser, "")
