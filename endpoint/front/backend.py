"""What stands behind the fronts: started by the supervisor, found by each front. The one place of the hand-over."""

import logging
import shutil
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from phaen.endpoint.broker.process import BrokerProcess
from phaen.endpoint.front.pause import Pause
from phaen.endpoint.settings import Settings
from phaen.endpoint.writing.process import WriterProcess
from phaen.ontology.assets import prefixes

if TYPE_CHECKING:
    from phaen.endpoint.engine import Engine

_LOG = logging.getLogger(__name__)


class Process(Protocol):
    """Something that listens at an address of its own."""

    @property
    def address(self) -> Path:
        """Return the path of its Unix socket."""
        ...

    @property
    def alive(self) -> bool:
        """Tell whether it runs."""
        ...

    def close(self) -> None:
        """Stop it."""
        ...


class Backend:
    """The processes behind the fronts of one set of settings.

    Each is found under a link that stays, whatever the address of the process that takes the place of one that died.
    """

    def __init__(self, settings: Settings) -> None:
        """Start them."""
        self._folder = Path(tempfile.mkdtemp(prefix="phaen-run-"))
        starts: dict[str, Callable[[], Process]] = {
            "broker": lambda: BrokerProcess(settings, dict(prefixes())),
            "writer": lambda: WriterProcess(settings),
        }
        if settings.engine:  # another service does their work
            starts = {}
        self._places = [_Place(self._folder / name, start) for name, start in starts.items()]

    def hand(self) -> Mapping[str, str]:
        """Return what a front needs to find them."""
        return {place.link.name: str(place.link) for place in self._places}

    def tend(self) -> None:
        """Start again what has died."""
        for place in self._places:
            place.tend()

    def close(self) -> None:
        """Stop them."""
        for place in self._places:
            place.close()
        shutil.rmtree(self._folder, ignore_errors=True)


class _Place:
    """One process, under its link."""

    def __init__(self, link: Path, start: Callable[[], Process]) -> None:
        self.link = link
        self._start_process = start
        self._pause = Pause()
        self._process: Process | None = None
        self._start()

    def tend(self) -> None:
        now = time.monotonic()
        if self._process is not None and not self._process.alive:
            _LOG.warning("the %s has ended unexpectedly; another is started", self.link.name)
            self._pause.note(now - self._began, now)
            self.close()
        if self._process is None and now >= self._pause.until:
            try:
                self._start()
            except OSError as error:  # there may be room for it again soon
                _LOG.warning("the %s cannot be started (%s); this is tried again", self.link.name, error)
                self._pause.note(0.0, now)

    def close(self) -> None:
        if self._process is not None:
            self._process.close()
            self._process = None

    def _start(self) -> None:
        self._began = time.monotonic()
        self._process = self._start_process()
        fresh = self.link.with_suffix(".new")
        fresh.unlink(missing_ok=True)
        fresh.symlink_to(self._process.address)
        fresh.replace(self.link)


def connect(settings: Settings, hand: Mapping[str, str]) -> "Engine":
    """Return an engine that uses what the supervisor has started."""
    from phaen.endpoint.adapters import make_engine

    addresses = {name: Path(address) for name, address in hand.items()}
    return make_engine(settings, dict(prefixes()), addresses.get("broker"), addresses.get("writer"))
