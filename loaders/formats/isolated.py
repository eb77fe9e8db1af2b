"""Work on a document in a process of its own, with a deadline and a memory limit.

Parsers written in C cannot be interrupted, and a hostile file may crash them or keep them busy for hours: then only
this process ends, and the document is refused. Starting one costs more than most documents, so it stays for the next
document; it is replaced when it was stopped, has crashed or has done MOST_CALLS, and it ends with its parent, also in
the middle of a document.

A call and its answer are each a length (8 bytes) and JSON, the call followed by the bytes of the document.
"""

import atexit
import contextlib
import json
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from importlib import import_module
from threading import Lock
from typing import IO

from phaen.loaders import errors
from phaen.loaders.endings import FROM_OUTSIDE, LAST_BREATH, killed_by, tie
from phaen.loaders.errors import BrokenDocumentError, DocumentError, DocumentTooLargeError, ReaderKilledError

PACKAGE = "phaen.loaders.formats"
MEMORY = 3 * 1024**3
"""Address space of the process in bytes: a page of 25 megapixels takes about 0.3 GB, libraries about 0.2."""

MOST_CALLS = 200
"""Documents after which a process is replaced, so that what they leave in memory never adds up."""

LENGTH = 8
CHUNK = 1 << 20
Options = Mapping[str, object]


def isolated(name: str, data: bytes, path: str, seconds: float, options: Options | None = None) -> object:
    """Give what ``module:function`` of this package makes of the bytes, in a process that is stopped after ``seconds``.

    The function takes the bytes, the path and the options, and gives what JSON can hold. Raises its DocumentError,
    DocumentTooLargeError when time or memory runs out, BrokenDocumentError when the process crashes.
    """
    call = json.dumps({"name": name, "path": path, "options": dict(options or {})}).encode()
    with _lock:
        worker = _worker()
        used = worker.calls > 0
        answer = worker.ask(call, data, seconds, path)
        if answer is None and used:  # perhaps what an earlier document left behind; this one deserves a clean process
            worker = _worker()
            answer = worker.ask(call, data, seconds, path)
    if answer is None:
        raise _ended(path, worker.signal)
    found = json.loads(answer)
    if "error" in found:
        raise _error(found["error"], found["message"])
    return found["result"]


def _ended(path: str, number: int) -> DocumentError:
    """Say why a process ended over a document, by the signal that ended it, 0 if none did."""
    if number in FROM_OUTSIDE:
        return ReaderKilledError(f"{path}: {killed_by(number)}; load it again")
    return BrokenDocumentError(
        f"{path}: the program that reads it broke down; the file is damaged: "
        "open it, save it anew, or save its text and load that"
    )


def _error(name: str, message: str) -> DocumentError:
    kind = getattr(errors, name)
    error = kind(message)
    if not isinstance(error, DocumentError):
        raise TypeError(name)
    return error


# --- the caller's side ------------------------------------------------------------------------------------------------


class _Worker:
    """A process, and the process that started it: after a fork the child must not share it."""

    def __init__(self) -> None:
        theirs, ours = os.pipe()
        self._lifeline = os.fdopen(ours, "wb", buffering=0)
        # -P: a file named json.py beside the documents must not be imported.
        self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
            [sys.executable, "-P", "-m", f"{PACKAGE}.isolated", str(theirs)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            pass_fds=[theirs],
        )
        os.close(theirs)
        self._owner = os.getpid()
        self.calls = 0
        self.signal = 0
        """Number of the signal that ended the process in the middle of a document; 0 where none did, or we sent it."""

    def is_usable(self) -> bool:
        """Tell whether it may take another document."""
        return self._owner == os.getpid() and self.calls < MOST_CALLS and self._process.poll() is None

    def ask(self, call: bytes, data: bytes, seconds: float, path: str) -> bytes | None:
        """Send a call and give the answer, None if the process ended; raises DocumentTooLargeError past ``seconds``."""
        self.calls += 1
        try:
            return self._exchange(call, data, time.monotonic() + seconds)
        except TimeoutError as error:
            raise DocumentTooLargeError(
                f"{path}: reading it takes over {seconds:.0f} s; split the document, or save its text and load that"
            ) from error
        except BaseException:
            self.stop()
            raise

    def _exchange(self, call: bytes, data: bytes, end: float) -> bytes | None:
        sink, source = self._process.stdin, self._process.stdout
        if sink is None or source is None:
            return None
        try:
            for part in (len(call).to_bytes(LENGTH), call, len(data).to_bytes(LENGTH), data):
                sink.write(part)
            sink.flush()
            length = int.from_bytes(_receive(source, LENGTH, end))
            return _receive(source, length, end)
        except TimeoutError:
            self.stop()
            raise
        except (OSError, EOFError):
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.signal = max(0, -self._process.wait(LAST_BREATH))
            self.stop()
            return None

    def stop(self) -> None:
        """End the process at once; one of another owner is left alone."""
        if self._owner != os.getpid():
            return
        self._process.kill()
        for pipe in (self._process.stdin, self._process.stdout, self._lifeline):
            if pipe is not None:
                _close(pipe)
        self._process.wait()


def _close(pipe: IO[bytes]) -> None:
    try:
        pipe.close()
    except OSError:  # what was not sent yet cannot be sent any more
        return


def _receive(source: IO[bytes], length: int, end: float) -> bytes:
    """Read so many bytes; raises TimeoutError past ``end`` and EOFError if the process ended."""
    file = source.fileno()
    parts: list[bytes] = []
    while length > 0:
        left = end - time.monotonic()
        if left <= 0 or not select.select([file], [], [], left)[0]:
            raise TimeoutError
        part = os.read(file, min(length, CHUNK))
        if not part:
            raise EOFError
        parts.append(part)
        length -= len(part)
    return b"".join(parts)


_lock = Lock()
_current: list[_Worker] = []


def _worker() -> _Worker:
    """Give the process of this process, a new one where there is none to be used."""
    if not _current or not _current[0].is_usable():
        stop_worker()
        _current.append(_Worker())
    return _current[0]


def stop_worker() -> None:
    """End the process, if there is one."""
    while _current:
        _current.pop().stop()


atexit.register(stop_worker)


# --- the process ------------------------------------------------------------------------------------------------------


def main(lifeline: int) -> None:
    """Answer calls until standard input ends, or the parent, which holds the other end of a pipe."""
    tie(lifeline)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which then ends this process
    _limit_memory()
    source, sink = sys.stdin.buffer, sys.stdout.buffer
    while length := source.read(LENGTH):
        call = json.loads(source.read(int.from_bytes(length)))
        data = source.read(int.from_bytes(source.read(LENGTH)))
        answer = json.dumps(_answer(call["name"], data, call["path"], call["options"])).encode()
        sink.write(len(answer).to_bytes(LENGTH) + answer)
        sink.flush()


def _answer(name: str, data: bytes, path: str, options: Options) -> dict[str, object]:
    try:
        return {"result": _function(name)(data, path, **options)}
    except DocumentError as error:
        return {"error": type(error).__name__, "message": str(error)}
    except MemoryError:
        message = f"{path}: reading it takes over {MEMORY / 1024**3:.0f} GB of memory; split the document"
        return {"error": DocumentTooLargeError.__name__, "message": message}


def _function(name: str) -> Callable[..., object]:
    module, _, function = name.partition(":")
    found: Callable[..., object] = getattr(import_module(f"{PACKAGE}.{module}"), function)
    return found


def _limit_memory() -> None:
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    except (ImportError, OSError, ValueError):  # not Linux: the deadline still holds
        return


if __name__ == "__main__":
    main(int(sys.argv[1]))
