"""Take what people have said of links into a store: all of it or nothing, in one publication."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from phaen.loaders.graph.base import refuse_other_base
from phaen.loaders.mappings.judging import Judge, merged, read_judgements
from phaen.loaders.mappings.model import Review, Verdict
from phaen.loaders.mappings.rdf import read_reviews, without_reviews
from phaen.loaders.mappings.relinking import PATIENCE, Relinking
from phaen.loaders.mappings.reviews import Reviews, plan_of, review_quads
from phaen.loaders.mappings.vocabularies import REVIEWED, link_set_graph
from phaen.loaders.remote.service import Service
from phaen.loaders.remote.writer import RemoteWriter
from phaen.loaders.shelf import Graphs
from phaen.loaders.store import Writer
from phaen.ontology.identifiers import Identifiers


@dataclass(frozen=True, slots=True)
class Taken:
    """What was taken: reviews by their verdict, those that the store had already, and the plans whose links changed.

    ``name`` is that of the snapshot, or says what was sent to a service; None where nothing is new.
    """

    verdicts: dict[str, int]
    known: int
    plans: int
    name: str | None


def take_file(path: Path, store: Path, base: str, judge: Judge | None, *, dry_run: bool = False) -> Taken:
    """Take a table of judgements into a store and publish it; raises LinkTableError or a StoreError."""
    with Writer(store, patience=PATIENCE) as writer:
        refuse_other_base(writer.database, base)
        taken = _take_table(path, writer, base, judge, dry_run=dry_run)
        snapshot = None if dry_run else writer.publish()
        return replace(taken, name=snapshot.name if snapshot else None)


def take_file_into(service: Service, path: Path, base: str, judge: Judge | None, *, dry_run: bool = False) -> Taken:
    """Take a table of judgements into the graphs of a service: the reviews first, then the links of each plan."""
    with RemoteWriter(service, Identifiers(base)) as writer:
        taken = _take_table(path, writer, base, judge, dry_run=dry_run)
        sent = writer.sent()
        return replace(taken, name=sent.name if sent else None)


def _take_table(path: Path, writer: Graphs, base: str, judge: Judge | None, *, dry_run: bool) -> Taken:
    reviews = read_judgements(path, writer.database, base, judge)
    if not dry_run:
        return take(writer, reviews, base)
    merged(read_reviews(writer.graph(link_set_graph(REVIEWED, base)), base), reviews)
    return Taken(_counted(reviews), 0, 0, None)


def take(writer: Graphs, reviews: Iterable[Review], base: str) -> Taken:
    """Take reviews, and set the links of their plans right; raises LinkTableError before anything is changed."""
    graph = link_set_graph(REVIEWED, base)
    present = writer.graph(graph)
    standing = read_reviews(present, base)
    reviews = list(reviews)
    found = merged(standing, reviews)
    former = {review.pair: review for review in standing}
    new = [review for review in reviews if found[review.pair] == review and former.get(review.pair) != review]
    writer.replace_graph(graph, review_quads(found, base) | without_reviews(present, base))
    relinking = Relinking(writer, base, Reviews(found.values(), base))
    for plan in sorted({plan_of(review.element, base) for review in reviews}):
        owner, _, edition = plan.removeprefix(f"{base}id/plan/").partition("/")
        relinking.plan((owner, edition))
    relinking.flush()
    return Taken(_counted(new), len(reviews) - len(new), relinking.done.changed, None)


def _counted(reviews: Iterable[Review]) -> dict[str, int]:
    counts = Counter(review.verdict for review in reviews)
    return {verdict.value: counts[verdict] for verdict in Verdict}
