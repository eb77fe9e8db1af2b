"""The embedded engine: a broker of our own lets processes of our own evaluate queries on the published snapshot."""

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from phaen.endpoint.broker.answer import Frames, WorkerAnswer
from phaen.endpoint.broker.client import BrokerClient, Exchange
from phaen.endpoint.broker.lines import Lines
from phaen.endpoint.broker.process import BrokerProcess
from phaen.endpoint.engine import Answer, AnyJob, Job, Running, WholeAnswer
from phaen.endpoint.errors import EngineError, NotReadyError, WorkerDiedError
from phaen.endpoint.front.client import CANCELLATION, CLIENT
from phaen.endpoint.pointer import pointer_of
from phaen.endpoint.points import Points
from phaen.endpoint.settings import Settings
from phaen.endpoint.writing.jobs import WriteJob, Written
from phaen.endpoint.writing.process import WriteProcess

_TRIES = 2


class EmbeddedEngine:
    """Runs each query in a process that can be killed at its limits (the default engine)."""

    def __init__(
        self,
        settings: Settings,
        prefixes: dict[str, str] | None = None,
        broker: Path | None = None,
        writer: Path | None = None,
    ) -> None:
        """Connect to the broker and the writer at these addresses; start those whose address is not given."""
        self._settings = settings
        self._pointer = pointer_of(settings.store)
        self.points = Points(settings.store, settings.max_bytes)
        self._process = BrokerProcess(settings, prefixes) if broker is None else None
        self._client = BrokerClient(broker or self._own.address, settings.query_workers)
        self._writing = WriteProcess(settings, writer) if writer is not None else WriteProcess(settings)

    def run(self, job: AnyJob) -> Answer:
        """Start a query and return once its result begins; one whose process died before that is tried once more."""
        found = self.at_once(job)
        return found if found is not None else self._run(job, partial(self._try, job))

    def lines(self, size: int) -> Lines:
        """Return connections for an event loop, which may carry so many light queries at the same time."""
        return Lines(self._client, size)

    def resume(self, job: Job, exchange: Exchange, frames: Frames) -> Answer:
        """Go on, as ``run`` does, with a query that was begun in an event loop; ``frames`` is what has come of it."""
        return self._run(job, partial(self._wait, exchange, frames))

    def _run(self, job: AnyJob, first: Callable[[], Answer]) -> Answer:
        for _ in range(_TRIES - 1):
            try:
                return first()
            except WorkerDiedError:
                continue
            except NotReadyError as error:
                unreachable = isinstance(error.__cause__, OSError)
                if not (unreachable and self._revive()):
                    raise
        return self._try(job)

    def at_once(self, job: AnyJob) -> WholeAnswer | None:
        """Return the result of a point query, where its snapshot is open here; None for any other."""
        if not isinstance(job, Job) or job.snapshot or not self.points.takes(job):
            return None
        return self.points.answer(job)

    def write(self, job: WriteJob) -> Written:
        """Make a change in the write process; it is published when this returns."""
        return self._writing.write(job)

    def snapshot(self) -> str:
        """Return the name of the published snapshot."""
        name = self._pointer.name()
        if name is None:
            self.ready()
            raise NotReadyError(f"{self._settings.store}: nothing is published there; run 'phaen load PATH…' first")
        return name

    def ready(self) -> None:
        """Return if a snapshot is published and the broker answers; no query is run for that."""
        from phaen.loaders.errors import StoreError
        from phaen.loaders.snapshot import current_snapshot

        try:
            current_snapshot(self._settings.store)
        except StoreError as error:
            raise NotReadyError(str(error)) from error
        self._client.ask("statistics")

    def running(self) -> list[Running]:
        """Return the queries that wait or run."""
        return [Running(**found) for found in self._client.ask("running")]

    def cancel(self, query: str) -> bool:
        """End a query by its id; return False if there is none."""
        return bool(self._client.ask("cancelled", id=query))

    def statistics(self) -> Mapping[str, float]:
        """Return what the broker has counted."""
        found: dict[str, float] = self._client.ask("statistics")
        return found

    def pids(self) -> list[int]:
        """Return the ids of the query processes."""
        found: list[int] = self._client.ask("pids")
        return found

    def writer_pids(self) -> list[int]:
        """Return the id of the write process, if it was started."""
        return self._writing.pids()

    def close(self) -> None:
        """Stop what this has started."""
        self.points.close()
        self._client.close()
        if self._process is not None:
            self._process.close()
        self._writing.close()

    @property
    def _own(self) -> BrokerProcess:
        if self._process is None:
            raise AssertionError("the broker is another's")
        return self._process

    def _revive(self) -> bool:
        """Start our own broker again if it has ended; the supervisor does that for one that is not ours."""
        try:
            return self._process is not None and self._process.revive()
        except OSError as error:
            raise EngineError(f"the query engine could not be started ({error.strerror}); try again soon") from error

    def _try(self, job: AnyJob) -> Answer:
        return self._wait(self._client.start(job, CLIENT.get(), job.seconds(self._settings.timeout)))

    def _wait(self, exchange: Exchange, frames: Frames | None = None) -> Answer:
        cancellation = CANCELLATION.get()
        if cancellation is None:
            return _answer(exchange, frames)
        cancellation.add(exchange.abandon)
        try:
            return _answer(exchange, frames)
        finally:
            cancellation.discard(exchange.abandon)


def _answer(exchange: Exchange, frames: Frames | None) -> WorkerAnswer:
    try:
        return WorkerAnswer(exchange, frames)
    except BaseException:
        exchange.close()
        raise
