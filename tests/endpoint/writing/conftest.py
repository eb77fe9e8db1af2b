"""Write processes of a test's own, and what their stores hold."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from phaen.endpoint.settings import Settings
from phaen.endpoint.writing.process import WriteProcess

Start = Callable[..., WriteProcess]


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "store"


@pytest.fixture
def start(store: Path) -> Iterator[Start]:
    """Start write processes, on the same store unless another one is given."""
    started: list[WriteProcess] = []

    def make(address: Path | None = None, **values: object) -> WriteProcess:
        usual: dict[str, object] = {"store": store, "timeout": 20, "queue_timeout": 20, "memory": 512}
        settings = Settings.from_environment({}, usual | values)
        started.append(WriteProcess(settings, address))
        return started[-1]

    yield make
    for process in started:
        process.close()
