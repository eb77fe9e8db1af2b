"""Files are made by processes of their own: within limits, for all who ask, and with nothing left behind."""

import io
import os
import signal
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from flask import Flask
from flask.testing import FlaskClient

from phaen.endpoint.app import create_app
from phaen.endpoint.embedded import EmbeddedEngine
from phaen.endpoint.engine import Job
from phaen.endpoint.errors import AnswerError, EngineError
from phaen.endpoint.formats import Form
from phaen.endpoint.front.client import CANCELLATION, Cancellation
from phaen.endpoint.saved import filing
from phaen.endpoint.saved.filing import FilingEngine
from phaen.endpoint.settings import Settings
from phaen.queries.catalogue import load_catalogue
from tests.endpoint.saved.api_site import MANY, write_queries

PROGRAM = b"phaen.endpoint.saved.file_program"


@pytest.fixture(scope="module")
def make_app(
    settings: Settings, engine: EmbeddedEngine, tmp_path_factory: pytest.TempPathFactory
) -> Callable[..., Flask]:
    folder = tmp_path_factory.mktemp("queries")
    write_queries(folder)
    return lambda **other: create_app(replace(settings, **other), engine, load_catalogue(folder))


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Give a folder for temporary files, which must be empty in the end."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    yield folder
    assert list(folder.iterdir()) == []


def makers() -> list[int]:
    """Return the processes of this one that make files."""
    children = [line.read_text().split() for line in Path("/proc/self/task").glob("*/children")]
    return [int(pid) for pids in children for pid in pids if PROGRAM in Path(f"/proc/{pid}/cmdline").read_bytes()]


def awaited(condition: Callable[[], object]) -> None:
    deadline = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.01)


def detail(client: FlaskClient, address: str) -> tuple[int, str]:
    response = client.get(address)
    return response.status_code, (response.json or {})["detail"]


def test_who_asks_at_the_same_time_gets_the_same_file(make_app: Callable[..., Flask]) -> None:
    app = make_app()
    with ThreadPoolExecutor(5) as pool:
        found = list(pool.map(lambda _: app.test_client().get("/queries/many.xlsx?per_page=2000"), range(5)))
    assert {response.status_code for response in found} == {200}
    assert len({response.data for response in found}) == 1
    sheet = openpyxl.load_workbook(io.BytesIO(found[0].data), read_only=True)["data"]
    assert sum(row[0] for row in sheet.iter_rows(min_row=2, values_only=True)) == sum(range(2000))


def test_a_file_of_a_result_that_was_cut_says_so(make_app: Callable[..., Flask]) -> None:
    response = make_app(max_rows=9).test_client().get("/queries/ties.xlsx")
    assert response.headers["Phaen-Result-Cut"] == "9"
    about = openpyxl.load_workbook(io.BytesIO(response.data))["about"]
    assert ("9",) in {row[1:] for row in about.iter_rows(values_only=True) if "Not the whole result" in row[0]}


def test_a_maker_that_dies_is_an_error_and_the_next_one_is_none(make_app: Callable[..., Flask]) -> None:
    client = make_app(cache=0).test_client()
    with ThreadPoolExecutor(1) as pool:
        answer = pool.submit(detail, client, "/queries/many.xlsx?page=1&per_page=10000")
        awaited(makers)
        os.kill(makers()[0], signal.SIGKILL)
        status, said = answer.result()
    assert status == 500
    assert "the .xlsx could not be made within 512 MB (its process ended with -9); take .csv" in said
    assert client.get("/queries/types.xlsx").status_code == 200


def test_a_maker_ends_with_its_client(settings: Settings, engine: EmbeddedEngine) -> None:
    gone = Cancellation()
    files = FilingEngine(engine, settings)

    def ask() -> AnswerError | None:
        CANCELLATION.set(gone)
        try:
            files.run(Job(MANY, formats={Form.ROWS: "parquet"}))
        except EngineError as error:
            return error
        return None

    with ThreadPoolExecutor(1) as pool:
        answer = pool.submit(copy_context().run, ask)
        awaited(makers)
        gone.cancel()
        assert str(answer.result()) == "the client has gone"
    assert makers() == []


@pytest.mark.parametrize(
    ("bound", "value", "status", "said"),
    [
        ("_MOST_BYTES", 1000, 413, "no more than 1,000 bytes of rows"),
        ("_LARGEST", 1000, 413, "the .xlsx would be larger than 1,000 bytes"),
    ],
)
def test_a_file_beyond_a_bound_is_refused(
    make_app: Callable[..., Flask], monkeypatch: pytest.MonkeyPatch, bound: str, value: int, status: int, said: str
) -> None:
    monkeypatch.setattr(filing, bound, value)
    found = detail(make_app(cache=0).test_client(), "/queries/many.xlsx?page=1&per_page=9000")
    assert (found[0], said in found[1]) == (status, True), found


def test_a_file_that_takes_too_long_is_given_up(make_app: Callable[..., Flask]) -> None:
    status, said = detail(make_app(cache=0).test_client(), "/queries/many.xlsx?timeout=0.2")
    assert (status, "the query was stopped after 0.2 s" in said) == (504, True)
    assert makers() == []


def test_a_maker_without_memory_is_an_error_that_says_so(make_app: Callable[..., Flask]) -> None:
    status, said = detail(make_app(cache=0, memory=64).test_client(), "/queries/types.parquet")
    assert (status, "the .parquet could not be made within 64 MB" in said) == (500, True)


def test_more_files_at_once_than_are_made_wait_and_then_are_refused(
    make_app: Callable[..., Flask], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(filing, "_AT_ONCE", 1)
    client = make_app(queue_timeout=0.05, cache=0).test_client()
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(client.get, "/queries/many.xlsx?page=1&per_page=8000")
        awaited(makers)
        refused = client.get("/queries/types.xlsx")
        assert (refused.status_code, refused.headers["Retry-After"]) == (503, "5")
        assert first.result().status_code == 200


def test_no_thread_is_left(make_app: Callable[..., Flask]) -> None:
    before = threading.active_count()
    make_app().test_client().get("/queries/types.xlsx")
    assert threading.active_count() <= before + 1
