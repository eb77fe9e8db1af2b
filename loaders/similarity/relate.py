"""Find the similar statements of a whole store, and publish them as one graph, all or nothing."""

import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256
from itertools import chain
from pathlib import Path
from typing import IO

from pyoxigraph import NamedNode, Quad, RdfFormat, Store

from phaen.loaders.errors import StoreMissingError
from phaen.loaders.graph.base import refuse_other_base
from phaen.loaders.graph.mapping import phaen_version
from phaen.loaders.similarity.clusters import CLUSTER_THRESHOLD, clusters
from phaen.loaders.similarity.graph import LINK_SET, Made, about_triples, cluster_triples, lines, pair_triples
from phaen.loaders.similarity.neighbours import MOST_NEAR, THRESHOLD, PlanStatement, join_near, pairs, wordings
from phaen.loaders.similarity.profiles import SCORES_VERSION
from phaen.loaders.similarity.statements import read_statements
from phaen.loaders.snapshot import current_snapshot
from phaen.loaders.store import Writer
from phaen.ontology import terms as t
from phaen.ontology.identifiers import Identifiers

_PATIENCE = 5.0
"""Seconds to wait for another writer."""

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Related:
    """What was found; ``snapshot`` names the one that was published, None where the store had this graph already.

    ``statements`` are those compared, ``organisations`` how many they are of.
    """

    statements: int
    organisations: int
    pairs: int = 0
    clusters: int = 0
    snapshot: str | None = None


def relate(store: Path, base: str, most: int = MOST_NEAR, *, force: bool = False, say: Say = lambda _: None) -> Related:
    """Find the ``most`` nearest statements of each strategy, guideline and project, and the clusters; publish them.

    The current snapshot is read, and the store locked only to write: others may write to it meanwhile.
    Nothing is done where the same was made of the same statements before, unless ``force``.
    Raises a StoreError where the store cannot be used, has another base, or holds nothing to compare.
    """
    snapshot = current_snapshot(store)
    try:
        database = snapshot.open()
        refuse_other_base(database, base)
        statements = read_statements(database)
        everyone = list(chain.from_iterable(statements.values()))
        if not everyone:
            raise StoreMissingError(f"{store}: holds no strategy, guideline or project; run 'phaen load PATH…' first")
        key = _key(everyone, most, base)
        found = Related(len(everyone), len({statement.owner for statement in everyone}))
        if not force and made_by(database, Identifiers(base), LINK_SET, key):
            return found
    finally:
        snapshot.close()
    with tempfile.TemporaryFile() as file:
        work = _Work(Identifiers(base), most, say)
        started = datetime.now(UTC)
        file.writelines(work.lines(statements))
        file.writelines(work.about(Made(key, snapshot.name, started, datetime.now(UTC))))
        file.seek(0)
        published = put_graph(store, Identifiers(base).graph(LINK_SET), file)
    return replace(found, pairs=work.pairs, clusters=work.clusters, snapshot=published)


def made_by(database: Store, identifiers: Identifiers, link_set: str, key: str) -> bool:
    """Tell whether a graph was made by the run of this key."""
    graph = identifiers.graph(link_set)
    return Quad(graph, t.PROV_WAS_GENERATED_BY, identifiers.run(key), graph) in database


def put_graph(store: Path, graph: NamedNode, n_quads: IO[bytes]) -> str | None:
    """Make a graph hold just these quads, and publish it; give the name of the snapshot."""
    with Writer(store, patience=_PATIENCE) as writer:

        def change(database: Store) -> None:
            database.remove_graph(graph)
            database.bulk_load(n_quads, format=RdfFormat.N_QUADS, lenient=True)

        writer.change(change, lambda: {graph.value})
        published = writer.publish()
    return published.name if published else None


@dataclass(slots=True)
class _Work:
    """Finds the pairs and clusters of each kind, one kind after the other, and counts them."""

    identifiers: Identifiers
    most: int
    say: Say
    pairs: int = 0
    clusters: int = 0

    def lines(self, statements: dict[str, list[PlanStatement]]) -> Iterator[bytes]:
        """Yield all pairs and clusters as N-Quads."""
        graph, base = self.identifiers.graph(LINK_SET), self.identifiers.base
        for kind, found in statements.items():
            self.say(f"{kind}: {len(found)} statements")
            gathered = wordings(found)
            join_near(gathered)
            for pair in pairs(gathered, self.most):
                self.pairs += 1
                yield from lines(pair_triples(pair, base), graph)
            for cluster in clusters(gathered):
                self.clusters += 1
                yield from lines(cluster_triples(cluster, base), graph)

    def about(self, made: Made) -> Iterator[bytes]:
        """Yield what the graph says of itself."""
        return lines(about_triples(made, self.identifiers), self.identifiers.graph(LINK_SET))


def _key(statements: Iterable[PlanStatement], most: int, base: str) -> str:
    """Give the key of a run: the same statements, version and limits give the same key."""
    limits = (phaen_version(), SCORES_VERSION, THRESHOLD, CLUSTER_THRESHOLD, most, base)
    digest = sha256(repr(limits).encode())
    for statement in sorted(statements):
        digest.update(repr(statement).encode())
    return digest.hexdigest()[:16]
