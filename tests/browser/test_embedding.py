"""Results in the pages of other sites: which frames a browser shows, and that the code to copy works."""

import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.support.wait import WebDriverWait

from tests.browser.driving import find

Elsewhere = Callable[[str], str]


@pytest.fixture
def elsewhere(browser: webdriver.Chrome, served: str) -> Iterator[Elsewhere]:
    """Serve a page on another port, which is another origin; what it asks for itself is not held against us."""
    pages: list[bytes] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(pages[-1])

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()

    def serve(body: str) -> str:
        pages.append(f"<!doctype html><title>x</title><link rel=icon href='data:,'>{body}".encode())
        return f"http://127.0.0.1:{server.server_port}/"

    yield serve
    browser.get_log("performance")
    browser.get(f"{served}/health")
    server.shutdown()
    server.server_close()


def in_frame(browser: webdriver.Chrome, number: int, script: str) -> str:
    """Give what a script finds in a frame, once that holds a document."""
    browser.switch_to.default_content()
    browser.switch_to.frame(number)
    WebDriverWait(browser, 20).until(lambda b: b.execute_script("return document.readyState") == "complete")
    return str(browser.execute_script(f"return {script}"))


def test_another_site_may_frame_what_is_embedded_and_nothing_else(
    browser: webdriver.Chrome, served: str, elsewhere: Elsewhere
) -> None:
    paths = ("/embed/queries/organisations?lang=en", "/embed/queries/nothing", "/sparql", "/queries/organisations")
    browser.get(elsewhere("".join(f'<iframe src="{served}{path}" title="x"></iframe>' for path in paths)))
    assert in_frame(browser, 0, "document.querySelector('h1').innerText") == "Organisations and what their plans hold"
    assert "47" in in_frame(browser, 0, "document.querySelector('.bars').innerText")
    assert in_frame(browser, 1, "document.body.className") == "embed"
    for number in (2, 3):
        assert in_frame(browser, number, "location.protocol") == "chrome-error:"
    browser.switch_to.default_content()
    refused = [entry["message"] for entry in browser.get_log("browser") if "404" not in entry["message"]]
    assert len(refused) == 2
    assert all("frame-ancestors 'none'" in message for message in refused)


def test_the_code_that_is_copied_shows_the_view(browser: webdriver.Chrome, served: str, elsewhere: Elsewhere) -> None:
    browser.get(f"{served}/queries/provinces-planning-for?lang=en")
    find(browser, "#embed summary").click()
    find(browser, "#embed [data-copy]").click()
    WebDriverWait(browser, 20).until(lambda b: find(b, "#embed [role=status]").text == "Copied")
    code = str(find(browser, "#embed-code").get_attribute("value"))
    browser.get(elsewhere(code))
    assert in_frame(browser, 0, "document.querySelectorAll('.country .p5').length > 0") == "True"
    link = browser.find_element(By.PARTIAL_LINK_TEXT, "all of its result")
    assert link.get_attribute("href") == f"{served}/queries/provinces-planning-for"
    assert link.get_attribute("target") == "_blank"
    browser.switch_to.default_content()


@pytest.mark.parametrize("name", ["organisations", "theme-matrix", "provinces-planning-for", "planned-together"])
def test_a_picture_is_a_file_that_a_browser_draws_whole(browser: webdriver.Chrome, served: str, name: str) -> None:
    browser.get(f"{served}/embed/queries/{name}.svg?lang=th")
    outside = browser.execute_script(
        """const [, , width, height] = document.rootElement.getAttribute("viewBox").split(" ").map(Number);
        return [...document.querySelectorAll("text, path, circle, rect:not([width='100%'])")].filter((element) => {
          const box = element.getBoundingClientRect();
          return box.left < -1 || box.top < -1 || box.right > width + 1 || box.bottom > height + 1;
        }).map((element) => element.outerHTML.slice(0, 200))"""
    )
    assert outside == []
