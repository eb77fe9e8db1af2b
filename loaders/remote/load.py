"""From documents to the graphs of a service: the same reading and validation as for a store on disk."""

from collections.abc import Callable

from phaen.loaders.graph.base import refuse_strange_ontologies
from phaen.loaders.load import Loading, LoadOptions, LoadReport, Progress, Status, collect
from phaen.loaders.rehearsal import Rehearsal
from phaen.loaders.remembered import Memory
from phaen.loaders.remote.service import Service
from phaen.loaders.remote.writer import RemoteDatabase, RemoteWriter
from phaen.loaders.sources import Source
from phaen.loaders.workers import never
from phaen.ontology.identifiers import Identifiers


def load_into(
    service: Service,
    sources: list[Source],
    options: LoadOptions,
    progress: Progress = lambda _: None,
    stop: Callable[[], bool] = never,
) -> LoadReport:
    """Load documents into the graphs of a service; each plan is seen as soon as its graphs are written.

    ``stop`` is asked between documents. Raises a StoreError when the service cannot be used: what was written before
    stays, and the same load goes on from there. What is wrong with a document stands in its outcome.
    """
    with RemoteWriter(service, Identifiers(options.base)) as writer, Memory(None) as memory:
        loading = Loading(writer, memory, options, stop)
        outcomes, interrupted = collect(loading.linked(sources), progress)
        if interrupted or any(outcome.status is not Status.FAILED for outcome in outcomes):
            loading.complete()
        return LoadReport(outcomes, writer.sent(), interrupted=interrupted)


def dry_run_into(
    service: Service,
    sources: list[Source],
    options: LoadOptions,
    progress: Progress = lambda _: None,
    stop: Callable[[], bool] = never,
) -> LoadReport:
    """Find what a load into a service would do; nothing is written. Raises a StoreError as ``load_into`` does."""
    present = RemoteDatabase(service)
    refuse_strange_ontologies(present.ontology_graphs(), options.base)
    with Rehearsal(None, present=present) as rehearsal, Memory(None) as memory:
        loading = Loading(rehearsal, memory, options, stop)
        outcomes, interrupted = collect(loading.outcomes(sources), progress)
        return LoadReport(outcomes, None, interrupted=interrupted)
