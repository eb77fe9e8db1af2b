"""What the views share: handed to each of them, so that none needs state of its own module."""

from collections.abc import Mapping
from dataclasses import dataclass

from phaen.endpoint.cache.caching import CachingEngine
from phaen.endpoint.iris import Addresses
from phaen.endpoint.language import Translations
from phaen.endpoint.settings import Settings
from phaen.queries.catalogue import Catalogue


@dataclass(frozen=True)
class Site:
    """Settings, engine, saved queries, prefixes, addresses and translations of one running service."""

    settings: Settings
    engine: CachingEngine
    catalogue: Catalogue
    prefixes: Mapping[str, str]
    addresses: Addresses
    translations: Translations
