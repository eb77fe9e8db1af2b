"""Options that several commands share, derived from the one table of settings."""

import os
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from phaen.endpoint.settings import SETTINGS, Settings

if TYPE_CHECKING:
    from phaen.loaders.model import Context

F = TypeVar("F", bound=Callable[..., Any])


def setting_options(*names: str) -> Callable[[F], F]:
    """Add the flags of the named settings (all, if none is named) to a command."""
    rows = [row for row in SETTINGS if not names or row.name in names]

    def decorate(function: F) -> F:
        for row in reversed(rows):
            shown = f"{row.help_en} [{row.variable}; default: {row.stated_default}]"
            function = click.option(row.flag, row.name, metavar=row.metavar, help=shown)(function)
        return function

    return decorate


def refuse_engine(settings: Settings, command: str) -> None:
    """Raise a usage error where the data is held by another service, which a command cannot read."""
    if settings.engine:
        raise click.UsageError(
            f"'phaen {command}' reads a store on disk, but the data is at {settings.engine} (--engine, PHAEN_ENGINE); "
            "unset it, or use what that service has for this"
        )


def read_settings(overrides: dict[str, Any]) -> Settings:
    """Read the settings from flags, the environment and the defaults, in this order."""
    return Settings.from_environment(os.environ, overrides)


ENGINE = ("engine", "engine_update", "engine_graph_store", "engine_authorization")
"""Names of the settings of a service that holds the data in place of the store."""


def source_options(function: F) -> F:
    """Add what may be known beside the documents' texts."""
    for option in reversed(
        (
            click.option(
                "--org",
                metavar="NAME",
                help="Owner of the documents, such as อบจ.ลำปาง, where the text does not name it.",
            ),
            click.option("--source-url", metavar="URL", help="Web address that the documents came from."),
            click.option(
                "--jobs",
                type=click.IntRange(1, 256),
                metavar="N",
                help="Processes that read. [default: one for each core]",
            ),
        )
    ):
        function = option(function)
    return function


def given_context(org: str | None, source_url: str | None) -> "Context":
    """Make a context of the options; raises a LoadError that names a bad value."""
    from phaen.loaders.manifest import make_context

    return make_context({"organisation": org or "", "source_url": source_url or ""}, source="option")


def paths_or_samples(paths: Iterable[str], *, samples: bool) -> list[str]:
    """Give the paths named, and the folder of the sample plans if asked for; raises a usage error for none."""
    from phaen.loaders.sources import sample_folder

    named = [*paths, *([str(sample_folder())] if samples else [])]
    if not named:
        raise click.UsageError("name a document, a folder, a pattern or a manifest, or use --samples")
    return named
