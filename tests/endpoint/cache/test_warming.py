"""Answers are made ready when data is published, by one process, until something else is published."""

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from phaen.endpoint.app import create_app
from phaen.endpoint.cache.caching import CachingEngine
from phaen.endpoint.cache.warming import Warmer
from phaen.endpoint.engine import Job
from phaen.endpoint.front.client import CANCELLATION, CLIENT
from phaen.endpoint.settings import Settings

if TYPE_CHECKING:
    from tests.endpoint.cache.conftest import WatchedEngine

PAUSE = 0.02


def touch(store: Path) -> None:
    """Let it look as if a snapshot were published."""
    (store / "CURRENT.new").write_bytes((store / "CURRENT").read_bytes())
    (store / "CURRENT.new").rename(store / "CURRENT")


def wait_until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not true():
        assert time.monotonic() < end
        time.sleep(0.005)


def test_the_saved_queries_are_answered_from_their_files_after_a_publication(
    watched: "WatchedEngine", own_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("phaen.endpoint.cache.results.CHEAP", 0.0)
    monkeypatch.setattr("phaen.endpoint.cache.warming._LONGEST_REST", 0.0)
    warmer = create_app(own_settings, watched).extensions["phaen.warmer"]
    warmer._pause = PAUSE
    warmer.start()
    wait_until(lambda: warmer.passes == 1)
    warmer.close()
    asked = len(watched.asked)
    client = create_app(own_settings, watched).test_client()
    for path in ("/queries/organisations.json", "/queries/organisations.csv", "/queries/visions.csv", "/"):
        assert client.get(path, buffered=True).status_code == 200
    assert client.get("/.well-known/void", headers={"Accept": "text/turtle"}, buffered=True).status_code == 200
    assert len(watched.asked) == asked > 20


def test_a_pass_is_made_for_each_publication_by_one_process_at_a_time(
    caching: CachingEngine, own_settings: Settings
) -> None:
    done: list[str] = []
    one = Warmer(caching, [lambda: done.append(f"one as {CLIENT.get()}")], PAUSE)
    other = Warmer(caching, [lambda: done.append("other")], PAUSE)
    one.start()
    wait_until(lambda: one.passes == 1)
    other.start()
    touch(own_settings.store)
    wait_until(lambda: one.passes == 2)
    assert done == ["one as warm-up"] * 2
    one.close()
    wait_until(lambda: other.passes == 1)
    assert done[2:] == ["other"]
    other.close()


def test_a_pass_ends_when_something_else_is_published(caching: CachingEngine, own_settings: Settings) -> None:
    begun: list[str] = []
    cancelled = threading.Event()

    def endless() -> None:
        begun.append("endless")
        cancellation = CANCELLATION.get()
        assert cancellation is not None
        cancellation.add(cancelled.set)
        with caching.run(Job("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }")) as answer:
            b"".join(answer)

    warmer = Warmer(caching, [endless, lambda: begun.append("next")], PAUSE)
    warmer.start()
    wait_until(lambda: bool(caching.running()))
    touch(own_settings.store)
    assert cancelled.wait(15)
    wait_until(lambda: warmer.passes == 1)
    wait_until(lambda: len(begun) == 2)
    assert begun == ["endless", "endless"]
    warmer.close()
    wait_until(lambda: not caching.running())


def test_a_task_that_fails_does_not_keep_the_next_from_being_done(caching: CachingEngine) -> None:
    done = threading.Event()

    def wrong() -> None:
        caching.run(Job("SELEC"))

    warmer = Warmer(caching, [wrong, done.set], PAUSE)
    warmer.start()
    assert done.wait(30)
    warmer.close()


def test_nothing_is_made_ready_where_that_is_switched_off_or_nothing_is_kept(
    own_settings: Settings, caching: CachingEngine
) -> None:
    off = create_app(replace(own_settings, warm="no"), caching).extensions["phaen.warmer"]
    unkept = create_app(replace(own_settings, cache=0), caching).extensions["phaen.warmer"]
    for warmer in (off, unkept):
        warmer.start()
        assert warmer._thread is None
