"""The cache in a running service: all its processes give the same answer, and the new one after a change."""

import re
import urllib.request
from urllib.parse import quote

COUNT = quote("SELECT (COUNT(*) AS ?n) { GRAPH <http://example.org/cache-test> { ?s ?p ?o } }")
INSERT = "INSERT DATA { GRAPH <http://example.org/cache-test> { <http://example.org/s> <http://example.org/p> %d } }"


def get(address: str, **headers: str) -> tuple[bytes, dict[str, str]]:
    request = urllib.request.Request(address, headers={name.replace("_", "-"): text for name, text in headers.items()})
    with urllib.request.urlopen(request, timeout=20) as response:
        return response.read(), {name.lower(): text for name, text in response.headers.items()}


def test_who_has_changed_something_reads_it_and_who_asks_again_gets_what_is_kept(served: str, token: str) -> None:
    address = f"{served}/sparql?query={COUNT}&format=csv"
    tags = []
    for number in range(4):
        change = urllib.request.Request(
            f"{served}/update",
            (INSERT % number).encode(),
            {"Authorization": f"Bearer {token}", "Content-Type": "application/sparql-update"},
        )
        with urllib.request.urlopen(change, timeout=20) as response:
            snapshot = response.headers["Phaen-Snapshot"]
        body, headers = get(address)
        assert (body, headers["phaen-snapshot"]) == (b"n\r\n%d\r\n" % (number + 1), snapshot)
        again, kept = get(address)
        assert again == body
        assert re.match("cache;desc=hit", kept["server-timing"])
        tags.append(headers["etag"])
    assert len(set(tags)) == 4
