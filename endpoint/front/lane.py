"""Threads for views, and the waiting for them."""

import asyncio
from collections.abc import Callable
from contextvars import copy_context
from functools import partial
from typing import ParamSpec, TypeVar

from phaen.endpoint.errors import OverloadedError
from phaen.endpoint.front.admission import Admission, Bounds, FullError
from phaen.endpoint.front.threads import Threads

P = ParamSpec("P")
T = TypeVar("T")


class Lane:
    """Some threads, given out fairly."""

    def __init__(self, name: str, threads: int) -> None:
        """Make the threads, when they are first needed."""
        self._threads = Threads(name, threads)
        self.admission: Admission[asyncio.Future[None]] = Admission(Bounds.of(threads))

    async def enter(self, client: str, patience: float) -> None:
        """Return when the client has a thread; raise OverloadedError if it does not get one within some seconds."""
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        try:
            if self.admission.ask(client, turn):
                return
        except FullError as error:
            raise OverloadedError(f"{error}; try again soon") from error
        try:
            await asyncio.wait_for(asyncio.shield(turn), patience)
        except BaseException as error:
            if self.admission.withdraw(client, turn):
                self._wake(self.admission.admit())
            else:
                self.leave(client)
            if isinstance(error, TimeoutError):
                raise OverloadedError(f"no thread became free in {patience:g} s; try again soon") from error
            raise

    def leave(self, client: str) -> None:
        """Give a thread back."""
        self._wake(self.admission.leave(client))

    def _wake(self, turns: "list[asyncio.Future[None]]") -> None:
        for turn in turns:
            turn.set_result(None)

    def run(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> "asyncio.Future[T]":
        """Run a function in a thread that was given, in the context of the caller."""
        context = copy_context()
        return self._threads.run(partial(context.run, function, *args, **kwargs))
