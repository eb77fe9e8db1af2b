"""A query worker: evaluates one query after another, sends each result straight to who asked.

It is forked by a nursery, runs in one thread, and can be killed at any moment with nothing lost.
"""

import contextlib
import ctypes
import errno
import json
import os
import select
import signal
import socket
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from pyoxigraph import Store

from phaen.endpoint import wire
from phaen.endpoint.broker.opening import KeptSnapshots
from phaen.endpoint.broker.results import Circumstances, GoneError, send_error, send_result
from phaen.endpoint.broker.slate import Slate
from phaen.endpoint.contents import read_graph
from phaen.endpoint.engine import AnyJob, GraphJob, Job, SearchJob
from phaen.endpoint.errors import AnswerError, NoIndexError, NotReadyError, QueryMemoryError
from phaen.endpoint.evaluation import evaluate
from phaen.endpoint.federation.confinement import forbid_network
from phaen.endpoint.federation.routing import routed
from phaen.endpoint.formats import Form
from phaen.endpoint.memory import limit_memory
from phaen.endpoint.search.jobs import find
from phaen.endpoint.search.opening import NO_INDEX
from phaen.endpoint.sparql.policy import check_services
from phaen.loaders.errors import IndexDamagedError

if TYPE_CHECKING:
    from phaen.endpoint.contents import GraphContent
    from phaen.endpoint.search.jobs import Findings
    from phaen.loaders.search.index import SearchIndex

_PR_SET_PDEATHSIG = 1
_LINGER_SECONDS = 1.0
_FORMS = {str(form): form for form in Form}


class Source(Protocol):
    """Where queries read."""

    def current(self) -> tuple[str, Store]:
        """Return name and open database of the snapshot that queries see; raise NotReadyError if there is none."""
        ...

    def index(self) -> "SearchIndex":
        """Return the full-text index of what ``current`` has returned; raise NoIndexError if it has none."""
        ...

    def fresh(self) -> bool:
        """Tell whether ``current`` will return what is published now."""
        ...


@dataclass(frozen=True)
class WorkerOptions:
    """What a worker needs to know: ``memory`` in bytes beyond its start; a ``confined`` one can open no connection.

    ``store`` is where the states that releases keep are; ``most`` is the largest result in bytes, 0 for no limit.
    """

    store: Path
    memory: int
    prefixes: Mapping[str, str]
    confined: bool
    most: int = 0


def die_with_parent(parent: int) -> None:
    """Let the kernel end this process when its parent ends (prctl(2)); end now if that has happened already."""
    if sys.platform == "linux":
        with contextlib.suppress(AttributeError):
            ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, ctypes.c_ulong(signal.SIGKILL))
    if os.getppid() != parent:
        os._exit(0)


def work(channel: socket.socket, slate: Slate, source: Source, options: WorkerOptions) -> None:
    """Serve jobs until the broker closes the channel.

    The broker sends what it has to say about a job, and with it the connection that the job is read from and its
    result is written to. The next job of that connection is served as well, unless the broker wants the worker back,
    or the connection rests, or there is a newer snapshot: then the broker gets a byte, and the connection is its again.
    """
    if options.confined:
        forbid_network()
    with contextlib.suppress(NotReadyError):  # the store may come later; each job looks again
        source.current()  # open early, so that the first query does not wait for it
    limit_memory(options.memory)
    server = _Server(channel, slate, source, options)
    with contextlib.suppress(ConnectionResetError, BrokenPipeError):  # the broker has ended unexpectedly
        _work(channel, server)


def _work(channel: socket.socket, server: "_Server") -> None:
    while True:
        data, descriptors, _, _ = socket.recv_fds(channel, wire.PACKET, 1)
        if not data:
            return
        if data != wire.RECALL:  # else the broker wanted back what it has already
            if not descriptors:
                raise OSError(errno.EMFILE, "the connection of a job could not be taken")
            with socket.socket(fileno=descriptors[0]) as connection:
                whole = server.serve_all(connection, data)
            channel.send(wire.BACK if whole else wire.BROKEN)


