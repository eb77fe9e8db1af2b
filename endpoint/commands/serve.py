"""``phaen serve``: the site and the SPARQL endpoint."""

from typing import Any

import click

from phaen.endpoint.commands.options import read_settings, setting_options


@click.command()
@setting_options()
def serve(**options: Any) -> None:  # noqa: ANN401
    """Serve the site and the SPARQL endpoint, in the foreground, until Ctrl-C."""
    settings = read_settings(options)
    from phaen.endpoint.server import serve as run

    run(settings, lambda: read_settings(options))
