"""One person's way through the site in one language; what is seen at each step is kept as a picture."""

import base64
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.wait import WebDriverWait

from phaen.endpoint.language import Translations
from tests.browser.driving import find, new_page

PICTURES = Path(__file__).parents[3] / "build" / "screenshots"
_TALLEST = 4000
_WORDS = Translations.load()


@dataclass
class Journey:
    """A browser on its way; ``site`` is the address of the service, without a slash in the end."""

    browser: webdriver.Chrome
    site: str
    lang: str
    name: str
    steps: int = field(default=0)

    def say(self, key: str, **values: object) -> str:
        """Return a sentence of the pages in the language of the journey."""
        return _WORDS.say(self.lang, key, **values)

    def begin(self, path: str = "/") -> None:
        """Open a page in the language of the journey; the site is to keep it from then on."""
        self.browser.get(f"{self.site}{path}{'&' if '?' in path else '?'}lang={self.lang}")

    def open(self, path: str) -> None:
        """Open a page by its address."""
        self.browser.get(self.site + path)

    def fetch(self, css: str) -> bytes:
        """Return what the link of a selector downloads."""
        address = str(self.find(css).get_attribute("href"))
        with urllib.request.urlopen(address, timeout=20) as answer:
            return bytes(answer.read())

    def find(self, css: str) -> WebElement:
        """Find the first element of a selector."""
        return find(self.browser, css)

    def texts(self, css: str) -> list[str]:
        """Return the texts of all elements of a selector."""
        return [element.text for element in self.browser.find_elements(By.CSS_SELECTOR, css)]

    def until(self, css: str) -> WebElement:
        """Wait for an element that a script brings."""
        WebDriverWait(self.browser, 20).until(lambda b: b.find_elements(By.CSS_SELECTOR, css))
        return self.find(css)

    def follow(self, text: str, within: str = "body") -> None:
        """Follow the first link that holds a text."""
        link = self.find(within).find_element(By.PARTIAL_LINK_TEXT, text)
        with new_page(self.browser):
            self.click(link)

    def click(self, element: WebElement) -> None:
        """Click on an element, brought to the middle of the window first."""
        # A click in the midst of a page that has been scrolled to its end may fall on what lies over it.
        self.browser.execute_script("arguments[0].scrollIntoView({block: 'center'})", element)
        self.browser.execute_script("arguments[0].focus()", element)
        element.click()

    def press(self, css: str) -> None:
        """Press what brings another page."""
        with new_page(self.browser):
            self.click(self.find(css))

    def enter(self, css: str, text: str) -> None:
        """Write into a field and send its form."""
        field_ = self.find(css)
        field_.clear()
        field_.send_keys(text)
        with new_page(self.browser):
            field_.submit()

    def see(self, step: str) -> None:
        """Keep a picture of the page; hold it to its language, one heading, and the width of the window."""
        assert self.find("html").get_attribute("lang") == self.lang
        assert len(self.browser.find_elements(By.TAG_NAME, "h1")) == 1
        wide, window = self.browser.execute_script("return [document.documentElement.scrollWidth, innerWidth]")
        assert wide <= window
        self.steps += 1
        folder = PICTURES / self.lang
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{self.name}-{self.steps}-{step}.png").write_bytes(self._picture(window))

    def _picture(self, width: int) -> bytes:
        height = min(_TALLEST, self.browser.execute_script("return document.documentElement.scrollHeight"))
        clip = {"x": 0, "y": 0, "width": width, "height": height, "scale": 1}
        found = self.browser.execute_cdp_cmd("Page.captureScreenshot", {"clip": clip, "captureBeyondViewport": True})
        return base64.b64decode(found["data"])
