"""What is counted while the whole data set goes by, by other means than those that wrote its description."""

from collections import Counter
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from pyoxigraph import NamedNode, Quad

from phaen.loaders.statistics import LINKS
from phaen.ontology.identifiers import DEFAULT_BASE
from phaen.ontology.terms import RDF_TYPE

_LINKS: Final = frozenset(LINKS)


@dataclass(slots=True)
class Counts:
    """Subjects, those of them that are published under ``base``, quads by property, things by class, links.

    Statements must come sorted by subject. ``links`` counts by property and namespace; ``classes`` by IRI or label.
    """

    base: str
    subjects: int = 0
    entities: int = 0
    properties: Counter[str] = field(default_factory=Counter)
    classes: Counter[str] = field(default_factory=Counter)
    links: Counter[tuple[str, str]] = field(default_factory=Counter)
    _subject: object = None
    _types: set[object] = field(default_factory=set)

    def add(self, quad: Quad) -> None:
        """Count a statement."""
        if quad.subject != self._subject:
            self._subject = quad.subject
            self._types = set()
            self.subjects += 1
            self.entities += isinstance(quad.subject, NamedNode) and quad.subject.value.startswith(f"{self.base}id/")
        self.properties[quad.predicate.value] += 1
        if quad.predicate == RDF_TYPE and quad.object not in self._types:
            self._types.add(quad.object)
            self.classes[quad.object.value if isinstance(quad.object, NamedNode) else str(quad.object)] += 1
        elif quad.predicate in _LINKS and isinstance(quad.object, NamedNode):
            self._add_link(quad.predicate.value, quad.object.value)

    def _add_link(self, name: str, target: str) -> None:
        if not target.startswith((self.base, DEFAULT_BASE)):
            self.links[name, namespace(target)] += 1


@lru_cache(maxsize=1 << 14)
def namespace(iri: str) -> str:
    """Return an IRI up to the last part of its path.

    >>> namespace("http://www.wikidata.org/entity/Q1"), namespace("https://sws.geonames.org/1605214/")
    ('http://www.wikidata.org/entity/', 'https://sws.geonames.org/')
    """
    whole = iri.rstrip("/#") if iri.endswith(("/", "#")) else iri
    return iri[: max(whole.rfind(mark) for mark in "/#:") + 1] or iri
