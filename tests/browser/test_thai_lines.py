"""Thai has no blanks between words: on a telephone, lines break between words all the same, never within one."""

import pytest
from selenium import webdriver

from phaen.endpoint.whole_words import kept_whole
from tests.browser.driving import TELEPHONE

BROKEN = """
const words = new Intl.Segmenter('th', {granularity: 'word'}), range = document.createRange(), broken = [];
const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
for (let node; (node = texts.nextNode());) {
  const element = node.parentElement, text = node.data;
  if (!/[\\u0e01-\\u0e5b]{3}/.test(text) || !element.checkVisibility()) continue;
  if (element.closest('.unseen, script, textarea, option, svg')) continue;
  const starts = new Set([...words.segment(text)].map(word => word.index));
  for (let at = 0, top = null; at < text.length; at++) {
    range.setStart(node, at);
    range.setEnd(node, at + 1);
    const box = range.getClientRects()[0];
    if (!box || !box.width) continue;
    if (top !== null && box.top > top + 6 && !starts.has(at))
      broken.push(text.slice(Math.max(0, at - 10), at) + '|' + text.slice(at, at + 10));
    top = box.top;
  }
}
return broken;
"""


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/organisations",
        "/id/organisation/pao-51",
        "/id/plan/pao-51/undated",
        "/api",
        "/releases/latest/",
        "/catalog",
    ],
)
def test_no_line_breaks_within_a_thai_word(browser: webdriver.Chrome, served: str, path: str) -> None:
    size = browser.get_window_size()
    try:
        browser.set_window_size(*TELEPHONE)
        browser.get(f"{served}/th{path}")
        assert browser.execute_script(BROKEN) == []
    finally:
        browser.set_window_size(size["width"], size["height"])


NAMES = (
    "องค์การบริหารส่วนตำบลหนองบัวโคก",
    "แผนพัฒนาท้องถิ่นของเทศบาลตำบลทุ่งศรีเมือง",
    "เทศบาลเมืองวังทองหลางและด่านม่วงคำ",
)
WRAPPED = """
const heading = document.querySelector("main").appendChild(document.createElement("h1"));
heading.lang = "th";
heading.innerHTML = arguments[0];
const rows = element => new Set([...element.getClientRects()].map(box => Math.round(box.top))).size;
const found = {rows: 0, broken: [], wide: []};
for (let width = 220; width < 560; width += 4) {
  heading.style.width = `${width}px`;
  found.rows = Math.max(found.rows, heading.offsetHeight / parseFloat(getComputedStyle(heading).lineHeight));
  for (const word of heading.querySelectorAll(".unbroken")) if (rows(word) > 1) found.broken.push(width);
  if (heading.scrollWidth > width) found.wide.push(width);
}
heading.remove();
return found;
"""


@pytest.mark.parametrize("name", NAMES)
def test_no_heading_breaks_within_a_name_that_the_browser_does_not_know(
    browser: webdriver.Chrome, served: str, name: str
) -> None:
    browser.get(f"{served}/th/queries")
    found = browser.execute_script(WRAPPED, kept_whole(name))
    assert found["rows"] >= 2
    assert (found["broken"], found["wide"]) == ([], [])
