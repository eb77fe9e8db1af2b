"""SHACL validation of a graph against the shapes of the ontology, by two engines that give the same findings.

``check`` is phaen's own: it knows just the constructs that the shapes use, and is fast enough for every document of a
load. ``validate`` is pySHACL, the reference: ``phaen validate`` uses it, and the tests hold ``check`` against it.
"""

import logging
from collections.abc import Iterable
from functools import cache
from typing import Any

from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat, Store, serialize

from phaen.loaders.shacl.data import Data
from phaen.loaders.shacl.findings import Finding, Severity
from phaen.loaders.shacl.shapes import properties_asked, shapes
from phaen.loaders.shacl.stored import StoredData
from phaen.loaders.text import THAI
from phaen.ontology.assets import shapes_turtle

__all__ = ["Finding", "Severity", "check", "check_graphs", "validate", "validate_store"]

SHACL = "http://www.w3.org/ns/shacl#"


def check(quads: Iterable[Quad]) -> list[Finding]:
    """Validate the union of quads with phaen's own engine; the findings are those of ``validate``."""
    data = Data(quads, properties_asked())
    return _in_order(finding for shape in shapes() for finding in shape.findings(data))


def check_graphs(database: Store, graphs: Iterable[NamedNode | DefaultGraph]) -> list[Finding]:
    """Validate what some graphs of a database hold, in the light of all others, with phaen's own engine.

    Looked at is what has a type of ours, or another target of a shape, in one of these graphs.
    """
    data = StoredData(database, graphs)
    return _in_order(finding for shape in shapes() for finding in shape.findings(data))


def validate(quads: Iterable[Quad]) -> list[Finding]:
    """Validate the union of quads with pySHACL; violations first, then by the thing they are about."""
    import pyshacl
    from rdflib import Graph

    logging.getLogger("pyshacl").setLevel(logging.ERROR)
    triples = {quad.triple for quad in quads}
    data = Graph().parse(serialize(triples, format=RdfFormat.N_TRIPLES), format="nt")
    _, report, _ = pyshacl.validate(data, shacl_graph=_shapes(), advanced=False, meta_shacl=False, inplace=True)
    return _in_order(_findings(report))


def validate_store(store: Store) -> list[Finding]:
    """Validate the union of all graphs of a store."""
    return validate(iter(store))


def _in_order(findings: Iterable[Finding]) -> list[Finding]:
    """Sort findings, each once: a value may break several constraints of a shape that says but one thing about it."""
    return sorted(set(findings), key=lambda finding: finding.rank)


@cache
def _shapes() -> Any:  # noqa: ANN401 - an rdflib graph, imported only when needed
    from rdflib import Graph

    return Graph().parse(data=shapes_turtle(), format="turtle")


def _findings(report: Any) -> list[Finding]:  # noqa: ANN401
    from rdflib import Namespace

    sh = Namespace(SHACL)
    return [_finding(report, result, sh) for result in report.objects(None, sh.result)]


def _finding(report: Any, result: Any, sh: Any) -> Finding:  # noqa: ANN401
    severity = str(report.value(result, sh.resultSeverity)).removeprefix(SHACL)
    messages = sorted(report.objects(result, sh.resultMessage), key=_is_thai)
    path, value = report.value(result, sh.resultPath), report.value(result, sh.value)
    inverse = report.value(path, sh.inversePath) if path is not None else None
    return Finding(
        severity=Severity(severity),
        focus=str(report.value(result, sh.focusNode)),
        path=f"^{inverse}" if inverse is not None else str(path) if path is not None else None,
        value=str(value) if value is not None else None,
        message=str(messages[0]) if messages else "",
    )


def _is_thai(message: Any) -> tuple[bool, str]:  # noqa: ANN401
    """Sort English messages first: pySHACL drops the language of a message that it has filled a value into."""
    return (message.language != "en") if message.language else bool(THAI.search(str(message))), str(message)
