"""The express lane gives the very answers of the ordinary way, and keeps all that it promises."""

import gc
import os
import signal
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

import pytest

from phaen.endpoint.broker.lines import Ride
from phaen.endpoint.embedded import EmbeddedEngine
from phaen.endpoint.front.express import Passage
from phaen.endpoint.settings import Settings
from tests.endpoint.front.lane import Front, front
from tests.endpoint.serving import RUNAWAY, ticks
from tests.patience import until

ROWS = "SELECT * { ?s ?p ?o } ORDER BY ?s ?p ?o LIMIT 7"
GRAPH = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o } ORDER BY ?s ?p ?o LIMIT 20"
PLAN = "https://w3id.org/phaen/id/graph/plan/pao-52/undated"
VALUES = " ".join(map(str, range(100))) + " "
FORM = "application/x-www-form-urlencoded"
SPARQL = "application/sparql-query"
SLOW = f"SELECT (COUNT(*) AS ?n) {{ VALUES ?a {{ {VALUES} }} VALUES ?b {{ {VALUES} }} VALUES ?c {{ {VALUES * 3} }} }}"


def strings(number: int, length: int) -> str:
    return f'SELECT ?n ("{"ก" * length}" AS ?x) {{ VALUES ?n {{ {" ".join(map(str, range(number)))} }} }} ORDER BY ?n'


# What each is asked for: method, parameters, body, header fields; and whether the lane answers it by itself.
Asked = tuple[str, dict[str, Any], bytes | None, dict[str, str]]

