"""The full-text index of another service's data, kept on this machine: ``phaen index --engine URL`` makes it.

It lies in a folder of its own for each service under the store, as the index of a snapshot lies in the snapshot's.
"""

import hashlib
import os
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from phaen.endpoint.engine import SearchJob
from phaen.endpoint.errors import NoIndexError
from phaen.endpoint.search.jobs import find
from phaen.endpoint.search.opening import NO_INDEX, open_index_at
from phaen.endpoint.settings import Settings
from phaen.loaders.errors import IndexDamagedError

if TYPE_CHECKING:  # the engine of the index is large: it is imported when it is first used
    from phaen.loaders.search.index import SearchIndex

_LENGTH = 16


def local_index_folder(settings: Settings) -> Path:
    """Return where the index of the data of the service in the settings is kept."""
    digest = hashlib.sha256(settings.engine.encode()).hexdigest()[:_LENGTH]
    return settings.store / "remote" / digest / "search"


class LocalIndex:
    """Opens the index when it is first asked for, and again when another one has taken its place."""

    def __init__(self, settings: Settings) -> None:
        """Open nothing yet."""
        self._folder = local_index_folder(settings)
        self._engine = settings.engine
        self._lock = threading.Lock()
        self._searching = threading.Lock()
        self._opened: tuple[tuple[int, int], SearchIndex] | None = None

    def get(self) -> "SearchIndex":
        """Return the index; raises NoIndexError where there is none."""
        with self._lock:
            try:
                found = os.stat(self._folder)  # noqa: PTH116 - asked for with each search
            except OSError as error:
                raise NoIndexError(
                    f"there is no full-text index of the data at {self._engine}; run 'phaen index --engine' with it"
                ) from error
            identity = found.st_ino, found.st_mtime_ns  # file systems give the number of a removed folder again
            if self._opened is None or self._opened[0] != identity:
                self._opened = identity, open_index_at(self._folder)
            return self._opened[1]

    def find(self, job: SearchJob) -> bytes:
        """Do a job and give the JSON that it comes to; raises its AnswerError, or NoIndexError.

        One at a time: what an index remembers from one search to the next is for one thread.
        """
        index = self.get()
        try:
            with self._searching:
                return find(job, index).content
        except IndexDamagedError as error:
            raise NoIndexError(NO_INDEX) from error
