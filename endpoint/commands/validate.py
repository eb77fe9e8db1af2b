"""``phaen validate``: a SHACL report of documents, RDF files or the store."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from phaen.endpoint.commands.options import read_settings, setting_options

if TYPE_CHECKING:
    from pyoxigraph import Quad

    from phaen.loaders.validation import Finding


@click.command()
@click.argument("paths", nargs=-1)
@setting_options("store", "base")
def validate(paths: tuple[str, ...], **options: Any) -> int:  # noqa: ANN401
    """Check documents, RDF files or (without PATHS) the published state against the SHACL shapes.

    The exit code is 1 when a violation is found; warnings do not count.
    """
    from phaen.loaders.validation import Severity
    from phaen.loaders.validation import validate as check

    settings = read_settings(options)
    findings: list[Finding] = []
    for name, quads in _inputs(paths, settings.store, settings.base):
        found = check(quads)
        findings += found
        for finding in found:
            click.echo(f"{finding.severity.value.lower():<10} {finding.focus} {finding.path or ''}: {finding.message}")
        click.echo(f"{name}: {len(found)} findings", err=True)
    return 1 if any(finding.severity is Severity.VIOLATION for finding in findings) else 0


def _inputs(paths: tuple[str, ...], store: Path, base: str) -> Iterator[tuple[str, list["Quad"]]]:
    from phaen.loaders.rdf import is_rdf, read_rdf
    from phaen.loaders.store import current_snapshot

    if not paths:
        snapshot = current_snapshot(store)
        yield str(store), list(snapshot.open())
        snapshot.close()
    rdf = [path for path in paths if is_rdf(path)]
    yield from ((path, read_rdf(Path(path))) for path in rdf)
    documents = [path for path in paths if path not in rdf]
    if documents:
        yield from _documents(documents, base)


def _documents(paths: list[str], base: str) -> Iterator[tuple[str, list["Quad"]]]:
    from phaen.loaders.prepare import map_source
    from phaen.loaders.sources import find_sources

    for source in find_sources(paths):
        _, graphs = map_source(source, base)
        yield str(source.path), [quad for quads in graphs.quads.values() for quad in quads]
