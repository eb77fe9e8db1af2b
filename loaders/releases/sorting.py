"""Lines in the order of their code points, each once, in memory that does not grow: by GNU sort where there are many.

UTF-8 keeps the order of code points, so comparing bytes (``LC_ALL=C``) is enough.
"""

import os
import subprocess
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from itertools import islice
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Final

from phaen.loaders.errors import StoreWriteError

FEW: Final = 50_000
"""Lines that are sorted in memory."""

_BUFFER: Final = "64M"
_BLOCK: Final = 1 << 16
_PATIENCE: Final = 1.0
"""Seconds in which a sort that broke the pipe is gone."""


@contextmanager
def sorting(output: IO[bytes], work: Path) -> Iterator[IO[bytes]]:
    """Give what takes whole lines; at the end they are in ``output``, sorted and each once.

    The parts that do not fit into memory lie in ``work`` meanwhile. Raises StoreWriteError when sort is not there, and
    OSError with its words when it fails.
    """
    with _started(output, work) as process:
        assert process.stdin is not None  # noqa: S101 - it is a pipe
        try:
            yield process.stdin
            process.stdin.close()
        except BaseException as error:
            if not (isinstance(error, OSError) and _has_ended(process)):
                process.kill()
            with suppress(OSError):
                process.stdin.close()
            _raise_failure(process, error)
            raise
        _raise_failure(process)


def _has_ended(process: subprocess.Popen[bytes]) -> bool:
    """Tell whether sort is gone: then it says why, rather than the pipe that broke."""
    try:
        process.wait(_PATIENCE)
    except subprocess.TimeoutExpired:
        return False
    return True


def _started(output: IO[bytes], work: Path) -> subprocess.Popen[bytes]:
    command = ["sort", "--unique", f"--buffer-size={_BUFFER}", f"--temporary-directory={work}"]
    environment = {**os.environ, "LC_ALL": "C"}
    try:
        return subprocess.Popen(  # noqa: S603 - the command is ours
            command, bufsize=_BLOCK, stdin=subprocess.PIPE, stdout=output, stderr=subprocess.PIPE, env=environment
        )
    except FileNotFoundError as error:
        raise StoreWriteError(
            "a release needs the program 'sort', which is not on the PATH; install it (GNU coreutils)"
        ) from error


def _raise_failure(process: subprocess.Popen[bytes], cause: BaseException | None = None) -> None:
    assert process.stderr is not None  # noqa: S101 - it is a pipe
    words = process.stderr.read().decode("utf-8", "replace").strip().partition("\n")[0]
    code = process.wait()
    if words or (code and cause is None):
        raise OSError(words or f"sort was ended by signal {-code}") from cause


def ordered(lines: Iterable[bytes], work: Path) -> Iterator[bytes]:
    """Give lines, which end in a line feed, in order and each once."""
    lines = iter(lines)
    few = list(islice(lines, FEW + 1))
    if len(few) <= FEW:
        yield from sorted(set(few))
        return
    with TemporaryFile(dir=work) as output:
        with sorting(output, work) as taken:
            taken.writelines(few)
            few.clear()
            taken.writelines(lines)
        output.seek(0)
        yield from output
