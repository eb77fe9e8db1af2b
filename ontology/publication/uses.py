"""What the shapes ask of each class and property, in a form that a page can show."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from types import MappingProxyType
from typing import Final

from pyoxigraph import BlankNode

from phaen.ontology.assets import shapes_turtle, triples
from phaen.ontology.publication.catalogue import classes_above, terms
from phaen.ontology.publication.facts import Facts, Node, Texts
from phaen.ontology.terms import PHAEN, RDF, SH

_OF_TERM: Final = ("class", "datatype", "hasValue")
_IN_SCHEME: Final = re.compile(r"\^(https://w3id\.org/phaen/vocab/[\w-]+)/")
_BOUNDS: Final = {"minInclusive": "≥", "minExclusive": ">", "maxInclusive": "≤", "maxExclusive": "<"}


@dataclass(frozen=True, slots=True)
class Use:
    """What a shape asks of one property: how often, with which values, and what it says where that is not so.

    ``values`` are IRIs of classes and datatypes, ``words`` the only values allowed, ``bounds`` such as ``≥ 2400``;
    ``pattern`` is a regular expression, and ``most`` None where there is no upper limit.
    """

    target: str
    path: str
    inverse: bool
    least: int = 0
    most: int | None = None
    advised: bool = False
    values: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    bounds: tuple[str, ...] = ()
    pattern: str = ""
    messages: tuple[Texts, ...] = field(default=())

    @property
    def scheme(self) -> str:
        """Return the IRI of the code list that the pattern asks for, "" if it asks for none."""
        found = _IN_SCHEME.match(self.pattern)
        return found[1] if found else ""


@cache
def uses() -> tuple[Use, ...]:
    """Return what the shapes ask, one for each class and property that it has, in the order of the shapes."""
    facts = Facts(triples(shapes_turtle()))
    found: dict[tuple[str, str, bool], Use] = {}
    for shape in facts.subjects(RDF["type"], SH["NodeShape"]):
        for part in facts.nodes(shape, SH["property"]):
            for target in _targets(facts, shape, part):
                use = _use(facts, target, part)
                key = (use.target, use.path, use.inverse)
                found[key] = _both(found[key], use) if key in found else use
    return tuple(use for use in found.values() if use.path != RDF["type"].value)


def uses_of_class(iri: str) -> tuple[Use, ...]:
    """Return what is asked of the instances of a class, by itself or by a class above it; its own first."""
    found: dict[tuple[str, bool], Use] = {}
    for cls in (iri, *classes_above(iri)):
        for use in uses():
            key = (use.path, use.inverse)
            if use.target == cls:
                found[key] = _both(found[key], use) if key in found else use
    return tuple(sorted(found.values(), key=lambda use: (-use.least, not use.path.startswith(PHAEN.iri))))


def uses_of_property(iri: str) -> tuple[Use, ...]:
    """Return what is asked of a property, for each class that it is used with."""
    return tuple(use for use in uses() if use.path == iri)


@cache
def shapes_of_class() -> Mapping[str, tuple[str, ...]]:
    """Return the IRIs of the shapes that look at each class."""
    facts = Facts(triples(shapes_turtle()))
    found: dict[str, tuple[str, ...]] = {}
    for shape in facts.subjects(SH["targetClass"]):
        for cls in facts.iris(shape, SH["targetClass"]):
            found[cls] = (*found.get(cls, ()), str(shape.value))
    return MappingProxyType(found)


def _targets(facts: Facts, shape: Node, part: Node) -> Iterable[str]:
    """Return the classes that a property shape is about; for a shape of all who have a property, its domain."""
    classes = facts.iris(shape, SH["targetClass"])
    if classes or not facts.nodes(shape, SH["targetSubjectsOf"]):
        return classes
    (path,) = facts.nodes(part, SH["path"])
    term = terms().get(path.value.removeprefix(PHAEN.iri))
    return term.domain if term and term.domain else ("",)


def _use(facts: Facts, target: str, part: Node) -> Use:
    (path,) = facts.nodes(part, SH["path"])
    inverse = facts.iris(path, SH["inversePath"]) if isinstance(path, BlankNode) else ()
    words = (word for head in facts.nodes(part, SH["in"]) for word in facts.members(head))
    warning = SH["Warning"] in facts.objects(part, SH["severity"])
    least, most = facts.text(part, SH["minCount"]), facts.text(part, SH["maxCount"])
    return Use(
        target=target,
        path=inverse[0] if inverse else path.value,
        inverse=bool(inverse),
        least=0 if warning else int(least or 0),
        most=int(most) if most else None,
        advised=warning and bool(least),
        values=tuple(iri for name in _OF_TERM for iri in facts.iris(part, SH[name]))
        or (() if inverse else _range(path)),
        words=tuple(word.value for word in words),
        bounds=tuple(f"{sign} {bound}" for name, sign in _BOUNDS.items() if (bound := facts.text(part, SH[name]))),
        pattern=facts.text(part, SH["pattern"]),
        messages=(facts.texts(part, SH["message"]),),
    )


def _range(path: Node) -> tuple[str, ...]:
    """Return what the ontology says of the values, for shapes that leave it at that."""
    term = terms().get(path.value.removeprefix(PHAEN.iri))
    return term.range if term else ()


def _both(one: Use, other: Use) -> Use:
    """Return what two shapes ask together."""
    limits = [limit for limit in (one.most, other.most) if limit is not None]
    return replace(
        one,
        least=max(one.least, other.least),
        most=min(limits, default=None),
        advised=one.advised or other.advised,
        values=tuple(dict.fromkeys(one.values + other.values)),
        words=one.words or other.words,
        bounds=tuple(dict.fromkeys(one.bounds + other.bounds)),
        pattern=one.pattern or other.pattern,
        messages=one.messages + tuple(message for message in other.messages if message not in one.messages),
    )
