"""What is noted about one request on its way, for the access log, the numbers and ``Server-Timing``."""

import time
from dataclasses import dataclass, field

from flask import Flask, request

ENVIRON_KEY = "phaen.record"


@dataclass
class Record:
    """One request: what kind it is, what became of it, and how long each part took, in seconds.

    Nothing here says who asked, or what exactly: ``route`` is the rule of the address, not the address.
    """

    method: str
    route: str = ""
    status: int = 0
    bytes: int = 0
    queue: float = 0.0
    run: float = 0.0
    serialise: float | None = None
    cache: str = ""
    snapshot: str = ""
    broken: bool = False
    began: float = field(default_factory=time.monotonic)

    @property
    def seconds(self) -> float:
        """Return how long the request has taken so far."""
        return time.monotonic() - self.began

    def timing(self) -> str:
        """Return the value of ``Server-Timing`` (W3C Server Timing), in milliseconds."""
        parts = [f"cache;desc={self.cache}"] if self.cache else []
        parts += [f"queue;dur={self.queue * 1000:.1f}", f"run;dur={self.run * 1000:.1f}"]
        if self.serialise is not None:
            parts.append(f"serialise;dur={self.serialise * 1000:.1f}")
        return ", ".join(parts)


def note_routes(app: Flask) -> None:
    """Let the application note the rule that each address falls under."""

    @app.before_request
    def note() -> None:
        record = request.environ.get(ENVIRON_KEY)
        if record is not None and request.url_rule is not None:
            record.route = request.url_rule.rule
