"""Steps that the browser tests share."""

from collections.abc import Iterator
from contextlib import contextmanager

from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.wait import WebDriverWait

TELEPHONE, DESK = (390, 844), (1200, 900)


def find(browser: webdriver.Chrome, css: str) -> WebElement:
    """Find the first element of a CSS selector."""
    return browser.find_element(By.CSS_SELECTOR, css)


@contextmanager
def new_page(browser: webdriver.Chrome) -> Iterator[None]:
    """Wait until what is done inside has brought another page.

    Asked of the document, not of an element of the old page: the driver breaks when such an element goes meanwhile.
    """
    old = browser.execute_script("return performance.timeOrigin")
    arrived = "return document.readyState === 'complete' && performance.timeOrigin !== arguments[0]"
    yield
    WebDriverWait(browser, 20).until(lambda b: b.execute_script(arrived, old))


def follow(browser: webdriver.Chrome, text: str) -> None:
    """Follow a link by a part of its text."""
    with new_page(browser):
        browser.find_element(By.PARTIAL_LINK_TEXT, text).click()


def submit(browser: webdriver.Chrome, field: WebElement) -> None:
    """Send the form of a field."""
    with new_page(browser):
        field.submit()
