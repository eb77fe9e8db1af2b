"""The program of the write process: takes changes from all HTTP processes at a Unix socket, and answers each.

It holds no database and runs no engine, so no change can bring it down; the process that does is its child.
It ends when its standard input does, or its parent.
"""

import asyncio
import contextlib
import json
import os
import signal
import sys
from pathlib import Path

from phaen.endpoint import wire
from phaen.endpoint.errors import AnswerError, WriterBusyError
from phaen.endpoint.writing.committing import Committer, Pending
from phaen.endpoint.writing.database import Options

_MOST_WAITING = 1000
_MOST_BYTES = 512 * 1024 * 1024
_FAREWELL_SECONDS = 2.0
_LOOK_SECONDS = 1.0


class Listener:
    """Talks with the HTTP processes."""

    def __init__(self, committer: Committer, patience: float) -> None:
        """Take the committer, and how long a change may wait before it is begun, in seconds."""
        self._committer = committer
        self._patience = patience

    async def converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Take a job from a connection, and answer it."""
        with contextlib.suppress(OSError, ValueError, asyncio.IncompleteReadError):
            _, content = await _frame(reader)
            job = json.loads(content)
            data = [(await _frame(reader))[1] for _ in job.get("payloads", ())]
            await self._have_made(Pending(job, tuple(data), writer.write), reader)
            await writer.drain()
        writer.close()

    async def _have_made(self, pending: Pending, reader: asyncio.StreamReader) -> None:
        """Have a change made, unless others keep it waiting too long or its client goes before it is taken."""
        if self._committer.waiting >= _MOST_WAITING or self._committer.waiting_bytes >= _MOST_BYTES:
            pending.fail(self._busy())
            return
        self._committer.add(pending)
        gone = asyncio.ensure_future(reader.read(1))  # who waits for an answer sends nothing
        taken = asyncio.ensure_future(pending.taken.wait())
        await asyncio.wait({gone, taken}, timeout=self._patience, return_when=asyncio.FIRST_COMPLETED)
        if not pending.taken.is_set():
            self._committer.remove(pending)
            pending.fail(self._busy())
        await pending.answered.wait()
        for waiting in (gone, taken):
            waiting.cancel()

    def _busy(self) -> AnswerError:
        return WriterBusyError(
            f"other changes are being made, and this one was not begun in {self._patience:g} s; it was not made; "
            "try again soon"
        )


async def _frame(reader: asyncio.StreamReader) -> tuple[bytes, bytes]:
    kind, length = wire.parse_head(await reader.readexactly(wire.HEAD_SIZE))
    return kind, await reader.readexactly(length)


async def _serve(address: Path, options: Options) -> None:
    stopping = asyncio.Event()
    committer = Committer(options)
    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGTERM, stopping.set)
    loop.add_reader(sys.stdin.fileno(), _ended, stopping)
    server = await asyncio.start_unix_server(Listener(committer, options.patience).converse, address)
    work = asyncio.create_task(committer.run(stopping))
    await _until_stopped(stopping, work)
    server.close()
    committer.wake()
    await asyncio.wait({work}, timeout=_FAREWELL_SECONDS)
    if work.done():
        work.result()  # a mistake of our own is not to be lost


async def _until_stopped(stopping: asyncio.Event, work: asyncio.Task[None]) -> None:
    """Wait for the order to stop, or for the end of the parent, which a pipe may not tell if others hold it too."""
    parent = os.getppid()
    while not stopping.is_set() and not work.done() and os.getppid() == parent:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_LOOK_SECONDS):
                await stopping.wait()
    stopping.set()


def _ended(stopping: asyncio.Event) -> None:
    if not os.read(sys.stdin.fileno(), 1):
        asyncio.get_running_loop().remove_reader(sys.stdin.fileno())
        stopping.set()


def main() -> None:
    """Serve until the input ends."""
    with open(sys.stdin.fileno(), "rb", buffering=0, closefd=False) as source:
        first = wire.read_frame(source)
    if first is None:
        return
    options = json.loads(first[1])
    address, private = Path(options.pop("address")), options.pop("private")
    address.unlink(missing_ok=True)  # of one that was killed
    asyncio.run(_serve(address, Options(**options)))
    address.unlink(missing_ok=True)
    if private:  # whoever made the folder may be gone
        with contextlib.suppress(OSError):
            address.parent.rmdir()
    os._exit(0)


if __name__ == "__main__":
    main()
