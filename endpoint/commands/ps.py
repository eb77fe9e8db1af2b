"""``phaen ps``: what a running service is doing."""

import json
import sys
from typing import Any

import click

from phaen.endpoint.commands.options import read_settings, setting_options

_SHOWN = 200


@click.command()
@setting_options("host", "port")
@click.option("--url", metavar="URL", help="Address of the service. [default: from --host and --port]")
@click.option("--format", "format_", type=click.Choice(("table", "json")), default="table", show_default=True)
def ps(url: str | None, format_: str, **options: Any) -> None:  # noqa: ANN401
    """List the queries that wait or run in a running service; the token comes from PHAEN_TOKEN."""
    from phaen.endpoint.commands.service import Service

    found = Service(read_settings(options), url).running()
    if format_ == "json":
        click.echo(json.dumps(found, ensure_ascii=False))
    elif found:
        _show(found)
    else:
        click.echo("no query waits or runs", err=True)


def _show(found: list[dict[str, Any]]) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table

    table = Table("id", "state", "seconds", "client", "query", box=box.SIMPLE_HEAD, show_edge=False)
    for query in found:
        text = " ".join(query["query"].split())[:_SHOWN]
        table.add_row(query["id"], query["state"], f"{query['seconds']:.1f}", query["client"], text)
    Console(width=None if sys.stdout.isatty() else 10_000, markup=False, highlight=False).print(table)
