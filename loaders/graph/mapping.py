"""From a reading to quads: named graphs for the plan, for what was given beside it, for provenance, for its owner.

Oxigraph infers nothing, so super-classes, inverses and transitive closures are written out. Its union of all graphs
gives a triple once for each graph that holds it, so no triple is written into two graphs: what several plans share
(an owner, a version of the software) has a graph of its own.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.metadata import version
from pathlib import PurePath

from pyoxigraph import Literal, NamedNode, Quad

from phaen.loaders.graph.elements import Elements
from phaen.loaders.graph.evidence import Triple, document_triples, span_triples, text_literal
from phaen.loaders.graph.unclaimed import coverage_triples
from phaen.loaders.model import Context, Organisation, Period, Reading
from phaen.loaders.owners.identity import said_by_path
from phaen.loaders.owners.organisations import area_of_key, telling_district
from phaen.ontology import terms as t
from phaen.ontology.identifiers import UNDATED, Identifiers, organisation_key, software
from phaen.ontology.provinces import province_code

CONFIDENCE = {
    "paragraph": "0.95",
    "letterhead": "0.95",
    "official": "0.9",
    "statement": "0.8",
    "metadata": "0.9",
    "file-name": "0.8",
}
"""How sure an owner is by where its name was found; 1 for a heading, a front line and what was given."""

BUDDHIST_ERA = 543
"""Years by which the Buddhist era is ahead of the Christian one."""


@dataclass(frozen=True, slots=True)
class PlanGraphs:
    """The quads of one plan edition, by named graph; ``provenance`` is the one that holds times."""

    plan: NamedNode
    graph: NamedNode
    provenance: NamedNode
    run: NamedNode
    quads: dict[NamedNode, frozenset[Quad]]

    @property
    def timeless(self) -> list[NamedNode]:
        """Name the graphs that the same document gives again unchanged: all but the provenance."""
        return [name for name in self.quads if name != self.provenance]


@dataclass(frozen=True, slots=True)
class PlanKey:
    """What identifies a plan edition: the key of its owner (of its document, if nobody knows the owner) and edition."""

    owner: str
    edition: str


@dataclass(frozen=True, slots=True)
class Run:
    """One reading of one document: when, the key that says what went into it, and that of the place it came from."""

    key: str
    source_key: str
    started: datetime
    ended: datetime


@cache
def phaen_version() -> str:
    """Give the version of the installed phaen."""
    return version("phaen")


def run_key(sha256: str, context: Context, base: str, path: str | PurePath = "") -> str:
    """Give the key of a reading: the same document, context, software and base give the same key.

    Of the path only counts what it says of the plan, so that a copy elsewhere is the same reading.
    """
    said = said_by_path(str(path)) if path else ()
    made_of = "\n".join((sha256, repr(context), phaen_version(), base, *said))
    return hashlib.sha256(made_of.encode()).hexdigest()[:16]


def source_key(place: str) -> str:
    """Give the key of the place a document was read from, which tells nothing about the machine."""
    return hashlib.sha256(place.encode()).hexdigest()[:16]


def plan_key(reading: Reading) -> PlanKey:
    """Find the key of the plan that a reading is of."""
    organisation = reading.organisation
    owner = _owner_key(organisation) if organisation else f"document-{reading.document.sha256[:16]}"
    if reading.context.edition:
        return PlanKey(owner, reading.context.edition)
    period, amendment = reading.period, reading.amendment
    years = f"{period.first}-{period.last}" if period else UNDATED
    return PlanKey(owner, f"{years}-{amendment.key}" if amendment else years)


def organisation_iri(organisation: Organisation, identifiers: Identifiers) -> NamedNode:
    """Mint the IRI of an organisation."""
    return identifiers.organisation(_owner_key(organisation))


def map_reading(reading: Reading, run: Run, identifiers: Identifiers) -> PlanGraphs:
    """Write a reading as quads in its three named graphs."""
    key = plan_key(reading)
    graph, provenance = (identifiers.plan_graph(key.owner, key.edition, part) for part in ("plan", "provenance"))
    mapper = _Mapper(reading, identifiers, key)
    triples = {
        graph: set(mapper.plan_triples()),
        identifiers.plan_graph(key.owner, key.edition, "links"): set(mapper.given_triples()),
        provenance: set(mapper.provenance_triples(run)),
        identifiers.software_graph(phaen_version()): set(software_triples()),
    }
    if reading.organisation:
        triples[identifiers.organisation_graph(key.owner)] = set(
            organisation_triples(reading.organisation, identifiers)
        )
    quads = {name: frozenset(Quad(*triple, name) for triple in found) for name, found in triples.items()}
    return PlanGraphs(mapper.plan, graph, provenance, identifiers.run(run.key), quads)


def organisation_triples(organisation: Organisation, identifiers: Identifiers) -> Iterator[Triple]:
    """Give what follows from an organisation's key alone, so that all its plans agree on it."""
    node = organisation_iri(organisation, identifiers)
    yield from ((node, t.RDF_TYPE, type_) for type_ in t.organisation_types(organisation.type))
    yield node, t.SKOS_PREF_LABEL, text_literal(organisation.name)
    yield node, t.ORG_CLASSIFICATION, t.AUTHORITY_TYPE[organisation.type]
    code = province_code(organisation.province) if organisation.province else None
    if code:
        yield node, t.DCT_SPATIAL, t.PROVINCE[code]
    area = area_of_key(organisation)
    if area:
        yield node, t.AREA_CODE, Literal(area)


