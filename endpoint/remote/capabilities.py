"""What services do differently: the table of known products, and what one finds out by asking.

Of the products below Oxigraph and Virtuoso are tested for real; the others are as their documentation describes them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

from phaen.endpoint.errors import NotReadyError
from phaen.loaders.remote.service import Answered, Service

Parameters = tuple[tuple[str, str], ...]

_NO_GRAPH: Final = "urn:phaen:no-graph"
_SAMPLE: Final = 5
_TRIPLES: Final = "SELECT ?s ?p ?o { GRAPH ?g { ?s ?p ?o } FILTER(isIRI(?s) && isIRI(?o)) } LIMIT " + str(_SAMPLE)


def _nothing(_seconds: float) -> Parameters:
    return ()


def _whole_seconds(seconds: float) -> Parameters:
    return (("timeout", str(max(1, round(seconds)))),)


def _milliseconds(seconds: float) -> Parameters:
    return (("timeout", str(max(1, round(seconds * 1000)))),)


@dataclass(frozen=True)
class Product:
    """What is known of a product.

    ``server`` is how its field Server begins; ``union`` and ``update_union`` ask for the union of all graphs as default
    graph, where a request can do that; ``timeout`` passes a deadline on, in seconds; ``default_graph`` is the name by
    which a service whose default graph is always the union knows its plain one.
    """

    name: str
    server: str
    union: Parameters = ()
    update_union: Parameters = ()
    timeout: Callable[[float], Parameters] = _nothing
    default_graph: str = _NO_GRAPH


PRODUCTS: Final = (
    Product("Oxigraph", "oxigraph", (("union-default-graph", ""),), (("using-union-graph", ""),)),
    # What Virtuoso has when this time is up it sends as if it were all, but for a header field: see marks.py.
    Product("Virtuoso", "virtuoso", timeout=_milliseconds),
    Product("Fuseki", "apache jena fuseki", timeout=_whole_seconds, default_graph="urn:x-arq:DefaultGraph"),
    Product("GraphDB", "graphdb", timeout=_whole_seconds, default_graph="http://www.openrdf.org/schema/sesame#nil"),
)
UNKNOWN: Final = Product("unknown", "")


class Default(Enum):
    """What the default graph of a service is: whatever a request asks for, always the union, never, or not known."""

    ASKED = auto()
    UNION = auto()
    PLAIN = auto()
    OPEN = auto()


@dataclass(frozen=True)
class Capabilities:
    """What a service can do."""

    product: Product
    default: Default

    def dataset(self, *, union: bool) -> Parameters:
        """Return the parameters that make the default graph of a query the union of all graphs, or the plain one."""
        if self.default is Default.ASKED:
            return self.product.union if union else ()
        if self.default is Default.UNION and not union:
            return (("default-graph-uri", self.product.default_graph),)
        return ()

    def check(self, *, union: bool) -> None:
        """Raise NotReadyError if the service cannot have the default graph that the operator wants."""
        if union and self.default is Default.PLAIN:
            raise NotReadyError(
                "the default graph of the engine is not the union of all graphs, and no request can make it so; "
                "configure the engine so (Fuseki: tdb2:unionDefaultGraph true), or set default_graph to strict"
            )
        if not union and self.default is Default.UNION:
            raise NotReadyError(
                "the default graph of the engine is always the union of all graphs; set default_graph to union"
            )


class Probe:
    """Finds out once what a service can do; what an empty store leaves open is asked again."""

    def __init__(self, service: Service) -> None:
        """Ask nothing yet."""
        self._service = service
        self._found: Capabilities | None = None

    def get(self) -> Capabilities:
        """Return what the service can do; raises a RemoteError."""
        # Without a lock: asked twice it is told the same, and nobody waits behind a service that does not answer.
        found = self._found or self._ask()
        if found.default is not Default.OPEN:
            self._found = found
        return found

    def _ask(self) -> Capabilities:
        asked = self._service.answered(_TRIPLES)
        product = product_of(asked)
        if product.union:
            return Capabilities(product, Default.ASKED)
        if not asked.rows:
            return Capabilities(product, Default.OPEN)
        patterns = " ".join(f"{row['s']} {row['p']} {row['o']} ." for row in asked.rows)
        union = self._service.ask(patterns)
        return Capabilities(product, Default.UNION if union else Default.PLAIN)


def product_of(answered: Answered) -> Product:
    """Recognise a product by what its answer says of the server."""
    if "Fuseki-Request-ID" in answered.headers:
        return next(product for product in PRODUCTS if product.name == "Fuseki")
    server = (answered.headers.get("Server") or "").lower()
    return next((product for product in PRODUCTS if server.startswith(product.server)), UNKNOWN)
