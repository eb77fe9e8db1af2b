"""The check of saved queries: read them, lint them, and run them on the sample plans or on a store."""

import io
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import click
from pyoxigraph import QueryResultsFormat, QuerySolutions, Store, parse_query_results

from phaen.endpoint.engine import Job
from phaen.endpoint.errors import AnswerError
from phaen.endpoint.evaluation import evaluate
from phaen.endpoint.formats import Form
from phaen.queries.catalogue import load_catalogue, read_file
from phaen.queries.errors import QueryFileError
from phaen.queries.header import read_query
from phaen.queries.lint import lint, vocabulary
from phaen.queries.model import SavedQuery
from phaen.queries.trial import Answer, Ask, TrialError, try_out

if TYPE_CHECKING:
    from phaen.endpoint.sparql.textsearch.hits import LiteralIndex

_FORMATS = {Form.ROWS: "json", Form.BOOLEAN: "json", Form.GRAPH: "ntriples"}


def print_check(names: Sequence[str], store: Path | None, base: str) -> int:
    """Check saved queries, by their names or as files; print what is wrong and return the exit code, 1 for anything."""
    found, problems = _read_queries(names)
    with asking(store, base) as ask:
        for query in found:
            problems += [str(problem) for problem in lint(query, vocabulary()) or try_out(query, ask)]
    for problem in problems:
        click.echo(problem)
    click.echo(f"{len(found)} queries checked, {len(problems)} problems", err=True)
    return 1 if problems else 0


def _read_queries(names: Sequence[str]) -> tuple[list[SavedQuery], list[str]]:
    """Return the queries of these names and files (all saved ones, if none is given), and what could not be read."""
    if not names:
        return list(load_catalogue()), []
    found: list[SavedQuery] = []
    problems: list[str] = []
    for name in names:
        path = Path(name)
        try:
            is_file = path.suffix == ".rq" or path.is_file()
            found.append(read_query(path.stem, read_file(path)) if is_file else load_catalogue().get(name))
        except QueryFileError as error:
            problems.append(str(error))
    return found, problems


@contextmanager
def asking(store: Path | None, base: str) -> Iterator[Ask]:
    """Give what evaluates a text on the published data of a store; without one, on the sample plans, loaded for it.

    Raises StoreError where the store has none.
    """
    from phaen.endpoint.search.opening import open_snapshot_index
    from phaen.loaders.indexing import complete_index
    from phaen.loaders.snapshot import current_snapshot

    with TemporaryDirectory(prefix="phaen-check-") as folder:
        if store is None:
            _load_samples(Path(folder), base)
        snapshot = current_snapshot(store or Path(folder))

        @cache
        def index() -> "LiteralIndex":
            if store is None:
                complete_index(snapshot)
            return open_snapshot_index(snapshot)

        try:
            yield ask_of(snapshot.open(), index)
        finally:
            snapshot.close()


def ask_of(database: Store, index: "Callable[[], LiteralIndex] | None" = None) -> Ask:
    """Return what evaluates a text on a database; ``index`` is asked for when a text has a text:query."""

    def ask(text: str) -> Answer:
        output = io.BytesIO()
        begin = time.thread_time()
        try:
            result = evaluate(database, Job(text, _FORMATS), {}, index)
            result.write(output)
        except AnswerError as error:
            raise TrialError(str(error)) from error
        seconds = time.thread_time() - begin
        columns, rows = _read(output) if result.form is Form.ROWS else ([], [])
        return Answer(columns, rows, seconds)

    return ask


def _read(output: io.BytesIO) -> tuple[list[str], list[list[str]]]:
    found = parse_query_results(output.getvalue(), QueryResultsFormat.JSON)
    if not isinstance(found, QuerySolutions):
        return [], []
    return [name.value for name in found.variables], [["" if x is None else str(x) for x in row] for row in found]


def _load_samples(store: Path, base: str) -> None:
    from phaen.loaders.load import LoadOptions, load
    from phaen.loaders.sources import find_sources, sample_folder

    report = load(find_sources([str(sample_folder())]), store, LoadOptions(base))
    failed = [str(outcome.error) for outcome in report.outcomes if outcome.error]
    if failed:
        raise TrialError(f"the sample plans could not be loaded: {'; '.join(failed)}")
