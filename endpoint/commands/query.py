"""``phaen query``: saved and ad-hoc queries from the shell, and the check of saved queries."""

import contextlib
import io
import json
import signal
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from phaen.endpoint.commands.options import ENGINE, read_settings, refuse_engine, setting_options

if TYPE_CHECKING:
    from collections.abc import Callable

    from phaen.endpoint.engine import Job
    from phaen.endpoint.settings import Settings
    from phaen.loaders.search.index import SearchIndex

FORMATS = ("table", "csv", "tsv", "json", "xml", "ttl", "nt", "rdf", "jsonld", "nq", "trig")


@click.command()
@click.argument("names", nargs=-1, metavar="[NAME|FILE|-]...")
@setting_options("store", "default_graph", "timeout", *ENGINE)
@click.option("--format", "format_", type=click.Choice(FORMATS), help="[default: table, or ttl for a graph]")
@click.option(
    "-p",
    "--param",
    "params",
    multiple=True,
    metavar="NAME=VALUE",
    help="A parameter of a saved query; may be repeated.",
)
@click.option("--release", metavar="DATE", help="Ask the state that a release was made from; latest is the newest one.")
@click.option("--list", "list_all", is_flag=True, help="List the saved queries by groups, with their parameters.")
@click.option(
    "--check",
    is_flag=True,
    help="Check saved queries (all, or those named, or files of your own) and run them on the sample plans, "
    "or on --store where it is given; the exit code is 1 if there is anything to mend.",
)
def query(
    names: tuple[str, ...],
    format_: str | None,
    params: tuple[str, ...],
    release: str | None,
    list_all: bool,
    check: bool,
    **options: Any,  # noqa: ANN401
) -> int:
    """Run a saved query, a file with a SPARQL query, or one from standard input (-)."""
    if list_all:
        _list()
        return 0
    if check:
        from phaen.endpoint.checking import print_check

        return print_check(names, Path(options["store"]) if options["store"] else None, read_settings(options).base)
    if len(names) != 1:
        said = "run one query at a time" if names else "name a saved query, a file or '-' (standard input)"
        raise click.UsageError(f"{said}; --list shows the saved queries")
    text = _text(names[0], _values(params))
    settings = read_settings(options)
    if release:
        refuse_engine(settings, "query --release")
    _run(text, settings, format_, release)
    return 0


def _list() -> None:
    from phaen.queries.catalogue import load_catalogue

    catalogue = load_catalogue()
    for group in catalogue.groups:
        click.echo(f"{group.title.en} / {group.title.th}")
        for saved in catalogue.of_group(group.name):
            click.echo(f"  {saved.name:<28} {saved.title.en} / {saved.title.th}")
            parameters = " ".join(f"{p.name}={p.example}" for p in saved.parameters)
            if parameters:
                click.echo(f"  {'':<28} {parameters}")
        click.echo()


def _values(params: tuple[str, ...]) -> dict[str, str]:
    values: dict[str, str] = {}
    for param in params:
        key, equals, value = param.partition("=")
        if not equals or not key:
            raise click.UsageError(f"--param '{param}' is not understood; write it as NAME=VALUE")
        if key in values:
            raise click.UsageError(f"parameter '{key}' is given twice; give it once")
        values[key] = value
    return values


def _text(name: str, values: dict[str, str]) -> str:
    """Give the text of the query: from standard input, a file, or the catalogue."""
    if name == "-" or Path(name).is_file() or name.endswith((".rq", ".sparql")) or "/" in name:
        if values:
            raise click.UsageError("--param is for saved queries; write the values into the query")
        return sys.stdin.read() if name == "-" else _read(Path(name))
    from phaen.queries.binding import bind
    from phaen.queries.catalogue import load_catalogue

    return bind(load_catalogue().get(name), values)


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise click.ClickException(f"{path}: is not UTF-8 (byte {error.start}); save it as UTF-8") from error
    except OSError as error:
        raise click.ClickException(f"{path}: cannot be read ({error.strerror}); check the path") from error


def _run(text: str, settings: "Settings", format_: str | None, release: str | None) -> None:
    from phaen.endpoint.engine import Job
    from phaen.endpoint.formats import Form, by_suffix
    from phaen.endpoint.search.opening import open_snapshot_index
    from phaen.endpoint.sparql.policy import check_services
    from phaen.loaders.releases.kept import kept_snapshot
    from phaen.loaders.snapshot import current_snapshot

    check_services(text, None, frozenset())
    chosen = by_suffix(format_) if format_ and format_ != "table" else None
    graph = chosen.name if chosen and chosen.is_graph else "turtle"
    rows = chosen.name if chosen and not chosen.is_graph else "json"
    wanted = {Form.GRAPH: graph} if chosen and chosen.is_graph else {Form.ROWS: rows, Form.BOOLEAN: rows}
    if format_ is None:
        wanted = {Form.ROWS: "json", Form.BOOLEAN: "json", Form.GRAPH: "turtle"}
    job = Job(text, wanted, union=settings.union)
    if settings.engine:
        _print_remote(job, settings, as_table=chosen is None)
        return
    snapshot = kept_snapshot(settings.store, release) if release else current_snapshot(settings.store)
    # The engine cannot be interrupted while it evaluates; the plain signal ends the process at once.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    try:
        index = partial(open_snapshot_index, snapshot)
        _print(job, snapshot.open(), index, as_table=chosen is None)
    finally:
        snapshot.close()


def _print_remote(job: "Job", settings: "Settings", *, as_table: bool) -> None:
    """Run a query on the service that holds the data, and print its result as it comes."""
    from phaen.endpoint.formats import Form
    from phaen.endpoint.remote.engine import RemoteEngine
    from phaen.ontology.assets import prefixes

    engine = RemoteEngine(settings, prefixes())
    with contextlib.closing(engine), engine.run(job) as answer:
        if as_table and answer.form is not Form.GRAPH:
            _show(json.loads(b"".join(answer)))
            return
        for piece in answer:
            click.echo(piece, nl=False)


def _print(job: "Job", store: Any, index: "Callable[[], SearchIndex]", *, as_table: bool) -> None:  # noqa: ANN401
    from phaen.endpoint.evaluation import evaluate
    from phaen.endpoint.formats import Form
    from phaen.ontology.assets import prefixes

    result = evaluate(store, job, prefixes() if Form.GRAPH in job.formats else {}, index)
    output = io.BytesIO()
    result.write(output)
    if as_table and result.form is not Form.GRAPH:
        _show(json.loads(output.getvalue()))
    else:
        click.echo(output.getvalue(), nl=False)


def _show(found: dict[str, Any]) -> None:
    if "boolean" in found:
        click.echo("true" if found["boolean"] else "false")
        return
    rows = found["results"]["bindings"]
    _table(
        found["head"]["vars"], [[row.get(name, {}).get("value", "") for name in found["head"]["vars"]] for row in rows]
    )


def _table(names: list[str], rows: list[list[str]]) -> None:
    """Print rows as a table as wide as the terminal; a pipe gets unbroken lines."""
    from rich import box
    from rich.console import Console
    from rich.table import Table

    table = Table(*names, box=box.SIMPLE_HEAD, show_edge=False)
    for row in rows:
        table.add_row(*row)
    Console(width=None if sys.stdout.isatty() else 10_000, markup=False, highlight=False).print(table)
    click.echo(f"{len(rows)} rows", err=True)
