"""New connections are taken one at a time, all of them, and by more than one front where they come together."""

import asyncio
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from phaen.endpoint.front.accepting import Acceptor


class Taken:
    """What one front has taken: it sends its name to whoever connects."""

    def __init__(self, name: bytes) -> None:
        self.name = name
        self.ready = threading.Event()
        self.loop = asyncio.new_event_loop()

    def run(self, listener: socket.socket) -> None:
        async def serve() -> None:
            self.acceptor = Acceptor(listener, lambda: Greeting(self))
            self.ready.set()

        asyncio.set_event_loop(self.loop)
        self.loop.run_until_complete(serve())
        self.loop.run_forever()

    def stop(self) -> None:
        self.acceptor.close()
        self.loop.call_later(0.01, self.loop.stop)


class Greeting(asyncio.Protocol):
    def __init__(self, taken: Taken) -> None:
        self.taken = taken

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        transport.write(self.taken.name)


@contextmanager
def listening(*names: bytes) -> Iterator[tuple[int, list[Taken]]]:
    fronts = [Taken(name) for name in names]
    with socket.create_server(("127.0.0.1", 0), backlog=512) as listener:
        threads = [threading.Thread(target=front.run, args=(listener,)) for front in fronts]
        for thread, front in zip(threads, fronts, strict=True):
            thread.start()
            assert front.ready.wait(10)
        yield listener.getsockname()[1], fronts
        for front, thread in zip(fronts, threads, strict=True):
            front.loop.call_soon_threadsafe(front.stop)
            thread.join(10)
            front.loop.close()


def greetings(port: int, number: int) -> list[bytes]:
    """Open so many connections, then hear what each is greeted with."""
    with ExitStack() as stack:
        opened = [stack.enter_context(socket.create_connection(("127.0.0.1", port), timeout=20)) for _ in range(number)]
        return [connection.recv(10) for connection in opened]


def test_all_connections_are_taken_few_or_many() -> None:
    with listening(b"one") as (port, _):
        for number in (1, 3, 300):
            assert greetings(port, number) == [b"one"] * number


def test_what_comes_together_is_shared() -> None:
    with listening(b"one", b"two") as (port, _):
        # Which front is quicker is chance, and a busy machine may keep one from running for a while: so more than once.
        assert any(set(greetings(port, 8)) == {b"one", b"two"} for _ in range(10))


def test_a_flood_of_connections_is_not_slowed() -> None:
    with listening(b"one") as (_, [front]):
        begun = time.monotonic()
        rests = sum(front.acceptor._may_rest() for _ in range(1000))
        assert 0 < rests <= 16 * (2 + time.monotonic() - begun)


def test_connections_wait_while_no_more_files_can_be_opened() -> None:
    class Short:
        """A listening socket that has no file for the first two connections that it is asked for."""

        def __init__(self, listener: socket.socket) -> None:
            self.listener, self.refusals = listener, 2

        def __getattr__(self, name: str) -> object:
            return getattr(self.listener, name)

        def accept(self) -> object:
            if self.refusals:
                self.refusals -= 1
                raise OSError(24, "Too many open files")
            return self.listener.accept()

    with socket.create_server(("127.0.0.1", 0)) as listener:
        front = Taken(b"late")
        thread = threading.Thread(target=front.run, args=(Short(listener),))
        thread.start()
        assert front.ready.wait(10)
        assert greetings(listener.getsockname()[1], 2) == [b"late"] * 2
        front.loop.call_soon_threadsafe(front.stop)
        thread.join(10)
        front.loop.close()
