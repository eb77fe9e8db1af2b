"""How far links reach, how sure they are, and how often people have found them right."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from phaen.loaders.linking.linker import LINKER_VERSION
from phaen.loaders.mappings.linked import computed_links
from phaen.loaders.mappings.model import Review, StoredLink, Verdict, same_words
from phaen.loaders.mappings.rdf import read_reviews
from phaen.loaders.mappings.reviews import Reviews
from phaen.loaders.mappings.statements import PlanStatements, stored_statements
from phaen.loaders.mappings.stored import links_of_plan, plan_keys
from phaen.loaders.mappings.vocabularies import REVIEWED, VOCABULARIES, link_set_graph
from phaen.loaders.shelf import Database
from phaen.ontology.identifiers import Identifiers

BINS: Final = ((0.0, 0.5), (0.5, 0.7), (0.7, 0.8), (0.8, 0.9), (0.9, 1.01))
"""Ranges of confidence, from the first bound on and below the second, in which precision is told."""


@dataclass(slots=True)
class _Judged:
    """Computed links that people have judged: how many, how many right, and the sum of their confidences."""

    total: int = 0
    right: int = 0
    confidence: float = 0.0

    def add(self, confidence: float, *, right: bool) -> None:
        self.total += 1
        self.right += right
        self.confidence += confidence

    def told(self) -> dict[str, Any]:
        return {
            "reviewed": self.total,
            "right": self.right,
            "precision": _share(self.right, self.total),
            "mean_confidence": _share(self.confidence, self.total),
        }


@dataclass(slots=True)
class _Vocabulary:
    """What is counted for one vocabulary."""

    links: int = 0
    linked: Counter[str] = field(default_factory=Counter)
    confidence: float = 0.0
    computed: int = 0
    judged: _Judged = field(default_factory=_Judged)
    missed: int = 0


class Report:
    """Counts the links of a store plan by plan."""

    def __init__(self, database: Database, base: str) -> None:
        """Count everything; links that people have judged are computed anew, to hold the two against each other."""
        self._database = database
        self._base = base
        self._statements: Counter[str] = Counter()
        self._without: Counter[str] = Counter()
        self._vocabularies = {key: _Vocabulary() for key in VOCABULARIES}
        self._bins = {bounds: _Judged() for bounds in BINS}
        self._disagreements: list[dict[str, Any]] = []
        graph = link_set_graph(REVIEWED, base)
        self._all = read_reviews(database.quads_for_pattern(None, None, None, graph), base)
        self._current = 0
        reviews = Reviews(self._all, base)
        for key in plan_keys(database, base):
            plan = stored_statements(database, *key, base)
            self._count(plan, links_of_plan(database, key, plan, base))
            self._judge(plan, reviews.of_plan(Identifiers(base).plan(*key).value))

    def _count(self, plan: PlanStatements, links: list[StoredLink]) -> None:
        linked: dict[str, set[str]] = defaultdict(set)
        for link in links:
            counted = self._vocabularies[link.vocabulary]
            counted.links += 1
            linked[link.vocabulary].add(link.element)
            if link.confidence is not None:
                counted.computed += 1
                counted.confidence += link.confidence
        for key, elements in linked.items():
            self._vocabularies[key].linked.update(plan.found[e].kind for e in elements if e in plan.found)
        some = set().union(*linked.values()) if linked else set()
        for element, statement in plan.found.items():
            self._statements[statement.kind] += 1
            self._without[statement.kind] += element not in some

    def _judge(self, plan: PlanStatements, reviews: list[Review]) -> None:
        """Hold what people have said against what the linker of this version finds."""
        reviews = [r for r in reviews if r.element in plan.found and same_words(plan.text_of(r.element), r.text)]
        if not reviews:
            return
        self._current += len(reviews)
        judged = PlanStatements({review.element: plan.found[review.element] for review in reviews})
        computed = {(link.element, link.concept): link for link in computed_links(judged, self._base)}
        for review in reviews:
            self._compare(review, computed.get(review.pair))

    def _compare(self, review: Review, link: StoredLink | None) -> None:
        counted, right = self._vocabularies[review.vocabulary], review.verdict is not Verdict.REJECTED
        if link is None or link.confidence is None:
            counted.missed += right
        else:
            counted.judged.add(link.confidence, right=right)
            bounds = next(b for b in BINS if link.confidence < b[1])
            self._bins[bounds].add(link.confidence, right=right)
        if right is (link is None):
            self._disagreements.append(
                {
                    "statement": review.element,
                    "text": review.text,
                    "concept": review.concept,
                    "verdict": str(review.verdict),
                    "confidence": link.confidence if link else None,
                    "reviewer": review.reviewer,
                    "date": review.date,
                }
            )

    def told(self) -> dict[str, Any]:
        """Give the report as JSON has it."""
        total = self._statements.total()
        return {
            "linker": LINKER_VERSION,
            "statements": total,
            "without_links": self._without.total(),
            "kinds": {
                kind: {
                    "statements": number,
                    "without_links": self._without[kind],
                    "coverage": _share(number - self._without[kind], number),
                }
                for kind, number in sorted(self._statements.items())
            },
            "vocabularies": dict(self._of_vocabularies(total)),
            "reviews": {
                "total": len(self._all),
                "current": self._current,
                "stale": len(self._all) - self._current,
                **{verdict.value: sum(r.verdict is verdict for r in self._all) for verdict in Verdict},
            },
            "bins": [
                {"from": low, "to": min(high, 1.0), **judged.told()} for (low, high), judged in self._bins.items()
            ],
            "disagreements": self._disagreements,
        }

    def _of_vocabularies(self, total: int) -> Iterator[tuple[str, dict[str, Any]]]:
        for key, counted in self._vocabularies.items():
            linked = counted.linked.total()
            yield (
                key,
                {
                    "links": counted.links,
                    "statements": linked,
                    "coverage": _share(linked, total),
                    "abstained": total - linked,
                    "kinds": {
                        kind: _share(counted.linked[kind], number) for kind, number in sorted(self._statements.items())
                    },
                    "mean_confidence": _share(counted.confidence, counted.computed),
                    **{name: value for name, value in counted.judged.told().items() if name != "mean_confidence"},
                    "missed": counted.missed,
                },
            )


def _share(part: float, whole: float) -> float | None:
    """Give a share with four decimals; None of nothing."""
    return round(part / whole, 4) if whole else None
