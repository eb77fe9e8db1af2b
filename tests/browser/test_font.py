"""The Thai font of the site, for readers whose machine has none."""

from pathlib import Path

import pytest
from selenium import webdriver

FONTS = Path(__file__).parents[2] / "endpoint" / "static" / "fonts"
FACES = """
const done = arguments[0];
const failed = error => done([String(error)]);
document.fonts.load('1rem "phaen Thai"', 'แผน').then(faces => done(faces.map(face => face.status)), failed);
"""
FAMILIES = "return getComputedStyle(document.body).fontFamily"


@pytest.mark.skipif(not FONTS.exists(), reason="no Thai font here: 'make editor' brings it, where there is npm")
def test_the_site_brings_a_thai_font_that_is_asked_for_last(browser: webdriver.Chrome, site: str) -> None:
    browser.get(f"{site}/queries")
    assert browser.execute_async_script(FACES) == ["loaded"]
    families = [family.strip(' "') for family in browser.execute_script(FAMILIES).split(",")]
    assert families[-3:] == ["phaen Thai", "system-ui", "sans-serif"]
