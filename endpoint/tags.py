"""Entity tags: what identifies an answer, made of the state of the data and of all that shapes the answer.

A snapshot never changes, so its name stands for the data. The tag of a query's result is weak: the engine may give
its rows in another order the next time. That of a graph is strong, so that a change can be made on condition of it.
"""

import hashlib
from importlib.metadata import version

from phaen.endpoint.engine import Job
from phaen.endpoint.formats import FORMATS
from phaen.endpoint.negotiation import Wanted
from phaen.endpoint.sparql.changing import may_change

_VERSION = version("phaen")
_LENGTH = 32


def query_tag(job: Job, snapshot: str, wanted: Wanted) -> str | None:
    """Return the weak tag of a query's result; None for a query that may answer differently each time."""
    if may_change(job.query, services=bool(job.allowed_services)):
        return None
    formats = sorted((form, choice.format.name, choice.media_type) for form, choice in wanted.choices.items())
    parts = (snapshot, job.query, job.default_graphs, job.named_graphs, job.union, job.base_iri, job.rows, formats)
    return _digest(*parts)


def graph_tag(snapshot: str, graph: str | None, format_name: str) -> str:
    """Return the strong tag of a graph in a format; ``graph`` is None for the default graph."""
    return _digest(snapshot, graph, format_name)


def graph_tags(snapshot: str, graph: str | None) -> frozenset[str]:
    """Return the tags of a graph in all formats."""
    return frozenset(graph_tag(snapshot, graph, format_.name) for format_ in FORMATS if format_.is_graph)


def _digest(*parts: object) -> str:
    return hashlib.sha256(repr((_VERSION, *parts)).encode("utf-8", "surrogatepass")).hexdigest()[:_LENGTH]
