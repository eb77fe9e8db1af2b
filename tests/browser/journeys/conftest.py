"""Journeys in both languages."""

import pytest
from selenium import webdriver

from tests.browser.journeys.journey import Journey


@pytest.fixture(params=["th", "en"])
def journey(request: pytest.FixtureRequest, browser: webdriver.Chrome, site: str) -> Journey:
    """Begin a journey, named as its test is."""
    name = request.node.originalname.removeprefix("test_").replace("_", "-")
    return Journey(browser, site, request.param, name)
