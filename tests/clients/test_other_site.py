"""A page of another site in a real Chromium: YASGUI as it comes from npm, and what any script may do with fetch."""

import os
import shutil
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.support.wait import WebDriverWait

from tests.clients.service import Service

CHROMIUM, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")
FLAGS = ("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-dev-shm-usage")
PATTERN = "{ <https://w3id.org/phaen/vocab/region> <http://www.w3.org/2004/02/skos/core#prefLabel> ?l }"
ROWS = "SELECT ?l " + PATTERN
GRAPH = "CONSTRUCT WHERE " + PATTERN
ASK_IT = """
const [query, done] = arguments, yasqe = yasgui.getTab().getYasqe();
yasqe.setValue(query);
yasqe.query().then((answer) => done(answer.status), (error) => done(String(error)));
"""
FETCH_IT = """
const [address, headers, done] = arguments;
const graph = `${address}/graphs?graph=http://example.org/another-site`;
const send = (url, init) => fetch(url, { ...init, headers: { ...headers, ...init.headers } });
(async () => {
  const turtle = { "Content-Type": "text/turtle" };
  const put = await send(graph, { method: "PUT", headers: turtle, body: "<> <#p> 'ก' ." });
  const got = await send(graph, { headers: { Accept: "application/n-triples" } });
  const tag = got.headers.get("ETag");
  const refused = await send(graph, { method: "DELETE", headers: { "If-Match": '"other"' } });
  const query = { method: "QUERY", headers: { "Content-Type": "application/sparql-query" }, body: "ASK {}" };
  const asked = await (await send(`${address}/sparql`, query)).json();
  const removed = await send(graph, { method: "DELETE", headers: { "If-Match": tag } });
  const update = { method: "POST", body: new URLSearchParams({ update: "CLEAR SILENT DEFAULT" }) };
  const updated = await send(`${address}/update`, update);
  done([put.status, put.headers.get("Location"), refused.status, asked.boolean, removed.status, updated.status]);
})().catch((error) => done(String(error)));
"""

pytestmark = [
    pytest.mark.browser,
    pytest.mark.timeout(400),
    pytest.mark.skipif(
        not (CHROMIUM and DRIVER) and not os.environ.get("CI"),
        reason="no Chromium here: install chromium and chromium-driver to run the browser tests",
    ),
]


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *args: Any) -> None:  # noqa: ANN401 - as in the class above
        pass


@pytest.fixture(scope="module")
def site(javascript: Path) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(javascript)))
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def yasgui(site: str, service: Service, tmp_path_factory: pytest.TempPathFactory) -> Iterator[webdriver.Chrome]:
    assert CHROMIUM, "in CI the browser tests must run: chromium is not installed"
    assert DRIVER, "in CI the browser tests must run: chromium-driver is not installed"
    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM
    for flag in (*FLAGS, f"--user-data-dir={tmp_path_factory.mktemp('profile')}"):
        options.add_argument(flag)
    driver = webdriver.Chrome(options=options, service=webdriver.ChromeService(DRIVER))
    driver.set_script_timeout(20)
    try:
        driver.get(f"{site}/yasgui.html?endpoint={quote(service.query, safe='')}")
        yield driver
    finally:
        driver.quit()


def shown(yasgui: webdriver.Chrome, word: str) -> str:
    """Wait until the result is shown; return its text."""
    place = yasgui.find_element(By.CSS_SELECTOR, ".yasr")
    WebDriverWait(yasgui, 10).until(lambda _: word in place.text)
    return str(place.text)


def test_it_shows_rows_of_another_origin(yasgui: webdriver.Chrome) -> None:
    assert yasgui.execute_async_script(ASK_IT, ROWS) == 200
    assert '"ภาคของประเทศไทย"@th' in shown(yasgui, "2 results")


def test_it_shows_booleans_and_graphs(yasgui: webdriver.Chrome) -> None:
    assert yasgui.execute_async_script(ASK_IT, "ASK { ?s ?p ?o }") == 200
    shown(yasgui, "True")
    assert yasgui.execute_async_script(ASK_IT, GRAPH) == 200
    assert "ภาคของประเทศไทย" in shown(yasgui, "2 results")


def test_it_shows_what_is_wrong_with_a_query(yasgui: webdriver.Chrome) -> None:
    assert "query-syntax" in yasgui.execute_async_script(ASK_IT, "SELECT * {")
    assert "line 1, column" in shown(yasgui, "query-syntax")


def test_a_script_writes_and_reads_with_the_token(yasgui: webdriver.Chrome, service: Service) -> None:
    place = f"{service.address}/graphs?graph=http%3A%2F%2Fexample.org%2Fanother-site"
    assert yasgui.execute_async_script(FETCH_IT, service.address, service.bearer) == [201, place, 412, True, 204, 204]
