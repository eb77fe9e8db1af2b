"""Processes of a whole service that are killed at random instants under load."""

import contextlib
import os
import random
import signal
import threading
import time
from collections import Counter
from pathlib import Path

import pytest

from tests.endpoint.serving import descendants, server
from tests.faults.conftest import Service
from tests.faults.test_bombs import CPU

RIGHT = b'{"head":{},"boolean":false}'


class Load:
    """Clients that ask without pause; an answer is right, or a clear error, or visibly broken off."""

    def __init__(self, service: Service) -> None:
        self.service = service
        self.ended = threading.Event()
        self.outcomes: Counter[str] = Counter()
        self.wrong: list[object] = []
        self.answered = 0.0
        self.pauses: list[float] = []

    def light(self) -> None:
        while not self.ended.is_set():
            outcome = self.service.light()
            now = time.monotonic()
            self.outcomes[f"{outcome.status} {outcome.code.rpartition('/')[2].rpartition('#')[2]}"] += 1
            if outcome.status == 200:
                self.pauses.append(now - self.answered if self.answered else 0.0)
                self.answered = now
            else:
                time.sleep(0.02)
            if outcome.status not in {0, 200, 503} or (outcome.status == 200 and outcome.body != RIGHT):
                self.wrong.append(outcome)

    def heavy(self) -> None:
        while not self.ended.is_set():
            outcome = self.service.ask(f"{CPU} # {time.monotonic()}", "timeout=0.5")
            self.outcomes[f"heavy {outcome.status}"] += 1
            time.sleep(0.02)
            if outcome.status == 200:
                self.wrong.append(outcome)

    def run(self, kills: int, programs: tuple[str, ...], seed: int) -> None:
        chance = random.Random(seed)
        threads = [threading.Thread(target=ask) for ask in (self.light, self.light, self.heavy)]
        for thread in threads:
            thread.start()
        try:
            for _ in range(kills):
                time.sleep(chance.uniform(0.05, 0.6))
                self.kill(chance, programs)
                self.wait_for_light()
        finally:
            self.ended.set()
            for thread in threads:
                thread.join(60)

    def kill(self, chance: random.Random, programs: tuple[str, ...]) -> None:
        program = chance.choice(programs)
        found = [pid for pid in descendants(self.service.pid) if program in command(pid)]
        if found:
            with contextlib.suppress(ProcessLookupError):
                os.kill(chance.choice(found), signal.SIGKILL)

    def wait_for_light(self) -> None:
        since = time.monotonic()
        while self.answered < since:
            assert time.monotonic() - since < 30, self.outcomes
            time.sleep(0.01)


def command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text()
    except OSError:
        return ""


@pytest.mark.long
@pytest.mark.timeout(600)
def test_hundreds_of_kills_of_any_process_give_no_wrong_answer(stored: Path, tmp_path: Path) -> None:
    options = {"workers": "2", "query_workers": "2", "slow_workers": "1", "memory": "256", "drain": "1"}
    with server(stored, tmp_path, **options) as (process, port):
        load = Load(Service(process.pid, port))
        # A nursery and its workers have the same command; there are more of the workers.
        load.run(150, ("front.program", "broker.program", *["broker.nursery"] * 4), seed=7)
        print(f"\n{dict(load.outcomes)}, longest pause {max(load.pauses):.2f} s")  # noqa: T201
        assert not load.wrong, load.wrong[:3]
        assert load.outcomes["200 "] > 200
        assert max(load.pauses) < 10, load.outcomes
        assert process.poll() is None
