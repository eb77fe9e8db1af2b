"""``phaen extract``: the reading of documents without a store."""

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click

from phaen.endpoint.commands.options import (
    given_context,
    paths_or_samples,
    read_settings,
    setting_options,
    source_options,
)

if TYPE_CHECKING:
    from phaen.loaders.model import Reading
    from phaen.ontology.identifiers import Identifiers


@click.command()
@click.argument("paths", nargs=-1)
@setting_options("base")
@source_options
@click.option("--samples", is_flag=True, help="Read the two sample plans that come with phaen.")
@click.option(
    "--format", "format_", type=click.Choice(["jsonl", "turtle", "trig", "nquads"]), default="jsonl", show_default=True
)
def extract(paths: tuple[str, ...], samples: bool, format_: str, **options: Any) -> int:  # noqa: ANN401
    """Read plan documents and print what was understood: one JSON object a document, or RDF.

    The exit code is 1 when a document could not be read or holds no plan.
    """
    from phaen.loaders.prepare import read_all
    from phaen.loaders.sources import find_sources
    from phaen.ontology.identifiers import Identifiers

    identifiers = Identifiers(read_settings({"base": options["base"]}).base)
    sources = find_sources(
        paths_or_samples(paths, samples=samples), given_context(options["org"], options["source_url"])
    )
    failed = False
    for source, reading in read_all(sources, options["jobs"]):
        problem = _problem(source.path, reading)
        failed = failed or problem is not None
        if problem:
            click.echo(f"phaen: {problem}", err=True)
        if not isinstance(reading, Exception):
            _print(reading, identifiers, format_)
    return 1 if failed else 0


def _problem(path: Any, reading: "Reading | Exception") -> str | None:  # noqa: ANN401
    from phaen.loaders.prepare import no_plan_message

    if isinstance(reading, Exception):
        return str(reading)
    return None if reading.entities else no_plan_message(path)


def _print(reading: "Reading", identifiers: "Identifiers", format_: str) -> None:
    from phaen.loaders.mapping import Run, map_reading, run_key, source_key
    from phaen.loaders.report import graphs_as_rdf, reading_object

    if format_ == "jsonl":
        click.echo(json.dumps(reading_object(reading, identifiers), ensure_ascii=False))
    elif reading.entities:
        now = datetime.now(UTC)
        run = Run(run_key(reading.document.sha256, reading.context, identifiers.base), source_key(""), now, now)
        click.echo(graphs_as_rdf([map_reading(reading, run, identifiers)], format_).decode(), nl=False)
