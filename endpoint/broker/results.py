"""Send a result as frames while it is being made."""

import time
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Protocol

from phaen.endpoint import wire
from phaen.endpoint.contents import GraphContent
from phaen.endpoint.errors import AnswerError, EvaluationError, ResultTooLargeError
from phaen.endpoint.evaluation import Result
from phaen.endpoint.formats import Form
from phaen.endpoint.heads import HeadWriter, Output, cut_note
from phaen.endpoint.search.jobs import Findings
from phaen.endpoint.xml import XmlWriter

_PIECE = 64 * 1024


class Sink(Protocol):
    """Where frames go."""

    def sendall(self, data: bytes, /) -> None:
        """Send all of it; raise OSError if nobody is there."""
        ...


class ResultWriter:
    """The file that the serialisers write to: gathers pieces and sends them as frames.

    Nothing is sent before the first piece is full or the result is whole, so that an error that comes early is still
    a clean error.
    """

    def __init__(self, sink: Sink, start: bytes, most: int = 0) -> None:
        """Keep the start frame until there is something to send; ``most`` is the limit in bytes, 0 for none."""
        self._most = most
        self._sent = 0
        self._sink = sink
        self._pending = [start]
        self._pieces: list[bytes] = []
        self._size = 0

    def write(self, data: bytes) -> int:
        """Take bytes from a serialiser."""
        self._pieces.append(bytes(data))
        self._size += len(data)
        if self._size >= _PIECE:
            self._send()
        return len(data)

    def flush(self) -> None:
        """Do nothing: pieces are sent when they are full."""

    def finish(self, began: float) -> None:
        """Send what is left and the end mark, with the seconds since the query began."""
        self._send(wire.frame(wire.END, b"%.6f" % (time.monotonic() - began)))

    def _send(self, mark: bytes = b"") -> None:
        self._sent += self._size
        if self._most and self._sent > self._most:
            raise TooLargeError
        data = wire.frame(wire.DATA, b"".join(self._pieces)) if self._pieces else b""
        try:
            self._sink.sendall(b"".join(self._pending) + data + mark)
        except OSError as error:  # the serialiser must not take it for an error of the store
            raise GoneError from error
        self._pending, self._pieces, self._size = [], [], 0


class TooLargeError(Exception):
    """The result is larger than it may be."""


class GoneError(Exception):
    """Nobody waits for the result any more."""


@dataclass(frozen=True)
class Circumstances:
    """What a result is sent with: the snapshot it is from, the seconds it was waited for, its limit in bytes.

    ``began`` is when its query did.
    """

    snapshot: str
    queued: float
    most: int = 0
    began: float = field(default_factory=time.monotonic)


def send_result(result: Result | GraphContent | Findings, about: Circumstances, sink: Sink) -> None:
    """Write a result to a sink.

    Raises EvaluationError, ResultTooLargeError, or GoneError where nobody waits for it.
    """
    start = _start(result.form, result.format.name, about.snapshot, result.cut, about.queued)
    writer = ResultWriter(sink, start, about.most)
    try:
        write_result(result, writer)
        writer.finish(about.began)
    except OSError as error:
        raise EvaluationError(f"reading the store failed: {error}") from error
    except TooLargeError as error:
        raise too_large(about.most) from error


def write_result(result: Result | GraphContent | Findings, output: Output) -> None:
    """Write a result out, with what its head has to say of it; raises what its serialiser and the output raise."""
    target: Output = XmlWriter(output) if result.format.name in {"xml", "rdfxml"} else output
    head = cut_note(result.format.name, result.cut) if result.cut is not None else None
    result.write(target if head is None else HeadWriter(target, head))  # type: ignore[arg-type]


@lru_cache(maxsize=64)
def _start(form: Form, format_name: str, snapshot: str, cut: int | None, queued: float) -> bytes:
    """Return the frame that begins a result; it is nearly always the same."""
    said = {"form": form, "format": format_name, "snapshot": snapshot, "cut": cut, "queued": queued}
    return wire.json_frame(wire.START, said)


def too_large(most: int) -> ResultTooLargeError:
    """Return the error of a result that is over the limit in bytes."""
    return ResultTooLargeError(
        f"the result is larger than {most} bytes, the limit of this service; add a LIMIT, or download the data"
    )


def send_error(error: AnswerError, sink: Sink, about: Circumstances) -> None:
    """Send an error in place of a result, or of the rest of one."""
    error.queued, error.ran = about.queued, time.monotonic() - about.began
    sink.sendall(wire.json_frame(wire.FAIL, error.as_json()))
