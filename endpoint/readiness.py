"""What is made ready when data is published: saved queries that need no value, what describes the data, the home page.

A result that is made ready as JSON serves the page of the query as well.
"""

from collections.abc import Iterator
from functools import partial

from phaen.endpoint.cache.warming import Task
from phaen.endpoint.description.counting import count, count_graphs
from phaen.endpoint.formats import Form
from phaen.endpoint.language import LANGUAGES
from phaen.endpoint.overview import counts, recent, tallies
from phaen.endpoint.owners import owners_of
from phaen.endpoint.saved.asking import job_of
from phaen.endpoint.website import Site
from phaen.queries.binding import bind
from phaen.queries.catalogue import SavedQuery

_FIRST = {Form.ROWS: "json", Form.BOOLEAN: "json", Form.GRAPH: "turtle"}
_SECOND = {Form.ROWS: "csv", Form.BOOLEAN: "csv", Form.GRAPH: "turtle"}


def tasks_of(site: Site) -> Iterator[Task]:
    """Return what is worth making ready, what is asked for most first; nothing if nothing would be kept."""
    if site.settings.warm == "no" or site.settings.engine:
        return
    yield partial(counts, site.engine)
    yield partial(recent, site.engine)
    for language in LANGUAGES:
        yield partial(tallies, site.engine, language)
        yield partial(owners_of, site.engine, language)
    ready = [saved for saved in site.catalogue if not saved.services and not _needs_values(saved)]
    for formats in (_FIRST, _SECOND):
        for saved in ready:
            yield partial(_ask, site, saved, formats)
    yield partial(count_graphs, site.engine)
    yield partial(count, site.engine, site.settings.base)


def _needs_values(saved: SavedQuery) -> bool:
    return any(parameter.required for parameter in saved.parameters)


def _ask(site: Site, saved: SavedQuery, formats: dict[Form, str]) -> None:
    """Run a saved query without values, and take its result in, if it would be kept at all."""
    job = job_of(site, saved, bind(saved, {}), formats)
    if site.engine.is_kept(job):
        with site.engine.run(job) as answer:
            for _ in answer:
                pass
