"""One Chromium for the tests of a process, and what every page is held to."""

import os
import shutil
from collections.abc import Iterator

import pytest
from selenium import webdriver

from tests.browser.driving import DESK

CHROMIUM, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")
QUIET = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark these tests, and skip them with a clear word where there is no Chromium; but never in CI."""
    missing = not (CHROMIUM and DRIVER) and not os.environ.get("CI")
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)
            if missing:
                reason = "no Chromium here: install chromium and chromium-driver to run the browser tests"
                item.add_marker(pytest.mark.skip(reason=reason))


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[webdriver.Chrome]:
    assert CHROMIUM, "in CI the browser tests must run: chromium is not installed"
    assert DRIVER, "in CI the browser tests must run: chromium-driver is not installed"
    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM
    for flag in (*QUIET, f"--user-data-dir={tmp_path_factory.mktemp('profile')}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = webdriver.Chrome(options=options, service=webdriver.ChromeService(DRIVER))
    driver.set_window_size(*DESK)
    try:
        yield driver
    finally:
        driver.quit()


@pytest.fixture
def site(served: str) -> str:
    """Give the address of the service that a test visits; a test that changes things has one of its own."""
    return served


@pytest.fixture(autouse=True)
def nothing_amiss(browser: webdriver.Chrome, site: str) -> Iterator[None]:
    """Hold every journey to this: no word on the console, no request to another host."""
    browser.delete_all_cookies()
    browser.get_log("performance")
    browser.get_log("browser")
    yield
    assert browser.get_log("browser") == []
    requests = [
        entry["message"]
        for entry in browser.get_log("performance")
        if '"Network.requestWillBeSent"' in entry["message"]
    ]
    assert requests
    foreign = [message for message in requests if f'"url":"{site}' not in message and '"url":"data:' not in message]
    assert foreign == []
