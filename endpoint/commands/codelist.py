"""``phaen codelist``: a code list of the operator's own."""

from pathlib import Path
from typing import Any

import click

from phaen.endpoint.commands.options import read_settings, refuse_engine, setting_options


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@setting_options("store", "base", "engine")
@click.option("--name", default="", metavar="NAME", help="Name of the list, such as themes. [default: the file's]")
@click.option("--title-th", default="", metavar="TEXT", help="Thai title of the list, for a table.")
@click.option("--title-en", default="", metavar="TEXT", help="English title of the list, for a table.")
@click.option("--source", default="", metavar="TEXT", help="Where the list comes from, for a table.")
@click.option("--licence", default="", metavar="IRI", help="Licence of the list, for a table.")
@click.option("--turtle", is_flag=True, help="Print the list as Turtle, and store nothing.")
def codelist(file: Path, name: str, turtle: bool, **options: Any) -> None:  # noqa: ANN401
    """Check a code list and put it into the store, in the place of its former self.

    FILE is a CSV table with the columns notation, label_th, label_en, broader, alt_th, alt_en, definition_th,
    definition_en, or RDF with one skos:ConceptScheme. A row that is wrong is named, and then nothing is stored.
    """
    from pyoxigraph import RdfFormat, serialize

    from phaen.loaders.codelists import Titles, read_code_list, store_code_list
    from phaen.ontology.assets import prefixes

    settings = read_settings({key: options.pop(key) for key in ("store", "base", "engine")})
    titles = Titles(options["title_th"], options["title_en"], options["source"], options["licence"])
    found = read_code_list(file, settings.base, name, titles)
    if turtle:
        triples = sorted(found.triples, key=str)
        used = {name: prefixes()[name] for name in ("skos", "dct", "schema", "xsd")}
        text = serialize(triples, format=RdfFormat.TURTLE, prefixes=used)
        click.echo((text or b"").decode(), nl=False)
        return
    refuse_engine(settings, "codelist")
    snapshot = store_code_list(found, settings.store, settings.base)
    state = f"published {snapshot}" if snapshot else "nothing new to publish"
    click.echo(f"{found.scheme.value}: {state} in {settings.store}")