PLAIN: dict[str, Asked] = {
    "rows": ("GET", {"query": ROWS}, None, {}),
    "boolean": ("GET", {"query": "ASK { ?s ?p ?o }"}, None, {"Accept": "*/*"}),
    "graph": ("GET", {"query": GRAPH}, None, {}),
    "description": ("GET", {"query": f"DESCRIBE <{PLAN}>"}, None, {"Accept": "application/ld+json"}),
    "head": ("HEAD", {"query": ROWS}, None, {}),
    "head of a graph, compressed": ("HEAD", {"query": GRAPH}, None, {"Accept_Encoding": "gzip"}),
    "named format": ("GET", {"query": ROWS, "format": "csv"}, None, {"Accept": "text/html"}),
    "two names of one format": ("GET", {"query": ROWS, "format": ["json", "application/json"]}, None, {}),
    "gzip": ("GET", {"query": strings(60, 40)}, None, {"Accept_Encoding": "gzip, deflate"}),
    "gzip for less": ("GET", {"query": "ASK {}"}, None, {"Accept_Encoding": "gzip"}),
    "gzip or nothing": ("GET", {"query": "ASK {}"}, None, {"Accept_Encoding": "gzip, identity;q=0"}),
    "no gzip": ("GET", {"query": strings(60, 40)}, None, {"Accept_Encoding": "gzip;q=0"}),
    "a quarter of a megabyte": ("GET", {"query": strings(250, 250)}, None, {}),
    "own time limit": ("GET", {"query": ROWS, "timeout": "5"}, None, {}),
    "default graph": ("GET", {"query": ROWS, "default-graph-uri": PLAN}, None, {}),
    "named graphs": ("GET", {"query": "SELECT DISTINCT ?g { GRAPH ?g {} }", "named-graph-uri": PLAN}, None, {}),
    "graph without a name": ("GET", {"query": ROWS, "default-graph-uri": ""}, None, {}),
    "dataset of its own": ("GET", {"query": f"SELECT * FROM <{PLAN}> {{ ?s ?p ?o }} ORDER BY ?s ?p ?o"}, None, {}),
    "relative address": ("GET", {"query": "SELECT (IRI('x') AS ?x) {}"}, None, {"X_Forwarded_Proto": "https"}),
    "other host": ("GET", {"query": "SELECT (<> AS ?x) {}"}, None, {"Host": "plans.example:8080"}),
    "other site": ("GET", {"query": ROWS}, None, {"Origin": "https://example.org", "User_Agent": "x"}),
    "from a form": ("POST", {}, urlencode({"query": ROWS}).encode(), {"Content_Type": FORM}),
    "from a form, charset": ("POST", {}, b"query=ASK%20{}", {"Content_Type": FORM + ";charset=UTF-8"}),
    "from a body": ("POST", {"default-graph-uri": PLAN}, ROWS.encode(), {"Content_Type": SPARQL}),
    "with a byte order mark": ("POST", {}, b"\xef\xbb\xbfASK {}", {"Content_Type": SPARQL}),
    "Thai and plus signs": ("GET", {"query": "SELECT ('ก + ข%41&' AS ?x) {}"}, None, {}),
    "no release": ("GET", {"query": ROWS, "release": ""}, None, {}),
    "unknown parameter": ("GET", {"query": ROWS, "color": "ก" * 20}, None, {}),
    "language and cookie": ("GET", {"query": ROWS}, None, {"Accept_Language": "en", "Cookie": "phaen_lang=en"}),
    **{
        f"accept {kind}": ("GET", {"query": query}, None, {"Accept": kind})
        for query, kinds in {
            ROWS: ("application/json", "text/xml", "text/csv", "text/tab-separated-values;q=0.5, */*;q=0.1"),
            GRAPH: ("text/turtle", "application/rdf+xml", "application/n-quads", "text/plain", "application/trig"),
        }.items()
        for kind in kinds
    },
}
OTHERS: dict[str, Asked] = {
    "release": ("GET", {"query": ROWS, "release": "2026-01-01"}, None, {}),
    "release in a form": ("POST", {}, urlencode({"query": ROWS, "release": "x"}).encode(), {"Content_Type": FORM}),
    "time that is none": ("GET", {"query": ROWS}, None, {"Accept_Datetime": "soon"}),
    "syntax error": ("GET", {"query": "SELECT * { ?s ?p }"}, None, {}),
    "syntax error, for people": ("GET", {"query": "SELEKT"}, None, {"Accept": "text/html"}),
    "syntax error, as text": ("POST", {}, b"SELECT ?x", {"Content_Type": SPARQL, "Accept": "text/plain"}),
    "no query": ("GET", {}, None, {"Accept": "text/turtle"}),
    "empty query": ("GET", {"query": ""}, None, {"Accept": "text/csv"}),
    "two queries": ("GET", {"query": [ROWS, ROWS]}, None, {}),
    "time limit that is none": ("GET", {"query": ROWS, "timeout": "soon"}, None, {}),
    "update": ("GET", {"update": "CLEAR ALL"}, None, {}),
    "unknown format": ("GET", {"query": ROWS, "format": "pdf"}, None, {}),
    "nothing acceptable": ("GET", {"query": ROWS}, None, {"Accept": "image/png"}),
    "no acceptable coding": ("GET", {"query": ROWS}, None, {"Accept_Encoding": "identity;q=0, br"}),
    "form without it": ("GET", {"query": GRAPH}, None, {"Accept": "text/csv"}),
    "graph that is no address": ("GET", {"query": ROWS, "default-graph-uri": "not one"}, None, {}),
    "host that is none": ("GET", {"query": ROWS}, None, {"Host": "a b"}),
    "host in brackets that is none": ("POST", {}, b"ASK {}", {"Content_Type": SPARQL, "Host": "[f:::1]"}),
    "call to others": ("GET", {"query": "SELECT * { SERVICE <http://example.org/> { ?s ?p ?o } }"}, None, {}),
    "escapes that are no text": ("GET", {"query": b"ASK {} # \xff"}, None, {}),
    "body of no type": ("POST", {}, ROWS.encode(), {}),
    "body in another charset": ("POST", {}, ROWS.encode(), {"Content_Type": SPARQL + ";charset=latin-1"}),
    "compressed body": ("POST", {}, ROWS.encode(), {"Content_Type": SPARQL, "Content_Encoding": "gzip"}),
    "body where none is read": ("GET", {"query": ROWS}, b"x", {}),
    "page": ("GET", {"query": ROWS}, None, {"Accept": "text/html"}),
    "known already": ("GET", {"query": ROWS}, None, {"If_None_Match": "*"}),
    "time limit hit": ("GET", {"query": RUNAWAY, "timeout": "0.3"}, None, {}),
    "long list of types": ("GET", {"query": ROWS}, None, {"Accept": "text/csv, " * 200}),
    "method QUERY": ("QUERY", {}, ROWS.encode(), {"Content_Type": SPARQL}),
    "another each time": ("GET", {"query": "SELECT (isIRI(UUID()) AS ?x) {}"}, None, {}),
    "large": ("GET", {"query": strings(2000, 100)}, None, {}),
    "large, compressed": ("GET", {"query": strings(2000, 101)}, None, {"Accept_Encoding": "gzip"}),
    "too much to compress at once": ("GET", {"query": strings(200, 100)}, None, {"Accept_Encoding": "gzip"}),
    "long": ("POST", {}, f"ASK {{}} #{'x' * 20_000}".encode(), {"Content_Type": SPARQL}),
}


