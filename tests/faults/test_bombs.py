"""Queries that would take all there is, as many as there are workers, beside light ones."""

import socket
import time
from collections.abc import Callable
from urllib.parse import quote

import pytest

from tests.faults.conftest import WORKERS, Outcome, Service

RATIO, GRACE = 5.0, 0.1
"""How much slower light queries may become: machines that run tests are shared. On a quiet one it is less than 2."""

CPU = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
MEMORY = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?a ?d ?g"
REGEX = (
    "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i "
    'FILTER(REGEX(CONCAT(STR(?c), STR(?f)), CONCAT("(", ENCODE_FOR_URI(STR(?i)), "|x+x+)+y{20}"))) }'
)
PATHS = "SELECT (COUNT(*) AS ?n) { ?a (!<urn:x>)* ?b . ?c (!<urn:y>)* ?d . ?e (!<urn:z>)* ?f }"
ROWS = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"


def slow_down(service: Service, attack: Callable[[], object], many: int, seconds: float) -> list[object]:
    """Attack, and check that light queries go on as before; return what came of the attacks."""
    before = service.timed(max(0.5, seconds / 3))
    with service.beside(attack, many) as found:
        beside = service.timed(seconds)
    print(f"\nalone {before}; beside {many} {beside}; {beside.p95 / before.p95:.2f} times")  # noqa: T201
    assert not beside.failed, beside.failed[:3]
    assert beside.p95 <= RATIO * before.p95 + GRACE
    return found


def each(query: str, seconds: float) -> Callable[[Service], Callable[[], Outcome]]:
    return lambda service: lambda: service.ask(f"{query} # {time.monotonic()}", f"timeout={seconds}")


def check(found: list[object], seconds: float) -> None:
    for outcome in found:
        assert isinstance(outcome, Outcome)
        assert outcome.status == 504, outcome
        assert "query-timeout" in outcome.code
        assert seconds - 0.1 <= outcome.seconds <= seconds + 0.5 + GRACE


def test_runaways_and_memory_bombs_are_stopped_at_their_limits_beside_light_queries(service: Service) -> None:
    def attack() -> list[Outcome]:
        return [cpu(), memory()]

    cpu, memory = each(CPU, 0.8)(service), each(MEMORY, 20)(service)
    for outcomes in slow_down(service, attack, WORKERS, 1.6):
        assert isinstance(outcomes, list)
        check(outcomes[:1], 0.8)
        outcome = outcomes[1]
        assert "query-memory" in outcome.code, outcome
        assert outcome.seconds < 2 + 1


@pytest.mark.long
@pytest.mark.parametrize("query", [CPU, REGEX, PATHS], ids=["cpu", "regex", "paths"])
def test_bombs_for_the_processor_are_stopped_at_their_deadline(service: Service, query: str) -> None:
    check(slow_down(service, each(query, 5)(service), WORKERS, 5), 5)


@pytest.mark.long
def test_bombs_for_the_memory_again_and_again(service: Service) -> None:
    def again() -> list[Outcome]:
        return [service.ask(f"{MEMORY} # {time.monotonic()}", "timeout=20") for _ in range(4)]

    for outcomes in slow_down(service, again, WORKERS, 5):
        assert isinstance(outcomes, list)
        for outcome in outcomes:
            assert "query-memory" in outcome.code, outcome
            assert outcome.seconds < 2 + 2, "under 2 s for one; they share the processors with each other"


@pytest.mark.long
def test_endless_results_to_clients_that_do_not_read(service: Service) -> None:
    def hang() -> int:
        with service.connect() as connection:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            query = quote(f"{ROWS} # {time.monotonic()}")
            connection.sendall(f"GET /sparql?query={query}&timeout=20 HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
            time.sleep(1)
            begun = len(service.running())
            time.sleep(4)
            return begun - len(service.running())

    assert slow_down(service, hang, WORKERS, 4) == [WORKERS] * WORKERS, "they are given up long before their deadline"


@pytest.mark.long
def test_endless_results_that_are_read_are_broken_off_at_their_deadline(service: Service) -> None:
    found = slow_down(service, each(ROWS, 3)(service), WORKERS, 3)
    assert [outcome.status for outcome in found if isinstance(outcome, Outcome)] == [0] * WORKERS


@pytest.mark.long
def test_twice_as_many_runaways_as_there_are_places_starve_nobody(service: Service) -> None:
    with service.beside(each(CPU, 5)(service), 4 * WORKERS) as found:
        beside = service.timed(5)
    print(f"\nbeside {4 * WORKERS} runaways: {beside}")  # noqa: T201
    assert not beside.failed
    for outcome in found:
        assert isinstance(outcome, Outcome)
        assert outcome.status in {503, 504}, outcome
