"""Hold what is written against the shapes of the ontology: the graphs that changed, in the light of all others.

Only what has a type of ours, or another target of a shape, in a changed graph is looked at: graphs that hold none of it
pass freely, whatever they say. What a change takes away from graphs that it does not touch is not looked at either, so
that a plan can be removed graph by graph.
"""

from pyoxigraph import DefaultGraph, NamedNode, Store

from phaen.endpoint.errors import ShapeViolationError
from phaen.endpoint.writing.trace import Trace
from phaen.loaders.shacl.findings import Finding, Severity
from phaen.loaders.validation import check_graphs

MOST_TOLD = 100
"""Violations that are told one by one; there may be one for each line of a large document."""


def check_changes(database: Store, trace: Trace) -> None:
    """Raise ShapeViolationError if the graphs that have changed violate a shape."""
    graphs = [NamedNode(name) if name is not None else DefaultGraph() for name in trace.graphs]
    if trace.unknown:
        graphs = [DefaultGraph(), *(name for name in database.named_graphs() if isinstance(name, NamedNode))]
    found = [finding for finding in check_graphs(database, graphs) if finding.severity is Severity.VIOLATION]
    if found:
        raise ShapeViolationError(
            f"nothing was changed: the data would violate the shapes {len(found)} times, first at <{found[0].focus}>: "
            f"{found[0].message} Correct it, or ask the operator, who may switch 'validate_writes' off",
            len(found),
            tuple(_told(finding) for finding in found[:MOST_TOLD]),
        )


def _told(finding: Finding) -> dict[str, str | None]:
    return {"focus": finding.focus, "path": finding.path, "value": finding.value, "message": finding.message}
