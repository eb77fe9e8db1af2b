"""Which editions of a plan can be compared, and where."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from phaen.endpoint.errors import BadParameterError
from phaen.endpoint.tables import select
from phaen.endpoint.website import Site
from phaen.loaders.editions.model import Edition
from phaen.loaders.editions.reading import Rows, editions, short_name, successive

MOST_EDITIONS = 50_000


@dataclass(frozen=True)
class Offer:
    """Two editions that can be compared, and the address that compares them."""

    former: Edition
    later: Edition
    address: str


def offers(site: Site, organisations: Iterable[str]) -> list[Offer]:
    """Find the editions of organisations, given by their IRIs, that can be compared."""
    found = [pair for iri in organisations for pair in successive(editions(rows_of(site, MOST_EDITIONS), iri))]
    return [offer(former, later) for former, later in found]


def offer(former: Edition, later: Edition) -> Offer:
    """Return the offer to compare two editions."""
    return Offer(former, later, "/compare?" + urlencode({"a": short_name(former), "b": short_name(later)}))


def rows_of(site: Site, most: int) -> Rows:
    """Give the rows of queries; raise BadParameterError for more than that many."""

    def rows(query: str) -> Iterable[Mapping[str, object]]:
        table = select(site.engine, query, most)
        if table.more:
            raise BadParameterError(f"one of these has over {most} statements; compare them with 'phaen compare'")
        return table.records()

    return rows
