"""``phaen link``: statements linked to vocabularies, without a store or from one."""

import json
import re
import sys
from typing import IO, TYPE_CHECKING, Any

import click

from phaen.endpoint.commands.linksets import SETTINGS, is_about_store, link_set_options, run
from phaen.endpoint.commands.options import read_settings, refuse_engine, setting_options

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from phaen.loaders.errors import StatementError
    from phaen.loaders.linking.linker import Analysis
    from phaen.loaders.linking.model import Link, Statement
    from phaen.ontology.identifiers import Identifiers

# JSON lets controls of the second set stand as they are, but a terminal would obey them.
C1_CONTROL = re.compile("[\x7f-\x9f]")

VOCABULARIES = (
    "sdg",
    "category",
    "ns",
    "master-plan",
    "milestone",
    "cofog",
    "province",
    "district",
    "subdistrict",
    "organisation",
)


@click.command()
@click.argument("file", required=False, type=click.Path(dir_okay=False, allow_dash=True))
@setting_options(*SETTINGS)
@click.option(
    "--vocabulary",
    "vocabularies",
    multiple=True,
    type=click.Choice(VOCABULARIES),
    help="Give only links to this vocabulary; may be repeated.",
)
@click.option("--explain", is_flag=True, help="Show for people what was found in each statement, and why.")
@link_set_options
def link(file: str | None, vocabularies: tuple[str, ...], explain: bool, **options: Any) -> int:  # noqa: ANN401
    """Link statements to vocabularies: JSON lines in (id, text, kind, organisation_type), JSON lines out.

    Without FILE the statements of the store are read; - is standard input. A statement in which nothing is clear has
    no links. The exit code is 1 when a line could not be read; the others are linked all the same.
    """
    from phaen.loaders.errors import StatementError
    from phaen.ontology.identifiers import Identifiers

    if is_about_store(options):
        if file is not None or explain:
            raise click.UsageError("--write, --sssom, --to-review and --report are about the store; leave the rest out")
        run(options, vocabularies)
        return 0
    settings = read_settings({name: options[name] for name in SETTINGS})
    wanted = frozenset(vocabularies or VOCABULARIES)
    identifiers, failed = Identifiers(settings.base), False
    out = sys.stdout.buffer
    if file is None:
        refuse_engine(settings, "link")
    statements: Iterator[Statement | StatementError]
    statements = _of_store(settings.store) if file is None else _of_file(file)
    for found in statements:
        if isinstance(found, StatementError):
            failed = True
            click.echo(f"phaen: {found}", err=True)
            continue
        out.write(_explained(found, wanted, identifiers) if explain else _as_json(found, wanted, identifiers))
        out.flush()
    return 1 if failed else 0


def _of_file(path: str) -> "Iterator[Statement | StatementError]":
    from phaen.loaders.linking.lines import LONGEST_LINE, read_lines

    try:
        file: IO[bytes] = click.open_file(path, "rb")
    except OSError as error:
        raise click.FileError(path, f"{error.strerror}; name a file of JSON lines, or - for standard input") from error
    with file:
        # A line that is too long is cut, and so refused, before it can fill the memory.
        yield from read_lines(iter(lambda: _line(file, LONGEST_LINE), b""))


def _line(file: IO[bytes], longest: int) -> bytes:
    """Read a line; of one that is too long only the beginning is kept."""
    line = file.readline(longest + 1)
    rest = line
    while rest and not rest.endswith(b"\n"):
        rest = file.readline(longest)
    return line


def _of_store(store: Any) -> "Iterator[Statement]":  # noqa: ANN401
    from phaen.loaders.linking.stored import stored_statements
    from phaen.loaders.snapshot import current_snapshot

    snapshot = current_snapshot(store)
    try:
        yield from stored_statements(snapshot.open())
    finally:
        snapshot.close()


def _as_json(statement: "Statement", wanted: "Iterable[str]", identifiers: "Identifiers") -> bytes:
    from phaen.loaders.linking.linker import link as link_statement

    links = [_object(one) for one in link_statement(statement, identifiers) if one.vocabulary in wanted]
    text = json.dumps({"id": statement.id, "links": links}, ensure_ascii=False)
    text = C1_CONTROL.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
    # Half a surrogate pair, which JSON can write and UTF-8 cannot, is written as JSON does.
    return text.encode("utf-8", "backslashreplace") + b"\n"


def _object(link: "Link") -> dict[str, object]:
    return {
        "vocabulary": link.vocabulary,
        "notation": link.notation,
        "confidence": link.confidence,
        "because": list(link.because),
        "concept": link.concept,
    }


def _explained(statement: "Statement", wanted: "Iterable[str]", identifiers: "Identifiers") -> bytes:
    from phaen.loaders.linking.linker import analyse

    analysis = analyse(statement, identifiers)
    lines = [f"{statement.id}: {' '.join(statement.text.split())}"]
    lines += [
        f"  {one.vocabulary:<12} {one.notation:<8} {one.confidence:.2f}  {', '.join(one.because)}"
        for one in analysis.links
        if one.vocabulary in wanted
    ]
    if len(lines) == 1:
        lines.append("  no links: nothing is clear")
    lines += [f"  {line}" for line in _read_as(analysis)]
    text = "".join(c if c.isprintable() or c == "\n" else f"\\u{ord(c):04x}" for c in "\n".join([*lines, ""]))
    return text.encode("utf-8", "backslashreplace") + b"\n"


def _read_as(analysis: "Analysis") -> "Iterator[str]":
    """Say which fields were read in a statement, from which words, and which of them count."""
    for subject in analysis.subjects.ranked:
        counts = "counts" if subject.is_core else "a part of another" if subject.absorbed else "in passing"
        words = ", ".join(dict.fromkeys(hit.phrase for hit in subject.hits))
        yield f"({subject.field.name}, {subject.strength.name.lower()}, {subject.role.name.lower()}: {counts}) {words}"
