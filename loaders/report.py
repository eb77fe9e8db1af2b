"""A reading as the JSON object of ``phaen extract``, and as RDF."""

from collections.abc import Iterable
from typing import Any

from pyoxigraph import Quad, RdfFormat, serialize

from phaen.loaders.mapping import PlanGraphs, organisation_iri
from phaen.loaders.model import Entity, Organisation, Reading
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
        "entities": [_entity(entity) for entity in reading.entities],
        "unclaimed": [{"start": u.span.start, "end": u.span.end, "reason": u.reason} for u in reading.unclaimed],
        "warnings": list(reading.warnings),
    }


def _organisation(organisation: Organisation | None, identifiers: Identifiers) -> dict[str, Any]:
    if organisation is None:
        return {"name": None, "type": None, "province": None, "iri": None, "asserted": False}
    return {
        "name": organisation.name,
        "type": organisation.type,
        "province": organisation.province,
        "iri": organisation_iri(organisation, identifiers).value,
        "asserted": organisation.asserted,
    }


def _entity(entity: Entity) -> dict[str, Any]:
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
    }


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
