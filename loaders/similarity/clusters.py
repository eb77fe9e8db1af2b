"""Clusters: wordings that say nearly the same, around the one that most organisations use.

Each wording, those of the most organisations first, joins the first cluster whose middle it is near enough to, or is
the middle of a new one. So every member is like the middle, and no chain of small steps leads from roads to schools.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256

from phaen.loaders.similarity.neighbours import PlanStatement, Wording

CLUSTER_THRESHOLD = 0.8
"""From which score on a statement says nearly the same as the middle of its cluster."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """Statements of several organisations; ``key`` is made of the words of the middle one, ``label`` is its text."""

    key: str
    kind: str
    label: str
    members: tuple[PlanStatement, ...]

    @property
    def organisations(self) -> int:
        """Count the organisations."""
        return len({member.owner for member in self.members})


def clusters(found: Sequence[Wording], threshold: float = CLUSTER_THRESHOLD) -> Iterator[Cluster]:
    """Yield the clusters of two or more organisations, those of the most organisations first as far as known."""
    joined: dict[int, int] = {}
    gathered: dict[int, list[int]] = {}
    for place in sorted(range(len(found)), key=lambda place: (-len(found[place].by_owner), -found[place].size, place)):
        near = [(-alike, other) for other, alike in found[place].near.items() if alike >= threshold]
        middle = next((other for _, other in sorted(near) if joined.get(other) == other), place)
        joined[place] = middle
        gathered.setdefault(middle, []).append(place)
    for middle, places in gathered.items():
        cluster = _cluster(found[middle], [found[place] for place in places])
        if cluster.organisations > 1:
            yield cluster


def _cluster(middle: Wording, gathered: Sequence[Wording]) -> Cluster:
    members = sorted(
        statement for wording in gathered for statements in wording.by_owner.values() for statement in statements
    )
    words = " ".join((members[0].kind, *middle.profile.telling, "/", *middle.profile.general))
    key = sha256(words.encode()).hexdigest()[:16]
    return Cluster(key, members[0].kind, _label(middle), tuple(members))


def _label(middle: Wording) -> str:
    """Choose the text that most statements of a wording have; of equals the shortest."""
    texts = Counter(statement.text for statements in middle.by_owner.values() for statement in statements)
    return min(texts, key=lambda text: (-texts[text], len(text), text))
