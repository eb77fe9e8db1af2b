"""What is counted of a data set, by whoever counts it: what VoID has words for."""

from dataclasses import dataclass, field
from typing import Final

from phaen.ontology.terms import OWL, PHAEN, SKOS

EXAMPLES: Final = tuple(
    PHAEN[name] for name in ("LocalAuthority", "Plan", "Strategy", "Guideline", "Project", "SourceDocument")
)
"""The classes of which one thing each is an example of the whole."""

LINKS: Final = (
    OWL["sameAs"],
    *(SKOS[f"{kind}Match"] for kind in ("exact", "close", "broad", "narrow", "related")),
)
"""The properties that link to things of other data sets."""

MOST_ROOTS: Final = 20_000
MOST_LINKS: Final = 1_000
"""As many at most are listed."""


@dataclass(frozen=True)
class Graph:
    """A named graph and the number of its triples; None if they could not be counted."""

    iri: str
    triples: int | None


@dataclass(frozen=True)
class Graphs:
    """All named graphs by name, and the sizes of the default graph and of all graphs together."""

    named: tuple[Graph, ...]
    default: int | None
    union: int | None


@dataclass(frozen=True)
class Property:
    """A property and how often it is used."""

    iri: str
    triples: int
    subjects: int | None = None
    objects: int | None = None


@dataclass(frozen=True)
class Class:
    """A class, the number of things in it, and the properties that these have."""

    iri: str
    entities: int
    properties: tuple[Property, ...] = ()


@dataclass(frozen=True)
class Links:
    """Links by one property to things of another namespace."""

    property: str
    space: str
    triples: int


@dataclass(frozen=True)
class Statistics:
    """What is known about the data of one snapshot.

    ``class_count`` counts the classes without an IRI as well.
    """

    graphs: Graphs
    subjects: int | None = None
    entities: int | None = None
    objects: int | None = None
    property_count: int | None = None
    class_count: int | None = None
    properties: tuple[Property, ...] = ()
    classes: tuple[Class, ...] = ()
    links: tuple[Links, ...] = ()
    roots: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    licences: dict[str, tuple[str, ...]] = field(default_factory=dict)


def namespaces(found: Statistics) -> list[str]:
    """Return the namespaces of the classes and properties, each once, in the order of the alphabet."""
    iris = [use.iri for use in found.properties] + [cls.iri for cls in found.classes]
    spaces = {iri[: max(iri.rfind("#"), iri.rfind("/")) + 1] for iri in iris}
    return sorted(space for space in spaces if space and not space.endswith("://"))