@pytest.fixture(scope="module", params=["kept", "not kept, one origin, rows cut"])
def own_settings(settings: Settings, request: pytest.FixtureRequest) -> Settings:
    if request.param == "kept":
        return settings
    return replace(settings, cache=0, cors_origin="https://example.org", max_rows=5000, workers=1)


@pytest.fixture(scope="module")
def fronts(own_settings: Settings, engine: EmbeddedEngine) -> Iterator[tuple[Front, Front]]:
    with front(own_settings, engine, express=True) as one, front(own_settings, engine, express=False) as other:
        yield one, other


@pytest.fixture(scope="module")
def lane(settings: Settings, engine: EmbeddedEngine) -> Iterator[Front]:
    with front(settings, engine, express=True) as found:
        yield found


@pytest.mark.parametrize("name", [*PLAIN, *OTHERS])
def test_every_answer_is_that_of_the_ordinary_way(fronts: tuple[Front, Front], name: str) -> None:
    method, fields, body, headers = {**PLAIN, **OTHERS}[name]
    fronts[0].views.clear()
    noted = [len(found.records) for found in fronts]
    express, ordinary = (found.ask(method, fields, body, **headers) for found in fronts)
    assert express == ordinary
    until(lambda: all(len(found.records) > before for found, before in zip(fronts, noted, strict=True)))
    one, other = (replace(found.records[-1], began=0, run=0, queue=0) for found in fronts)
    assert one == other
    assert len(fronts[0].views) == (0 if name in PLAIN else 1)
    until(lambda: fronts[0].application.general.admission.used == 0)


def test_an_answer_that_is_kept_is_that_of_the_ordinary_way_too(fronts: tuple[Front, Front]) -> None:
    for headers in ({}, {"Accept_Encoding": "gzip"}, {"User_Agent": "x"}):
        for _ in range(2):
            express, ordinary = (found.ask("GET", {"query": strings(61, 40)}, None, **headers) for found in fronts)
            assert express == ordinary
    posted = {"Content_Type": SPARQL}
    express, ordinary = (found.ask("POST", None, strings(61, 40).encode(), **posted) for found in fronts)
    assert express == ordinary


