"""Real services on this machine, and listeners that count who calls."""

import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from phaen.endpoint.embedded import EmbeddedEngine
from phaen.endpoint.settings import Settings
from tests.endpoint.federation.remotes import Counter, Handler, Remote, Server


@pytest.fixture(scope="module")
def writing_engine(writing_settings: Settings) -> Iterator[EmbeddedEngine]:
    """Give an engine that may call somebody: without any address on the list it could open no connection at all."""
    engine = EmbeddedEngine(replace(writing_settings, services=("http://services.example/",)))
    yield engine
    engine.close()


@pytest.fixture
def remotes() -> Iterator[Callable[[], Remote]]:
    """Start services."""
    servers: list[Server] = []

    def start() -> Remote:
        remote = Remote()
        server = Server(("127.0.0.1", 0), type("_Handler", (Handler,), {"remote": remote}))
        remote.port = server.server_port
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        servers.append(server)
        return remote

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture
def remote(remotes: Callable[[], Remote]) -> Remote:
    """Give one service."""
    return remotes()


@pytest.fixture
def counter() -> Iterator[Counter]:
    """Listen, answer nobody, count the connections."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        counter = Counter(listening)
        threading.Thread(target=counter.run, daemon=True).start()
        yield counter
        counter.stop()
