"""SHACL validation of a graph against the shapes of the ontology."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

from pyoxigraph import Quad, RdfFormat, Store, serialize

from phaen.ontology.assets import shapes_turtle

SHACL = "http://www.w3.org/ns/shacl#"


class Severity(StrEnum):
    """How bad a finding is (SHACL, section 2.1.4)."""

    VIOLATION = "Violation"
    WARNING = "Warning"
    INFO = "Info"


@dataclass(frozen=True, slots=True)
class Finding:
    """One result of a validation: what is wrong with which thing."""

    severity: Severity
    focus: str
    path: str | None
    value: str | None
    message: str


def validate(quads: Iterable[Quad]) -> list[Finding]:
    """Validate the union of quads; violations first, then by the thing they are about."""
    import pyshacl
    from rdflib import Graph

    logging.getLogger("pyshacl").setLevel(logging.ERROR)
    triples = {quad.triple for quad in quads}
    data = Graph().parse(serialize(triples, format=RdfFormat.N_TRIPLES), format="nt")
    _, report, _ = pyshacl.validate(data, shacl_graph=_shapes(), advanced=False, meta_shacl=False, inplace=True)
    return sorted(_findings(report), key=lambda f: (list(Severity).index(f.severity), f.focus, f.path or "", f.message))


def validate_store(store: Store) -> list[Finding]:
    """Validate the union of all graphs of a store."""
    return validate(iter(store))


@cache
def _shapes() -> Any:  # noqa: ANN401 - an rdflib graph, imported only when needed
    from rdflib import Graph

    return Graph().parse(data=shapes_turtle(), format="turtle")


def _findings(report: Any) -> list[Finding]:  # noqa: ANN401
    from rdflib import RDF, Namespace

    sh = Namespace(SHACL)
    return [_finding(report, result, sh) for result in report.subjects(RDF.type, sh.ValidationResult)]


def _finding(report: Any, result: Any, sh: Any) -> Finding:  # noqa: ANN401
    severity = str(report.value(result, sh.resultSeverity)).removeprefix(SHACL)
    messages = sorted(report.objects(result, sh.resultMessage), key=lambda m: getattr(m, "language", None) != "en")
    path, value = report.value(result, sh.resultPath), report.value(result, sh.value)
    return Finding(
        severity=Severity(severity),
        focus=str(report.value(result, sh.focusNode)),
        path=str(path) if path is not None else None,
        value=str(value) if value is not None else None,
        message=str(messages[0]) if messages else "",
    )
