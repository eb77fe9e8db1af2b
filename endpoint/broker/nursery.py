"""The program of a nursery: keeps a snapshot in memory, or nothing at all, and forks query workers.

A worker forked from a nursery that holds the data shares its memory (copy on write); one forked from a nursery that
holds nothing opens the snapshot on disk. The broker asks for a worker by sending a connection; it is told the process
id, with a descriptor of the process, and later how the process ended.

It speaks packets of JSON on the socket whose descriptor is its first argument.
"""

import errno
import gc
import json
import os
import resource
import select
import signal
import socket
import sys
import threading
import traceback
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, NoReturn

from phaen.endpoint.broker.opening import Copy, Snapshots
from phaen.endpoint.broker.slate import Slate
from phaen.endpoint.broker.worker import Source, WorkerOptions, die_with_parent, work
from phaen.endpoint.errors import NotReadyError
from phaen.endpoint.search.opening import prepare
from phaen.endpoint.wire import PACKET
from phaen.loaders.errors import StoreError
from phaen.loaders.snapshot import Snapshot, current_snapshot

_WATCH_SECONDS = 0.1
_IDLE_SECONDS = 2.0
_MOST_UNPREPARED = 12
"""Workers after which nothing more is waited for: where searches come without a pause, each replaces an unprepared one
that took long by another that will."""
_PREPARED_BYTES = 100 * 1024 * 1024
"""What a dictionary and the like may take beside the data."""
_MEGABYTE = 1024 * 1024
_NO_DUMP = (1, 1)
"""Bytes: a query that is ended at its memory limit leaves no dump of it, which takes long and holds the data. Of 0
bytes Linux would still dump to a program that collects dumps, of 1 to nobody."""


@dataclass(frozen=True)
class Options:
    """What a nursery is told: the store; whether to hold ``snapshot`` in memory, up to ``budget`` bytes."""

    store: Path
    worker: WorkerOptions
    snapshot: str | None
    budget: int
    parent: int

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Options":
        """Read the options from the first packet."""
        store = Path(data["store"])
        worker = WorkerOptions(store, data["memory"], data["prefixes"], data["confined"], data["most"])
        return cls(store, worker, data["snapshot"], data["budget"], data["parent"])


def main() -> NoReturn:
    """Hold the data, then fork workers until the broker closes the channel."""
    for number in (signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)  # they reach the whole group; the broker decides when we end
    broker = socket.socket(fileno=int(sys.argv[1]))
    packet = broker.recv(PACKET)
    if not packet:
        os._exit(0)  # the broker is gone
    options = Options.from_json(json.loads(packet))
    die_with_parent(options.parent)
    resource.setrlimit(resource.RLIMIT_CORE, _NO_DUMP)
    source = _held(options, broker) if options.snapshot else None
    gc.freeze()  # so that collecting garbage does not touch, and thereby copy, the pages that workers share
    _tell(broker, {"ready": True, "bytes": _resident()})
    _Nursery(broker, options, source).run()
    os._exit(0)


def _held(options: Options, broker: socket.socket) -> Source:
    """Copy the snapshot into memory; end the process if that fails or takes more memory than the budget."""
    try:
        snapshot = Snapshot(str(options.snapshot), options.store / "snapshots" / str(options.snapshot)).hold()
        loaded = threading.Event()
        most = _resident() + options.budget + _PREPARED_BYTES
        watch = threading.Thread(target=_watch, args=(loaded, most, options.budget, broker), daemon=True)
        watch.start()
        source = Copy(snapshot, options.store, options.worker.memory, partial(_prepare_for, snapshot))
    except (StoreError, NotReadyError, OSError) as error:
        _tell(broker, {"failed": str(error), "large": False})
        os._exit(0)
    loaded.set()
    watch.join()  # a fork copies the locks of other threads, but not the threads
    return source  # the snapshot stays held: the workers open its full-text index when they first need it


def _prepare_for(snapshot: Snapshot) -> None:
    if snapshot.index.is_dir():
        prepare()


def _is_indexed(store: Path) -> bool:
    try:
        return current_snapshot(store).index.is_dir()
    except (StoreError, OSError):
        return False


