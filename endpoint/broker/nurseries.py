"""Nurseries and their workers, as the broker sees them."""

import contextlib
import json
import logging
import os
import select
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

from phaen.endpoint.broker.slate import Glance, Slate, shared_memory
from phaen.endpoint.environment import HUGE_PAGES, KEEP_FREED, clean_environment, with_tunables
from phaen.endpoint.memory import memory_of
from phaen.endpoint.wire import PACKET, RECALL

_LOG = logging.getLogger(__name__)
_PROGRAM = "phaen.endpoint.broker.nursery"
_KEYS = count(1)
_FAREWELL_SECONDS = 2.0


@dataclass(frozen=True)
class NurseryOptions:
    """What a nursery is told. ``memory`` and ``budget`` are in bytes; ``snapshot`` is what it holds in memory."""

    store: Path
    memory: int
    prefixes: dict[str, str]
    confined: bool
    most: int = 0
    snapshot: str | None = None
    budget: int = 0

    def packet(self) -> bytes:
        """Return the options as the first thing that the nursery reads, with the id of its parent, this process."""
        return json.dumps({**vars(self), "store": str(self.store), "parent": os.getpid()}).encode()


@dataclass(eq=False)
class Worker:
    """One query worker; ``pid`` is None until it is forked.

    ``jobs`` is the number of queries that it had begun when it got the present connection, ``counted`` of those that
    are in the statistics, ``learned`` of that whose text is known; ``seen`` is what it was last seen doing.
    ``recalled`` is when it was asked back. ``start`` is the memory in bytes that it held before its first job.
    A ``doomed`` one gets no further job.
    """

    nursery: "Nursery"
    key: int
    channel: socket.socket
    slate: Slate
    pid: int | None = None
    descriptor: int | None = None
    jobs: int = 0
    counted: int = 0
    learned: int = 0
    seen: Glance = field(default_factory=Glance)
    recalled: float | None = None
    start: int = 0
    doomed: bool = False
    slow: bool = False

    def dispatch(self, content: dict[str, Any], connection: socket.socket) -> None:
        """Hand over a job: what there is to say, and the connection of who asks; raise OSError if it is dead."""
        self.recalled = None
        self.seen = self.slate.glance()
        self.jobs = self.seen.jobs
        self.learned = self.jobs + 1
        if not self.jobs and self.pid is not None:
            self.start = memory_of(self.pid)
        socket.send_fds(self.channel, [json.dumps(content).encode()], [connection.fileno()])

    def recall(self) -> None:
        """Ask for the worker back as soon as it has come to the end of its job."""
        if self.recalled is None:
            self.recalled = time.monotonic()
            with contextlib.suppress(OSError):
                self.channel.send(RECALL)

    def rests(self) -> bool:
        """Tell whether it has ended its query, and waits for the next of the same connection."""
        seen = self.slate.glance()
        return not seen.busy and seen.jobs > self.jobs

    def kill(self) -> None:
        """End the process at once."""
        self.doomed = True
        if self.descriptor is not None:
            with contextlib.suppress(OSError):
                signal.pidfd_send_signal(self.descriptor, signal.SIGKILL)
        elif self.pid is not None:
            with contextlib.suppress(OSError):
                os.kill(self.pid, signal.SIGKILL)

    def wait(self, until: float) -> None:
        """Wait for the end of a process that was killed, as far as the system can tell it."""
        if self.descriptor is not None:
            poll = select.poll()
            poll.register(self.descriptor, select.POLLIN)
            poll.poll(max(0.0, until - time.monotonic()) * 1000)

    def slow_down(self) -> None:
        """Let everybody else go first from now on: the priority only goes down, so the worker ends after this job."""
        self.recall()
        self.slow = True
        if self.pid is not None and sys.platform == "linux":
            with contextlib.suppress(OSError):
                os.sched_setscheduler(self.pid, os.SCHED_IDLE, os.sched_param(0))

    def close(self) -> None:
        """Close what we hold of it; an idle worker ends by itself then."""
        self.channel.close()
        self.slate.close()
        if self.descriptor is not None:
            os.close(self.descriptor)
            self.descriptor = None


@dataclass(eq=False)
class Nursery:
    """One nursery process with the workers that it has forked."""

    options: NurseryOptions
    channel: socket.socket
    process: "subprocess.Popen[bytes]"
    workers: dict[int, Worker] = field(default_factory=dict)
    ready: bool = False
    bytes: int = 0

    @classmethod
    def start(cls, options: NurseryOptions) -> "Nursery":
        """Start the process; raise OSError if the system refuses it."""
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            try:
                process = _popen(theirs.fileno())
            except OSError:
                ours.close()
                raise
        with contextlib.suppress(OSError):  # one that has ended at once is noticed when nothing comes from it
            ours.send(options.packet())
        return cls(options, ours, process)

    @property
    def snapshot(self) -> str | None:
        """Return the name of the snapshot that it holds in memory."""
        return self.options.snapshot

    def fork(self) -> Worker:
        """Ask for a worker; raise OSError if the nursery is dead."""
        with contextlib.ExitStack() as stack:
            memory = shared_memory()
            stack.callback(os.close, memory)
            ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
            stack.callback(theirs.close)
            failing = stack.enter_context(contextlib.ExitStack())
            failing.callback(ours.close)
            worker = Worker(self, next(_KEYS), ours, Slate(memory))
            asked = json.dumps({"fork": worker.key}).encode()
            socket.send_fds(self.channel, [asked], [theirs.fileno(), memory])
            failing.pop_all()
        self.workers[worker.key] = worker
        return worker

    def receive(self) -> tuple[dict[str, Any], int | None] | None:
        """Return what the nursery says, with the descriptor of a process; None at its end."""
        try:
            data, descriptors, _, _ = socket.recv_fds(self.channel, PACKET, 1)
        except OSError:
            return None
        if not data:
            return None
        return json.loads(data), descriptors[0] if descriptors else None

    def kill(self) -> None:
        """End the nursery and all its workers, which takes a while where much memory is given back."""
        for worker in self.workers.values():
            worker.kill()
        self.process.kill()

    def wait(self) -> None:
        """Wait for the end of all that was killed."""
        until = time.monotonic() + _FAREWELL_SECONDS
        for worker in self.workers.values():
            worker.wait(until)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(max(0.0, until - time.monotonic()))

    def gone(self) -> bool:
        """Tell whether the process has ended, after it was killed."""
        return self.process.poll() is not None

    def close(self) -> None:
        """Close what we hold of the nursery and its workers."""
        self.channel.close()
        for worker in self.workers.values():
            worker.close()
        self.workers.clear()


def _popen(channel: int) -> "subprocess.Popen[bytes]":
    environment = clean_environment()
    # There is no memory for a backtrace at the memory limit, nor for an arena of 64 MB for each thread.
    environment |= {"RUST_BACKTRACE": "0", "MALLOC_ARENA_MAX": "2"}
    # What a query takes comes in huge pages, where the system lends them: page by page, the kernel is busier than it.
    environment = with_tunables(environment, KEEP_FREED, HUGE_PAGES)
    # A new interpreter, which has nothing of ours but this socket.
    command = [sys.executable, "-m", _PROGRAM, str(channel)]
    return subprocess.Popen(  # noqa: S603 - our own program, named by our own code
        command, pass_fds=[channel], env=environment, stdin=subprocess.DEVNULL
    )
