"""Compare the successive editions of all organisations, and publish what came of it as one graph."""

import tempfile
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from phaen.loaders.editions.comparison import compare
from phaen.loaders.editions.graph import REVISIONS, about_triples, comparison_triples
from phaen.loaders.editions.model import Comparison, Edition
from phaen.loaders.editions.reading import Rows, editions, read_plan, rows_of, successive
from phaen.loaders.graph.base import refuse_other_base
from phaen.loaders.graph.mapping import phaen_version
from phaen.loaders.similarity.graph import Made, lines
from phaen.loaders.similarity.profiles import SCORES_VERSION
from phaen.loaders.similarity.relate import made_by, put_graph
from phaen.loaders.snapshot import current_snapshot
from phaen.ontology.identifiers import Identifiers

COMPARISON_VERSION = "1"
"""Changes when the same two plans may compare otherwise."""

Say = Callable[[Comparison], None]


@dataclass(frozen=True, slots=True)
class Compared:
    """How many editions were compared, and the snapshot with what came of it; None where it was there before."""

    comparisons: int
    snapshot: str | None


def compare_all(store: Path, base: str, *, force: bool = False, say: Say = lambda _: None) -> Compared:
    """Compare each edition with the one that it follows, and publish the revisions; ``say`` is told each comparison.

    The current snapshot is read, and the store locked only to write. Nothing is done where the same plans were
    compared before, unless ``force``. Raises a StoreError where the store cannot be used or has another base.
    """
    started = datetime.now(UTC)
    identifiers = Identifiers(base)
    graph = identifiers.graph(REVISIONS)
    snapshot = current_snapshot(store)
    with tempfile.TemporaryFile() as file:
        try:
            database = snapshot.open()
            refuse_other_base(database, base)
            rows = rows_of(database)
            pairs = successive(editions(rows))
            key = _key(rows, pairs, base)
            is_known = made_by(database, identifiers, REVISIONS, key)
            if (is_known and not force) or not (pairs or database.contains_named_graph(graph)):
                return Compared(len(pairs), None)
            for former, later in pairs:
                found = compare(read_plan(rows, former), read_plan(rows, later))
                say(found)
                file.writelines(lines(comparison_triples(found, base), graph))
        finally:
            snapshot.close()
        made = Made(key, snapshot.name, started, datetime.now(UTC))
        file.writelines(lines(about_triples(made, identifiers), graph))
        file.seek(0)
        return Compared(len(pairs), put_graph(store, graph, file))


def _key(rows: Rows, pairs: list[tuple[Edition, Edition]], base: str) -> str:
    """Give the key of a run: the same plans and version give the same key."""
    digest = sha256(repr((phaen_version(), SCORES_VERSION, COMPARISON_VERSION, base)).encode())
    for edition in (edition for pair in pairs for edition in pair):
        facts = {**asdict(edition), "amendment": sorted(edition.amendment)}
        digest.update(repr((facts, read_plan(rows, edition).elements)).encode())
    return digest.hexdigest()[:16]
