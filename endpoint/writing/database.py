"""The process that holds the writer's database, seen from the write process: start, ask with a deadline, kill."""

import asyncio
import contextlib
import json
import os
import signal
import sys
from dataclasses import dataclass
from typing import Any

from phaen.endpoint import wire
from phaen.endpoint.errors import AnswerError, EvaluationError, QueryMemoryError, answer_error
from phaen.endpoint.writing import orders

_PROGRAM = "phaen.endpoint.writing.program"
_FAREWELL_SECONDS = 2.0
_MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class Options:
    """What the write process is told: where the store is, and the limits; seconds, and megabytes."""

    store: str
    timeout: float
    patience: float
    memory: int
    confined: bool
    validates: bool
    indexes: bool


class RefusedError(Exception):
    """It was not done; ``lost`` tells that the whole group was dropped with it."""

    def __init__(self, error: AnswerError, *, lost: bool) -> None:
        """Keep the error for the client."""
        super().__init__(str(error))
        self.error = error
        self.lost = lost


class DiedError(Exception):
    """The process ended; ``error`` is for the client where the change itself was the reason."""

    def __init__(self, error: AnswerError | None) -> None:
        """Keep the error for the client."""
        super().__init__(str(error))
        self.error = error


class Database:
    """One process at a time, started when it is needed; ``publishing`` names the snapshot that it was about to publish.

    After a TimeoutError it has to be killed: what it does is not known then.
    """

    def __init__(self, options: Options) -> None:
        """Remember what the process has to know; it is not started yet."""
        self._options = options
        self._process: asyncio.subprocess.Process | None = None
        self.publishing: str | None = None

    @property
    def runs(self) -> bool:
        """Tell whether there is a process."""
        return self._process is not None

    async def ask(self, order: str, seconds: float, data: tuple[bytes, ...] = (), **content: object) -> dict[str, Any]:
        """Ask for something, and give what it came to.

        Raises RefusedError, DiedError, or TimeoutError after so many seconds.
        """
        self.publishing = None
        process = self._process or await self._started()
        try:
            async with asyncio.timeout(seconds):
                _input(process).write(wire.json_frame(wire.JOB, {"order": order, **content}))
                for piece in data:
                    _input(process).write(wire.frame(wire.DATA, piece))
                    await _input(process).drain()
                return await self._told(process)
        except TimeoutError:
            raise  # it is an OSError too
        except (OSError, asyncio.IncompleteReadError) as error:
            raise DiedError(await self._why_died(process)) from error

    async def kill(self) -> None:
        """End the process, and return when it is gone: then it holds nothing any more."""
        if self._process is not None:
            process, self._process = self._process, None
            if process.returncode is None:
                # Its own method would reap one that has just ended, and what it ended with would be lost.
                with contextlib.suppress(ProcessLookupError):
                    os.kill(process.pid, signal.SIGKILL)
            await process.wait()

    async def _started(self) -> asyncio.subprocess.Process:
        options = self._options
        try:
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                _PROGRAM,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                # There is no memory for a backtrace at the memory limit, nor for an arena of 64 MB for each thread.
                env={**os.environ, "RUST_BACKTRACE": "0", "MALLOC_ARENA_MAX": "2"},
            )
        except OSError as error:
            raise DiedError(None) from error
        told = {
            "store": options.store,
            "patience": options.patience,
            "memory": options.memory * _MEGABYTE,
            "confined": options.confined,
            "validates": options.validates,
            "indexes": options.indexes,
            "parent": os.getpid(),
        }
        _input(process).write(wire.json_frame(wire.OPTIONS, told))
        self._process = process
        return process

    async def _told(self, process: asyncio.subprocess.Process) -> dict[str, Any]:
        output = process.stdout
        assert output is not None  # noqa: S101 - opened as a pipe above
        while True:
            _, length = wire.parse_head(await output.readexactly(wire.HEAD_SIZE))
            told: dict[str, Any] = json.loads(await output.readexactly(length))
            if told["order"] == orders.PUBLISHING:
                self.publishing = told["snapshot"]
            elif told["order"] == orders.FAILED:
                raise RefusedError(answer_error(told["error"]), lost=told["lost"])
            else:
                return told

    async def _why_died(self, process: asyncio.subprocess.Process) -> AnswerError | None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_FAREWELL_SECONDS):
                await process.wait()
        await self.kill()
        code = process.returncode
        if code == -signal.SIGABRT:  # how the allocators of Rust and C++ end when the limit refuses them memory
            return QueryMemoryError(
                f"the change needs more than {self._options.memory} MB, the limit for one; nothing was changed; "
                "make it in smaller pieces"
            )
        if code == -signal.SIGSEGV:  # the stack is full: the parser follows the nesting of the update
            return EvaluationError(
                "the update is nested too deeply for the engine; nothing was changed; make it flatter"
            )
        return None


def _input(process: asyncio.subprocess.Process) -> asyncio.StreamWriter:
    assert process.stdin is not None  # noqa: S101 - opened as a pipe above
    return process.stdin
