"""Look up the provinces of Thailand, by name or by TIS 1099 code, in the code list that ships with the package."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Final

from pyoxigraph import Literal, NamedNode

from phaen.ontology.assets import read_text, triples
from phaen.ontology.digits import arabic
from phaen.ontology.terms import PROVINCE, SKOS_ALT_LABEL, SKOS_HIDDEN_LABEL, SKOS_NOTATION, SKOS_PREF_LABEL

_TITLES: Final = ("จังหวัด", "จ.")
_NAMES: Final = frozenset({SKOS_PREF_LABEL, SKOS_ALT_LABEL, SKOS_HIDDEN_LABEL})


@dataclass(frozen=True, slots=True)
class Province:
    """A province as the code list gives it."""

    code: str
    name_th: str
    name_en: str

    @property
    def iri(self) -> NamedNode:
        """Return the concept of the province."""
        return PROVINCE[self.code]


@cache
def _labels() -> Mapping[str, list[tuple[NamedNode, Literal]]]:
    """Return the (property, value) pairs of each province, by its code."""
    found: dict[str, list[tuple[NamedNode, Literal]]] = {}
    for quad in triples(read_text("codelists/province.ttl")):
        if isinstance(quad.subject, NamedNode) and quad.subject in PROVINCE and isinstance(quad.object, Literal):
            code = quad.subject.value.removeprefix(PROVINCE.iri)
            found.setdefault(code, []).append((quad.predicate, quad.object))
    return found


def _province(pairs: list[tuple[NamedNode, Literal]]) -> Province:
    names = {value.language: value.value for predicate, value in pairs if predicate == SKOS_PREF_LABEL}
    notation = next(value.value for predicate, value in pairs if predicate == SKOS_NOTATION)
    return Province(notation, names["th"], names["en"])


@cache
def all_provinces() -> Mapping[str, Province]:
    """Return the 77 provinces by their codes, in the order of the codes."""
    return MappingProxyType({code: _province(pairs) for code, pairs in sorted(_labels().items())})


@cache
def _codes() -> Mapping[str, str]:
    return {
        value.value: code
        for code, pairs in _labels().items()
        for predicate, value in pairs
        if predicate in _NAMES and value.language == "th"
    }


def province_code(name_th: str) -> str | None:
    """Return the code of the province with this Thai name, with or without จังหวัด or จ. before it."""
    name = "".join(unicodedata.normalize("NFC", name_th).split())
    for title in _TITLES:
        name = name.removeprefix(title)
    return _codes().get(name)


def _key(text: str) -> str:
    """Return what two spellings of a name or a code have in common: no case, no space, no title, Arabic digits."""
    key = arabic("".join(unicodedata.normalize("NFC", text).split()).casefold())
    for title in _TITLES:
        key = key.removeprefix(title)
    return key


@cache
def _keys() -> Mapping[str, str]:
    """Return the code of each name in any language, and of each code, by its key."""
    wanted = _NAMES | {SKOS_NOTATION}
    return {_key(value.value): code for code, pairs in _labels().items() for name, value in pairs if name in wanted}


def find_province(text: str) -> Province | None:
    """Return the province that a person means by a Thai or English name, a variant of it or a TIS 1099 code."""
    code = _keys().get(_key(text))
    return all_provinces()[code] if code else None


def near_names(text: str) -> tuple[str, ...]:
    """Return the names of provinces, Thai or English, that are spelt nearly like the text; nearest first."""
    from difflib import get_close_matches

    names = {_key(name): name for province in all_provinces().values() for name in (province.name_th, province.name_en)}
    return tuple(names[key] for key in get_close_matches(_key(text), list(names), n=3, cutoff=0.6))
