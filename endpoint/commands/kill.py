"""``phaen kill``: end a query of a running service."""

from typing import Any
from urllib.parse import quote

import click

from phaen.endpoint.commands.options import read_settings, setting_options


@click.command()
@click.argument("ids", nargs=-1, required=True, metavar="ID…")
@setting_options("host", "port")
@click.option("--url", metavar="URL", help="Address of the service. [default: from --host and --port]")
def kill(ids: tuple[str, ...], url: str | None, **options: Any) -> None:  # noqa: ANN401
    """End queries that wait or run in a running service (see phaen ps); the token comes from PHAEN_TOKEN."""
    from phaen.endpoint.commands.service import Service

    service = Service(read_settings(options), url)
    for query_id in ids:
        service.cancel(quote(query_id, safe=""))
        click.echo(f"{query_id} is ended")
