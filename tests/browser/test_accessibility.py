"""No page kind has what axe-core finds wrong by WCAG 2.2 AA, in both languages, in light and dark."""

from pathlib import Path

import pytest
from selenium import webdriver

AXE = Path(__file__).parents[2] / "endpoint" / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
PAGES = (
    "/", "/organisations", "/queries", "/queries/theme-matrix", "/queries/visions", "/sparql", "/search?q=การศึกษา",
    "/id/organisation/pao-51", "/id/plan/pao-51/undated", "/id/plan/pao-52/undated/strategy/3/guideline/2",
    "/ontology", "/ontology/Plan", "/vocab", "/vocab/province", "/vocab/sdg/3", "/.well-known/void", "/api", "/compare",
    "/graphs", "/review", "/reconcile", "/id/nothing",
)  # fmt: skip
RUN = """
const done = arguments[0];
axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']}).then(found => done(
  found.violations.flatMap(rule => rule.nodes.map(node => rule.id + ': ' + node.target.join(' ')))
));
"""

pytestmark = pytest.mark.skipif(
    not AXE.exists(), reason="no axe-core here: 'make editor' brings it, where there is npm"
)


def shade(browser: webdriver.Chrome, theme: str) -> None:
    feature = {"name": "prefers-color-scheme", "value": theme}
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [feature]})


@pytest.mark.parametrize(("lang", "theme"), [("th", "light"), ("en", "dark")])
@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing(browser: webdriver.Chrome, served: str, path: str, lang: str, theme: str) -> None:
    shade(browser, theme)
    try:
        browser.get(f"{served}{path}{'&' if '?' in path else '?'}lang={lang}")
        browser.execute_script(AXE.read_text(encoding="utf-8"))
        assert browser.execute_async_script(RUN) == []
        browser.get_log("browser")
    finally:
        shade(browser, "")
