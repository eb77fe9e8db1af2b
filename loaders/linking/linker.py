"""Link statements to vocabularies: what they are about, and the places and bodies that they name.

>>> [(one.vocabulary, one.notation) for one in link(Statement("1", "ก่อสร้างถนนคอนกรีต"))][:3]
[('sdg', '9'), ('category', '9'), ('ns', '2')]
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from phaen.loaders.linking.calibration import scales
from phaen.loaders.linking.candidates import Candidate, Span, find_candidates
from phaen.loaders.linking.fields import lexicon
from phaen.loaders.linking.model import SCORED, VOCABULARIES, Link, Statement
from phaen.loaders.linking.names import Named, find_names
from phaen.loaders.linking.reading import Reading, read
from phaen.loaders.linking.similarity import profiles
from phaen.loaders.linking.subjects import Subjects, find_subjects
from phaen.loaders.text import clean, label
from phaen.ontology.identifiers import Identifiers
from phaen.ontology.terms import PROGRAMME_CODE, SDG, VOCABULARY

LINKER_VERSION: Final = "1.0.1"
"""Changes whenever the rules, the lexicon or the calibration do."""

LONGEST_STATEMENT: Final = 4000
"""Code points of a statement that are read; whatever is longer is a whole text."""

_SCHEMES: Final = {
    "sdg": SDG.iri,
    "category": PROGRAMME_CODE.iri,
    "ns": VOCABULARY["national-strategy"].value + "/",
    "master-plan": VOCABULARY["master-plan"].value + "/",
    "milestone": VOCABULARY["milestone"].value + "/",
    "cofog": VOCABULARY["cofog"].value + "/",
}


@dataclass(frozen=True, slots=True)
class Analysis:
    """All that the linker found in a statement, for an explanation."""

    reading: Reading
    subjects: Subjects
    candidates: tuple[tuple[Candidate, float], ...]
    links: tuple[Link, ...]


def link(statement: Statement, identifiers: Identifiers | None = None) -> list[Link]:
    """Give the links of a statement, by vocabulary, the surest first; none where nothing is clear."""
    return list(analyse(statement, identifiers).links)


def link_all(
    statements: Iterable[Statement], identifiers: Identifiers | None = None
) -> Iterator[tuple[Statement, list[Link]]]:
    """Give each statement with its links, one after the other; only one is held at a time."""
    return ((statement, link(statement, identifiers)) for statement in statements)


def analyse(statement: Statement, identifiers: Identifiers | None = None) -> Analysis:
    """Read a statement and judge all that it may serve."""
    words, raw = lexicon(), statement.text[:LONGEST_STATEMENT]
    view = clean(raw)
    names = find_names(view.text)
    reading = read(raw, words, names.hidden, view)
    subjects = find_subjects(reading, words, statement.organisation_type)
    judged = _judge(find_candidates(reading, subjects, words, profiles))
    links = [*_subject_links(reading, judged), *_name_links(reading, names.found, identifiers or Identifiers())]
    links.sort(key=lambda one: VOCABULARIES.index(one.vocabulary))
    return Analysis(reading, subjects, tuple(judged), tuple(links))


def _judge(candidates: Iterable[Candidate]) -> list[tuple[Candidate, float]]:
    """Give the candidates with their scores, the best first; the order of the text settles draws."""
    known = scales()
    judged = [(one, known[one.vocabulary].score(one.features)) for one in candidates]
    return sorted(judged, key=lambda pair: -pair[1])


def _subject_links(reading: Reading, judged: Iterable[tuple[Candidate, float]]) -> Iterator[Link]:
    """Give the links that are sure enough, of each vocabulary no more than one statement can serve."""
    given = dict.fromkeys(SCORED, 0)
    because: dict[tuple[Span, ...], tuple[str, ...]] = {}
    for one, score in judged:
        scale = scales()[one.vocabulary]
        confidence = scale.confidence(score)
        if confidence < scale.threshold or given[one.vocabulary] >= scale.most:
            continue
        given[one.vocabulary] += 1
        if one.spans not in because:
            because[one.spans] = tuple(dict.fromkeys([label(reading.verbatim(*span)) for span in one.spans]))
        concept = _SCHEMES[one.vocabulary] + one.notation
        yield Link(one.vocabulary, one.notation, concept, round(confidence, 2), because[one.spans])


def _name_links(reading: Reading, names: Iterable[Named], identifiers: Identifiers) -> Iterator[Link]:
    for name in names:
        if name.vocabulary == "organisation":
            concept = identifiers.organisation(name.notation).value
        else:
            concept = VOCABULARY[f"{name.vocabulary}/{name.notation}"].value
        span = reading.view.raw_span(name.start, name.end)
        yield Link(
            name.vocabulary, name.notation, concept, name.confidence, (label(reading.raw[span.start : span.end]),)
        )
