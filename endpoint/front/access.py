"""The access log: one line of JSON for each request, without anything that says who asked, or what exactly."""

import json
import os
import sys
from datetime import UTC, datetime

from phaen.endpoint.front.record import Record

STANDARD_ERROR = "-"


class AccessLog:
    """Writes lines to a file, opened for appending, or to standard error; several processes may share it."""

    def __init__(self, target: str) -> None:
        """Open the file; "" writes nothing, "-" is standard error."""
        self._target = target
        self._descriptor: int | None = None
        self.reopen()

    def reopen(self) -> None:
        """Open the file by its name again, which somebody may have moved away."""
        self.close()
        if self._target == STANDARD_ERROR:
            self._descriptor = sys.stderr.fileno()
        elif self._target:
            flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC
            self._descriptor = os.open(os.path.expanduser(self._target), flags, 0o640)  # noqa: PTH111 - a text, as given

    def write(self, record: Record) -> None:
        """Write the line of a request, in one piece; a full disk loses lines, never a request."""
        if self._descriptor is None:
            return
        try:
            os.write(self._descriptor, line_of(record))
        except OSError:
            return

    def close(self) -> None:
        """Let go of the file."""
        if self._descriptor is not None and self._target != STANDARD_ERROR:
            os.close(self._descriptor)
        self._descriptor = None


def line_of(record: Record) -> bytes:
    """Return the line of a request; times are in seconds."""
    content = {
        "time": datetime.now(UTC).isoformat(timespec="milliseconds"),
        "method": record.method,
        "route": record.route,
        "status": record.status,
        "bytes": record.bytes,
        "seconds": round(record.seconds, 4),
        "queue": round(record.queue, 4),
        "run": round(record.run, 4),
        "cache": record.cache,
        "snapshot": record.snapshot,
        "broken": record.broken,
    }
    return json.dumps(content, ensure_ascii=False).encode() + b"\n"