class _Server:
    """Serves the jobs of one connection after another."""

    def __init__(self, channel: socket.socket, slate: Slate, source: Source, options: WorkerOptions) -> None:
        self._channel = channel
        self._slate = slate
        self._source = source
        self._options = options
        self._kept = KeptSnapshots(options.store, options.memory)

    def serve_all(self, connection: socket.socket, text: bytes) -> bool:
        """Serve a job, then the next ones of the connection as long as that is wanted; ``text`` is said of the job.

        Returns False if the client of the last one had gone before its end.
        """
        said: dict[str, Any] | None = json.loads(text)
        stays = True
        receiver = wire.Receiver(connection)
        poll = select.poll()
        poll.register(connection, select.POLLIN)
        poll.register(self._channel, select.POLLIN)
        while said is not None:
            self._slate.begin(time.monotonic(), said, text)
            stays = self._serve(connection, receiver, said)
            self._slate.end(time.monotonic())
            text, said = self._next(poll, receiver) if stays else (b"", None)
        self._kept.close()  # a worker that rests keeps nobody from removing it
        return stays

    def _serve(self, connection: socket.socket, receiver: wire.Receiver, said: dict[str, Any]) -> bool:
        """Read a job from a connection, and write its result or its error there; return False if nobody waits."""
        about = Circumstances("", said.get("queued", 0.0), self._options.most)
        try:
            received = receiver.take()
            if received is None:
                return False
            job = job_from_json(json.loads(received[1]) | {"timeout": said["seconds"]})
            try:
                _answer(job, partial(self._view, job.snapshot), self._options, about, connection)
            except AnswerError as error:
                send_error(error, connection, about)
            except IndexDamagedError:  # some of its files are only read when they are needed
                send_error(NoIndexError(NO_INDEX), connection, about)
            except MemoryError:
                send_error(QueryMemoryError("the query hit the memory limit"), connection, about)
        except (OSError, GoneError):
            return False
        return True

    def _view(self, snapshot: str) -> "_View":
        """Open the state of the data that a job asks: a kept one, or the present."""
        if snapshot:
            return _View(snapshot, *self._kept.open(snapshot))
        return _View(*self._source.current(), self._source.index)

    def _next(self, poll: select.poll, receiver: wire.Receiver) -> tuple[bytes, dict[str, Any] | None]:
        """Wait a little for the next job; return what is said about it, as it came and read; None if it is not ours."""
        ready = [descriptor for descriptor, _ in poll.poll(_LINGER_SECONDS * 1000)]
        if self._channel.fileno() in ready or not ready or not self._source.fresh():
            return b"", None
        with contextlib.suppress(OSError, ValueError):
            received = receiver.take()
            if received is not None and received[0] == wire.JOB:
                return received[1], json.loads(received[1])
        return b"", None


@dataclass(frozen=True)
class _View:
    """A state of the data as a job sees it: its name, its database, and what gives its full-text index."""

    name: str
    store: Store
    index: Callable[[], "SearchIndex"]


def _answer(
    job: AnyJob, source: Callable[[], _View], options: WorkerOptions, about: Circumstances, sink: socket.socket
) -> None:
    if not isinstance(job, Job):
        view = source()
        if isinstance(job, SearchJob):
            found: Findings | GraphContent = find(job, view.index(), view.store)
        else:
            found = read_graph(view.store, job, options.prefixes)
        send_result(found, replace(about, snapshot=view.name), sink)
        return
    services = check_services(job.query, job.base_iri, frozenset(job.allowed_services))
    view = source()
    about = replace(about, snapshot=view.name)
    routed(
        job.query,
        services,
        job.timeout,
        lambda query: send_result(evaluate(view.store, _with(job, query), options.prefixes, view.index), about, sink),
    )


def _with(job: Job, query: str) -> Job:
    return job if query == job.query else replace(job, query=query)


def job_from_json(data: dict[str, Any]) -> AnyJob:
    """Rebuild a job from its JSON, which may leave out what is None."""
    kind = data.pop("kind")
    if kind != "query":
        return GraphJob(**data) if kind == "graph" else SearchJob(**data)
    for key in ("default_graphs", "named_graphs", "allowed_services"):
        if data.get(key) is not None:
            data[key] = tuple(data[key])
    data["formats"] = {_FORMS[form]: name for form, name in data["formats"].items()}
    return Job(**data)
