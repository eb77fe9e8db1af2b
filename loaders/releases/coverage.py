"""What the plans of a data set cover: years, provinces, licences; found by a few lookups, none over all quads."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Store

from phaen.loaders.graph.reading_back import FIRST_YEAR, LAST_YEAR
from phaen.loaders.graph.stratml import fiscal_end, fiscal_start
from phaen.ontology import terms as t
from phaen.ontology.provinces import Province, all_provinces


@dataclass(frozen=True, slots=True)
class Coverage:
    """What the plans cover. ``first`` and ``last`` are ISO dates, "" where no plan says its years.

    ``licences`` counts the documents under each licence by its IRI, ``rights`` those with each statement of rights;
    ``graphs`` are those that state a licence of what else they hold, such as code lists, by the IRI of the licence.
    """

    plans: int
    owners: int
    documents: int
    first: str
    last: str
    provinces: tuple[Province, ...]
    licences: dict[str, int]
    rights: dict[str, int]
    graphs: dict[str, list[str]]


def coverage(database: Store) -> Coverage:
    """Find out what the plans of a database cover."""
    first, last = list(_years(database, t.PERIOD_FROM)), list(_years(database, t.PERIOD_TO))
    plans = {quad.subject for quad in database.quads_for_pattern(None, t.RDF_TYPE, t.PLAN, None)}
    owners = set(_objects(database, t.PLAN_OF))
    derived = database.quads_for_pattern(None, t.PROV_WAS_DERIVED_FROM, None, None)
    documents: set[object] = {quad.object for quad in derived if quad.subject in plans}
    return Coverage(
        plans=len(plans),
        owners=len(owners),
        documents=len(documents),
        first=fiscal_start(min(first)) if first else "",
        last=fiscal_end(max(last)) if last else "",
        provinces=_provinces(database, owners),
        licences=_counted(database, t.DCT_LICENSE, documents),
        rights=_counted(database, t.DCT_RIGHTS, documents),
        graphs=_graphs(database, documents),
    )


def _objects(database: Store, predicate: NamedNode) -> Iterator[object]:
    return (quad.object for quad in database.quads_for_pattern(None, predicate, None, None))


def _years(database: Store, predicate: NamedNode) -> Iterator[int]:
    """Give the years of a property, Buddhist era, that can be written as dates."""
    for value in _objects(database, predicate):
        text = value.value if isinstance(value, Literal) else ""
        if text.isascii() and text.isdigit() and FIRST_YEAR <= int(text) <= LAST_YEAR:
            yield int(text)


def _provinces(database: Store, owners: set[object]) -> tuple[Province, ...]:
    """Give the provinces of the owners of plans; an organisation without a plan does not count."""
    places = {
        quad.object.value
        for quad in database.quads_for_pattern(None, t.DCT_SPATIAL, None, None)
        if quad.subject in owners and isinstance(quad.object, NamedNode)
    }
    return tuple(province for province in all_provinces().values() if province.iri.value in places)


def _counted(database: Store, predicate: NamedNode, documents: set[object]) -> dict[str, int]:
    """Count the documents by what a property says of them, in the order of the alphabet."""
    found = Counter(
        quad.object.value
        for quad in database.quads_for_pattern(None, predicate, None, None)
        if quad.subject in documents and isinstance(quad.object, NamedNode | Literal)
    )
    return dict(sorted(found.items()))


def _graphs(database: Store, documents: set[object]) -> dict[str, list[str]]:
    """Give the graphs that state a licence of anything but a document of a plan."""
    found: dict[str, set[str]] = {}
    for quad in database.quads_for_pattern(None, t.DCT_LICENSE, None, None):
        licence, graph = quad.object, quad.graph_name
        if isinstance(licence, NamedNode) and isinstance(graph, NamedNode) and quad.subject not in documents:
            found.setdefault(licence.value, set()).add(graph.value)
    return {licence: sorted(graphs) for licence, graphs in sorted(found.items())}
