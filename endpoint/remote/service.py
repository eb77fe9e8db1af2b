"""The service that the settings name."""

from phaen.endpoint.settings import Settings
from phaen.loaders.remote.service import Addresses, Service


def service_of(settings: Settings, seconds: float | None = None) -> Service:
    """Return the service; ``seconds`` is what each request may take, by default the time limit of a query."""
    addresses = Addresses(settings.engine, settings.engine_update, settings.engine_graph_store)
    return Service(addresses, settings.engine_authorization, seconds or settings.timeout)
