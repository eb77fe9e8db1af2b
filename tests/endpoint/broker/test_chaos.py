"""Load, and kill -9 of worker, nursery and broker at random instants: every answer is whole and right, or an error."""

import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest

from phaen.endpoint.embedded import EmbeddedEngine
from phaen.endpoint.engine import Job
from phaen.endpoint.errors import AnswerError
from phaen.endpoint.formats import Form
from phaen.endpoint.front.client import CLIENT
from tests.endpoint.broker.conftest import ENDLESS_ROWS, RUNAWAY, Seen, kill, read
from tests.patience import until

Start = Callable[..., EmbeddedEngine]
LIGHT = "SELECT ?s { ?s a <https://w3id.org/phaen/ontology#Plan> }"
ROWS = "SELECT * { ?a ?b ?c }"


class Load:
    """Clients that ask without pause, and what they got."""

    def __init__(self, engine: EmbeddedEngine) -> None:
        self.engine = engine
        self.ended = threading.Event()
        self.outcomes: Counter[str] = Counter()
        self.right = read(engine, LIGHT)
        self.right_rows = self.read_rows()
        self.answered: list[float] = []

    @contextmanager
    def running(self) -> Iterator[None]:
        with ThreadPoolExecutor(8) as threads:
            kinds = (self.light, self.light, self.light, self.rows, self.runaway, self.gone)
            asking = [threads.submit(self.loop, kind) for kind in kinds]
            try:
                yield
            finally:
                self.ended.set()
                for asked in asking:
                    asked.result(60)

    def loop(self, ask: Callable[[], None]) -> None:
        CLIENT.set(ask.__name__)
        while not self.ended.is_set():
            try:
                ask()
            except AnswerError as error:
                self.outcomes[error.code] += 1
                time.sleep(0.01)

    def light(self) -> None:
        assert read(self.engine, LIGHT) == self.right
        self.outcomes["light"] += 1
        self.answered.append(time.monotonic())

    def rows(self) -> None:
        assert self.read_rows() == self.right_rows
        self.outcomes["rows"] += 1

    def read_rows(self) -> tuple[int, int]:
        """Return the number of the rows, and what is the same for the same rows in any order."""
        with self.engine.run(Job(ROWS, {Form.ROWS: "tsv"})) as answer:
            lines = b"".join(answer).splitlines()
        return len(lines), sum(map(hash, lines))

    def runaway(self) -> None:
        read(self.engine, RUNAWAY, timeout=0.5)
        pytest.fail("a runaway ended")

    def gone(self) -> None:
        with self.engine.run(Job(ENDLESS_ROWS)) as answer:
            next(iter(answer))
        self.outcomes["gone"] += 1

    def wait_for_light(self, since: float) -> None:
        """Wait until a light query was answered after an instant."""
        until(lambda: self.answered and self.answered[-1] > since, 30)

    def longest_pause(self) -> float:
        return max(after - before for before, after in zip(self.answered, self.answered[1:], strict=False))


def victims(seen: Seen, chance: random.Random, kinds: str) -> list[int]:
    kind = chance.choice(kinds)
    if kind == "b":
        return [seen.broker]
    return seen.nurseries() if kind == "n" else seen.workers()


def rounds(engine: EmbeddedEngine, many: int, kinds: str, seed: int) -> Load:
    chance = random.Random(seed)
    seen = Seen(engine)
    load = Load(engine)
    with load.running():
        for _ in range(many):
            time.sleep(chance.uniform(0, 0.3))
            found = victims(seen, chance, kinds)
            if found:
                kill(chance.choice(found))
            if found == [seen.broker]:
                load.wait_for_light(time.monotonic())
        load.wait_for_light(time.monotonic())
    return load


def test_whatever_is_killed_answers_are_right_or_errors_and_light_queries_go_on(started: Start) -> None:
    engine = started(query_workers=2, slow_workers=1, in_memory=512, recycle=40)
    load = rounds(engine, 8, "wwwwn", seed=5)
    assert load.outcomes["light"] > 5, load.outcomes
    assert load.longest_pause() < 5
    assert read(engine, LIGHT) == load.right


@pytest.mark.long
@pytest.mark.timeout(900)
@pytest.mark.parametrize(("kinds", "many"), [("w", 400), ("wwwn", 300), ("wwnb", 200)])
def test_hundreds_of_kills_lose_nothing(started: Start, running: Callable[[int], bool], kinds: str, many: int) -> None:
    engine = started(query_workers=2, slow_workers=1, in_memory=512, recycle=40)
    seen = Seen(engine)
    until(lambda: len(engine.pids()) == 2)
    before = seen.open_files()
    load = rounds(engine, many, kinds, seed=many)
    print(kinds, dict(load.outcomes), f"longest pause of light queries {load.longest_pause():.2f} s")  # noqa: T201
    assert read(engine, LIGHT) == load.right
    assert load.outcomes["light"] > many / 2
    assert load.longest_pause() < 15
    until(lambda: len(engine.pids()) == 2)
    until(lambda: seen.open_files() <= before + 20)
    until(lambda: not any(_is_zombie(pid) for pid in seen.all()))
    assert running(seen.broker)


def _is_zombie(pid: int) -> bool:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
