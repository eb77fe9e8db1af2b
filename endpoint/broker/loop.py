"""Which descriptors the broker waits for, and what is to be done when something comes."""

import contextlib
import select
from collections.abc import Callable

Handler = Callable[[int], None]


class Loop:
    """Descriptors with their handlers; each is called with the events that have come."""

    def __init__(self) -> None:
        """Wait for nothing yet."""
        self._epoll = select.epoll()
        self._handlers: dict[int, Handler] = {}
        self._speakers: dict[object, tuple[int, Handler]] = {}

    def wait(self, seconds: float) -> None:
        """Wait until something comes, but no longer than that, and handle it."""
        events = [(self._handlers.get(found), found, event) for found, event in self._epoll.poll(seconds)]
        for handler, descriptor, event in events:
            # One before it may have closed it, and its number may belong to another by now.
            if handler is not None and self._handlers.get(descriptor) is handler:
                handler(event)

    def watch(self, descriptor: int, events: int, handler: Handler) -> None:
        """Call a handler when one of the events comes."""
        self._epoll.register(descriptor, events)
        self._handlers[descriptor] = handler

    def change(self, descriptor: int, events: int) -> None:
        """Wait for other events of a descriptor."""
        self._epoll.modify(descriptor, events)

    def unwatch(self, descriptor: int) -> None:
        """Wait no longer for a descriptor, which has to be open still."""
        self._handlers.pop(descriptor, None)
        with contextlib.suppress(OSError, ValueError):
            self._epoll.unregister(descriptor)

    def listen(self, speaker: object, descriptor: int, handler: Handler) -> None:
        """Call a handler when a speaker says something; do nothing if that is so already."""
        if speaker not in self._speakers:
            self._speakers[speaker] = (descriptor, handler)
            self.watch(descriptor, select.EPOLLIN, handler)

    def forget(self, speaker: object) -> None:
        """Listen no longer to a speaker; its descriptor may be closed."""
        descriptor, handler = self._speakers.pop(speaker, (-1, None))
        if handler is not None and self._handlers.get(descriptor) is handler:  # else the number is another's by now
            self.unwatch(descriptor)

    def keep_only(self, speakers: set[object]) -> None:
        """Forget all speakers but these."""
        for gone in self._speakers.keys() - speakers:
            self.forget(gone)
