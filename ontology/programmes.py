"""Look up the twelve standard programmes (แผนงาน) of local budgets by the words of a plan."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Final

from pyoxigraph import Literal, NamedNode

from phaen.ontology.assets import read_text, triples
from phaen.ontology.terms import PROGRAMME_CODE, SKOS_ALT_LABEL, SKOS_HIDDEN_LABEL, SKOS_NOTATION, SKOS_PREF_LABEL

_NAMES: Final = frozenset({SKOS_PREF_LABEL, SKOS_ALT_LABEL, SKOS_HIDDEN_LABEL})
# What plans put before the name or leave out of it: แผนงานการเกษตร, แผนงาน : การเกษตร, เกษตร.
_TITLE: Final = re.compile(r"^(?:แผนงาน)?(?:ด้าน)?(?:การ)?")
_NOT_A_LETTER: Final = re.compile("[^\u0e01-\u0e4e]")


def programme(label: str) -> NamedNode | None:
    """Return the concept of the standard programme with this name, however it is spaced; None for any other.

    >>> programme("แผนงานการศาสนา วัฒนธรรม และนันทนาการ").value
    'https://w3id.org/phaen/vocab/programme/8'
    >>> programme("แผนงานวิจัย") is None
    True
    """
    return _concepts().get(_key(label))


@cache
def _concepts() -> Mapping[str, NamedNode]:
    quads = triples(read_text("codelists/programme.ttl"))
    standard = {quad.subject for quad in quads if quad.predicate == SKOS_NOTATION and quad.subject in PROGRAMME_CODE}
    return {
        _key(quad.object.value): quad.subject
        for quad in quads
        if quad.subject in standard
        and isinstance(quad.subject, NamedNode)
        and quad.predicate in _NAMES
        and isinstance(quad.object, Literal)
        and quad.object.language == "th"
    }


def _key(label: str) -> str:
    return _TITLE.sub("", _NOT_A_LETTER.sub("", re.sub(r"\([^()]*\)", "", label)))
