"""The links of a store, plan by plan, so that memory stays small."""

from collections.abc import Iterator

from pyoxigraph import NamedNode

from phaen.loaders.mappings.model import StoredLink
from phaen.loaders.mappings.rdf import read_links
from phaen.loaders.mappings.statements import PlanStatements, stored_statements
from phaen.loaders.shelf import Database
from phaen.ontology import terms as t
from phaen.ontology.identifiers import Identifiers

PlanKey = tuple[str, str]
"""The key of a plan's owner, and that of its edition."""


def plan_keys(database: Database, base: str) -> list[PlanKey]:
    """Give owner and edition of every plan of a store, in their order."""
    identifiers = Identifiers(base)
    quads = database.quads_for_pattern(None, t.PROV_WAS_GENERATED_BY, None, None)
    graphs = {quad.graph_name for quad in quads if isinstance(quad.graph_name, NamedNode)}
    keys = (identifiers.plan_of_graph(graph, "provenance") for graph in graphs)
    return sorted({key for key in keys if key})


def links_of_plan(database: Database, key: PlanKey, plan: PlanStatements, base: str) -> list[StoredLink]:
    """Give the links of one plan, in their order."""
    graph = Identifiers(base).plan_graph(*key, "links")
    return read_links(database.quads_for_pattern(None, None, None, graph), base, plan.text_of)


def stored_links(database: Database, base: str) -> Iterator[tuple[StoredLink, str]]:
    """Give every link of a store with the words of its statement."""
    for key in plan_keys(database, base):
        plan = stored_statements(database, *key, base)
        yield from ((link, plan.text_of(link.element)) for link in links_of_plan(database, key, plan, base))
