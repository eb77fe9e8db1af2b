"""Pages, plain JSON and files of saved queries are the same from a service as from our own engine."""

import io
import json
from contextlib import closing

import openpyxl

from phaen.endpoint.engine import Job
from phaen.endpoint.formats import Form
from phaen.endpoint.remote.engine import RemoteEngine
from phaen.endpoint.saved.filing import FilingEngine
from phaen.endpoint.saved.paging import Page, sliced
from tests.endpoint.remote.services import Remote

LABELS = """PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT ?type ?label (LANG(?label) AS ?language) { ?thing a ?type ; skos:prefLabel ?label } ORDER BY ?type LIMIT 400"""


def rows(engine: RemoteEngine, text: str) -> list[dict[str, object]]:
    with engine.run(Job(text, formats={Form.ROWS: "plain"})) as answer:
        found: list[dict[str, object]] = json.loads(b"".join(answer))["rows"]
    return found


def test_all_pages_together_are_the_whole_result(engine: RemoteEngine) -> None:
    whole = rows(engine, sliced(LABELS, Page(1, 400)).text)
    pages = [sliced(LABELS, Page(number, 90)) for number in range(1, 6)]
    assert len(whole) == 400
    assert [row for page in pages for row in rows(engine, page.text)] == whole
    assert [len(rows(engine, page.beyond)) for page in pages if page.beyond] == [1] * 4


def test_a_workbook_is_made_of_the_rows_of_a_service(oxigraph: Remote) -> None:
    job = Job("SELECT (1 AS ?a) {}", formats={Form.ROWS: "xlsx"})
    with closing(FilingEngine(oxigraph.engine(), oxigraph.configured())) as engine, engine.run(job) as file:
        book = openpyxl.load_workbook(io.BytesIO(b"".join(file)))
    assert list(book["data"].iter_rows(values_only=True)) == [("a",), (1,)]


def test_a_plain_result_that_is_cut_says_so(engine: RemoteEngine) -> None:
    with engine.run(Job(LABELS, formats={Form.ROWS: "plain"}, rows=7)) as answer:
        found = json.loads(b"".join(answer))
    assert (found["cut"], len(found["rows"]), answer.cut) == (7, 7, 7)
