"""How pages are laid out: no sideways scroll down to 320 pixels, nothing moves or is cut, and focus is always seen."""

from collections.abc import Iterator

import pytest
from selenium import webdriver
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.keys import Keys

from tests.browser.driving import DESK, TELEPHONE
from tests.browser.test_accessibility import PAGES as ALL_PAGES

PAGES = [path for path in ALL_PAGES if "release=" not in path]
"""One of each kind: a release has the same pages."""

ZOOMED = (DESK[0] // 2, DESK[1] // 2)
"""A desk at 200 %."""
REFLOWED = (320, 640)
"""1280 pixels at 400 % (WCAG 2.2, 1.4.10)."""
MOST_BYTES = 70_000
"""Of the first page of the samples with all that it loads, uncompressed; ours is a font of 16,000 at most."""
LOADS = 3
ON_THE_WAY = 30
"""Steps of the Tab key from the top of a page."""

OVERFLOW = """
const wide = document.documentElement.clientWidth;
if (document.documentElement.scrollWidth <= wide) return [];
const within = element => { for (let e = element.parentElement; e; e = e.parentElement)
  if (getComputedStyle(e).overflowX !== "visible") return true; };
return [...document.body.querySelectorAll("*")]
  .filter(e => e.getBoundingClientRect().right > wide + 1 && !within(e))
  .map(e => e.tagName + "." + e.getAttribute("class") + " " + Math.round(e.getBoundingClientRect().right)).slice(0, 5)
  .concat([document.documentElement.scrollWidth + " pixels"]);
"""
SHIFTS = """
const done = arguments[0], found = [];
new PerformanceObserver(list => found.push(...list.getEntries())).observe({type: "layout-shift", buffered: true});
requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => done(found.filter(e => e.value > 0).map(e =>
  [e.value.toFixed(4), ...e.sources.map(s => s.node?.outerHTML?.slice(0, 80))].join(" "))), 0)));
"""
LOADED = """
return [performance.getEntriesByType("navigation")[0], ...performance.getEntriesByType("resource")]
  .map(entry => [entry.name, entry.decodedBodySize]);
"""
# Constructed sheets are not inline styles, which the pages' policy forbids.
SPACED = """
const sheet = new CSSStyleSheet();
sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }
  p { margin-block-end: 2em !important }`);
document.adoptedStyleSheets = [sheet];
"""
LARGER = """
const sheet = new CSSStyleSheet();
sheet.replaceSync("html { font-size: 200% }");
document.adoptedStyleSheets = [sheet];
"""
CUT = """
return [...document.body.querySelectorAll("*")].filter(e => {
  const style = getComputedStyle(e);
  const seen = e.checkVisibility() && !e.closest(".unseen, svg, .suggestions, .CodeMirror") && e.textContent.trim();
  return seen && ["hidden", "clip"].includes(style.overflowX)
    && (e.scrollWidth > e.clientWidth + 1 || e.scrollHeight > e.clientHeight + 1);
}).map(e => e.tagName + "." + e.getAttribute("class"));
"""
# Each Tab tells of the element that has the focus before it: by then that has been scrolled to.
WATCH = """
window.phaenFocused = [];
let last;
window.phaenTell = () => {
  const e = document.activeElement, box = e.getBoundingClientRect(), style = getComputedStyle(e);
  if (e === document.body) return;
  const middle = (from, to, end) => (Math.max(from, 0) + Math.min(to, end)) / 2;
  const [x, y] = [middle(box.left, box.right, innerWidth), middle(box.top, box.bottom, innerHeight)];
  const top = document.elementFromPoint(x, y);
  const wrong = {
    unmarked: style.outlineStyle === "none" || parseFloat(style.outlineWidth) < 2,
    outside: box.bottom <= 0 || box.top >= innerHeight || !box.width,
    covered: !e.closest("svg") && !(top && (e.contains(top) || top.contains(e))),
    back: last && !(last.compareDocumentPosition(e) & Node.DOCUMENT_POSITION_FOLLOWING),
  };
  last = e;
  phaenFocused.push([e.outerHTML.slice(0, 90), ...Object.keys(wrong).filter(name => wrong[name])]);
};
addEventListener("keydown", phaenTell, true);
"""


def resize(browser: webdriver.Chrome, size: tuple[int, int]) -> None:
    metrics = {"width": size[0], "height": size[1], "deviceScaleFactor": 1, "mobile": False}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)


def moved(browser: webdriver.Chrome, address: str) -> list[str]:
    """Load a page and return what has moved: each time, for a table may once be drawn while it comes in slowly."""
    found: list[str] = []
    for _ in range(LOADS):
        browser.get(address)
        found = browser.execute_async_script(SHIFTS)
        if not found:
            break
    return found


@pytest.fixture(autouse=True)
def own_size(browser: webdriver.Chrome) -> Iterator[None]:
    yield
    browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


@pytest.mark.parametrize("path", PAGES)
def test_a_page_fits_every_width_and_nothing_moves(browser: webdriver.Chrome, served: str, path: str) -> None:
    found: dict[str, object] = {}
    for size, narrower in ((DESK, ZOOMED), (TELEPHONE, REFLOWED)):
        resize(browser, size)
        found[f"moves at {size[0]}"] = moved(browser, f"{served}{path}")
        found[f"wide at {size[0]}"] = browser.execute_script(OVERFLOW)
        resize(browser, narrower)
        found[f"wide at {narrower[0]}"] = browser.execute_script(OVERFLOW)
    browser.execute_script(SPACED)
    found["wide when spaced"], found["cut when spaced"] = (browser.execute_script(script) for script in (OVERFLOW, CUT))
    resize(browser, DESK)
    browser.execute_script(LARGER)
    found["wide at 200 %"], found["cut at 200 %"] = (browser.execute_script(script) for script in (OVERFLOW, CUT))
    browser.get_log("browser")  # of pages that are none, their status
    assert {name: what for name, what in found.items() if what} == {}


@pytest.mark.parametrize("size", [DESK, TELEPHONE])
def test_the_first_page_is_light(browser: webdriver.Chrome, served: str, size: tuple[int, int]) -> None:
    """Hold the page with all that it loads, uncompressed, to a bound; that of a whole country is in tests/endpoint."""
    resize(browser, size)
    browser.get(f"{served}/")
    loaded = dict(browser.execute_script(LOADED))
    assert len(loaded) >= 3
    assert all(loaded.values())
    assert sum(loaded.values()) < MOST_BYTES, loaded


@pytest.mark.parametrize("size", [DESK, REFLOWED])
@pytest.mark.parametrize("path", ["/", "/organisations", "/queries/statements-mentioning", "/id/plan/pao-51/undated"])
def test_the_keyboard_goes_through_a_page_in_order_and_is_always_seen(
    browser: webdriver.Chrome, served: str, path: str, size: tuple[int, int]
) -> None:
    resize(browser, size)
    browser.get(f"{served}{path}")
    browser.execute_script(WATCH)
    ActionChains(browser, duration=0).send_keys(*[Keys.TAB] * ON_THE_WAY).perform()
    seen = browser.execute_script("phaenTell(); return phaenFocused")
    assert len(seen) > ON_THE_WAY - 5
    assert [step for step in seen if step[1:]] == []


def test_the_skip_link_leads_past_the_header(browser: webdriver.Chrome, served: str) -> None:
    browser.get(f"{served}/organisations")
    keys = ActionChains(browser, duration=0)
    keys.send_keys(Keys.TAB, Keys.ENTER, Keys.TAB).perform()
    assert browser.execute_script("return document.querySelector('main').contains(document.activeElement)")
