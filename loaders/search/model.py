"""What is asked of the full-text index, and what it answers.

IRIs are written without angle brackets; years are Christian years; provinces are the two digits of the TIS-1099 code;
languages are tags in lower case ("th", "en"), "" where a literal has none.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

KINDS = (
    "vision",
    "mission",
    "goal",
    "strategy",
    "guideline",
    "indicator",
    "programme",
    "project",
    "organisation",
    "plan",
    "place",
    "concept",
    "term",
)
"""What an entity can be: a part of a plan, an organisation, a plan, a place, a concept of a code list, or a class or
property of the ontology ("term"). Finer classes go under these."""

FACETS = ("kind", "province", "organisation_type", "organisation", "theme", "year")
"""What hits can be counted by."""


@dataclass(frozen=True, slots=True)
class Filters:
    """What a hit must be; values of one filter are alternatives, an empty filter asks nothing.

    A hit is of the years when its own period meets ``first_year`` to ``last_year``, both included.
    """

    kinds: tuple[str, ...] = ()
    provinces: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()
    organisation_types: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    first_year: int | None = None
    last_year: int | None = None


@dataclass(frozen=True, slots=True)
class Snippet:
    """A piece of one field (label, text, explanation, organisation), cut where it matches from what does not."""

    field: str
    pieces: tuple[tuple[str, bool], ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """One entity that a search found; ``label`` is in ``language``, ``labels`` holds one for each language."""

    iri: str
    kind: str
    label: str
    language: str
    score: float
    labels: Mapping[str, str] = field(default_factory=dict)
    organisation: str | None = None
    organisation_label: str | None = None
    organisation_labels: Mapping[str, str] = field(default_factory=dict)
    province: str | None = None
    province_label: str | None = None
    province_labels: Mapping[str, str] = field(default_factory=dict)
    plan: str | None = None
    plan_label: str | None = None
    first_year: int | None = None
    last_year: int | None = None
    graph: str = ""
    snippets: tuple[Snippet, ...] = ()


@dataclass(frozen=True, slots=True)
class FacetCount:
    """How many of all hits have a value; ``label`` is in Thai where there is one, ``labels`` by language."""

    value: str
    label: str
    count: int
    labels: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Results:
    """A page of the hits, best first, and what is known of all of them.

    ``understood`` is the query as it was read; ``complete`` counts the hits that have all its parts: they come first,
    and where they are few others follow that have most; ``fallback`` tells that there are no others.
    """

    total: int
    hits: tuple[Hit, ...]
    facets: Mapping[str, tuple[FacetCount, ...]]
    did_you_mean: str | None
    understood: str
    fallback: bool = False
    complete: int = 0


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A name that somebody may be typing; a greater ``weight`` comes first."""

    text: str
    kind: str
    iri: str
    weight: float


class LiteralHit(NamedTuple):
    """A literal that a search found, and the statement that holds it; graph "" is the default graph."""

    subject: str
    property: str
    value: str
    language: str
    datatype: str
    graph: str
    score: float


@dataclass(frozen=True, slots=True)
class NameHit:
    """An entity whose name may be the one asked for; ``names`` are its labels, ``types`` the IRIs of its classes."""

    iri: str
    kind: str
    label: str
    names: tuple[str, ...]
    types: tuple[str, ...]
    province: str | None
    score: float


@dataclass(frozen=True, slots=True)
class EntityFacts:
    """What the index knows of one entity.

    ``codes`` are its notations, ``graphs`` those that describe it, the first the one that names it, and ``context`` the
    names of the organisation and the province that it belongs to.
    """

    iri: str
    kind: str
    label: str
    labels: Mapping[str, str]
    names: tuple[str, ...]
    types: tuple[str, ...]
    codes: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    explanations: tuple[str, ...] = ()
    organisation: str | None = None
    organisation_label: str | None = None
    organisation_labels: Mapping[str, str] = field(default_factory=dict)
    organisation_type: str | None = None
    province: str | None = None
    province_label: str | None = None
    province_labels: Mapping[str, str] = field(default_factory=dict)
    plan: str | None = None
    themes: tuple[str, ...] = ()
    first_year: int | None = None
    last_year: int | None = None
    graphs: tuple[str, ...] = ()
    context: tuple[str, ...] = ()