def _watch(loaded: threading.Event, most: int, budget: int, broker: socket.socket) -> None:
    """End the process if the copy becomes larger than the budget, at which the process has ``most`` bytes."""
    over = False
    while not over:
        over = loaded.wait(_WATCH_SECONDS)
        if _resident() > most:
            message = f"the data takes more than {budget // _MEGABYTE} MB in memory; queries read it from disk"
            _tell(broker, {"failed": message, "large": True})
            os._exit(0)


class _Nursery:
    """Forks and reaps."""

    def __init__(self, broker: socket.socket, options: Options, source: Source | None) -> None:
        self._broker = broker
        self._options = options
        self._source = source
        self._prepared = False
        self._unprepared = 0
        self._ended, wakeup = socket.socketpair()
        self._ended.settimeout(0)
        wakeup.settimeout(0)
        self._wakeup = wakeup
        signal.signal(signal.SIGCHLD, lambda _number, _frame: None)
        signal.set_wakeup_fd(wakeup.fileno(), warn_on_full_buffer=False)

    def run(self) -> None:
        """Serve until the broker is gone."""
        poll = select.poll()
        poll.register(self._broker, select.POLLIN)
        poll.register(self._ended, select.POLLIN)
        while True:
            found = poll.poll(_IDLE_SECONDS * 1000 if not self._prepared else None)
            if not self._prepared and (not found or self._unprepared >= _MOST_UNPREPARED):
                self._prepare()
            for descriptor, _ in found:
                if descriptor == self._ended.fileno():
                    self._reap()
                elif not self._listen():
                    return

    def _prepare(self) -> None:
        """Take in the dictionary, at best when nothing is to be done: workers forked from here on need not read it.

        Nobody searches in data without an index; it may get one later.
        """
        self._unprepared = 0
        if _is_indexed(self._options.store):
            self._prepared = True
            prepare()
            gc.freeze()

    def _listen(self) -> bool:
        """Take one request of the broker; return False if it is gone."""
        try:
            data, descriptors, _, _ = socket.recv_fds(self._broker, PACKET, 2)
        except ConnectionResetError:
            return False
        if not data:
            return False
        key = json.loads(data)["fork"]
        if len(descriptors) < 2:  # noqa: PLR2004 - a connection and the shared memory
            for descriptor in descriptors:
                os.close(descriptor)
            _tell(self._broker, {"refused": key, "reason": os.strerror(errno.EMFILE)})
            return True
        channel = socket.socket(fileno=descriptors[0])
        self._unprepared += 1
        try:
            self._fork(key, channel, descriptors[1])
        except OSError as error:
            _tell(self._broker, {"refused": key, "reason": error.strerror})
        finally:
            channel.close()
            os.close(descriptors[1])
        return True

    def _fork(self, key: int, channel: socket.socket, slate: int) -> None:
        parent = os.getpid()
        child = os.fork()
        if child == 0:
            self._be_worker(parent, channel, slate)
        descriptor = os.pidfd_open(child) if sys.platform == "linux" else -1
        told = json.dumps({"forked": key, "pid": child}).encode()
        socket.send_fds(self._broker, [told], [descriptor] if descriptor >= 0 else [])
        if descriptor >= 0:
            os.close(descriptor)

    def _be_worker(self, parent: int, channel: socket.socket, slate: int) -> NoReturn:
        status = 1
        try:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            die_with_parent(parent)
            for other in (self._broker, self._ended, self._wakeup):
                other.close()
            options = self._options
            source = self._source or Snapshots(options.store, options.worker.memory)
            work(channel, Slate(slate), source, options.worker)
            status = 0
        finally:
            if status:
                traceback.print_exc()
            os._exit(status)

    def _reap(self) -> None:
        """Tell the broker which workers have ended, and how."""
        while True:
            try:
                if not self._ended.recv(256):
                    break
            except BlockingIOError:
                break
        while True:
            try:
                child, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if child == 0:
                return
            _tell(self._broker, {"ended": child, "status": os.waitstatus_to_exitcode(status)})


def _tell(broker: socket.socket, content: dict[str, Any]) -> None:
    try:
        broker.send(json.dumps(content).encode())
    except OSError:
        os._exit(0)  # the broker is gone


def _resident() -> int:
    """Return the memory of this process in bytes; 0 where the system does not tell."""
    try:
        return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 0


if __name__ == "__main__":
    main()
