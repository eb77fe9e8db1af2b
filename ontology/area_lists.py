"""The code lists of districts and subdistricts, written from the register: too many rows for a file to be kept.

They are N-Quads at once, which a store takes in several times faster than terms one by one. Of what a small list says
of each concept, these leave out what others tell as well: skos:topConceptOf and rdfs:isDefinedBy, and for subdistricts
a position, since they stand in the order of their codes.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, parse, serialize

from phaen.ontology import terms as t
from phaen.ontology.areas import Area, districts, register_version, subdistricts
from phaen.ontology.assets import read_text

_EDITION: Final = 1
"""Counted up whenever the rows below are written otherwise, so that a store takes the list in again."""


@dataclass(frozen=True, slots=True)
class AreaList:
    """A list by its name: that of its file below ``codelists/large`` and of its graph below ``vocab``."""

    name: str

    @property
    def scheme(self) -> NamedNode:
        """Return the concept scheme."""
        return t.VOCABULARY[self.name]

    @property
    def version(self) -> Literal:
        """Return the version of the list: the edition of the register, and how it is written."""
        return Literal(f"{register_version()}-{_EDITION}")

    def n_quads(self, graph: NamedNode) -> bytes:
        """Return the whole list in a named graph."""
        head = [*parse(read_text(f"codelists/large/{self.name}.ttl"), RdfFormat.TURTLE)]
        quads = [Quad(q.subject, q.predicate, q.object, graph) for q in head] + [
            Quad(self.scheme, t.DCAT_VERSION, self.version, graph)
        ]
        rows = _district_rows() if self.name == "district" else _subdistrict_rows()
        return (serialize(quads, format=RdfFormat.N_QUADS) or b"") + "".join(_in_graph(rows, graph)).encode()


AREA_LISTS: Final = (AreaList("district"), AreaList("subdistrict"))
"""The lists that are written from the register."""


def _in_graph(rows: Iterator[str], graph: NamedNode) -> Iterator[str]:
    return (f"{row} {graph} .\n" for row in rows)


def _district_rows() -> Iterator[str]:
    place: dict[str, int] = {}
    for area in districts():
        place[area.above] = place.get(area.above, 0) + 1
        concept = t.DISTRICT[area.code]
        yield from _common_rows(area, concept, t.PROVINCE[area.above], t.VOCABULARY["district"])
        yield f"{concept} {t.SKOS_ALT_LABEL} {Literal(area.title_th, language='th')}"
        yield f"{concept} {t.SCHEMA_POSITION} {Literal(place[area.above])}"


def _subdistrict_rows() -> Iterator[str]:
    for area in subdistricts():
        concept = t.SUBDISTRICT[area.code]
        yield from _common_rows(area, concept, t.DISTRICT[area.above], t.VOCABULARY["subdistrict"])
        for postal_code in area.postal_codes:
            yield f"{concept} {t.SCHEMA_POSTAL_CODE} {Literal(postal_code)}"


def _common_rows(area: Area, concept: NamedNode, above: NamedNode, scheme: NamedNode) -> Iterator[str]:
    yield f"{concept} {t.RDF_TYPE} {t.SKOS_CONCEPT}"
    yield f"{concept} {t.SKOS_IN_SCHEME} {scheme}"
    yield f"{scheme} {t.SKOS_HAS_TOP_CONCEPT} {concept}"
    yield f"{concept} {t.SKOS_NOTATION} {Literal(area.code)}"
    yield f"{concept} {t.SKOS_PREF_LABEL} {Literal(area.name_th, language='th')}"
    yield f"{concept} {t.SKOS_PREF_LABEL} {Literal(area.name_en, language='en')}"
    yield f"{concept} {t.SKOS_BROADER} {above}"
    yield f"{above} {t.SKOS_NARROWER} {concept}"
