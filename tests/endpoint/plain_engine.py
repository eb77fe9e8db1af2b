"""As much of an engine as a view needs to ask a store in memory, in this process."""

from contextlib import AbstractContextManager, nullcontext
from typing import cast

from pyoxigraph import QueryResultsFormat, QuerySolutions, RdfFormat, Store

from phaen.endpoint.engine import Job
from phaen.ontology.assets import sparql_prologue


class PlainEngine:
    """Answers SELECT over the triples of a Turtle text, which may use the prefixes of the project."""

    def __init__(self, turtle: str) -> None:
        self._store = Store()
        self._store.load((sparql_prologue() + turtle).encode(), RdfFormat.TURTLE, base_iri="https://w3id.org/phaen/id/")

    def run(self, job: Job) -> AbstractContextManager[list[bytes]]:
        found = cast("QuerySolutions", self._store.query(job.query))
        return nullcontext([found.serialize(format=QueryResultsFormat.JSON) or b""])
