"""The nearest statements of other organisations, and what all statements of one wording have in common.

Statements whose words are the same are one *wording*: a thousand budget lines "ก่อสร้างถนน คสล. หมู่ที่ …" are compared
once. Among the equals a statement gets those of the organisations that follow its own in the order of their IRIs, as in
a ring, so that no statement is the neighbour of all others.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from phaen.loaders.similarity.blocking import candidates
from phaen.loaders.similarity.profiles import Profile, profile, score

THRESHOLD = 0.6
"""From which score on two statements are alike; measured on tests/similarity/pairs."""

MOST_NEAR = 5
"""Organisations of which a statement gets its nearest statement."""

MOST_LINKS = 4
"""Times MOST_NEAR: the links that a statement may have when others have it among their nearest."""

_NEAR_WORDINGS = 16


@dataclass(frozen=True, slots=True, order=True)
class PlanStatement:
    """One statement of a plan: IRI, text, kind, and the IRI of whose plan it is (of the plan, if nobody knows)."""

    iri: str
    text: str
    kind: str
    owner: str


@dataclass(frozen=True, slots=True, order=True)
class Pair:
    """Two statements, the smaller IRI first, and how alike they are."""

    first: str
    second: str
    score: float


@dataclass(frozen=True)
class Wording:
    """Statements with the same words, by owner; ``near`` are other wordings, by place, with their scores."""

    profile: Profile
    by_owner: dict[str, list[PlanStatement]]
    near: dict[int, float] = field(default_factory=dict)

    @cached_property
    def owners(self) -> list[str]:
        """Return the owners in the order of their IRIs."""
        return sorted(self.by_owner)

    @property
    def size(self) -> int:
        """Count the statements."""
        return sum(map(len, self.by_owner.values()))

    def others(self, statement: PlanStatement) -> Iterator[PlanStatement]:
        """Yield one statement of each other owner, beginning with the owner that follows the statement's own."""
        owners, own = self.owners, self.by_owner.get(statement.owner)
        start, step = bisect_left(owners, statement.owner), bisect_left(own, statement) if own else 0
        for turn in range(len(owners)):
            owner = owners[(start + turn) % len(owners)]
            if owner != statement.owner:
                theirs = self.by_owner[owner]
                yield theirs[step % len(theirs)]


def wordings(statements: Iterable[PlanStatement]) -> list[Wording]:
    """Put statements of one kind together by their words, in a fixed order; those without words are left out."""
    found: dict[tuple[tuple[str, ...], tuple[str, ...]], Wording] = {}
    for statement in sorted(set(statements)):
        read = profile(statement.text)
        if read.norm:
            wording = found.setdefault((read.telling, read.general), Wording(read, {}))
            wording.by_owner.setdefault(statement.owner, []).append(statement)
    return [found[key] for key in sorted(found)]


def join_near(found: Sequence[Wording], threshold: float = THRESHOLD) -> None:
    """Find for each wording the nearest others: note them, and their scores, on both."""
    profiles = [wording.profile for wording in found]
    for place, others in candidates(profiles):
        near = found[place].near
        for other in others:
            alike = score(profiles[place], profiles[other], threshold)
            if alike >= threshold:
                near[other] = alike
                found[other].near[place] = alike
        # All that come before this place are known by now, and all that come after were just compared.
        _keep_nearest(near)


def _keep_nearest(near: dict[int, float]) -> None:
    if len(near) > _NEAR_WORDINGS:
        kept = sorted(near.items(), key=lambda item: (-item[1], item[0]))[:_NEAR_WORDINGS]
        near.clear()
        near.update(kept)


def pairs(found: Sequence[Wording], most: int = MOST_NEAR) -> list[Pair]:
    """Give the pairs of which one is among the nearest of the other, best first, no statement in too many."""
    wanted: set[Pair] = set()
    for wording in found:
        ordered = sorted(wording.near.items(), key=lambda item: (-item[1], item[0]))
        around = [(wording, 1.0), *((found[place], alike) for place, alike in ordered)]
        for statements in wording.by_owner.values():
            for statement in statements:
                wanted.update(_nearest(statement, around, most))
    links: defaultdict[str, int] = defaultdict(int)
    kept = []
    for pair in sorted(wanted, key=lambda pair: (-pair.score, pair.first, pair.second)):
        if max(links[pair.first], links[pair.second]) < most * MOST_LINKS:
            links[pair.first] += 1
            links[pair.second] += 1
            kept.append(pair)
    return kept


def _nearest(statement: PlanStatement, around: Iterable[tuple[Wording, float]], most: int) -> Iterator[Pair]:
    """Yield the pairs of a statement with its nearest, one of each owner."""
    owners: set[str] = set()
    for wording, alike in around:
        for other in wording.others(statement):
            if other.owner not in owners:
                owners.add(other.owner)
                yield Pair(min(statement.iri, other.iri), max(statement.iri, other.iri), alike)
            if len(owners) == most:
                return