ENDS = "Connection: close\r\n\r\n"
ASKED = "GET /sparql?query=ASK{} HTTP/1.1\r\n"
POSTED = f"POST /sparql HTTP/1.1\r\nHost: a\r\nContent-Type: {SPARQL}\r\n"
WHOLE = {
    "no host": f"{ASKED}{ENDS}",
    "HTTP/1.0": "GET /sparql?query=ASK{} HTTP/1.0\r\nHost: a\r\n\r\n",
    "closed afterwards": f"{ASKED}Host: a\r\n{ENDS}",
    "slash at the end": f"{ASKED.replace('?', '/?')}Host: a\r\n{ENDS}",
    "field given twice": f"{ASKED}Host: a\r\nAccept: text/csv\r\nAccept: */*\r\n{ENDS}",
    "one after the other": f"{ASKED}Host: a\r\n\r\n{ASKED}Host: a\r\n\r\n{ASKED}Host: a\r\n{ENDS}",
    "rest after the end": f"{ASKED}Host: a\r\n{ENDS}nonsense",
    "two bodies": f"{POSTED}Content-Length: 6\r\n\r\nASK {{}}{POSTED}Content-Length: 6\r\n{ENDS}ASK {{}}",
    "body in pieces": f"{POSTED}Transfer-Encoding: chunked\r\n{ENDS}6\r\nASK {{}}\r\n0\r\n\r\n",
    "body that is waited for": f"{POSTED}Expect: 100-continue\r\nContent-Length: 6\r\n{ENDS}ASK {{}}",
}


@pytest.mark.parametrize("name", WHOLE)
def test_every_byte_is_that_of_the_ordinary_way(fronts: tuple[Front, Front], name: str) -> None:
    express, ordinary = (
        [
            line
            for line in found.exchange(WHOLE[name].encode()).split(b"\r\n")
            if not line.startswith((b"date", b"server-timing"))
        ]
        for found in fronts
    )
    assert express == ordinary


def test_what_was_begun_is_not_run_again(lane: Front, engine: EmbeddedEngine) -> None:
    for query in ("SELECT * { ?s ?p", strings(2001, 100), strings(201, 1)):
        before = engine.statistics()["queries"]
        lane.ask("GET", {"query": query})
        assert engine.statistics()["queries"] == before + 1


def test_a_query_ends_when_its_client_goes(lane: Front, engine: EmbeddedEngine) -> None:
    with socket.create_connection(("127.0.0.1", lane.port)) as connection:
        connection.sendall(f"GET /sparql?{urlencode({'query': RUNAWAY})} HTTP/1.1\r\nHost: a\r\n\r\n".encode())
        until(lambda: any(found.query == RUNAWAY for found in engine.running()))
        assert [found.client for found in engine.running()] == ["127.0.0.1"]
    until(lambda: not engine.running())
    until(lambda: lane.application.general.admission.used == 0)
    until(lambda: lane.records[-1].broken)


