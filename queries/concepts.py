"""Look up the concepts of the code lists that ship with phaen, by code or by name."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Final

from pyoxigraph import Literal, NamedNode

from phaen.ontology.digits import arabic

_SKOS: Final = "http://www.w3.org/2004/02/skos/core#"
_NAMES: Final = (f"{_SKOS}notation", f"{_SKOS}prefLabel")


def find_concept(scheme: str, value: str) -> str | None:
    """Return the IRI of the concept with this code, or with this Thai or English name in any case.

    None where the list has none such, or does not ship with phaen.
    """
    return _concepts(scheme).get(arabic(value).casefold())


def near_concepts(scheme: str, value: str) -> list[str]:
    """Return up to three codes and names of a list that are spelt nearly so."""
    from difflib import get_close_matches

    return get_close_matches(arabic(value).casefold(), list(_concepts(scheme)), n=3, cutoff=0.6)


@cache
def _concepts(scheme: str) -> Mapping[str, str]:
    """Return the IRIs of the concepts of a list, by their codes and names; a code counts before a name."""
    from phaen.ontology.assets import code_lists, triples

    for _, turtle in code_lists():
        if f"<{scheme}>" not in turtle:
            continue
        quads = triples(turtle)
        members = {quad.subject for quad in quads if _belongs(quad.predicate, quad.object, scheme)}
        names = [quad for quad in quads if quad.subject in members and quad.predicate.value in _NAMES]
        if members:
            by_rank = sorted(names, key=lambda quad: -_NAMES.index(quad.predicate.value))
            found = {_key(quad.object): quad.subject.value for quad in by_rank if isinstance(quad.subject, NamedNode)}
            return MappingProxyType(found)
    return MappingProxyType({})


def _belongs(predicate: NamedNode, value: object, scheme: str) -> bool:
    return predicate.value == f"{_SKOS}inScheme" and isinstance(value, NamedNode) and value.value == scheme


def _key(name: object) -> str:
    return arabic(name.value).casefold() if isinstance(name, Literal) else ""
