"""What every kind of page of a thing hands to its template."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Place:
    """Where a thing is described on this site."""

    iri: str
    address: str


@dataclass(frozen=True)
class Shown:
    """How a thing is shown.

    ``values`` go to the template; ``iris`` are those whose labels it needs besides those of the description;
    ``hidden`` are properties that its table of statements leaves out, because they are shown in a better way;
    ``formats`` are suffixes of data that only this kind of thing has.
    """

    template: str
    values: dict[str, object] = field(default_factory=dict)
    iris: frozenset[str] = frozenset()
    hidden: frozenset[str] = frozenset()
    formats: tuple[str, ...] = ()
