"""Link the statements of a store anew, without reading documents: plan by plan, so that memory stays small."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pyoxigraph import Literal, NamedNode, Quad

from phaen.loaders.graph.base import refuse_other_base
from phaen.loaders.linking.linker import LINKER_VERSION
from phaen.loaders.mappings.linked import computed_links, quads_of, reviewed_links
from phaen.loaders.mappings.linksets import link_set_quads
from phaen.loaders.mappings.rdf import without_links
from phaen.loaders.mappings.reviews import Reviews
from phaen.loaders.mappings.statements import stored_statements
from phaen.loaders.mappings.stored import PlanKey, plan_keys
from phaen.loaders.mappings.vocabularies import VOCABULARIES, link_set, link_set_graph
from phaen.loaders.remote.service import Service
from phaen.loaders.remote.writer import RemoteWriter
from phaen.loaders.shelf import Database, Graphs
from phaen.loaders.store import Writer
from phaen.loaders.workers import StoppedError, never
from phaen.ontology import terms as t
from phaen.ontology.identifiers import Identifiers

PATIENCE: Final = 5.0
"""Seconds to wait for another writer."""

_FIRST: Final = next(iter(VOCABULARIES))


@dataclass(slots=True)
class Relinked:
    """What linking anew came to: plans of all that there are, those whose links are others now, statements, links."""

    total: int = 0
    plans: int = 0
    changed: int = 0
    statements: int = 0
    links: int = 0


def relink_store(store: Path, base: str, progress: Callable[[Relinked], None]) -> tuple[Relinked, str | None]:
    """Link all plans of a store on disk anew and publish them; give the name of the snapshot, None for nothing new.

    Raises a StoreError.
    """
    with Writer(store, patience=PATIENCE) as writer:
        refuse_other_base(writer.database, base)
        done = relink(writer, base, progress=progress)
        snapshot = writer.publish()
        return done, snapshot.name if snapshot else None


def relink_engine(service: Service, base: str, progress: Callable[[Relinked], None]) -> tuple[Relinked, str | None]:
    """Link all plans of a service anew, each seen as soon as it is written; say what was sent, None for nothing."""
    with RemoteWriter(service, Identifiers(base)) as writer:
        done = relink(writer, base, progress=progress)
        sent = writer.sent()
        return done, sent.name if sent else None


def is_current(database: Database, base: str) -> bool:
    """Tell whether the links of a store are those of this version of the linker."""
    node, graph = link_set(_FIRST, base), link_set_graph(_FIRST, base)
    quads = database.quads_for_pattern(node, t.SSSOM_MAPPING_TOOL_VERSION, Literal(LINKER_VERSION), graph)
    return next(iter(quads), None) is not None


def relink(
    writer: Graphs,
    base: str,
    skip: Collection[str] = (),
    stop: Callable[[], bool] = never,
    progress: Callable[[Relinked], None] = lambda _: None,
) -> Relinked:
    """Link all plans of a store but those to skip, by their IRIs; then say in the link sets by which linker.

    Raises StoppedError when asked to stop, which is asked before each plan.
    """
    done = Relinked()
    reviews = Reviews.of(writer, base)
    keys = plan_keys(writer.database, base)
    done.total = len(keys)
    for key in keys:
        if stop():
            raise StoppedError
        if Identifiers(base).plan(*key).value not in skip:
            relink_plan(writer, key, reviews, base, done)
            progress(done)
    write_link_sets(writer, base)
    return done


def relink_plan(writer: Graphs, key: PlanKey, reviews: Reviews, base: str, done: Relinked) -> None:
    """Link one plan anew."""
    identifiers = Identifiers(base)
    plan = stored_statements(writer.database, *key, base)
    links = reviewed_links(computed_links(plan, base), reviews.of_plan(identifiers.plan(*key).value), plan)
    graph = identifiers.plan_graph(*key, "links")
    wanted = quads_of(links, plan, graph, base)
    present = writer.graph(graph)
    others = present - wanted
    kept = without_links(others)
    if len(kept) < len(others) or not wanted <= present:
        _replace(writer, key, graph, kept | wanted, base)
        done.changed += 1
    done.plans += 1
    done.statements += len(plan.found)
    done.links += len(links)


def _replace(writer: Graphs, key: PlanKey, graph: NamedNode, quads: set[Quad], base: str) -> None:
    """Replace a graph of links, and write the plan's provenance after it, as it is.

    The writer of a remote store takes the provenance away before another graph of the plan changes.
    """
    provenance = Identifiers(base).plan_graph(*key, "provenance")
    kept = writer.graph(provenance)
    writer.replace_graph(graph, quads)
    writer.replace_graph(provenance, kept)


def write_link_sets(writer: Graphs, base: str) -> None:
    """Describe the link sets of all vocabularies."""
    for key in VOCABULARIES:
        writer.replace_graph(link_set_graph(key, base), link_set_quads(key, base))
