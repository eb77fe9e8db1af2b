"""The vocabularies that statements are linked to: the property that a link is written with, and its link set."""

from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Final

from pyoxigraph import NamedNode

from phaen.ontology import terms as t
from phaen.ontology.identifiers import DEFAULT_BASE, Identifiers

VOCAB: Final = f"{DEFAULT_BASE}vocab/"
SDG: Final = "http://metadata.un.org/sdg/"


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """One vocabulary: its key in tables, the scheme of its concepts, the property of a link, its names.

    ``start`` is what the IRIs of its concepts begin with, and ``prefix`` what stands for that in a CURIE. Organisations
    are things of the store, so theirs begins below its base, and they have no scheme.
    """

    key: str
    prefix: str
    start: str
    scheme: str
    property: NamedNode
    thai: str
    english: str


def _listed(key: str, scheme: str, property_: NamedNode, thai: str, english: str, start: str = "") -> Vocabulary:
    """Make a vocabulary that is a code list of ours."""
    return Vocabulary(key, scheme, start or f"{VOCAB}{scheme}/", f"{VOCAB}{scheme}", property_, thai, english)


_ALL: Final = (
    _listed("sdg", "sdg", t.SERVES, "เป้าหมายการพัฒนาที่ยั่งยืน", "Sustainable Development Goals", SDG),
    _listed("category", "programme", t.CLASSIFIED_AS, "แผนงาน", "programmes of local budgets"),
    _listed("ns", "national-strategy", t.SERVES, "ยุทธศาสตร์ชาติ", "national strategies"),
    _listed("master-plan", "master-plan", t.SERVES, "แผนแม่บทภายใต้ยุทธศาสตร์ชาติ", "master plans"),
    _listed("milestone", "milestone", t.SERVES, "หมุดหมายของแผนพัฒนาฯ ฉบับที่ 13", "milestones of the 13th plan"),
    _listed("cofog", "cofog", t.CLASSIFIED_AS, "การจำแนกตามหน้าที่ของรัฐ (COFOG)", "functions of government (COFOG)"),
    _listed("province", "province", t.MENTIONS, "จังหวัด", "provinces"),
    _listed("district", "district", t.MENTIONS, "อำเภอ", "districts"),
    _listed("subdistrict", "subdistrict", t.MENTIONS, "ตำบล", "subdistricts"),
    Vocabulary("organisation", "organisation", "id/organisation/", "", t.MENTIONS, "องค์กร", "organisations"),
)
VOCABULARIES: Final = MappingProxyType({vocabulary.key: vocabulary for vocabulary in _ALL})
"""All vocabularies by their keys, in the order in which links are listed."""

REVIEWED: Final = "reviewed"
"""The name of the set, and of the graph, of what people have said of links."""

PLANS: Final = "plan"
"""The prefix of plans and their elements in a CURIE."""


@cache
def curie_map(base: str) -> MappingProxyType[str, str]:
    """Give the prefixes of link tables for a base, each with what it stands for."""
    own = {vocabulary.prefix: start_of(vocabulary, base) for vocabulary in _ALL}
    others = {
        "orcid": "https://orcid.org/",
        "phaen": t.PHAEN.iri,
        PLANS: f"{base}id/plan/",
        "semapv": t.SEMAPV.iri,
        "skos": t.SKOS.iri,
        "vocab": VOCAB,
    }
    return MappingProxyType(dict(sorted((own | others).items())))


def start_of(vocabulary: Vocabulary, base: str) -> str:
    """Give what the IRIs of the concepts begin with; organisations are things of the store."""
    return vocabulary.start if ":" in vocabulary.start else f"{base}{vocabulary.start}"


def vocabulary_of(concept: str, base: str) -> tuple[Vocabulary, str] | None:
    """Find the vocabulary that a concept's IRI belongs to, and its notation there."""
    for vocabulary in _ALL:
        start = start_of(vocabulary, base)
        notation = concept.removeprefix(start)
        if concept.startswith(start) and notation and "/" not in notation:
            return vocabulary, notation
    return None


def link_set(vocabulary: str, base: str) -> NamedNode:
    """Return the IRI of the set of all links to a vocabulary."""
    return NamedNode(f"{base}id/linkset/{vocabulary}")


def link_set_graph(name: str, base: str) -> NamedNode:
    """Return the IRI of the graph that describes a link set, or of that of all reviews (``reviewed``)."""
    return Identifiers(base).graph(f"linkset/{name}")
