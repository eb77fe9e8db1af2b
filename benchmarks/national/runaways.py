"""Clients that send queries without an end, again and again, in a process of their own.

``python -m benchmarks.national.runaways PORT PATH SOURCE NAME NUMBER SECONDS PATIENCE UNSEEN`` prints what became of
each, as JSON.
"""

import json
import random
import re
import string
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, astuple, dataclass
from pathlib import Path

from benchmarks.national.client import Address, BrokenAnswerError, Connection, field_of, request_of
from benchmarks.national.dataset import ROOT
from benchmarks.national.shapes import TABLE_ANSWER

FOLDER = Path(__file__).resolve().parents[1] / "runaways"
NAMES = tuple(path.stem for path in sorted(FOLDER.glob("*.rq")))
_VARIABLE = re.compile(r"\?(?=[a-z])")
PAUSE = 0.2
"""Seconds before a client that was refused tries again."""


@dataclass(frozen=True, slots=True)
class Attack:
    """Which query is sent, over how many connections, for how many seconds, and how long each waits for bytes.

    ``unseen`` ones have other names for their variables each time: no service has ever seen such a text.
    """

    name: str
    number: int
    seconds: float
    patience: float
    unseen: bool = False

    def text(self, number: int) -> str:
        """Give the query that a connection sends."""
        query = (FOLDER / f"{self.name}.rq").read_text("utf-8")
        word = "".join(random.choices(string.ascii_lowercase, k=12))
        return f"{_VARIABLE.sub(rf'?{word}', query) if self.unseen else query}# {number}\n"


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a runaway ended, after how many seconds, and how many of them it waited, where the service says so."""

    how: str
    seconds: float
    queued: float


@contextmanager
def running(address: Address, attack: Attack) -> Iterator[list[Outcome]]:
    """Let clients send a runaway query again and again; the list is filled when they have ended."""
    given = [address.port, address.path, address.source, *astuple(attack)]
    command = [sys.executable, "-m", "benchmarks.national.runaways", *map(str, given)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT)
    outcomes: list[Outcome] = []
    try:
        yield outcomes
        printed, _ = process.communicate(timeout=attack.seconds + attack.patience + 60)
        outcomes += [Outcome(**found) for found in json.loads(printed)]
    finally:
        process.kill()
        process.wait()


def carry_out(address: Address, attack: Attack) -> list[Outcome]:
    """Send a runaway query from many connections, again and again; wait until the last ones have ended.

    Each connection has a text of its own: a service that runs one and the same query only once would run but one.
    """
    found: list[Outcome] = []
    end = time.monotonic() + attack.seconds

    def client(number: int) -> None:
        while time.monotonic() < end:
            request = request_of(address, attack.text(number), TABLE_ANSWER)
            found.append(_send(address, request, attack.patience))
            time.sleep(max(0.0, PAUSE - found[-1].seconds))

    threads = [threading.Thread(target=client, args=[number]) for number in range(attack.number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def _send(address: Address, request: bytes, patience: float) -> Outcome:
    started = time.perf_counter()
    queued = 0.0
    try:
        with Connection(address, patience=patience) as connection:
            reply = connection.ask(request)
            how, queued = f"status {reply.status}", _queued(reply.head)
    except BrokenAnswerError as error:
        how, queued = "broken off", _queued(error.head)
    except TimeoutError:
        how = "never ended"
    except OSError as error:
        how = type(error).__name__
    return Outcome(how, time.perf_counter() - started, queued)


def _queued(head: bytes) -> float:
    """Read the seconds in the queue out of the head of an answer, where it says them; else 0."""
    found = re.search(r"\bqueue;dur=([0-9.]+)", field_of(head, "Server-Timing"))
    return float(found[1]) / 1000 if found else 0.0


if __name__ == "__main__":
    port, path, source, query, clients, duration, waiting, new = sys.argv[1:]
    given_attack = Attack(query, int(clients), float(duration), float(waiting), new == str(True))
    ended = carry_out(Address(int(port), path, source), given_attack)
    sys.stdout.write(json.dumps([asdict(outcome) for outcome in ended]))
