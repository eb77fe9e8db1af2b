"""The concepts that a statement may serve, each with what its confidence is made from."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from math import log
from typing import Final

from phaen.loaders.linking.fields import Lexicon, Strength
from phaen.loaders.linking.reading import Hit, Reading, Role
from phaen.loaders.linking.similarity import Profiles
from phaen.loaders.linking.subjects import Served, Subject, Subjects

OF_SUBJECT: Final = ("one", "purpose", "aside", "fair", "weak", "beside core", "not first", "third", "said twice")
OF_CONCEPT: Final = ("by rule", "two subjects")
OF_STATEMENT: Final = ("alike", "likeness", "two cores", "three cores", "many cores", "length", "known")
FEATURES: Final = (*OF_SUBJECT, *OF_CONCEPT, *OF_STATEMENT)
"""What a candidate is judged by; docs/linking.md tells what each means."""

MOST_WORDS = 4
"""Phrases that are given as the reason of a link."""

TWO, THREE = 2, 3
LONG = 60
"""Letters of a statement of middling length."""

Span = tuple[int, int]
"""A stretch of a statement's letters, end exclusive."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A concept that a statement may serve: its features in the order of FEATURES, and the spans that speak for it."""

    vocabulary: str
    notation: str
    features: tuple[float, ...]
    spans: tuple[Span, ...]


def find_candidates(
    reading: Reading, subjects: Subjects, lexicon: Lexicon, profiles: Callable[[], Profiles]
) -> list[Candidate]:
    """Find the concepts that a statement may serve, in the order of the weight of the subjects that lead to them.

    ``profiles`` are asked for only where no subject leads to any, since they take a tenth of a second to make.
    """
    found: dict[tuple[str, str], list[Served]] = {}
    for served in subjects.served():
        found.setdefault((served.vocabulary, served.notation), []).append(served)
    if not found:
        return _alike(reading, lexicon, profiles())
    ranks = {id(subject): rank for rank, subject in enumerate(subjects.ranked)}
    number = len(subjects.cores)
    features = {id(subject): _of_subject(subject, rank, number) for rank, subject in enumerate(subjects.ranked)}
    shared = (0.0, 0.0, float(number == TWO), float(number == THREE), float(number > THREE), *_shape(reading))
    return [_candidate(key, served, ranks, features, shared) for key, served in found.items()]


def _candidate(
    key: tuple[str, str],
    served: list[Served],
    ranks: Mapping[int, int],
    features: Mapping[int, tuple[float, ...]],
    shared: tuple[float, ...],
) -> Candidate:
    """Make the candidate of a concept from all that leads to it; the weightiest subject speaks for it."""
    best = served[0] if len(served) == 1 else min(served, key=lambda one: (ranks[id(one.subject)], one.by_rule))
    cores = len([one for one in served if one.subject.is_core])
    own = (float(best.by_rule), float(cores > 1))
    return Candidate(*key, (*features[id(best.subject)], *own, *shared), _spans(best.hits))


def _of_subject(subject: Subject, rank: int, cores: int) -> tuple[float, ...]:
    """Say how a statement names a subject, in the order of OF_SUBJECT."""
    return (
        1.0,
        float(subject.role == Role.PURPOSE),
        float(subject.role > Role.PURPOSE),
        float(subject.strength == Strength.FAIR),
        float(subject.strength == Strength.WEAK),
        float(cores > 0 and not (subject.is_core and subject.role == Role.OBJECT)),
        float(rank > 0),
        float(rank > 1),
        float(len({hit.phrase for hit in subject.hits}) > 1),
    )


def _alike(reading: Reading, lexicon: Lexicon, profiles: Profiles) -> list[Candidate]:
    """Find the concepts of the field whose words a statement without any of them is most like."""
    like = profiles.likest(reading.letters)
    if like is None or like.start == like.end:
        return []
    own = (1.0, *[0.0] * (len(OF_SUBJECT) + len(OF_CONCEPT) - 1))
    features = (*own, 1.0, like.score, 0.0, 0.0, 0.0, *_shape(reading))
    links = lexicon.fields[like.field].links
    pairs = [(vocabulary, notation) for vocabulary, notations in links.items() for notation in notations]
    return [Candidate(*pair, features, ((like.start, like.end),)) for pair in pairs]


def _shape(reading: Reading) -> tuple[float, float]:
    """Give a statement's length on a scale of logarithms, and the share of its letters that known phrases cover."""
    length = max(len(reading.letters), 1)
    covered = sum([hit.end - hit.start for hit in reading.hits])
    return log(length / LONG), covered / length


def _spans(hits: Iterable[Hit]) -> tuple[Span, ...]:
    """Give the places of the phrases that speak for a link, the weightiest first kept, in the order of the text."""
    places = {(hit.role, hit.start, hit.end) for hit in hits}
    if len(places) > MOST_WORDS:
        places = set(sorted(places)[:MOST_WORDS])
    return tuple(sorted([(start, end) for _, start, end in places]))
