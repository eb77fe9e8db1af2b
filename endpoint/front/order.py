"""What the supervisor tells a front, and how."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from phaen.endpoint.settings import Settings

FOLDER_VARIABLE = "PROMETHEUS_MULTIPROC_DIR"
"""Names the folder in which all fronts keep their counters; prometheus_client reads it from the environment."""
READY = b"."
"""What a front says on standard output when it answers."""
RETIRE = b"retire\n"
"""What a front is told on standard input when its successor answers."""


@dataclass(frozen=True)
class Order:
    """The settings, the listening socket, where the engine is, and a secret of this start.

    It goes through a pipe, so that no token is seen in the list of processes. ``environment`` is given beside it.
    ``probe`` tells to listen only when queries are answered, because somebody else still answers them.
    """

    settings: Settings
    listener: int
    backend: Mapping[str, str]
    secret: str
    probe: bool = False
    environment: Mapping[str, str] = field(default_factory=dict)

    def line(self) -> bytes:
        """Return the order as one line of JSON."""
        order = {"listener": self.listener, "backend": dict(self.backend), "secret": self.secret, "probe": self.probe}
        return json.dumps({"settings": self.settings.texts(), **order}).encode() + b"\n"

    @classmethod
    def read(cls, line: bytes) -> Self:
        """Read an order."""
        order: dict[str, Any] = json.loads(line)
        return cls(Settings.from_environment({}, order.pop("settings")), **order)
