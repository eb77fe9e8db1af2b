"""Make the pages of docs/ that are derived from code: settings, commands, saved queries, columns of tables.

python docs/generate.py            write them
python docs/generate.py --check    fail if one is stale
"""

import sys
from collections.abc import Iterator
from pathlib import Path

import click
from quality_figures import figures_file  # type: ignore[import-not-found]  # as the next one
from release_figures import figures  # type: ignore[import-not-found]  # it is beside this program, not in a package

from phaen.endpoint.cli import COMMANDS, phaen
from phaen.endpoint.settings import SETTINGS
from phaen.loaders.releases.tables.columns import Table
from phaen.loaders.releases.tables.definitions import TABLES
from phaen.loaders.releases.tables.described import meaning
from phaen.queries.catalogue import load_catalogue
from phaen.queries.model import Parameter, SavedQuery, View

HERE = Path(__file__).parent
NOTE = "<!-- Made by `make docs`; change the code, not this page. -->\n"
WIDTH = 100
BEGIN_COLUMNS, END_COLUMNS = "<!-- The tables of columns are made by `make docs`. -->", "<!-- End of the columns. -->"
BEGIN_FIGURES, END_FIGURES = "<!-- The figures are made by `make docs`. -->", "<!-- End of the figures. -->"
BEGIN, END = "<!-- The table of saved queries is made by `make docs`. -->", "<!-- End of the table. -->"


def settings_page() -> str:
    """Give the table of settings in both languages."""
    lines = [
        NOTE,
        "# Settings",
        "",
        "Every setting is a flag of the commands that need it, an environment variable, or a line of the TOML file",
        "that `PHAEN_SETTINGS` names (`query_workers = 4`); the first of these that is given counts. The file is read",
        "again on [SIGHUP](operating.md#settings-and-changing-them-while-it-runs).",
        "",
        "| flag | environment | default | meaning | ความหมาย |",
        "| --- | --- | --- | --- | --- |",
    ]
    for row in SETTINGS:
        default = f"`{row.default}`" if isinstance(row.default, str) else row.stated_default
        lines.append(f"| `{row.flag}` | `{row.variable}` | {default} | {_cell(row.help_en)} | {_cell(row.help_th)} |")
    return "\n".join([*lines, ""])


def commands_page() -> str:
    """Give the help of every command."""
    parts = [NOTE, "# The command line", "", "```text", _help(phaen, "phaen"), "```", ""]
    context = click.Context(phaen)
    for name in COMMANDS:
        command = phaen.get_command(context, name)
        if command is not None:
            parts += [f"## phaen {name}", "", "```text", _help(command, f"phaen {name}"), "```", ""]
    parts += [
        "## Exit codes",
        "",
        "| code | means |",
        "| --- | --- |",
        "| 0 | all was done |",
        "| 1 | a document failed, a query failed, or a violation was found |",
        "| 2 | the command line, a setting or a manifest is wrong |",
        "| 3 | the store cannot be used, or the service cannot start or be asked |",
        "| 130 | interrupted by Ctrl-C |",
        "",
    ]
    return "\n".join(parts)


def queries_page() -> str:
    """Give the catalogue of saved queries, by groups."""
    lines = [NOTE, "# The saved queries", ""]
    catalogue = load_catalogue()
    for group in catalogue.groups:
        lines += [f"## {group.title.en} / {group.title.th}", "", group.description.en, "", group.description.th, ""]
        for query in catalogue.of_group(group.name):
            lines += [f"### {query.name}", "", f"**{query.title.en}** / **{query.title.th}**", ""]
            lines += [query.description.en, "", query.description.th, "", *_services(query), *_view(query.view)]
            lines += [*_parameters(query.parameters)]
    return "\n".join(lines)


def _services(query: SavedQuery) -> Iterator[str]:
    for service in query.services:
        yield f"Asks <{service}>: it runs only where the setting `services` lists that address."
        yield ""


def _view(view: View | None) -> Iterator[str]:
    if view is not None and view.type != "table":
        parts = ", ".join(f"{part} `{column}`" for part, column in view.parts().items())
        yield f"Best seen as: {view.type}{f' ({parts})' if parts else ''}."
        yield ""


