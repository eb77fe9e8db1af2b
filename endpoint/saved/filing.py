"""An engine that gives tables as files too: workbooks and Parquet, made of the rows of the engine behind it.

It stands between the cache and the engine, so that a file is kept, tagged and shared as any other result is. Each file
is made by a process of its own, from a file to a file: nothing of it is held in memory here, and it can be ended.
"""

import json
import math
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import IO, Final, Self

from phaen.endpoint.engine import Answer, AnyJob, Engine, Job, Running, WholeAnswer
from phaen.endpoint.environment import clean_environment
from phaen.endpoint.errors import (
    AnswerError,
    EngineError,
    EvaluationError,
    OverloadedError,
    QueryTimeoutError,
    ResultTooLargeError,
    answer_error,
)
from phaen.endpoint.formats import FILE_FORMATS, Form, Format
from phaen.endpoint.front.client import CANCELLATION
from phaen.endpoint.saved.file_program import FAILED, Order
from phaen.endpoint.settings import Settings
from phaen.endpoint.writing.jobs import WriteJob, Written

_PROGRAM: Final = "phaen.endpoint.saved.file_program"
_AT_ONCE: Final = 3
"""Files that are made at the same time in each process of the service."""
_MOST_BYTES: Final = 200_000_000
"""Of the rows, as JSON, of which a file is made."""
_LARGEST: Final = 1_000_000_000
"""Bytes of a file that is made."""
_MEGABYTE: Final = 1024 * 1024
_PIECE: Final = 256 * 1024
_FORMATS: Final[Mapping[str, Format]] = {format_.name: format_ for format_ in FILE_FORMATS}


class FilingEngine:
    """An engine with files before it; all else it passes on."""

    def __init__(self, engine: Engine, settings: Settings) -> None:
        """Take the engine that gives the rows."""
        self._engine = engine
        self._settings = settings
        self._free = threading.BoundedSemaphore(_AT_ONCE)

    def run(self, job: AnyJob) -> Answer:
        """Return the result of a query; where a file is wanted, once it is made."""
        format_ = _FORMATS.get(job.formats.get(Form.ROWS, "")) if isinstance(job, Job) else None
        if not isinstance(job, Job) or format_ is None:
            return self._engine.run(job)
        with self._turn():
            return self._file(job, format_)

    def at_once(self, job: AnyJob) -> WholeAnswer | None:
        """Return the result of a query that takes no longer to run than to find; never a file."""
        return self._engine.at_once(job)

    def write(self, job: WriteJob) -> Written:
        """Make a change."""
        return self._engine.write(job)

    def snapshot(self) -> str:
        """Return the name of the state that new queries see; raise NotReadyError if there is none."""
        return self._engine.snapshot()

    def ready(self) -> None:
        """Return if queries can be answered; raise NotReadyError saying why not."""
        self._engine.ready()

    def running(self) -> list[Running]:
        """Return the queries that wait or run."""
        return self._engine.running()

    def cancel(self, query: str) -> bool:
        """End a query by its id; return False if there is none."""
        return self._engine.cancel(query)

    def statistics(self) -> Mapping[str, float]:
        """Return what has been counted, by name."""
        return self._engine.statistics()

    def close(self) -> None:
        """Stop everything that the engine has started."""
        self._engine.close()

    @contextmanager
    def _turn(self) -> Iterator[None]:
        if not self._free.acquire(timeout=self._settings.queue_timeout):
            raise OverloadedError(
                f"{_AT_ONCE} files are being made, and this one was not begun; try again, or take .csv"
            )
        try:
            yield
        finally:
            self._free.release()

    def _file(self, job: Job, format_: Format) -> Answer:
        rows = replace(job, formats={Form.ROWS: "json"}, about="")
        try:
            with tempfile.TemporaryFile() as source, self._engine.run(rows) as answer:
                _take_in(answer, source, format_)
                answer.close()  # its process is free while the file is made
                order = self._order(job, format_, answer, source)
                return FileAnswer(answer, format_, _made(order))
        except OSError as error:
            raise EngineError(
                f"the .{format_.suffix} could not be made ({error.strerror}); take .csv, or try again later"
            ) from error

    def _order(self, job: Job, format_: Format, answer: Answer, source: IO[bytes]) -> "_Ordered":
        said = json.loads(job.about or '{"labels": {}, "facts": {}}')
        said["facts"] |= {
            "snapshot": answer.snapshot,
            "made": datetime.now(UTC).isoformat(timespec="seconds"),
            "cut": "" if answer.cut is None else str(answer.cut),
        }
        seconds = job.seconds(self._settings.timeout)
        return _Ordered(format_.name, said, source.fileno(), self._settings.memory * _MEGABYTE, seconds)