def test_a_query_goes_on_for_those_who_wait_when_its_first_client_goes(lane: Front, engine: EmbeddedEngine) -> None:
    query = SLOW.replace("?c {", f"?c {{ {VALUES * 4}")
    lane.views.clear()
    found: list[tuple[int, object, bytes]] = []
    with socket.create_connection(("127.0.0.1", lane.port)) as connection:
        connection.sendall(f"GET /sparql?{urlencode({'query': query})} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        until(lambda: any(found.query.startswith("SELECT (COUNT") for found in engine.running()))
        follower = threading.Thread(target=lambda: found.append(lane.ask("GET", {"query": query})))
        follower.start()
        until(lambda: lane.views == ["/sparql"])
    follower.join(20)
    status, head, body = found[0]
    assert (status, b'"7000000"' in body) == (200, True)
    assert "cache;desc=shared" in str(head)


def test_a_query_whose_process_dies_is_tried_once_more(lane: Front, engine: EmbeddedEngine) -> None:
    query = SLOW.replace("?c {", "?c { 101 102")
    found: list[tuple[int, object, bytes]] = []
    asking = threading.Thread(target=lambda: found.append(lane.ask("GET", {"query": query})))
    asking.start()
    until(lambda: any(found.state != "queued" for found in engine.running()))
    # Only the process that computes: one that takes the query over is not to be killed in its turn.
    os.kill(computing(engine), signal.SIGKILL)
    asking.join(20)
    assert found[0][0] == 200
    assert b'"3020000"' in found[0][2]


def computing(engine: EmbeddedEngine) -> int:
    """Return the process that takes most of the processor now."""
    before = {pid: ticks(pid) for pid in engine.pids()}
    time.sleep(0.1)
    return max(before, key=lambda pid: ticks(pid) - before[pid])


def test_a_query_ends_when_its_client_goes_also_after_another_one_of_the_same_connection(
    lane: Front, engine: EmbeddedEngine
) -> None:
    first = f"{POSTED}Content-Length: 10\r\n\r\nASK {{}} # 1"
    with socket.create_connection(("127.0.0.1", lane.port)) as connection:
        line = f"GET /sparql?{urlencode({'query': RUNAWAY + ' # second'})} HTTP/1.1\r\nHost: a\r\n\r\n"
        connection.sendall((first + line).encode())
        until(lambda: any(found.query.endswith("# second") for found in engine.running()))
    until(lambda: not engine.running())
    until(lambda: lane.application.general.admission.used == 0)


def test_what_goes_wrong_before_the_application_takes_no_place_and_no_answer(
    lane: Front, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise ValueError("something that nobody has thought of")

    monkeypatch.setattr(lane.application._express, "read", fail)
    assert lane.ask("GET", {"query": "ASK {} # get"})[0] == 200
    assert lane.ask("POST", None, b"ASK {} # post", Content_Type=SPARQL)[0] == 200
    assert lane.application.general.admission.used == 0


def test_an_answer_that_cannot_be_sent_breaks_off(lane: Front, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise ValueError("something that nobody has thought of")

    monkeypatch.setattr(lane.application, "_stored", fail)
    for _ in range(2):  # a result that is new, and one that is kept
        asked = f"GET /sparql?{urlencode({'query': 'ASK {} # not sent'})} HTTP/1.1\r\nHost: a\r\n\r\n"
        assert lane.exchange(asked.encode()) == b""
    assert lane.application.general.admission.used == 0


def test_a_kept_result_is_not_compressed_in_the_loop_if_that_takes_a_while(lane: Front) -> None:
    query = {"query": strings(203, 100)}
    lane.ask("GET", query)
    lane.views.clear()
    assert lane.ask("GET", query, None, Accept_Encoding="gzip")[0] == 200
    assert lane.views == ["/sparql"]


def test_what_a_query_has_held_is_free_without_a_search_for_garbage(lane: Front) -> None:
    gc.collect()
    gc.disable()
    try:
        assert lane.ask("GET", {"query": "ASK {} # leaves nothing"})[0] == 200
        until(lambda: not any(isinstance(found, Passage | Ride) for found in gc.get_objects()))
    finally:
        gc.enable()


def test_light_queries_do_not_wait_for_long_ones(lane: Front, engine: EmbeddedEngine) -> None:
    with socket.create_connection(("127.0.0.1", lane.port)) as connection:
        connection.sendall(f"GET /sparql?{urlencode({'query': RUNAWAY})} HTTP/1.1\r\nHost: a\r\n\r\n".encode())
        until(lambda: bool(engine.running()))
        for number in range(5):
            assert lane.ask("GET", {"query": f"ASK {{ VALUES ?x {{ {number} }} }}"})[0] == 200
    until(lambda: not engine.running())


def test_the_lane_takes_the_threads_that_a_client_may_have_and_no_more(
    settings: Settings, engine: EmbeddedEngine
) -> None:
    with front(replace(settings, threads=2), engine, express=True) as found:
        sockets = [socket.create_connection(("127.0.0.1", found.port)) for _ in range(3)]
        for number, connection in enumerate(sockets):
            line = f"GET /sparql?{urlencode({'query': RUNAWAY + ' #' + str(number)})} HTTP/1.1\r\nHost: a\r\n\r\n"
            connection.sendall(line.encode())
        admission = found.application.general.admission
        until(lambda: (admission.used, admission.queued) == (1, 2))
        for connection in sockets:
            connection.close()
        until(lambda: (admission.used, admission.queued) == (0, 0))
        until(lambda: not engine.running())
