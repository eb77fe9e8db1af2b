"""A plan on paper: strategies go on overleaf rather than leave pages half empty, and no title stands alone."""

import base64
import io
import re

import pypdfium2
import pytest
from selenium import webdriver

STATEMENT = re.compile("(พันธกิจ|ยุทธศาสตร์|ประเด็นยุทธศาสตร์|แนวทางการพัฒนา|กลยุทธ์)[ \u00a0]+[0-9๐-๙]")
"""What a page begins with: neither the tags of a title that stands before it, nor the number of what it holds."""
FULL = 0.7
"""The share of the height of a page that is used, at least."""


def pages(browser: webdriver.Chrome, address: str) -> list[tuple[float, list[str]]]:
    """Give for each page how far down it is used, and its lines."""
    browser.get(address)
    made = browser.execute_cdp_cmd("Page.printToPDF", {"preferCSSPageSize": True})
    found = []
    with pypdfium2.PdfDocument(io.BytesIO(base64.b64decode(made["data"]))) as document:
        for page in document:
            text = page.get_textpage()
            lowest = min(text.get_rect(number)[1] for number in range(text.count_rects()))
            found.append((1 - lowest / page.get_height(), text.get_text_bounded().split("\r\n")))
    return found


@pytest.mark.parametrize("plan", ["pao-51", "pao-52"])
def test_the_pages_of_a_plan_are_full_and_titles_stay_with_what_follows(
    browser: webdriver.Chrome, served: str, plan: str
) -> None:
    found = pages(browser, f"{served}/th/id/plan/{plan}/undated")
    assert len(found) >= 3
    assert [share for share, _ in found[:-1] if share < FULL] == []
    assert [lines[0] for _, lines in found[1:] if not STATEMENT.match(lines[0])] == []
