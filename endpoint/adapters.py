"""Which engine answers: the one place where an adapter is chosen, by the setting ``engine``."""

from pathlib import Path

from phaen.endpoint.engine import Engine
from phaen.endpoint.settings import Settings


def make_engine(
    settings: Settings, prefixes: dict[str, str], broker: Path | None = None, writer: Path | None = None
) -> Engine:
    """Return the engine of the settings; the embedded one uses what runs at the given addresses, or starts its own."""
    if settings.engine:
        from phaen.endpoint.remote.engine import RemoteEngine

        return RemoteEngine(settings, prefixes)
    from phaen.endpoint.embedded import EmbeddedEngine

    return EmbeddedEngine(settings, prefixes, broker, writer)