def _parameters(parameters: tuple[Parameter, ...]) -> Iterator[str]:
    if parameters:
        yield "| parameter | type | example | meaning | ความหมาย |"
        yield "| --- | --- | --- | --- | --- |"
        for p in parameters:
            th, en = (_meaning(p, language) for language in ("th", "en"))
            yield f"| `{p.name}` | {p.type} | `{p.example}` | {_cell(en)} | {_cell(th)} |"
        yield ""


def _meaning(parameter: Parameter, language: str) -> str:
    """Give the label, the help, and what the choices mean."""
    said = [parameter.label.get(language)]
    said += [parameter.help.get(language)] if parameter.help is not None else []
    if parameter.choice_labels:
        said += [", ".join(f"`{value}` {label.get(language)}" for value, label in parameter.labelled_choices())]
    return "<br>".join(said)


def guide_page() -> str:
    """Give the guide to saved queries with its table of those that there are."""
    before, _, rest = (HERE / "saved-queries.md").read_text(encoding="utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    return "\n".join([before + BEGIN, "", *_table(), END]) + after


def _table() -> Iterator[str]:
    catalogue = load_catalogue()
    for group in catalogue.groups:
        yield f"### {group.title.en}"
        yield ""
        yield "| name | question | form | parameters |"
        yield "|---|---|---|---|"
        for query in catalogue.of_group(group.name):
            parameters = ", ".join(map(_named, query.parameters)) or "–"
            titles = f"{query.title.en}<br>{query.title.th}"
            yield f"| `{query.name}` | {titles} | {query.form.upper()} | {parameters} |"
        yield ""


def releases_page() -> str:
    """Give the guide to releases with the columns of their tables."""
    before, _, rest = (HERE / "releases.md").read_text(encoding="utf-8").partition(BEGIN_COLUMNS)
    _, _, after = rest.partition(END_COLUMNS)
    columns = "\n".join(line for table in TABLES for line in _columns(table))
    before, _, rest = f"{before}{BEGIN_COLUMNS}\n\n{columns}\n{END_COLUMNS}{after}".partition(BEGIN_FIGURES)
    _, _, after = rest.partition(END_FIGURES)
    return "\n".join([before + BEGIN_FIGURES, "", *figures(), END_FIGURES]) + after


def _columns(table: Table) -> Iterator[str]:
    yield f"### {table.en} / {table.th}"
    yield ""
    yield "| column | type | meaning | ความหมาย |"
    yield "| --- | --- | --- | --- |"
    for column in table.columns:
        name = f"`{column.name}`" + ("\\*" if column is table.key else "")
        th, en = meaning(column)
        type_ = f"{column.type.value} → `{column.refers}`" if column.refers else column.type.value
        yield f"| {name} | {type_} | {_cell(en or column.en)} | {_cell(th or column.th)} |"
    yield ""


def _named(parameter: Parameter) -> str:
    if parameter.default is not None:
        return f"`{parameter.name}` (default {parameter.default})"
    return f"`{parameter.name}` (required)" if parameter.required else f"`{parameter.name}`"


def _help(command: click.Command, name: str) -> str:
    settings = {**command.context_settings, "max_content_width": WIDTH, "terminal_width": WIDTH}
    with click.Context(command, info_name=name, **settings) as context:
        return command.get_help(context)


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


PAGES = {
    "settings.md": settings_page,
    "command-line.md": commands_page,
    "queries.md": queries_page,
    "saved-queries.md": guide_page,
    "releases.md": releases_page,
    "../endpoint/figures.json": figures_file,
}


def main() -> None:
    """Write the pages, or check them."""
    check = "--check" in sys.argv[1:]
    stale = []
    for name, make in PAGES.items():
        path, text = HERE / name, make()
        if path.exists() and path.read_text(encoding="utf-8") == text:
            continue
        stale.append(name)
        if not check:
            path.write_text(text, encoding="utf-8")
    if check and stale:
        sys.exit(f"stale: {', '.join(stale)} in docs/; run 'make docs' and commit the result")


if __name__ == "__main__":
    main()
