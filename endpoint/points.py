"""Point queries answered where they are asked: of the query processes none has to be woken for them, nor to answer.

That is safe because such a query does no more than it says (see ``sparql/point.py``), and breaks off here once it has
said much. It then begins anew as every query does, like all for which the snapshot that they ask is not open here.
"""

import logging
import threading
import time
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Final

from pyoxigraph import Store

from phaen.endpoint.broker.results import write_result
from phaen.endpoint.cache.memory import Recent
from phaen.endpoint.engine import Job, WholeAnswer
from phaen.endpoint.evaluation import Result, choose_format, form_of
from phaen.endpoint.pointer import pointer_of
from phaen.endpoint.sparql.point import point_of
from phaen.loaders.snapshot import Snapshot, current_snapshot
from phaen.ontology.assets import prefixes

_LOG = logging.getLogger(__name__)
_MOST: Final = 16 * 1024
"""Bytes of a result: a few thousandths of a second, where each row is but a letter or two."""
_FEWEST_ROWS: Final = _MOST
"""A limit of that many rows cuts no result of so few bytes."""
_MOST_LONG: Final = 10_000
"""Things of which it is remembered that much is said of them."""
_SLOW: Final = 0.05
"""Seconds of the processor after which there is something wrong with reading here: a literal of many megabytes."""
_STALLED: Final = 0.25
"""Seconds that only a cold disk takes, or a machine that does too much."""
_REST: Final = 5.0
"""Seconds for which nothing is read here then."""
_FORMATS: Final = frozenset({"json", "xml", "csv", "tsv", "turtle", "ntriples", "rdfxml", "nquads", "trig"})
"""Those that are written row by row: of these the length tells what was done."""
_BARE: Final = frozenset({"json", "csv", "tsv", "ntriples", "nquads"})
"""Those of which every byte is the engine's: no prefixes are put before them, nothing in them is escaped."""
_FIRST: Final = Job("DESCRIBE <urn:phaen:first>")
_PAUSE: Final = 1.0
"""Seconds between two openings: of a snapshot that is replaced at once, nobody would have much."""


class Points:
    """The snapshot that point queries read; where nobody calls ``open``, none is answered here."""

    def __init__(self, store: Path, most: int = 0) -> None:
        """Remember where to look; nothing is opened yet. ``most`` is the largest result in bytes, 0 for no limit."""
        self._store = store
        self._most = min(most or _MOST, _MOST)
        self._long = Recent[bool](_MOST_LONG)
        self._resting = 0.0
        self._pointer = pointer_of(store)
        self._held: _Held | None = None
        self._opening: threading.Thread | None = None
        self._next = 0.0

    def takes(self, job: Job) -> bool:
        """Tell whether a job is a point query over the whole data, and not to be cut short."""
        if job.default_graphs is not None or job.named_graphs is not None or job.about:
            return False
        if job.rows and job.rows < _FEWEST_ROWS:
            return False
        thing = point_of(job.query)
        return thing is not None and not self._long.get(thing)

    def answer(self, job: Job) -> WholeAnswer | None:
        """Return the result of a point query in the current snapshot; None if it has to go the ordinary way.

        Safe from any thread.
        """
        held, began = self._held, time.monotonic()
        if held is None or began < self._resting or held.snapshot.name != self._pointer.name():
            return None
        busy = time.thread_time()
        try:
            return _answer(held, job, self._most)
        except _LongError:
            self._long.put(point_of(job.query), value=True)
            return None
        except (KeyboardInterrupt, SystemExit):
            raise
        except BaseException as error:  # noqa: BLE001 - a panic of the engine is no Exception
            # Whatever it is, a query process finds it out, and says it well.
            _LOG.debug("a point query goes the ordinary way: %s", error)
            return None
        finally:
            ended = time.monotonic()
            if time.thread_time() - busy > _SLOW or ended - began > _STALLED:
                self._resting = ended + _REST

    def open(self) -> None:
        """Begin to open the current snapshot, in a thread of its own: it takes longer than an event loop may rest.

        To be called by one thread alone, like all that follows.
        """
        if time.monotonic() < self._next or (self._opening is not None and self._opening.is_alive()):
            return
        self.tidy()
        if self._held is None:
            self._opening = threading.Thread(target=self._opened, name="points", daemon=True)
            self._opening.start()

    def tidy(self) -> None:
        """Let go of a snapshot that is no longer the current one, so that it may be removed; called now and then."""
        held = self._held
        if held is not None and self._pointer.name() != held.snapshot.name:
            self._held = None
            held.close()

    def close(self) -> None:
        """Let go of what is open."""
        if self._opening is not None:
            self._opening.join()
        held, self._held = self._held, None
        if held is not None:
            held.close()

    def _opened(self) -> None:
        held = None
        try:
            snapshot = current_snapshot(self._store)
            held = _Held(snapshot, snapshot.open())
            _answer(held, _FIRST, _MOST)  # what is read once for all is read here, where nobody waits
        except BaseException as error:  # noqa: BLE001 - tidied away meanwhile, or damaged: a panic is no Exception
            _LOG.debug("no snapshot for point queries: %s", error)
            if held is not None:
                held.close()
        else:
            self._long = Recent[bool](_MOST_LONG)
            self._held = held
        finally:
            self._next = time.monotonic() + _PAUSE  # who asks then tries again


@dataclass(slots=True)
class _Held:
    """An open snapshot."""

    snapshot: Snapshot
    database: Store | None

    def close(self) -> None:
        """Close its files, then say that they are closed."""
        self.database = None
        self.snapshot.close()


class _LongError(Exception):
    """A result says more than can be taken in between two other requests."""


class _Page(BytesIO):
    """A file for a short result."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self._most = most

    def write(self, data: bytes) -> int:  # type: ignore[override]
        """Take bytes; raise _LongError once they are too many."""
        if self.tell() + len(data) > self._most:
            raise _LongError
        return super().write(data)


def _answer(held: _Held, job: Job, most: int) -> WholeAnswer | None:
    began = time.monotonic()
    database = held.database
    if database is None:
        return None
    result = database.query(job.query, use_default_graph_as_union=job.union)  # all IRIs of a point query are whole
    form = form_of(result)
    format_ = choose_format(job.formats, form)
    if format_.name not in _FORMATS:
        return None
    page = _Page(most)
    if format_.name in _BARE:
        result.serialize(page, format_.engine)  # type: ignore[arg-type]  # it is one of its form
    else:
        write_result(Result(form, format_, result, prefixes()), page)
    return WholeAnswer(form, format_, held.snapshot.name, page.getvalue(), time.monotonic() - began)
