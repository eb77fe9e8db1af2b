"""``phaen extract``: the reading of documents without a store."""

import json
import os
import re
from collections import deque
from datetime import UTC, datetime
from typing import IO, TYPE_CHECKING, Any

import click

from phaen.endpoint.commands.options import (
    given_context,
    paths_or_samples,
    read_settings,
    setting_options,
    source_options,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager

    from phaen.endpoint.explanation import Part
    from phaen.loaders.explanation.explain import Explanation
    from phaen.loaders.model import Reading
    from phaen.loaders.sources import Source
    from phaen.ontology.identifiers import Identifiers

PIPED_WIDTH = 160
"""Cells in a line of an explanation that no terminal shows, unless COLUMNS says otherwise."""


C1_CONTROL = re.compile("[\x7f-\x9f]")


@click.command()
@click.argument("paths", nargs=-1)
@setting_options("base")
@source_options
@click.option("--samples", is_flag=True, help="Read the two sample plans that come with phaen.")
@click.option(
    "--format",
    "format_",
    type=click.Choice(["jsonl", "turtle", "trig", "nquads", "stratml"]),
    default="jsonl",
    show_default=True,
)
@click.option("--explain", is_flag=True, help="Show line by line what was recognised, and by which rule.")
@click.option(
    "--explain-html",
    metavar="FILE",
    type=click.Path(dir_okay=False, allow_dash=True),
    help="Write the same as one HTML page, beside the text of the documents; - for standard output.",
)
@click.option(
    "--language",
    type=click.Choice(["th", "en"]),
    help="Language of the explanation; the page has both, and opens in this one. [default: th in the page, else en]",
)
def extract(paths: tuple[str, ...], samples: bool, format_: str, **options: Any) -> int:  # noqa: ANN401
    """Read plan documents and print what was understood: one JSON object a document, RDF, or one StratML plan each.

    The exit code is 1 when a document could not be read or holds no plan.
    """
    from phaen.loaders.prepare import read_all
    from phaen.loaders.sources import find_sources
    from phaen.ontology.identifiers import Identifiers

    identifiers = Identifiers(read_settings({"base": options["base"]}).base)
    sources = find_sources(
        paths_or_samples(paths, samples=samples), given_context(options["org"], options["source_url"])
    )
    if options["explain"] or options["explain_html"]:
        _refuse_format()
        return _explain(sources, **options)
    failed = False
    for source, reading in read_all(sources, options["jobs"]):
        problem = _problem(source.path, reading)
        failed = failed or problem is not None
        if problem:
            click.echo(f"phaen: {problem}", err=True)
        if not isinstance(reading, Exception):
            _print(reading, identifiers, format_)
    return 1 if failed else 0


def _refuse_format() -> None:
    """Raise a usage error for a format asked for together with an explanation, which has its own."""
    source = click.get_current_context().get_parameter_source("format_")
    if source is click.core.ParameterSource.COMMANDLINE:
        raise click.UsageError("--format is for data; leave it out with --explain or --explain-html")


def _explain(
    sources: "list[Source]",
    explain: bool,
    explain_html: str | None,
    language: str | None,
    **options: Any,  # noqa: ANN401
) -> int:
    """Print an explanation of each document, write a page of all, or both; give the exit code."""
    from phaen.endpoint.explanation import write_page

    failed: list[bool] = []
    parts = _parts(sources, options["jobs"], (language or "en") if explain else None, failed)
    if explain_html is None:
        deque(parts, maxlen=0)
    else:
        with _opened(explain_html) as file:
            file.writelines(write_page(parts, [str(source.path) for source in sources], language or "th"))
    return 1 if failed else 0


def _opened(path: str) -> "AbstractContextManager[IO[str]]":
    """Open the file of a page, which takes its name when it is whole; raises a FileError that names the path."""
    try:
        return click.open_file(path, "w", encoding="utf-8", atomic=True)
    except OSError as error:
        raise click.FileError(path, f"{error.strerror}; name a file in a folder that can be written to") from error


def _parts(sources: "list[Source]", jobs: int | None, printed: str | None, failed: list[bool]) -> "Iterator[Part]":
    """Explain one document after the other, and print each in the language ``printed``, if any."""
    from phaen.endpoint.explanation import Part
    from phaen.loaders.prepare import explain_all

    for number, (source, found) in enumerate(explain_all(sources, jobs), 1):
        error = found if isinstance(found, Exception) else None
        problem = _problem(source.path, found if isinstance(found, Exception) else found.reading)
        if problem:
            failed.append(True)
            click.echo(f"phaen: {problem}", err=True)
        if printed and not isinstance(found, Exception):
            _show(found, printed, first=number == 1)
        yield Part(number, str(source.path), None if isinstance(found, Exception) else found, str(error or ""))


def _show(explanation: "Explanation", language: str, *, first: bool) -> None:
    """Print an explanation, as wide as the terminal; colours only where one shows them."""
    from rich.console import Console

    from phaen.endpoint.explanation_text import write_text

    console = Console(highlight=False, soft_wrap=True)
    wide = console.is_terminal or "COLUMNS" in os.environ
    if not first:
        console.print()
    for line in write_text(explanation, language, console.width if wide else PIPED_WIDTH):
        console.print(line)


def _problem(path: Any, reading: "Reading | Exception") -> str | None:  # noqa: ANN401
    from phaen.loaders.prepare import no_plan_message

    if isinstance(reading, Exception):
        return str(reading)
    return None if reading.entities else no_plan_message(path)


def _print(reading: "Reading", identifiers: "Identifiers", format_: str) -> None:
    from phaen.loaders.graph.mapping import Run, map_reading, run_key, source_key
    from phaen.loaders.report import graphs_as_rdf, reading_object

    if format_ == "jsonl":
        text = json.dumps(reading_object(reading, identifiers), ensure_ascii=False)
        # JSON lets controls of the second set stand as they are; a terminal would obey them.
        click.echo(C1_CONTROL.sub(lambda found: f"\\u{ord(found[0]):04x}", text))
    elif format_ == "stratml":
        from phaen.loaders.graph.stratml import as_stratml

        if reading.entities:
            click.echo(as_stratml(reading).decode(), nl=False)
    elif reading.entities:
        now = datetime.now(UTC)
        run = Run(
            run_key(reading.document.sha256, reading.context, identifiers.base, reading.document.path),
            source_key(""),
            now,
            now,
        )
        click.echo(graphs_as_rdf([map_reading(reading, run, identifiers)], format_).decode(), nl=False)
