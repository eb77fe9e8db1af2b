from collections.abc import Iterator

import pytest

from tests.sparql.listener import Listener


@pytest.fixture(scope="session")
def running_listener() -> Iterator[Listener]:
    with Listener() as listener:
        yield listener


@pytest.fixture
def listener(running_listener: Listener) -> Listener:
    running_listener.paths.clear()
    return running_listener