def software_triples() -> Iterator[Triple]:
    """Give this version of phaen as the agent of its runs."""
    agent = software(phaen_version())
    yield from ((agent, t.RDF_TYPE, type_) for type_ in (t.PROV_SOFTWARE_AGENT, t.PROV_AGENT))
    yield agent, t.SKOS_PREF_LABEL, Literal(f"phaen {phaen_version()}", language="en")
    yield agent, t.DCAT_VERSION, Literal(phaen_version())


def _owner_key(organisation: Organisation) -> str:
    code = province_code(organisation.province) if organisation.province else None
    return organisation_key(organisation.type, code, organisation.name, telling_district(organisation))


class _Mapper:
    """The triples of one reading; every method gives the triples of one thing."""

    def __init__(self, reading: Reading, identifiers: Identifiers, key: PlanKey) -> None:
        self._reading = reading
        self._identifiers = identifiers
        self._key = key
        self.plan = identifiers.plan(key.owner, key.edition)
        self._document = identifiers.document(self.plan, reading.document.sha256)

    def plan_triples(self) -> Iterator[Triple]:
        """Give what the document says."""
        yield from self._types(self.plan, t.PLAN)
        yield self.plan, t.SKOS_PREF_LABEL, text_literal(self._plan_label())
        yield self.plan, t.PROV_WAS_DERIVED_FROM, self._document
        yield from self._period_triples()
        yield from self._edition_triples()
        yield from document_triples(self._document, self._reading)
        yield from coverage_triples(self._document, self._reading, self._identifiers)
        if self._reading.organisation and self._reading.organisation.asserted:
            yield from self._ownership_triples(self._reading.organisation)
        yield from Elements(self._reading, self.plan, self._document, self._identifiers).triples()

    def given_triples(self) -> Iterator[Triple]:
        """Give what was known beside the text: an owner that the text does not name."""
        if self._reading.organisation and not self._reading.organisation.asserted:
            yield from self._ownership_triples(self._reading.organisation)

    def provenance_triples(self, run: Run) -> Iterator[Triple]:
        """Give which run of which version made the plan's graph, and when."""
        activity = self._identifiers.run(run.key)
        yield self.plan, t.PROV_WAS_GENERATED_BY, activity
        yield activity, t.RDF_TYPE, t.PROV_ACTIVITY
        yield activity, t.PROV_USED, self._document
        yield activity, t.SOURCE_KEY, Literal(run.source_key)
        yield activity, t.PROV_GENERATED, self.plan
        yield activity, t.PROV_STARTED_AT_TIME, _moment(run.started)
        yield activity, t.PROV_ENDED_AT_TIME, _moment(run.ended)
        yield activity, t.PROV_WAS_ASSOCIATED_WITH, software(phaen_version())

    # --- plan and owner -------------------------------------------------------------------------------------------

    def _plan_label(self) -> str:
        reading = self._reading
        owner = (
            reading.organisation.name if reading.organisation else reading.title or PurePath(reading.document.path).name
        )
        years = f" พ.ศ. {_years(reading.period)}" if reading.period else ""
        edition = f" {reading.amendment.text}" if reading.amendment else ""
        return f"แผนพัฒนา {owner}{years}{edition}"

    def _period_triples(self) -> Iterator[Triple]:
        """Give the period in both calendars: a fiscal year begins on 1 October of the year before."""
        period = self._reading.period
        if period is None:
            return
        node = self._identifiers.period(self.plan)
        yield self.plan, t.PERIOD_FROM, Literal(period.first)
        yield self.plan, t.PERIOD_TO, Literal(period.last)
        yield self.plan, t.DCT_TEMPORAL, node
        yield node, t.RDF_TYPE, t.DCT_PERIOD_OF_TIME
        yield node, t.DCAT_START_DATE, _date(f"{period.first - BUDDHIST_ERA - 1}-10-01")
        yield node, t.DCAT_END_DATE, _date(f"{period.last - BUDDHIST_ERA}-09-30")

    def _edition_triples(self) -> Iterator[Triple]:
        """Give the edition in the words of the document, its kinds, its number and the year that it counts in."""
        amendment = self._reading.amendment
        if amendment is None:
            return
        yield self.plan, t.DCAT_VERSION, text_literal(amendment.text)
        for kind in amendment.kinds:
            yield self.plan, t.AMENDMENT_KIND, Literal(kind)
        if amendment.number:
            yield self.plan, t.AMENDMENT_NUMBER, Literal(amendment.number)
        if amendment.year:
            yield self.plan, t.AMENDMENT_YEAR, Literal(amendment.year)

    def _ownership_triples(self, organisation: Organisation) -> Iterator[Triple]:
        node = self._identifiers.organisation(self._key.owner)
        yield node, t.HAS_PLAN, self.plan
        yield self.plan, t.PLAN_OF, node
        yield from self._attribution_triples(node, organisation)

    def _attribution_triples(self, node: NamedNode, organisation: Organisation) -> Iterator[Triple]:
        """Give how we know whose plan it is: the text's own words, or the word of whoever loaded it."""
        attribution = self._identifiers.attribution(self._key.owner, self._key.edition)
        yield from self._types(attribution, t.ATTRIBUTION)
        yield attribution, t.ATTRIBUTED_PLAN, self.plan
        yield attribution, t.ATTRIBUTED_ORGANISATION, node
        yield attribution, t.ASSERTED, Literal(organisation.asserted)
        yield attribution, t.CONFIDENCE, Literal(CONFIDENCE.get(organisation.source, "1"), datatype=t.XSD_DECIMAL)
        yield attribution, t.JUSTIFICATION, Literal(str(organisation.source))
        if organisation.span:
            span = self._identifiers.span(self._document, organisation.span.start, organisation.span.end)
            yield attribution, t.HAS_EVIDENCE, span
            text = self._reading.document.text
            yield from span_triples(span, organisation.span, self._document, text, "owner-named", self._identifiers)

    @staticmethod
    def _types(node: NamedNode, cls: NamedNode) -> Iterator[Triple]:
        yield from ((node, t.RDF_TYPE, type_) for type_ in t.types_of(cls))


def _years(period: Period) -> str:
    """Write the years of a period; those of a plan for one fiscal year once."""
    return str(period.first) if period.first == period.last else f"{period.first}–{period.last}"


def _moment(moment: datetime) -> Literal:
    return Literal(moment.strftime("%Y-%m-%dT%H:%M:%SZ"), datatype=t.XSD_DATE_TIME)


def _date(iso: str) -> Literal:
    return Literal(iso, datatype=t.XSD_DATE)
