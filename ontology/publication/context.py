"""The JSON-LD context of the data: the prefixes, and a name for every term of ours (JSON-LD 1.1, section 4.1)."""

from collections.abc import Mapping
from functools import cache
from typing import Final

from phaen.ontology.assets import prefixes
from phaen.ontology.publication.catalogue import LINK, VALUE, Term, terms
from phaen.ontology.terms import ONTOLOGY, XSD

CONTEXT_IRI: Final = f"{ONTOLOGY.value}/context.jsonld"
ID: Final = "@id"
_PREFIX: Final = "phaen:"


@cache
def names() -> Mapping[str, tuple[str, str | None]]:
    """Return for each IRI of the ontology its name in the context, and the type that its values have there.

    The type is ``@id`` where a value is an IRI, else the IRI of a datatype; None where each value says its own. A term
    that has the name of a prefix keeps ours before it: ``phaen:programme``, since ``programme:9`` is a code.
    """
    return {term.iri: (_name(term), _type(term)) for term in terms().values()}


@cache
def context() -> dict[str, object]:
    """Return the context: prefixes first, then the terms."""
    return {**prefixes(), **{_name(term): _definition(term) for term in terms().values()}}


def _name(term: Term) -> str:
    return _PREFIX + term.name if term.name in prefixes() else term.name


def _type(term: Term) -> str | None:
    if term.kind == LINK:
        return ID
    datatype = term.range[0] if term.kind == VALUE and term.range else ""
    return datatype if datatype.startswith(XSD.iri) and datatype != XSD["string"].value else None


def _definition(term: Term) -> object:
    iri, type_ = _PREFIX + term.name, _type(term)
    if type_ is None:
        return iri if _name(term) != iri else {ID: term.iri}
    shown = type_ if type_ == ID else "xsd:" + type_.removeprefix(XSD.iri)
    return {ID: iri if _name(term) != iri else term.iri, "@type": shown}
