"""Comunica and sparql-http-client as they come from npm."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.clients.service import TOKEN, Service

LABELS = ["Regions of Thailand@en", "ภาคของประเทศไทย@th"]

# The first test installs the clients.
pytestmark = pytest.mark.timeout(400)


def run(program: str, service: Service, folder: Path, graph: str) -> dict[str, Any]:
    command = ["node", program, service.address, TOKEN, graph]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=90, check=False)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_comunica_queries_updates_and_finds_out_what_an_address_is(service: Service, javascript: Path) -> None:
    found = run("comunica.cjs", service, javascript, "http://example.org/comunica")
    assert found["labels"] == [["Regions of Thailand", "en"], ["ภาคของประเทศไทย", "th"]]
    assert found["written"] == [["ก", "th"]]
    assert (found["recognised"], found["ask"], found["construct"], found["thing"]) == (2, True, 2, 2)
    assert found["describe"] > 2
    assert found["graph"] > 50


def test_sparql_http_client_queries_in_three_ways_and_keeps_graphs(service: Service, javascript: Path) -> None:
    found = run("sparql-http-client.mjs", service, javascript, "http://example.org/sparql-http-client")
    for way in ("get", "postUrlencoded", "postDirect"):
        assert found[way] == [LABELS, 2, True]
    assert found["stored"] == ["ข@th", "ค@th"]
    assert found["updated"] == ["ค@th"]