@dataclass(frozen=True)
class _Ordered:
    """A file to be made: what ``Order`` says, and the seconds after which it is given up."""

    format: str
    said: dict[str, dict[str, str]]
    source: int
    memory: int
    seconds: float


def _take_in(answer: Answer, source: IO[bytes], format_: Format) -> None:
    """Write the rows to a file."""
    size = 0
    for piece in answer:
        size += len(piece)
        if size > _MOST_BYTES:
            raise ResultTooLargeError(
                f"a .{format_.suffix} is made of no more than {_MOST_BYTES:,} bytes of rows, and this result has more; "
                "take .csv, or page and per_page"
            )
        source.write(piece)
    source.flush()


def _made(ordered: _Ordered) -> IO[bytes]:
    """Return the file, made by a process of its own."""
    target = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the answer
    try:
        with tempfile.TemporaryDirectory(prefix="phaen-") as folder:
            order = Order(
                ordered.format, ordered.said, ordered.source, target.fileno(), folder, ordered.memory,
                math.ceil(ordered.seconds) + 1, _LARGEST,
            )  # fmt: skip
            _run(order, ordered.seconds)
    except BaseException:
        target.close()
        raise
    return target


def _run(order: Order, seconds: float) -> None:
    with subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "-m", _PROGRAM],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        pass_fds=[order.source, order.target],
        env=clean_environment() | {"TMPDIR": order.folder},
        process_group=0,
    ) as process:
        try:
            with _ended_with_client(process):
                said, noise = process.communicate(order.as_json(), timeout=seconds)
        except subprocess.TimeoutExpired as error:
            raise QueryTimeoutError.after(seconds) from error
        finally:
            process.kill()
    if process.returncode:
        raise _error(order, process.returncode, said, noise)


@contextmanager
def _ended_with_client(process: "subprocess.Popen[bytes]") -> Iterator[None]:
    cancellation = CANCELLATION.get()
    if cancellation is None:
        yield
        return
    cancellation.add(process.kill)
    try:
        yield
    finally:
        cancellation.discard(process.kill)
    if cancellation.cancelled:
        raise EngineError("the client has gone")


def _error(order: Order, code: int, said: bytes, noise: bytes) -> AnswerError:
    if code == FAILED:
        return answer_error(json.loads(said))
    last = noise.decode("utf-8", "replace").strip().rpartition("\n")[2][:200]
    reason = last or f"its process ended with {code}"
    return EvaluationError(
        f"the .{order.format} could not be made within {order.memory // _MEGABYTE} MB ({reason}); "
        "take .csv, or page and per_page"
    )


class FileAnswer:
    """A file that is made, as the result of a query."""

    def __init__(self, answer: Answer, format_: Format, file: IO[bytes]) -> None:
        """Take over the file, and what is said of the rows that it was made of."""
        self.form, self.format, self.snapshot, self.cut = answer.form, format_, answer.snapshot, answer.cut
        self.queued, self.started = answer.queued, answer.started
        self._file = file
        self.length: int | None = file.seek(0, 2)
        file.seek(0)

    def __iter__(self) -> Iterator[bytes]:
        """Yield the pieces."""
        return iter(lambda: self._file.read(_PIECE), b"")

    def close(self) -> None:
        """Throw the file away."""
        self._file.close()

    def __enter__(self) -> Self:
        """Return the answer itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the answer."""
        self.close()
