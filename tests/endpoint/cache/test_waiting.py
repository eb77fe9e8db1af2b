"""Who waits for the same query of somebody else in vain: runs it at once, in the time that is left."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from phaen.endpoint.cache.caching import CachingEngine
from phaen.endpoint.embedded import EmbeddedEngine
from phaen.endpoint.engine import Answer, AnyJob, Job
from phaen.endpoint.errors import OverloadedError
from phaen.endpoint.settings import Settings
from tests.patience import until

LARGE = Job("SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 60000")
SMALL = Job("ASK {}", timeout=15.0)


class Turnstile(EmbeddedEngine):
    """The real engine, which lets through as many queries as there are permits."""

    def __init__(self, engine: EmbeddedEngine) -> None:
        vars(self).update(vars(engine))
        self.asked: list[AnyJob] = []
        self.permits = threading.Semaphore(0)
        self.refuses = False

    def run(self, job: AnyJob) -> Answer:
        self.asked.append(job)
        assert self.permits.acquire(timeout=20)
        if self.refuses:
            self.refuses = False
            raise OverloadedError("no room")
        return super().run(job)


@pytest.fixture
def turnstile(engine: EmbeddedEngine) -> Turnstile:
    return Turnstile(engine)


@pytest.fixture
def caching(turnstile: Turnstile, own_settings: Settings) -> CachingEngine:
    return CachingEngine(turnstile, replace(own_settings, cache=0))


def read(caching: CachingEngine, job: Job) -> int:
    with caching.run(job) as answer:
        return sum(map(len, answer))


def followers(caching: CachingEngine) -> int:
    return sum(flight.followers for flight in list(caching._flights._flights.values()))


def test_who_waited_for_a_result_that_nobody_can_share_runs_it_at_once_and_not_in_turn(
    caching: CachingEngine, turnstile: Turnstile
) -> None:
    with ThreadPoolExecutor(3) as pool:
        sizes = [pool.submit(read, caching, LARGE) for _ in range(3)]
        until(lambda: len(turnstile.asked) == 1 and followers(caching) == 2)
        turnstile.permits.release()
        until(lambda: len(turnstile.asked) == 3)  # while both of them are still held
        turnstile.permits.release(2)
        assert min(size.result() for size in sizes) > 1_000_000


def test_who_runs_a_query_after_waiting_for_somebody_else_has_what_is_left_of_its_time(
    caching: CachingEngine, turnstile: Turnstile
) -> None:
    turnstile.refuses = True
    with ThreadPoolExecutor(2) as pool:
        leader = pool.submit(read, caching, SMALL)
        until(lambda: len(turnstile.asked) == 1)
        follower = pool.submit(read, caching, SMALL)
        until(lambda: followers(caching) == 1)
        began = time.monotonic()
        threading.Event().wait(0.2)
        waited = time.monotonic() - began
        turnstile.permits.release(2)
        assert isinstance(leader.exception(), OverloadedError)
        assert follower.result()
    assert turnstile.asked[1].seconds(20) <= 15 - waited
