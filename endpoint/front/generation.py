"""All processes of one set of settings: what is behind the fronts, and the fronts."""

import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import replace

from phaen.endpoint.front.backend import Backend
from phaen.endpoint.front.children import Front
from phaen.endpoint.front.order import Order
from phaen.endpoint.front.pause import Pause
from phaen.endpoint.settings import Settings

_LOG = logging.getLogger(__name__)
_KILL_AFTER = 2.0
_GLANCE = 0.02


class Generation:
    """A broker, a writer and some fronts with the same settings."""

    def __init__(self, settings: Settings, order: Callable[[Mapping[str, str]], Order]) -> None:
        """Start them all, or raise OSError.

        ``order`` makes the order of a front, who is told where to find what stands behind it.
        """
        self.settings = settings
        self._backend = Backend(settings)
        self._order = order(self._backend.hand())
        self._pauses = [Pause() for _ in range(settings.workers)]
        self._fronts: list[Front | None] = []
        try:
            for _ in range(settings.workers):
                self._fronts.append(Front(self._order))
        except OSError:
            self.close()
            raise

    @property
    def ready(self) -> bool:
        """Tell whether all fronts answer."""
        return all(front is not None and front.ready for front in self._fronts)

    @property
    def failed(self) -> bool:
        """Tell whether a front has died before it answered."""
        return any(front is None or (front.status is not None and not front.ready) for front in self._fronts)

    @property
    def ended(self) -> bool:
        """Tell whether all fronts have ended."""
        return all(front is None or front.status is not None for front in self._fronts)

    def tend(self) -> None:
        """Start again what has died."""
        self._backend.tend()
        now = time.monotonic()
        for place, front in enumerate(self._fronts):
            pause = self._pauses[place]
            if front is not None and front.status is not None:
                _LOG.warning("front process %d ended unexpectedly (%s); another is started", front.pid, _how(front))
                pause.note(now - front.began, now)
                front.kill()
                self._fronts[place] = None
                self._order = replace(self._order, probe=False)
            if self._fronts[place] is None and now >= pause.until:
                try:
                    self._fronts[place] = Front(self._order)
                except OSError as error:  # there may be room for it again soon
                    _LOG.warning("a front process cannot be started (%s); this is tried again", error)
                    pause.note(0.0, now)

    def retire(self) -> None:
        """Let the fronts end when their requests are answered."""
        for front in self._alive():
            front.retire()

    def stop(self) -> None:
        """Let the fronts end soon."""
        for front in self._alive():
            front.stop()

    def close(self) -> None:
        """End everything now."""
        for front in self._fronts:
            if front is not None:
                front.kill()
        self._fronts = []
        self._backend.close()

    def drain(self, hurry: Callable[[], bool]) -> None:
        """Let running requests finish for the time that the settings give, or until ``hurry``, then end everything."""
        until = time.monotonic() + self.settings.drain + _KILL_AFTER
        while not self.ended and not hurry() and time.monotonic() < until:
            time.sleep(_GLANCE)
        self.close()

    def _alive(self) -> list[Front]:
        return [front for front in self._fronts if front is not None and front.status is None]


def _how(front: Front) -> str:
    status = front.status or 0
    return f"signal {-status}" if status < 0 else f"status {status}"
