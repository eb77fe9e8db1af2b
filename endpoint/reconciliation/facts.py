"""The few facts about a thing that a preview shows."""

from dataclasses import dataclass
from typing import Any, Final

from pyoxigraph import NamedNode

from phaen.endpoint.engine import Engine
from phaen.endpoint.errors import UnknownResourceError
from phaen.endpoint.knowledge import describe, labels
from phaen.endpoint.reconciliation.extension import Extension, Wanted, extend
from phaen.endpoint.reconciliation.properties import PROPERTIES, Property
from phaen.ontology import terms as t

_FEW: Final = 3
_SHOWN: Final = (
    (t.PLAN.value, ("organisation", "from", "to", "strategies", "projects")),
    (t.PLAN_ELEMENT.value, ("organisation", "number", "parent", "sdg")),
    (t.ORG["Organization"].value, ("type", "province", "plans", "strategies", "projects", "website")),
    (t.SKOS_CONCEPT.value, ("code", "broader", "name-en")),
)


@dataclass(frozen=True, slots=True)
class Facts:
    """A thing: its name, what it is called as a kind, and (property, values)."""

    iri: str
    name: str
    kind: str
    rows: tuple[tuple[Property, tuple[str, ...]], ...]


def facts_of(engine: Engine, iri: str, language: str) -> Facts:
    """Look up what a preview shows; raises UnknownResourceError where nothing is known."""
    try:
        iri.encode("utf-8")  # lone surrogates are no characters
        NamedNode(iri)
    except ValueError as error:
        raise UnknownResourceError(f"'{iri[:200]}' is no IRI; give an identifier that reconciliation gave") from error
    found = describe(engine, iri)
    if not found.outgoing:
        raise UnknownResourceError(f"nothing is known about {iri[:200]}; give an identifier that reconciliation gave")
    shown = next((names for class_, names in _SHOWN if class_ in found.types), ("code",))
    wanted = tuple(Wanted(PROPERTIES[name], _FEW) for name in shown)
    values = extend(engine, Extension((iri,), wanted), language)[iri]
    named = labels(engine, {iri, *found.types}, language)
    return Facts(
        iri,
        named.get(iri, iri.rpartition("/")[2]),
        _kind(found.types, named),
        tuple((one.property, tuple(map(_text, cells))) for one in wanted if (cells := values[one.property.id])),
    )


def _kind(types: frozenset[str], named: dict[str, str]) -> str:
    """Name the class of ours that says most."""
    general = {t.PLAN_ELEMENT.value, t.APPROACH.value}
    ours = sorted(type_ for type_ in types - general if type_.startswith(t.PHAEN.iri))
    return next((named[type_] for type_ in ours if type_ in named), "")


def _text(cell: dict[str, Any]) -> str:
    return str(cell.get("name") or cell.get("str") or cell.get("int", ""))
