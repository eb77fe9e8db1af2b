"""A reading as the JSON object of ``phaen extract``, and as RDF."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from pyoxigraph import Quad, RdfFormat, serialize

from phaen.loaders.graph.mapping import PlanGraphs, organisation_iri, plan_key
from phaen.loaders.model import Entity, Kind, Organisation, Reading
from phaen.loaders.owners.places import describe
from phaen.ontology.assets import prefixes
from phaen.ontology.identifiers import Identifiers

RDF_FORMATS = {"turtle": RdfFormat.TURTLE, "nquads": RdfFormat.N_QUADS, "trig": RdfFormat.TRIG}


def reading_object(reading: Reading, identifiers: Identifiers) -> dict[str, Any]:
    """Give a reading as one JSON object; what the text does not support is null."""
    period = reading.period
    return {
        "document": {
            "path": reading.document.path,
            "sha256": reading.document.sha256,
            "media_type": reading.document.media_type,
            "title": reading.title,
        },
        "organisation": _organisation(reading.organisation, identifiers),
        "plan_period": {"from": period.first, "to": period.last} if period else None,
        "plan": _plan(reading),
        "entities": [_entity(entity) for entity in reading.entities],
        "unclaimed": [{"start": u.span.start, "end": u.span.end, "reason": u.reason} for u in reading.unclaimed],
        "warnings": list(reading.warnings),
    }


def _organisation(organisation: Organisation | None, identifiers: Identifiers) -> dict[str, Any]:
    if organisation is None:
        fields = ("name", "type", "province", "iri", "source", "area", "inferred_area")
        return {**dict.fromkeys(fields), "asserted": False}
    return {
        "name": organisation.name,
        "type": organisation.type,
        "province": organisation.province,
        "iri": organisation_iri(organisation, identifiers).value,
        "asserted": organisation.asserted,
        "source": str(organisation.source),
        "area": _area(organisation.area),
        "inferred_area": _area(organisation.inferred_area),
    }


def _area(code: str | None) -> dict[str, Any] | None:
    """Give the names and codes (TIS 1099) of an area, as far down as it goes."""
    if code is None:
        return None
    levels = zip(("province", "district", "subdistrict"), describe(code), strict=False)
    return {level: {"code": place.code, "name": place.name} for level, place in levels}


def _plan(reading: Reading) -> dict[str, Any]:
    """Give title, edition and amendment, and who says what."""
    amendment, sources = reading.amendment, reading.sources
    return {
        "title": reading.title,
        "edition": plan_key(reading).edition,
        "amendment": {
            "kinds": list(amendment.kinds),
            "number": amendment.number,
            "year": amendment.year,
            "text": amendment.text,
        }
        if amendment
        else None,
        "sources": {"title": sources.title, "period": sources.period, "amendment": sources.amendment},
    }


def _entity(entity: Entity) -> dict[str, Any]:
    """Give a statement; what only projects and indicators have stands with them only."""
    return {
        "kind": entity.kind.value,
        "class": entity.class_,
        "code": entity.code,
        "printed_number": entity.printed_number,
        "label": entity.label,
        "parent": entity.parent,
        "start": entity.span.start,
        "end": entity.span.end,
        "verbatim": entity.verbatim,
        "explanation": entity.explanation,
        "source_term": entity.source_term,
        "confidence": entity.confidence,
        "rule": entity.rule,
        **_details(entity),
    }


def _details(entity: Entity) -> dict[str, Any]:
    """Give what is printed beside a statement: always of a project, null where nothing is; of others what there is."""
    texts = {"objective": entity.objective, "output": entity.output, "outcome": entity.outcome, "unit": entity.unit}
    found: dict[str, Any] = {
        name: detail.text if detail else None for name, detail in texts.items() if detail or entity.kind is Kind.PROJECT
    }
    if entity.allocations:
        found["budget"] = budget(entity)
    if entity.targets:
        found["targets"] = [{"year": target.year, "value": target.text} for target in entity.targets]
    return found


def budget(entity: Entity) -> dict[str, int | float]:
    """Give the money of a statement (it has some) by Buddhist year, or only its total where no year is said.

    Amounts are baht: whole ones as integers.
    """
    years = {str(allocation.year): _number(allocation.amount) for allocation in entity.allocations if allocation.year}
    return years or {"total": _number(entity.allocations[0].amount)}


def _number(amount: Decimal) -> int | float:
    return int(amount) if amount == amount.to_integral_value() else float(amount)


def graphs_as_rdf(graphs: Iterable[PlanGraphs], rdf_format: str) -> bytes:
    """Serialise mapped plans; Turtle, which has no graph names, gets the triples of all graphs."""
    quads: set[Quad] = {quad for plan in graphs for quads in plan.quads.values() for quad in quads}
    chosen = RDF_FORMATS[rdf_format]
    ordered = sorted(quads, key=str)
    if chosen is RdfFormat.TURTLE:
        triples = sorted({quad.triple for quad in ordered}, key=str)
        return serialize(triples, format=chosen, prefixes=used_prefixes(ordered)) or b""
    return (
        serialize(ordered, format=chosen, prefixes=used_prefixes(ordered) if chosen is RdfFormat.TRIG else None) or b""
    )


def used_prefixes(quads: Iterable[Quad]) -> dict[str, str]:
    """Give the prefixes of the table whose namespaces occur in the quads."""
    iris = {str(term)[1:-1] for quad in quads for term in (quad.predicate, quad.object) if str(term).startswith("<")}
    iris |= {str(getattr(quad.object, "datatype", "<>"))[1:-1] for quad in quads}
    return {
        prefix: namespace for prefix, namespace in prefixes().items() if any(iri.startswith(namespace) for iri in iris)
    }
