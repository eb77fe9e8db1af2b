"""``phaen validate``: a SHACL report of documents, RDF files or the store."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from phaen.endpoint.commands.options import read_settings, refuse_engine, setting_options

if TYPE_CHECKING:
    from pyoxigraph import Quad

    from phaen.loaders.errors import DocumentError
    from phaen.loaders.validation import Finding


@click.command()
@click.argument("paths", nargs=-1)
@setting_options("store", "base", "engine")
@click.option("--quick", is_flag=True, help="Validate with the engine that a load uses, not with pySHACL.")
def validate(paths: tuple[str, ...], quick: bool, **options: Any) -> int:  # noqa: ANN401
    """Check documents, RDF files, releases or (without PATHS) the published state against the SHACL shapes.

    The exit code is 1 when a violation is found or a document cannot be read; warnings do not count.
    """
    from phaen.loaders import validation

    settings = read_settings(options)
    if not paths:
        refuse_engine(settings, "validate")
    engine = validation.check if quick else validation.validate
    bad = False
    for name, quads in _inputs(paths, settings.store, settings.base):
        if isinstance(quads, Exception):
            click.echo(f"phaen: {quads}", err=True)
            bad = True
            continue
        found = engine(quads)
        _print(name, found)
        bad = bad or any(finding.severity is validation.Severity.VIOLATION for finding in found)
    return 1 if bad else 0


def _print(name: str, findings: "list[Finding]") -> None:
    for finding in findings:
        click.echo(f"{finding.severity.value.lower():<10} {finding.focus} {finding.path or ''}: {finding.message}")
    click.echo(f"{name}: {len(findings)} findings", err=True)


def _inputs(paths: tuple[str, ...], store: Path, base: str) -> Iterator[tuple[str, "list[Quad] | DocumentError"]]:
    """Give what is to be validated, by name; a document that cannot be read as its error."""
    from phaen.loaders.snapshot import current_snapshot

    if not paths:
        snapshot = current_snapshot(store)
        yield str(store), list(snapshot.open())
        snapshot.close()
    else:
        yield from _documents(paths, base)


def _documents(paths: tuple[str, ...], base: str) -> Iterator[tuple[str, "list[Quad] | DocumentError"]]:
    from phaen.loaders.errors import DocumentError
    from phaen.loaders.graph.rdf import is_rdf, read_rdf
    from phaen.loaders.prepare import map_source
    from phaen.loaders.releases.reading import find_whole, is_release, verify
    from phaen.loaders.releases.restoring import quads_of
    from phaen.loaders.sources import find_sources

    releases = [path for path in paths if is_release(Path(path))]
    for path in releases:
        whole = find_whole(Path(path))
        verify(whole.packed)
        yield path, list(quads_of(whole))
    documents = [path for path in paths if path not in releases]
    for source in find_sources(documents) if documents else ():
        try:
            if is_rdf(source.path):
                yield str(source.path), read_rdf(source.path)
            else:
                _, graphs = map_source(source, base)
                yield str(source.path), [quad for quads in graphs.quads.values() for quad in quads]
        except DocumentError as error:
            yield str(source.path), error
